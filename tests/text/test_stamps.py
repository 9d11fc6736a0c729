"""Stamps of posting go once they have told when an article was written; dates that the text has itself stay."""

import tomllib
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from corpusclean import Config, clean_text
from corpusclean.text.articles import POSTING

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
PAGES = tomllib.loads((FIXTURES / "stamps.toml").read_text(encoding="utf-8"))["page"]
PARAGRAPHS = (
    "The old swing bridge at the mouth of the harbour will be shut to cars every night between ten and five.",
    "Ferries will run every twenty minutes instead, and the port office has promised that nobody will have to wait.",
)


def lines_of(page: dict[str, Any]) -> list[str]:
    paragraphs = cycle(PARAGRAPHS)
    return [next(paragraphs) if line == "¶" else line for line in page["text"].strip().split("\n")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["why"])
def test_stamps_go_and_tell_the_day_before_they_do(page: dict[str, Any]) -> None:
    cleaned = clean_text("\n".join(lines_of(page)))
    assert [removal.text for removal in cleaned.removed] == page.get("go", [])
    assert all(removal.rule.startswith(POSTING) for removal in cleaned.removed)
    if "date" in page:
        assert [article.date for article in cleaned.articles] == [page["date"]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["why"])
def test_no_stamp_goes_where_its_rules_are_left_out_or_the_line_kept(page: dict[str, Any]) -> None:
    text = "\n".join(lines_of(page))
    assert clean_text(text, Config(without_rules=(POSTING.strip("."),))).removed == []
    assert clean_text(text, Config(keep_lines=tuple(page.get("go", [])))).removed == []
