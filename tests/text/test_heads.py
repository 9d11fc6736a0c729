"""The heads of articles: titles, dates that can mean one day only, the names in bylines."""

import tomllib
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean import Config, clean_text
from corpusclean.kernels.shapes import BYLINE, DATE, SOURCE, TITLE
from corpusclean.language.codes import LANGUAGES
from corpusclean.model import NO_ARTICLE
from corpusclean.text.blocks import split
from corpusclean.text.bylines import find_byline, read_byline
from corpusclean.text.dates import find_date, read_date
from corpusclean.text.gather import gather
from corpusclean.text.heads import read_heads
from tests.text.test_blocks import pages_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
DATES, PAGES = (tomllib.loads((FIXTURES / name).read_text(encoding="utf-8")) for name in ("dates.toml", "heads.toml"))
STORY = (
    "The old swing bridge at the mouth of the harbour will be shut to cars every night between ten and five.",
    "Ferries will run every twenty minutes instead, and the port office has promised that nobody will have to wait.",
)

OTHER_STORY = (
    "The council met on Thursday evening and talked for three hours about the price of firewood and of coal.",
    "In the end it was left as it is, since nobody could say how much wood there still was in the shed.",
)


@pytest.mark.parametrize(("line", "expected"), DATES["certain"].items())
def test_a_date_that_can_mean_one_day_only_is_written_in_figures(line: str, expected: str) -> None:
    lang, _, text = line.partition(":")
    assert read_date(text, lang) == expected


@pytest.mark.parametrize("line", [line for lines in DATES["uncertain"].values() for line in lines])
def test_any_other_date_stays_as_it_is_written(line: str) -> None:
    assert read_date(line, "und") == line


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_from_every_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%A, %B %d, %Y"):
        assert read_date(day.strftime(form), "en") == day.isoformat()


@given(st.text())
def test_any_line_can_be_read(line: str) -> None:
    assert isinstance(read_date(line, "en"), str)
    assert read_byline(line) in line


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Pepe Escobar", "Pepe Escobar"),
        ("BY JOHN SMITH", "JOHN SMITH"),
        ("By Maria de la Cruz and John Doe | Valley Post", "Maria de la Cruz and John Doe"),
        ("By John Smith on February 5, 2018", "John Smith"),
        ("Written by Ada FinchFirst published in the Valley Post", "Ada Finch"),
        ("By Ian McDonald", "Ian McDonald"),
        ("Posted by admin", "admin"),
        ("Von Konrad Ilse, Bremen", "Konrad Ilse"),
        ("Автор: Вера Ломакина", "Вера Ломакина"),
        ("بقلم سلمى الخطيب، القاهرة", "سلمى الخطيب"),
        ("文：张三", "张三"),
        ("Author: the editorial team", ""),
        ("Geschrieben von einem Gast", ""),
        ("By 12", ""),
        ("Weather", ""),
        ("By Monday", ""),
        ("By Ada Finch Feb 18, 2020 4 min read", "Ada Finch"),
        ("By Ada Finch/June 23, 2020", "Ada Finch"),
        ("By Theresa May, London", "Theresa May"),
        ("Von Montag", ""),
        ("By The Sea", ""),
        ("By Sam Smith", "Sam Smith"),
        ("By The Associated Press", "The Associated Press"),
    ],
)
def test_a_byline_gives_the_names_in_it(line: str, names: str) -> None:
    assert read_byline(line) == names


@pytest.mark.parametrize(
    ("blocks", "head"),
    [
        (
            ("Harbour bridge to close", "4 March 2019", "By Tamsin Okafor"),
            ("Harbour bridge to close", "2019-03-04", "Tamsin Okafor"),
        ),
        (
            ("Harbour bridge to close", "By Tamsin Okafor on 4 March 2019"),
            ("Harbour bridge to close", "2019-03-04", "Tamsin Okafor"),
        ),
        (("4 March 2019",), ("", "2019-03-04", "")),
        (("Harbour bridge to close",), ("Harbour bridge to close", "", "")),
        (("Harbour bridge to close", "Ferries all through the night"), ("", "", "")),
        ((), ("", "", "")),
    ],
)
def test_the_head_of_an_article_comes_with_it_where_it_is_certain(
    blocks: tuple[str, ...], head: tuple[str, str, str]
) -> None:
    [article] = clean_text("\n\n".join([*blocks, *STORY])).articles
    assert (article.title, article.date, article.byline) == head


