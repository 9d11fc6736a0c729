"""Bare titles under a related heading go; the title of the next article stays."""

from dataclasses import replace

import numpy as np
import pytest

from corpusclean.kernels.related import GONE, PAGE_END, count_links
from corpusclean.kernels.shapes import BYLINE, DATE, NAME, PROSE, SHORT, TITLE
from corpusclean.model import NO_RULE, Pages
from corpusclean.text.blocks import split
from corpusclean.text.related import TITLES_RULE, mark_related
from corpusclean.text.rulebook import RuleSet, load_rules

HEADING, RESIDUE, COLON_HEADING = "[heading]", "[residue]", "[heading]:"
TEXT = "The ferry was late again on Monday, and nobody on the pier could say when the next one would come."
ONE, TWO, THREE = "Five walks along the eastern shore", "What the tide tables do not tell", "A winter with the pilots"
ARABIC = "عاد القطار الجبلي القديم إلى السير بين القرى الخمس بعد توقف دام ثلاثين عاماً رغم البرد الشديد."


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def links_in(blocks: list[str], rules: RuleSet) -> list[str]:
    """The blocks of a page that are taken as links; those in brackets stand for lines that have a rule already."""
    opens = rules.number("related.heading.en")
    numbers = {HEADING: opens, COLON_HEADING: opens, RESIDUE: int(np.argmin(rules.opens_list))}
    batch = split(Pages(["p"], ["\n".join(blocks).encode()], [b""], [""]))
    rule = np.array([numbers.get(block, NO_RULE) for block in blocks], np.int32)
    batch = mark_related(replace(batch, blocks=replace(batch.blocks, rule=rule)), rules)
    taken = batch.blocks.rule == rules.number(TITLES_RULE)
    return [block for block, is_link in zip(blocks, taken, strict=True) if is_link]


@pytest.mark.parametrize(
    ("after_heading", "links"),
    [
        ([ONE, TWO, RESIDUE], [ONE, TWO]),
        ([ONE, TWO], [ONE, TWO]),
        ([ONE], [ONE]),
        ([ONE, RESIDUE, TWO, "5 May 2018", TEXT], [ONE]),
        ([ONE, TWO, THREE, RESIDUE, TEXT], [ONE, TWO, THREE]),
        ([ONE, TWO, THREE, "5 May 2018", TEXT], [ONE, TWO]),
        ([ONE, "5 May 2018", TWO, "4 May 2018", RESIDUE], [ONE, "5 May 2018", TWO, "4 May 2018"]),
        (["• " + ONE, "• " + TWO, RESIDUE], ["• " + ONE, "• " + TWO]),
        ([ONE, "5 May 2018", TEXT], []),
        ([ONE, "By Ada Finch", TEXT], []),
        ([ONE, TEXT], []),
        ([ONE, TWO, TEXT], []),
        ([ONE, "South Front", ONE.upper(), "5 May 2018", TEXT], []),
        ([ONE, "5 May 2018", RESIDUE, TEXT], []),
        ([ONE, RESIDUE, TEXT], []),
        (["Gardening", "Weather", RESIDUE], []),
        ([TEXT, ONE, TWO, RESIDUE], []),
    ],
)
def test_what_a_related_heading_takes_along(after_heading: list[str], links: list[str], rules: RuleSet) -> None:
    assert links_in([TEXT, HEADING, *after_heading], rules) == links


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ([TEXT, COLON_HEADING, ONE, TEXT], [ONE]),
        ([TEXT, COLON_HEADING, ONE, TWO, THREE, TEXT], [ONE, TWO, THREE]),
        ([TEXT, COLON_HEADING, ONE, TWO, THREE, ONE, TEXT], [ONE, TWO, THREE]),
        ([TEXT, COLON_HEADING, ONE, "By Ada Finch", TWO, TEXT], []),
        ([TEXT, COLON_HEADING, ONE, "5 May 2018", TEXT], []),
        ([RESIDUE, COLON_HEADING, ONE, TEXT], []),
        ([COLON_HEADING, ONE, TEXT], []),
    ],
)
def test_a_colon_in_a_story_binds_the_line_below(page: list[str], links: list[str], rules: RuleSet) -> None:
    assert links_in(page, rules) == links


def test_titles_without_a_heading_stay(rules: RuleSet) -> None:
    assert links_in([TEXT, RESIDUE, ONE, TWO, RESIDUE], rules) == []


def test_a_title_in_another_script_at_the_end_of_the_page_goes(rules: RuleSet) -> None:
    assert links_in([ARABIC, ONE, RESIDUE], rules) == [ONE]
    assert links_in([TEXT, ONE, RESIDUE], rules) == []
    assert links_in([ARABIC, ONE, TEXT], rules) == []
    assert links_in([ARABIC, "Translated by Ada Finch"], rules) == []
    assert links_in([ARABIC, ONE], rules) == []
    assert links_in([ARABIC, RESIDUE, ONE], rules) == [ONE]
    assert links_in([ARABIC, RESIDUE, ONE, RESIDUE, TWO, RESIDUE], rules) == [ONE, TWO]
    assert links_in([RESIDUE, ARABIC, "", ONE, ""], rules) == []


def test_pages_end_lists(rules: RuleSet) -> None:
    """A heading that ends a page takes nothing of the next page."""
    heading = rules.number("related.heading.en")
    batch = split(Pages(["p", "q"], [f"{TEXT}\nRelated".encode(), f"{ONE}\n{TWO}".encode()], [b""] * 2, [""] * 2))
    rule = np.array([NO_RULE, heading, NO_RULE, NO_RULE], np.int32)
    batch = mark_related(replace(batch, blocks=replace(batch.blocks, rule=rule)), rules)
    assert batch.blocks.rule.tolist() == rule.tolist()


@pytest.mark.parametrize(
    ("shapes", "after", "beyond", "links"),
    [
        ([TITLE, TITLE], GONE, TITLE, 2),
        ([TITLE, TITLE], GONE, PROSE, 0),
        ([TITLE, NAME, TITLE], GONE, SHORT, 3),
        ([NAME, NAME], PAGE_END, PAGE_END, 0),
        ([TITLE, TITLE, TITLE, DATE], PROSE, PROSE, 2),
        ([TITLE, BYLINE, DATE], GONE, PROSE, 0),
    ],
)
def test_how_many_links_a_list_has(shapes: list[int], after: int, beyond: int, links: int) -> None:
    assert count_links(np.array(shapes, np.int64), len(shapes), after, beyond) == links
