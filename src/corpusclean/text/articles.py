"""Articles: a page that holds several stories becomes several articles."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.article_rows import (
    COLUMNS,
    EMPTY,
    KEY,
    LANG,
    PAGE,
    PART,
    POINTS,
    REST,
    ROLE,
    SHAPE,
    SIZE,
    SURENESS,
    TRAITS,
    settle_shapes,
    settle_taken,
)
from corpusclean.kernels.articles import divide_rows, number_articles
from corpusclean.kernels.head_words import Signals
from corpusclean.kernels.heads import Reader, read_shapes
from corpusclean.kernels.shapes import BYLINE, CREDIT, DATE, SOURCE, TITLE
from corpusclean.language.codes import ZXX
from corpusclean.model import I32, I64, NO_ARTICLE, NO_RULE, U8, Batch
from corpusclean.text.related import TITLES_RULE
from corpusclean.text.residue import spare_lines
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.signals import room_for_words

ROLES = {0: "", TITLE: "title", DATE: "date", BYLINE: "byline", SOURCE: "source", CREDIT: "credit"}
"""What a block can be in the head of an article, by the number in `Blocks.role`."""

INTERRUPTING = ("advertising.", "cookies.", "navigation.move.", "reading.", "related.", "subscription.")
"""Rules, by the beginning of their name, whose lines interrupt stories as often as they stand between them."""


POSTING = "posting."
"""Rules whose lines may be removed though they say when and by whom what follows was written."""

CLOSING, DATING = 1, 2
"""What a rule's lines may tell about the articles around them: they end one, they belong to the head of one."""


def rule_traits(rules: RuleSet) -> U8:
    """Per rule, what its lines tell about articles, as the bits CLOSING and DATING: shape (r,)."""
    closing = [CLOSING * (not name.startswith(INTERRUPTING)) for name in rules.names]
    dating = [DATING * name.startswith(POSTING) for name in rules.names]
    return np.array(closing, np.uint8) | np.array(dating, np.uint8)


def divide(batch: Batch, signals: Signals, traits: U8, *, eager: bool = False, rules: RuleSet | None = None) -> Batch:
    """Fill in `Blocks.article`, `Blocks.boundary` and `Blocks.role`.

    `traits` come from `rule_traits`. Lines that a rule takes are in no article; they can have a role in its head. With
    `rules` the titles of posts without text that begin an archive are residue: `Blocks.rule` changes as well.
    """
    blocks = batch.blocks
    solid = np.flatnonzero(blocks.start < blocks.end)
    rule = blocks.rule[solid]
    taken = rule != NO_RULE
    told = np.where(taken, traits[rule], 0)
    rows = _read_rows(batch, solid, taken & (told & DATING == 0), signals)
    settle_taken(rows, taken, told & CLOSING != 0)
    settle_shapes(rows)
    divide_rows(rows, eager)
    article = np.full(len(blocks), NO_ARTICLE, np.int32)
    boundary = np.zeros(len(blocks), np.int16)
    role = np.zeros(len(blocks), np.uint8)
    settled = blocks.rule if rules is None else _take_empty(batch, solid[rows[EMPTY] > 0], rules)
    article[solid] = np.where(settled[solid] != NO_RULE, NO_ARTICLE, number_articles(rows))
    boundary[solid], role[solid] = rows[POINTS], rows[ROLE]
    return replace(batch, blocks=replace(blocks, rule=settled, article=article, boundary=boundary, role=role))


def _take_empty(batch: Batch, empty: I64, rules: RuleSet) -> I32:
    """`Blocks.rule` with the rule for bare titles in the rows `empty`, but for lines to keep."""
    rule = batch.blocks.rule
    if len(empty):
        rule = rule.copy()
        rule[empty] = rules.number(TITLES_RULE)
        rule = spare_lines(batch, rule, rules)
    return rule


def _read_rows(batch: Batch, solid: I64, unread: NDArray[np.bool_], signals: Signals) -> I64:
    """The table that kernels.articles works on, of the blocks that are not blank; `unread` ones are residue."""
    blocks = batch.blocks
    start, end = blocks.start[solid], blocks.end[solid]
    rows = np.zeros((COLUMNS, len(solid)), np.int64)
    rows[SHAPE], rows[TRAITS], rows[KEY], rows[PART], rows[REST] = read_shapes(
        Reader(batch.text, start, end, signals, room_for_words()), unread
    )
    rows[PAGE] = blocks.page[solid]
    rows[SIZE] = end - start
    rows[LANG] = np.where(blocks.lang[solid] > ZXX, blocks.lang[solid], 0)
    rows[SURENESS] = np.rint(blocks.lang_prob[solid] * 100)
    return rows
