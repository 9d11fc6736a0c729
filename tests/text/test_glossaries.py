"""Lists of words in two languages and headings of one word are text, also on pages that have residue."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.glossaries import drop_small, spare_glossaries
from corpusclean.text.ruletables import buffer
from corpusclean.text.signals import read_with
from tests.text.test_residue import marks

COOKIES = "We use cookies to improve your experience."
REPLY = "Leave a Reply"
PROSE = "The harbour council met on Tuesday evening to decide what should become of the old ferry pier at last."
LESSONS = {
    "German": ["Share", "teilen", "Reply", "antworten", "Follow", "folgen", "Search", "suchen"],
    "small": ["share", "teilen", "reply", "antworten", "search", "suchen"],
    "French": ["Partager", "teilen", "Répondre", "antworten", "Rechercher", "suchen"],
    "Arabic": ["شارك", "share", "رد", "reply", "بحث", "search"],
    "Russian": ["Поделиться", "share", "Ответить", "reply", "Поиск", "search"],
}


def left(lines: list[str]) -> list[str]:
    return [line for line, rule in zip(lines, marks("\n".join(lines)), strict=True) if not rule]


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_words_in_two_languages_stay_on_a_page_with_residue(lesson: list[str]) -> None:
    text = ["Verbs of the web", *lesson, "Learn them by heart."]
    assert left([COOKIES, *text, REPLY]) == text


def test_links_that_are_written_alike_go() -> None:
    assert left([PROSE, "Share", "Teilen", "Reply", "Antworten", "Search", "Suchen", REPLY]) == [PROSE]
    assert left([PROSE, "Share", "Reply", "Search", REPLY]) == [PROSE]


def test_three_words_and_a_list_on_two_pages_are_no_glossary() -> None:
    assert left([PROSE, "Share", "teilen", "Reply", REPLY]) == [PROSE]


def test_a_word_between_two_paragraphs_heads_the_second() -> None:
    assert left([PROSE, "Share", PROSE, "Share this:", REPLY]) == [PROSE, "Share", PROSE]


@pytest.mark.parametrize(
    "page",
    [
        [PROSE, "Share", "Share this:", REPLY],
        [PROSE, "Share", "Reply", PROSE, REPLY],
        [PROSE, REPLY, PROSE],
        [PROSE, "Share", PROSE, "Share", PROSE, REPLY],
    ],
    ids=["at the foot", "two words", "several words", "the same word again"],
)
def test_other_words_between_paragraphs_go(page: list[str]) -> None:
    assert set(left(page)) == {PROSE}


def test_a_run_of_small_words_needs_residue_of_its_own() -> None:
    assert left([PROSE, "share", "reply", "search"]) == [PROSE, "share", "reply", "search"]
    assert left([PROSE, "Share", "reply", "search", REPLY]) == [PROSE]


EVERYDAY = np.array([2, 2, 0], np.int8)  # how many words anybody may write, of rules in languages 0, 1 and 0
LANGUAGE = np.array([0, 1, 0], np.int64)
WORDS = st.tuples(st.sampled_from(["Share", "share", "read more", "Read it all"]), st.integers(-1, 2))
PAGES = st.lists(st.lists(WORDS | st.just(("", -1)), min_size=1, max_size=12), min_size=1, max_size=3)


def is_everyday(line: str, rule: int) -> bool:
    return rule >= 0 and len(line.split()) <= EVERYDAY[rule]


def without_glossaries(page: list[tuple[str, int]]) -> list[int]:
    """The rules of a page without those in glossaries: the stretches of words that take turns, the longest first."""
    solid = [place for place, (line, _) in enumerate(page) if line]
    rules = [rule for _, rule in page]
    begin = 0
    while begin < len(solid):
        end = begin
        while end < len(solid) and takes_turns([page[place] for place in solid[begin : end + 1]]):
            end += 1
        words = [page[place][0] for place in solid[begin:end]]
        if len(words) >= 4 and any(all(word[0].islower() for word in words[side::2]) for side in (0, 1)):
            for place in solid[begin:end]:
                rules[place] = -1
        begin = max(end, begin + 1)
    return rules


def takes_turns(blocks: list[tuple[str, int]]) -> bool:
    if not all(is_everyday(*block) for block in blocks):
        return False
    spoken = [int(LANGUAGE[rule]) for _, rule in blocks]
    return len({*spoken[::2]}) <= 1 and len({*spoken[1::2]}) <= 1 and (len(spoken) < 2 or spoken[0] != spoken[1])


def without_small(page: list[tuple[str, int]]) -> list[int]:
    rules = [rule for _, rule in page]
    solid = [place for place, (line, _) in enumerate(page) if line]
    for said, run in groupby(solid, key=lambda place: rules[place] >= 0):
        places = list(run)
        if (
            said
            and len(places) >= 3
            and all(page[place][0][0].islower() and is_everyday(*page[place]) for place in places)
        ):
            for place in places:
                rules[place] = -1
    return rules


@given(PAGES)
def test_the_kernels_do_what_plain_loops_do(pages: list[list[tuple[str, int]]]) -> None:
    blocks = [block for page in pages for block in page]
    reader = read_with(*buffer([line for line, _ in blocks]))
    of_page = np.repeat(np.arange(len(pages), dtype=np.int32), [len(page) for page in pages])
    rules = np.array([rule for _, rule in blocks], np.int32)
    known = np.flatnonzero(rules >= 0)
    spared = spare_glossaries(known, rules.copy(), of_page, reader, (EVERYDAY, LANGUAGE))
    assert spared.tolist() == [rule for page in pages for rule in without_glossaries(page)]
    dropped = drop_small(known, rules.copy(), of_page, reader, EVERYDAY)
    assert dropped.tolist() == [rule for page in pages for rule in without_small(page)]
