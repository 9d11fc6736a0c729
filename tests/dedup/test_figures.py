"""The guard: texts that differ in figures only are no duplicates, and dates are not figures."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.config import Config
from corpusclean.dedup.index import Criteria, Index
from corpusclean.engines.local import load_stages
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.kernels.verify import CHANGED, FIGURES, differ_in_figures
from corpusclean.model import Pages
from corpusclean.pipeline import clean_batch
from tests.dedup.articles import verdicts_of

WORDS = " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(150))
STORY = [f"The committee met {word} before it was told what the others had agreed on." for word in WORDS.split()[:12]]


def report(*figures: int) -> str:
    return f"{WORDS} the index closed at {figures[0]} points {WORDS[:200]} and oil at {figures[1]} dollars a barrel"


@pytest.mark.parametrize(("figures", "hows"), [("strict", ["", ""]), ("loose", ["", "near"])])
def test_reports_that_differ_in_figures_only(figures: str, hows: list[str]) -> None:
    assert [v.how for v in verdicts_of([report(7123, 80), report(7204, 82)], 0.8, figures)] == hows


def test_a_word_that_differs_as_well_does_not_let_the_guard_sleep() -> None:
    texts = [report(7123, 80) + " up", report(7204, 82) + " down"]
    assert [verdict.how for verdict in verdicts_of(texts)] == ["", ""]


def test_one_figure_in_a_long_text_is_a_correction() -> None:
    long = " ".join([WORDS, WORDS.replace("word", "term"), WORDS.replace("word", "name")])
    assert [v.how for v in verdicts_of([f"{long} 5 dead", f"{long} 6 dead"])] == ["", "near"]


def test_a_figure_among_other_changes_is_no_matter() -> None:
    assert [v.how for v in verdicts_of([WORDS, f"{WORDS} and some more words that are new, and 5 too"])] == ["", "near"]


def test_a_date_more_is_no_matter() -> None:
    assert [v.how for v in verdicts_of([WORDS, f"{WORDS} on 24 11 2017"])] == ["", "near"]


def pages(*heads: str) -> Pages:
    texts = ["\n\n".join([*head.split("|"), *STORY]).encode() for head in heads]
    return Pages([str(i) for i in range(len(heads))], texts, [b""] * len(heads), [""] * len(heads))


def test_date_lines_and_bylines_do_not_count() -> None:
    title = "Committee agrees on what it was told"
    cleaned = clean_batch(pages(f"{title}|12 March 2018", f"{title}|4 February 2017"), load_stages(Config()))
    assert cleaned.sketches is not None
    verdicts = Index(Criteria(0.8, 0.99, 128)).decide(cleaned.sketches, ["0", "1"])
    assert [verdict.how for verdict in verdicts] == ["", "near"]


SHINGLES = st.dictionaries(st.integers(0, 40), st.integers(0, 2), max_size=30)


@given(SHINGLES, st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_as_counted_one_by_one(kinds: dict[int, int], left: set[int], right: set[int]) -> None:
    alone = [[kinds.get(value, 0) for value in side] for side in (left - right, right - left)]
    words = alone[0].count(0) + alone[1].count(0)
    fewer, more = sorted(side.count(1) for side in alone)
    arrays = [np.array(sorted(v << KIND_BITS | kinds.get(v, 0) for v in side), np.uint32) for side in (left, right)]
    assert differ_in_figures(*arrays) == (
        fewer >= CHANGED and 2 * fewer >= more and fewer + more >= FIGURES * (fewer + more + words)
    )


def test_pieces_are_the_blocks_of_the_articles() -> None:
    from corpusclean.dedup.sketch import pieces_of

    cleaned = clean_batch(pages("A|B", "Ünï|١٢ مارس ٢٠١٨", "C"), load_stages(Config()))
    pieces = pieces_of(cleaned.articles, cleaned.batch.blocks)
    text, blocks = cleaned.articles.text.tobytes(), cleaned.batch.blocks
    for row, block in enumerate(cleaned.articles.block):
        expected = cleaned.batch.text[blocks.start[block] : blocks.end[block]].tobytes()
        assert text[pieces.start[row] : pieces.end[row]] == expected
    assert [pieces.end[end - 1] for _, end in pairwise(pieces.first)] == cleaned.articles.end.tolist()
