"""Comments under a story go with the names and dates over them; plays, chats and logs stay."""

from typing import Any

import pytest

from corpusclean import Config, clean_text
from tests.text.pages_of_lines import PARAGRAPHS, lines_of, read_pages

PAGES = read_pages("comments.toml")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["why"])
def test_comments_go_and_what_only_looks_like_them_stays(page: dict[str, Any]) -> None:
    lines = lines_of(page)
    gone = [removal.text for removal in clean_text("\n".join(lines)).removed]
    assert gone == [line for line in lines if line in page.get("go", [])]


def test_what_readers_wrote_can_stay_without_their_names() -> None:
    lines = lines_of(PAGES[0])
    cleaned = clean_text("\n".join(lines), Config(without_rules=("comments.text",)))
    kept = [article.text.split("\n") for article in cleaned.articles]
    assert kept == [[lines[0], *PARAGRAPHS, *(lines[row] for row in (7, 8, 12))]]


def test_articles_are_numbered_without_those_that_comments_seemed_to_begin() -> None:
    page = next(page for page in PAGES if "archive" in page["why"])
    assert [article.article for article in clean_text("\n".join(lines_of(page))).articles] == [0, 1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["why"])
def test_nothing_is_taken_for_comments_in_what_is_clean(page: dict[str, Any]) -> None:
    for article in clean_text("\n".join(lines_of(page))).articles:
        again = clean_text(article.text).removed
        assert [removal.text for removal in again if removal.rule.startswith("comments.")] == []
