"""Stamps of posting go once they have told when an article was written; dates that the text has itself stay."""

from typing import Any

import pytest

from corpusclean import Config, clean_text
from corpusclean.text.articles import POSTING
from tests.text.pages_of_lines import lines_of, read_pages

PAGES = read_pages("stamps.toml")


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
