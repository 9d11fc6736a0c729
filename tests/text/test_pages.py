"""Whole pages under fixtures/articles/pages come out as the articles that they hold, and the rest is removed."""

from pathlib import Path
from typing import NamedTuple

import pytest

from corpusclean import Article, Cleaner, Removal

PAGES = sorted((Path(__file__).parents[2] / "fixtures" / "articles" / "pages").glob("*.txt"))
REMOVED = ("< ", "~ ")


class Story(NamedTuple):
    """An article as it should come out: its language, date, byline and title, and its blocks."""

    lang: str
    date: str
    byline: str
    title: str
    blocks: list[str]


class Marked(NamedTuple):
    """A page with marks: its text without them, the articles in it, the blocks that are to be removed."""

    text: str
    stories: list[Story]
    removed: list[str]


def read_marked(path: Path) -> Marked:
    lines, stories, removed = [], [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line == "=====":
            continue
        if line.startswith("@ "):
            lang, date, byline, title = (part.strip() for part in line[2:].split(";"))
            stories.append(Story(lang, date, byline, title, []))
            continue
        if line.startswith(REMOVED):
            line = line[2:]
            removed.append(line)
        elif line:
            stories[-1].blocks.append(line)
        lines.append(line)
    return Marked("\n".join(lines), stories, removed)


def story_of(article: Article) -> Story:
    blocks = [article.text[start:end] for start, end, _, _ in article.blocks]
    return Story(article.lang, article.date, article.byline, article.title, blocks)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_comes_out_as_its_articles(path: Path) -> None:
    page = read_marked(path)
    removals: list[Removal] = []
    articles = list(Cleaner(on_removal=removals.append)([page.text]))
    assert [story_of(article) for article in articles] == page.stories
    assert [removal.text for removal in removals] == page.removed
