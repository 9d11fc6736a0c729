"""Runs of links go with what gives them away; lists, poems, tables and titles stay."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.links import (
    ADDRESS,
    CLOSED,
    CODE,
    COLUMNS,
    COPYRIGHT,
    FIGURE,
    KEY,
    KIND,
    LABEL,
    LONG,
    NO_TWIN,
    ONE_TWIN,
    OPEN_END,
    PAGE,
    PROSE,
    ROW_OF_TWINS,
    SEPARATED,
    SMALL,
    TWIN,
    mark_twins,
    read_link,
)
from corpusclean.kernels.links import ZONE as ZONE_COLUMN
from corpusclean.kernels.segments import BEFORE, START, STOP, UP_TO, best_segments
from corpusclean.model import NO_RULE, Pages
from corpusclean.text.blocks import split
from corpusclean.text.residue import mark_residue
from corpusclean.text.rulebook import RuleSet, load_rules
from corpusclean.text.signals import load_signals

FIXTURES = Path(__file__).parents[2] / "fixtures" / "residue"
BOOK = load_rules()
LETTERS = load_signals().letters
STORY = [
    "The night ferry will run again from the first of May, the harbour office said on Tuesday after a long meeting.",
    "It was stopped two winters ago, when the old boat failed its inspection and no money for a new one was in sight.",
    "The new boat carries ninety people and their bicycles; dogs travel free, as they always did on this line.",
    "Tickets will be sold on board only, since the office at the pier was given to the fishermen as a net store.",
]


def marks(blocks: list[str], rules: RuleSet = BOOK) -> list[str]:
    """The name of the rule that takes each block of a page; empty where none does."""
    batch = mark_residue(split(Pages(["p"], ["\n".join(blocks).encode()], [b""], [""])), rules)
    return [rules.names[rule] if rule != NO_RULE else "" for rule in batch.blocks.rule]


def left(blocks: list[str], rules: RuleSet = BOOK) -> list[str]:
    return [block for block, rule in zip(blocks, marks(blocks, rules), strict=True) if not rule]


def segments(points: list[int]) -> list[tuple[int, int, int]]:
    found = np.zeros((5, len(points)), np.int64)
    count = best_segments(np.array(points, np.int64), 0, len(points), found)
    return [(found[START, i], found[STOP, i], found[UP_TO, i] - found[BEFORE, i]) for i in range(count)]


def plain_segments(points: list[int], first: int, last: int) -> list[tuple[int, int, int]]:
    """The definition, by recursion: the best stretch, shortest first, then the same to its left and to its right."""
    sums = [(sum(points[i:j]), i - j, -i, i, j) for i in range(first, last) for j in range(i + 1, last + 1)]
    best = max(sums, default=(0, 0, 0, 0, 0))
    if best[0] <= 0:
        return []
    total, _, _, start, stop = best
    return [*plain_segments(points, first, start), (start, stop, total), *plain_segments(points, stop, last)]


@given(st.lists(st.integers(-4, 4), max_size=14))
def test_segments_are_those_of_the_definition(points: list[int]) -> None:
    """Where stretches of the same worth overlap, which one is taken is open: the sums are what counts."""
    found = segments(points)
    assert sorted(worth for *_, worth in found) == sorted(w for *_, w in plain_segments(points, 0, len(points)))
    assert all(sum(points[start:stop]) == worth > 0 for start, stop, worth in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("Gardening", 0),
        ("Наука", 0),
        ("園芸", 0),
        ("the garden", SMALL),
        ("200 g flour", FIGURE),
        ("• flour", FIGURE),
        ("- flour", FIGURE),
        ("He came.", CLOSED),
        ("他来了。", CLOSED),
        ("Who came?", CLOSED),
        ("Read what follows:", OPEN_END),
        ("Height: 3 m", LABEL),
        ("if (x) { y(); }", CODE + SMALL + OPEN_END),
        ("| 22 |", CODE + FIGURE),
        ("Imprint | Privacy | Contact", SEPARATED),
        ("Home » News » Sports", SEPARATED),
        ("Title | Site", 0),
        ("write@example.org", ADDRESS + SMALL),
        ("https://example.org", ADDRESS + SMALL),
        ("© Daily Example", COPYRIGHT),
        ("A headline that goes on for more than fifty characters", LONG),
    ],
)
def test_what_a_link_looks_like(line: str, points: int) -> None:
    text = np.frombuffer(line.encode(), np.uint8)
    assert read_link(text, 0, len(text), LETTERS)[0] == points


@given(st.lists(st.sampled_from("abcdP"), max_size=16))
def test_twins_are_what_a_plain_search_finds(page: list[str]) -> None:
    rows = np.zeros((COLUMNS, len(page)), np.int64)
    zones = np.cumsum([letter == "P" for letter in page], dtype=np.int64)
    rows[KEY] = [0 if letter == "P" else ord(letter) for letter in page]
    rows[ZONE_COLUMN], rows[PAGE] = zones, 7
    rows[KIND] = [PROSE if letter == "P" else 0 for letter in page]
    mark_twins(rows)
    assert rows[TWIN].tolist() == plain_twins(page, zones.tolist())


def plain_twins(page: list[str], zones: list[int]) -> list[int]:
    twins = [NO_TWIN] * len(page)
    for length, found in ((1, ONE_TWIN), (3, ROW_OF_TWINS)):
        for row in range(len(page) - length + 1):
            stretch = page[row : row + length]
            first = next(i for i in range(len(page)) if page[i : i + length] == stretch)
            if "P" in stretch or len(set(stretch)) < length or zones[first] == zones[row]:
                continue
            for i in range(length):
                twins[first + i] = max(twins[first + i], found)
                twins[row + i] = max(twins[row + i], found)
    return twins


MENU = ["Home", "Gardening", "Harbour", "Letters to the editor", "Weather", "Contact"]
FOOT = ["Privacy policy", "Harbour office", "Terms of use", "Contact", "© 2018 Daily Example"]


def test_a_menu_and_a_footer_go() -> None:
    assert left([*MENU, "A night ferry again", *STORY, *FOOT]) == ["A night ferry again", *STORY]


def test_a_menu_that_comes_again_needs_no_phrase() -> None:
    menu = ["Kupuna", "Mahina", "Manu", "Moana", "Nalu"]
    assert left([*menu, *STORY, *menu]) == STORY


def test_a_menu_between_stories_loses_only_what_gives_it_away() -> None:
    page = [*STORY, "Share this:", "Gardening", "Home", "Contact", "Sports", "Search", *STORY]
    assert left(page) == [*STORY, "Gardening", *STORY]
    assert left([*STORY, "Home", "Contact", "Sports", "Search", *STORY])[4:8] == ["Home", "Contact", "Sports", "Search"]


def test_the_head_of_a_story_stays_below_a_menu() -> None:
    head = ["A night ferry again", "5 May 2018", "By Ada Finch"]
    assert left([*MENU, *head, "Share this:", "Facebook", *STORY, *FOOT]) == [*head, *STORY]
    assert left([*MENU, "Ferry again", "Share this:", "Facebook", *STORY, *FOOT]) == ["Ferry again", *STORY]


@pytest.mark.parametrize("page", [MENU + FOOT, MENU * 3, [*MENU, STORY[0], *FOOT]], ids=["short", "thrice", "one"])
def test_a_page_without_a_body_of_text_is_left_alone(page: list[str]) -> None:
    assert "links.run" not in marks(page)


def test_a_run_does_not_reach_over_pages() -> None:
    texts = ["\n".join([*STORY, "Gardening"]).encode(), "\n".join(["Harbour", *STORY]).encode()]
    batch = mark_residue(split(Pages(["a", "b"], texts, [b""] * 2, [""] * 2)), BOOK)
    assert (batch.blocks.rule == NO_RULE).all()


def test_lines_to_keep_stay_in_a_run() -> None:
    page = [*MENU, "A night ferry again", *STORY, *FOOT]
    kept = ["Gardening", "Contact", "A night ferry again", *STORY, "Contact"]
    assert left(page, load_rules(("Gardening", "Contact"))) == kept


@pytest.mark.parametrize("path", sorted((FIXTURES / "must_not_change").glob("*.txt")), ids=lambda path: path.stem)
def test_text_stays_between_a_menu_and_a_footer(path: Path) -> None:
    text = path.read_text(encoding="utf-8").splitlines()
    page = [*MENU, "A story of the day", *STORY, *text, *STORY, *FOOT]
    assert left(page) == ["A story of the day", *STORY, *text, *STORY]


FORM = [
    "Share this:",
    "Facebook",
    "Leave a Reply",
    "Related Articles",
    "Newsletter",
    "{}",
    "Email address",
    "Sign up",
    "Privacy Policy",
]


@pytest.mark.parametrize(
    "line",
    [
        "Once a week, and never more than that, we write to you about what goes on in the harbour and on the islands.",
        "Letters from the harbour: once a week",
        "12 000 readers",
        "once a week",
    ],
)
def test_what_a_box_says_goes_with_it(line: str) -> None:
    page = [*STORY, *(part.format(line) for part in FORM)]
    assert left(page) == STORY


def test_sentences_that_come_in_numbers_between_residue_stay() -> None:
    comments = [
        "The boat was late again on Friday, as it has been every week since the spring.",
        "So it was, but the coffee on board is free now, which nobody says a word about.",
    ]
    page = [*STORY, "Share this:", "2 comments", "Reply", comments[0], "Reply", comments[1], "Reply", "Leave a Reply"]
    assert left(page) == [*STORY, *comments]


def test_a_paragraph_between_residue_in_a_story_stays() -> None:
    page = [*STORY[:2], "Advertisement", STORY[2], "Share this:", STORY[3]]
    assert left(page) == STORY


FOOTER = ["Share this:", "Help", "Contact", "Tide shop", "Pier cams", "Dark theme", "Harbour map", "Privacy Policy"]
SAID = "Seaford Post is the home of tide tables; in our lively community there are pilots who write."


def test_what_a_page_says_of_itself_deep_in_its_footer_goes() -> None:
    assert left([*STORY, *FOOTER[:5], SAID, *FOOTER[5:], "© 2019 Seaford Post"]) == STORY


@pytest.mark.parametrize(
    "page",
    [
        [*FOOTER[:5], SAID, *FOOTER[5:], *STORY],
        [*STORY, *FOOTER[:5], SAID, "It rained in the night, and so the second boat stayed at the pier.", *FOOTER[5:]],
        [*STORY, *FOOTER[:5], SAID * 5, *FOOTER[5:]],
    ],
    ids=["above the text", "two sentences", "a long paragraph"],
)
def test_other_sentences_between_links_stay(page: list[str]) -> None:
    assert next(line for line in page if line.startswith(SAID)) in left(page)
