"""On a page that holds several articles a bare title may open another one, where something more speaks for it."""

import pytest

from corpusclean.text.related import TITLES_RULE
from tests.text.test_articles import (
    PARAGRAPHS,
    RULE_OF,
    RULES,
    Marked,
    blocks_of,
    divide_pages,
    first_blocks,
    plain,
)

MARKED = ("Harvest festival moved indoors", "7 October 2018", "By Ada Finch")
FESTIVAL = (
    "The weather office expects gales on both days, so the stalls and the brass band will move into the market hall.",
    "Tickets that were bought for the field remain good, and children under six pay nothing if it rains before noon.",
    "The committee wants to try the field again next year, and a week earlier, when the evenings are not so cold.",
)
FERRY = (
    "The ferry was late again on Monday, and nobody on the pier could say when the next one would be coming over.",
    "A spokesman for the port said that two of the three engines wait for parts that have been ordered since May.",
    "Until then the small boat takes ten passengers at a time, and bicycles only when there is room left for them.",
)
FRENCH = (
    "Le bac est arrivé en retard lundi encore une fois, et personne sur le quai ne savait quand viendrait le suivant.",
    "Un porte-parole du port a dit que deux des trois moteurs attendent des pièces qui sont commandées depuis mai.",
    "D'ici là, le petit bateau prend dix passagers à la fois, et les vélos seulement quand il reste de la place.",
)
ARCHIVE = (*PARAGRAPHS, *MARKED, *FESTIVAL)


@pytest.mark.parametrize(
    ("title", "begins"),
    [
        ("FERRY LATE AGAIN ON MONDAY", True),
        ("Ferry Late Again After Engine Trouble", True),
        ("Ferry late again on Monday", False),
        ("FERRY LATE", False),
        ("Why Was the Ferry Late Again?", False),
    ],
)
def test_a_bare_title_opens_an_article_if_it_is_written_like_one(title: str, begins: bool) -> None:
    batch = divide_pages([plain(*ARCHIVE, title, *FERRY)])
    assert first_blocks(batch) == [MARKED[0], *([title] if begins else [])]


def test_it_does_not_on_a_page_that_holds_nothing_else() -> None:
    assert first_blocks(divide_pages([plain(*PARAGRAPHS, "FERRY LATE AGAIN ON MONDAY", *FERRY)])) == []


def test_several_lines_in_capitals_in_one_article_are_its_subheadings() -> None:
    page = plain(*ARCHIVE, "FERRY LATE AGAIN ON MONDAY", *FERRY, "PASSENGERS WAIT IN THE RAIN", *FERRY)
    assert first_blocks(divide_pages([page])) == [MARKED[0]]


def test_a_title_that_comes_again_as_a_caption_opens_an_article_once() -> None:
    title = "Ferry late again on Monday"
    page = plain(*ARCHIVE, title, FERRY[0], title, *FERRY[1:])
    assert first_blocks(divide_pages([page])) == [MARKED[0], title]


def test_a_title_between_two_languages_opens_an_article() -> None:
    title = "Le bac encore en retard lundi"
    assert first_blocks(divide_pages([plain(*ARCHIVE, title, *FRENCH)])) == [MARKED[0], title]


@pytest.mark.parametrize("group", ["related", "advertising"])
def test_a_title_after_a_line_that_may_interrupt_a_story_opens_an_article(group: str) -> None:
    title = "Ferry late again on Monday"
    page = plain(*ARCHIVE, "Read on", title, *FERRY)
    page.rules[len(ARCHIVE)] = RULE_OF[group]
    assert first_blocks(divide_pages([page])) == [MARKED[0], title]


VIDEO = "The pilots of the north tell their story"


def empty_page(*lines: tuple[str, str | None]) -> Marked:
    return Marked([line for line, _ in lines], [RULE_OF[kind] for _, kind in lines], [], [])


def body(*lines: str) -> list[tuple[str, str | None]]:
    return [(line, None) for line in lines]


@pytest.mark.parametrize(
    ("page", "gone"),
    [
        (
            [
                *body(VIDEO),
                ("Share", "sharing"),
                *body(*MARKED, *FESTIVAL, "A Second Boat for the Bay", "5 May 2018", *FERRY),
            ],
            [VIDEO],
        ),
        ([*body(VIDEO), *body(*MARKED, *FESTIVAL, "A Second Boat for the Bay", "5 May 2018", *FERRY)], []),
        ([*body(VIDEO), ("Share", "sharing"), *body(*MARKED, *FESTIVAL)], []),
        ([*body(MARKED[0]), ("Share", "sharing"), *body(*MARKED, *FESTIVAL, "A Second Boat for the Bay", *FERRY)], []),
        ([*body(VIDEO), ("Share", "sharing"), *body(*FERRY, *MARKED, *FESTIVAL)], []),
    ],
)
def test_the_title_of_a_post_without_text_goes_if_it_begins_an_archive(
    page: list[tuple[str, str | None]], gone: list[str]
) -> None:
    batch = divide_pages([empty_page(*page)])
    taken = batch.blocks.rule == RULES.number(TITLES_RULE)
    assert [block for block, is_taken in zip(blocks_of(batch), taken, strict=True) if is_taken] == gone
    assert not batch.blocks.article[batch.blocks.article >= 0][:1].any()
