"""Residue at the edges of a block is cut off, with its place; nothing is taken from the middle, and nothing is lost."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.api import clean_text
from corpusclean.config import Config
from corpusclean.model import Batch, Pages
from corpusclean.text.blocks import split
from corpusclean.text.residue import mark_residue, match_lines
from corpusclean.text.rulebook import RuleSet, load_rules

CASES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "fixtures" / "residue" / "pieces.toml").read_text(encoding="utf-8")
)
BOOK = load_rules()
REST = "The boats came in before noon, and the market was full by one"


def marked(text: str, rules: RuleSet = BOOK) -> Batch:
    return mark_residue(split(Pages(["p"], [text.encode()], [b""], [""])), rules)


def cut(line: str, rules: RuleSet = BOOK) -> tuple[str, str, str]:
    """What is cut off before a line, what stays, and what is cut off after it."""
    batch = marked(line, rules)
    before = after = ""
    for piece in batch.pieces:
        text = batch.text[piece.start : piece.end].tobytes().decode()
        assert line[piece.first : piece.last] == text
        before, after = (text, after) if piece.first == 0 else (before, text)
    rest = batch.text[batch.blocks.start[0] : batch.blocks.end[0]].tobytes().decode()
    return before, rest, after


@pytest.mark.parametrize("case", CASES["cut"], ids=lambda case: case.get("after", case.get("before")))
def test_pieces_are_cut_off(case: dict[str, str]) -> None:
    expected = case.get("before", ""), case["stays"], case.get("after", "")
    assert cut(" ".join(filter(None, expected))) == expected


@pytest.mark.parametrize("line", CASES["must_not"]["lines"])
def test_what_only_looks_like_a_piece_stays(line: str) -> None:
    assert cut(line) == ("", line, "")


def test_a_line_to_keep_is_not_cut_off() -> None:
    assert cut(f"{REST}. Read more", load_rules(("Read more",))) == ("", f"{REST}. Read more", "")


def test_nothing_is_cut_off_blocks_that_go_whole() -> None:
    assert not marked("Like this: Like Loading... Share this:").pieces


PHRASES = ["Read more", "Share on Facebook", "Tweet this", "Leave a comment", "Continue reading"]


@given(st.sampled_from(["", ".", "!", "…", "?", ".”"]), st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4))
def test_a_row_of_phrases_goes_as_one(end: str, phrases: list[str]) -> None:
    """Set apart by the end of a sentence, or three and more of them: the whole row goes, else nothing does."""
    rest, row = REST + end, " ".join(phrases)
    if end or len(phrases) >= 3:
        assert cut(f"{rest} {row}") == ("", rest, row)
    else:
        assert cut(f"{rest} {row}") == ("", f"{rest} {row}", "")


WORDS = [*PHRASES, "The boats", "left", "at", "noon.", "noon", "(", "|", "Ende.", "5"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join))
def test_kept_and_cut_off_are_the_line(line: str) -> None:
    before, rest, after = cut(line)
    assert rest.strip() == rest != ""
    inner = line.removeprefix(before).strip()
    assert inner == rest + inner[len(rest) :] and inner[len(rest) :].strip() == after
    assert all(number >= 0 for number in match_lines([piece for piece in (before, after) if piece], BOOK))


def test_a_block_that_loses_a_piece_is_a_kept_block() -> None:
    page = clean_text(f"{REST}. Read more", Config(duplicates=False))
    assert page.articles[0].text == f"{REST}."
    assert [(cut.kind, cut.number, cut.rule, cut.text, cut.span) for cut in page.removed] == [
        ("residue", 0, "reading.more.en", "Read more", (len(REST) + 2, len(REST) + 11))
    ]
