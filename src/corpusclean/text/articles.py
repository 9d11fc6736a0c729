"""Articles: a page that holds several stories becomes several articles."""

from dataclasses import replace

import numpy as np

from corpusclean.kernels.articles import (
    BEGINS,
    COLUMNS,
    KEY,
    LANG,
    PAGE,
    PART,
    POINTS,
    SHAPE,
    SIZE,
    SURENESS,
    TRAITS,
    divide_rows,
    settle_shapes,
    number_articles,
)
from corpusclean.kernels.heads import Signals, read_shapes
from corpusclean.language.codes import ZXX
from corpusclean.model import I64, NO_ARTICLE, NO_RULE, Batch
from corpusclean.text.signals import room_for_words


def divide(batch: Batch, signals: Signals) -> Batch:
    """Fill in `Blocks.article` and `Blocks.boundary`."""
    blocks = batch.blocks
    solid = np.flatnonzero(blocks.start < blocks.end)
    rows = _read_rows(batch, solid, signals)
    settle_shapes(rows)
    divide_rows(rows)
    article = np.full(len(blocks), NO_ARTICLE, np.int32)
    article[solid] = number_articles(rows)
    boundary = np.zeros(len(blocks), np.int16)
    boundary[solid] = rows[POINTS]
    return replace(batch, blocks=replace(blocks, article=article, boundary=boundary))


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
