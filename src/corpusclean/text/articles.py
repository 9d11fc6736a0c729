"""Articles: a page that holds several stories becomes several articles."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.article_rows import (
    CLOSES,
    COLUMNS,
    KEY,
    LANG,
    PAGE,
    PART,
    POINTS,
    ROLE,
    SHAPE,
    SIZE,
    SURENESS,
    TRAITS,
    settle_shapes,
)
from corpusclean.kernels.articles import divide_rows, number_articles
from corpusclean.kernels.heads import BYLINE, CREDIT, DATE, SOURCE, TITLE, Signals, read_shapes
from corpusclean.language.codes import ZXX
from corpusclean.model import I32, I64, NO_ARTICLE, NO_RULE, Batch
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.signals import room_for_words

ROLES = {0: "", TITLE: "title", DATE: "date", BYLINE: "byline", SOURCE: "source", CREDIT: "credit"}
"""What a block can be in the head of an article, by the number in `Blocks.role`."""

INTERRUPTING = ("advertising.", "cookies.", "navigation.move.", "reading.", "related.", "subscription.")
"""Rules, by the beginning of their name, whose lines interrupt stories as often as they stand between them."""


def closing_rules(rules: RuleSet) -> NDArray[np.bool_]:
    """Per rule, whether its lines stand between stories rather than inside one: bool, shape (r,)."""
    return np.array([not name.startswith(INTERRUPTING) for name in rules.names])


def divide(batch: Batch, signals: Signals, closing: NDArray[np.bool_] | None = None, *, eager: bool = False) -> Batch:
    """Fill in `Blocks.article`, `Blocks.boundary` and `Blocks.role`.

    `closing` comes from `closing_rules`; without it every line of residue counts as one that stands between stories.
    """
    blocks = batch.blocks
    solid = np.flatnonzero(blocks.start < blocks.end)
    rows = _read_rows(batch, solid, signals)
    _mark_closing(rows, blocks.rule[solid], closing)
    settle_shapes(rows)
    divide_rows(rows, eager)
    article = np.full(len(blocks), NO_ARTICLE, np.int32)
    boundary = np.zeros(len(blocks), np.int16)
    role = np.zeros(len(blocks), np.uint8)
    article[solid], boundary[solid], role[solid] = number_articles(rows), rows[POINTS], rows[ROLE]
    return replace(batch, blocks=replace(blocks, article=article, boundary=boundary, role=role))


def _mark_closing(rows: I64, rule: I32, closing: NDArray[np.bool_] | None) -> None:
    """Set the trait CLOSES of residue whose rule closes stories."""
    residue = np.flatnonzero(rule != NO_RULE)
    rows[TRAITS, residue] = CLOSES if closing is None else np.where(closing[rule[residue]], CLOSES, 0)


def _read_rows(batch: Batch, solid: I64, signals: Signals) -> I64:
    """The table that kernels.articles works on, of the blocks that are not blank."""
    blocks = batch.blocks
    start, end = blocks.start[solid], blocks.end[solid]
    taken = blocks.rule[solid] != NO_RULE
    rows = np.zeros((COLUMNS, len(solid)), np.int64)
    rows[SHAPE], rows[TRAITS], rows[KEY], rows[PART] = read_shapes(
        batch.text, start, end, taken, signals, room_for_words()
    )
    rows[PAGE] = blocks.page[solid]
    rows[SIZE] = end - start
    rows[LANG] = np.where(blocks.lang[solid] > ZXX, blocks.lang[solid], 0)
    rows[SURENESS] = np.rint(blocks.lang_prob[solid] * 100)
    return rows