@pytest.mark.parametrize("page", PAGES["page"], ids=lambda page: page["what"])
def test_a_page_says_of_its_articles_what_is_written_there(page: dict[str, list[Any]]) -> None:
    paragraphs = cycle([*STORY, *OTHER_STORY])
    blocks = [next(paragraphs) if block == "¶" else block for block in page["blocks"]]
    heads = [[article.title, article.date, article.byline] for article in clean_text("\n\n".join(blocks)).articles]
    assert heads == page["heads"]


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("Posted on May 3, 2018 by John Smith", ("Ferries to run all night", "2018-05-03", "John Smith")),
        ("Posted by admin", ("Ferries to run all night", "", "admin")),
    ],
)
def test_a_line_that_is_removed_still_tells_of_the_article_that_it_opens(line: str, head: tuple[str, str, str]) -> None:
    page = "\n\n".join([*OTHER_STORY, "Ferries to run all night", line, *STORY])
    articles = clean_text(page).articles
    assert [(article.title, article.date, article.byline) for article in articles] == [("", "", ""), head]
    assert line not in articles[1].text


def test_a_line_under_a_post_tells_nothing_of_the_next_one() -> None:
    page = "\n\n".join([*OTHER_STORY, "Posted by Ann", "Ferries to run all night", *STORY])
    assert [article.byline for article in clean_text(page).articles] == ["", ""]


def test_every_article_of_a_page_has_its_own_head() -> None:
    page = [
        "Harbour bridge to close",
        "4 March 2019",
        *STORY,
        "Share this:",
        "Ferries to run all night",
        "5 March 2019",
        *STORY,
    ]
    heads = [(article.title, article.date) for article in clean_text("\n\n".join(page)).articles]
    assert heads == [("Harbour bridge to close", "2019-03-04"), ("Ferries to run all night", "2019-03-05")]


LINES = (
    "5 May 2018",
    "6 June 2019 by Eve Moss",
    "By Ada Finch",
    "By Bob Hill on 7 July 2017",
    "By 12",
    "Ferries to run",
)
ROWS = st.tuples(st.sampled_from(LINES), st.sampled_from([0, TITLE, DATE, BYLINE, SOURCE]), st.integers(NO_ARTICLE, 2))


@given(st.lists(st.lists(ROWS, min_size=1, max_size=8), min_size=1, max_size=3))
def test_of_two_lines_of_a_kind_the_first_one_counts(pages: list[list[tuple[str, int, int]]]) -> None:
    batch = split(pages_of(*("\n".join(line for line, _, _ in page) for page in pages)))
    numbers = [sorted(number for _, _, number in page if number != NO_ARTICLE) for page in pages]
    batch.blocks.role[:] = [role for page in pages for _, role, _ in page]
    batch.blocks.article[:] = [
        NO_ARTICLE if number == NO_ARTICLE else ordered.pop(0)
        for page, ordered in zip(pages, numbers, strict=True)
        for _, _, number in page
    ]
    found = zip(*(texts.decoded() for texts in read_heads(batch, gather(batch))), strict=True)
    assert list(found) == _heads_of(pages, batch.blocks.article.tolist())


def test_a_line_that_comes_again_is_read_in_the_language_of_its_article() -> None:
    batch = split(pages_of(*["5 listopad 2018"] * 4))
    batch.blocks.role[:], batch.blocks.article[:] = DATE, 0
    batch.blocks.lang[:] = [LANGUAGES.index(lang) for lang in ("hr", "pl", "und", "hr")]
    dates = read_heads(batch, gather(batch)).dates.decoded()
    assert dates == ["2018-10-05", "2018-11-05", "5 listopad 2018", "2018-10-05"]


def _heads_of(pages: list[list[tuple[str, int, int]]], articles: list[int]) -> list[tuple[str, str, str]]:
    """The heads, line by line from the end of each page: what comes later is what stands further up."""
    heads: dict[tuple[int, int], list[str]] = {}
    for page in range(len(pages) - 1, -1, -1):
        owner = NO_ARTICLE
        for line, role, _ in reversed(pages[page]):
            number = articles.pop()
            owner = owner if number == NO_ARTICLE else number
            if owner == NO_ARTICLE:
                continue
            head = heads.setdefault((page, owner), ["", "", ""])
            if role == TITLE:
                head[0] = line
            elif role == DATE:
                head[1:] = read_date(line, "und"), head[2] or find_byline(line)
            elif role == BYLINE:
                head[1:] = head[1] or find_date(line, "und"), read_byline(line)
    return [(title, date, names) for _, (title, date, names) in sorted(heads.items())]


def test_a_page_that_is_not_divided_has_no_head() -> None:
    [article] = clean_text(
        "\n\n".join(["Harbour bridge to close", "4 March 2019", *STORY]), Config(split="off")
    ).articles
    assert (article.title, article.date, article.byline) == ("", "", "")
