"""Articles: a page that holds several stories becomes several articles."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.article_rows import (
    EMPTY,
    POINTS,
    ROLE,
    SHAPE,
    note_blocks,
    settle_shapes,
    settle_taken,
)
from corpusclean.kernels.articles import divide_rows, number_articles
from corpusclean.kernels.comments import GOES_ON, OPENS, find_comments
from corpusclean.kernels.head_words import Signals
from corpusclean.kernels.heads import Reader, read_shapes
from corpusclean.kernels.shapes import BYLINE, CREDIT, DATE, SOURCE, TITLE
from corpusclean.kernels.stamps import find_stamps
from corpusclean.language.codes import ZXX
from corpusclean.model import I32, I64, NO_ARTICLE, NO_RULE, U8, Batch
from corpusclean.text.related import TITLES_RULE
from corpusclean.text.residue import spare_lines
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.signals import room_for_words
from corpusclean.text.solid import Solid, rows_at, solid_rows

ROLES = {0: "", TITLE: "title", DATE: "date", BYLINE: "byline", SOURCE: "source", CREDIT: "credit"}
"""What a block can be in the head of an article, by the number in `Blocks.role`."""

INTERRUPTING = ("advertising.", "cookies.", "leads.", "navigation.move.", "reading.", "related.", "subscription.")
"""Rules, by the beginning of their name, whose lines interrupt stories as often as they stand between them."""


STAMP_RULE = "posting.stamp"
COMMENT_RULES = {OPENS: "comments.author", GOES_ON: "comments.text"}
POSTING = "posting."
"""Rules whose lines may be removed though they say when and by whom what follows was written."""

CLOSING, DATING = 1, 2
"""What a rule's lines may tell about what is around them: they end an article, or belong to a head."""


def rule_traits(rules: RuleSet) -> U8:
    """Per rule, what its lines tell about articles, as the bits CLOSING and DATING: shape (r + 1,).

    The last one, which NO_RULE is an index of, stands for blocks that no rule takes.
    """
    told = [CLOSING * (not name.startswith(INTERRUPTING)) | DATING * name.startswith(POSTING) for name in rules.names]
    return np.array([*told, 0], np.uint8)


def divide(batch: Batch, signals: Signals, traits: U8, *, eager: bool = False, rules: RuleSet | None = None) -> Batch:
    """Fill in `Blocks.article`, `Blocks.boundary` and `Blocks.role`.

    `traits` come from `rule_traits`. Lines that a rule takes are in no article; they can have a role in its head. With
    `rules` what only a divided page gives away is residue: `Blocks.rule` changes as well.
    """
    blocks = batch.blocks
    solid = solid_rows(blocks.start, blocks.end)
    rule = blocks.rule[solid]
    taken, told = rule != NO_RULE, traits[rule]
    reader = Reader(batch.text, blocks.start[solid], blocks.end[solid], signals, room_for_words())
    rows = _read_rows(batch, solid, taken & (told & DATING == 0), reader)
    settle_taken(rows, taken, told & CLOSING != 0)
    settle_shapes(rows)
    divide_rows(rows, eager)
    article = np.full(len(blocks), NO_ARTICLE, np.int32)
    boundary = np.zeros(len(blocks), np.int16)
    role = np.zeros(len(blocks), np.uint8)
    settled = blocks.rule
    if rules is not None:
        settled = _take_late(batch, solid, rows, reader, rules)
    article[solid] = number_articles(rows)
    article[settled != NO_RULE] = NO_ARTICLE
    boundary[solid], role[solid] = rows[POINTS], rows[ROLE]
    return replace(batch, blocks=replace(blocks, rule=settled, article=article, boundary=boundary, role=role))


def _take_late(batch: Batch, solid: Solid, rows: I64, reader: Reader, rules: RuleSet) -> I32:
    """`Blocks.rule` with the rules that need a divided page: titles of posts without text that begin an archive,
    comments, stamps of posting.

    `rows` is the table of the blocks `solid` once it is divided; `reader` is what they were read with.
    """
    dates = np.flatnonzero(rows[SHAPE] == DATE)
    comments = find_comments(rows, dates, reader)
    found = {name: comments == kind for kind, name in COMMENT_RULES.items()} if comments.any() else {}
    found |= {TITLES_RULE: rows[EMPTY] > 0, STAMP_RULE: find_stamps(rows, dates, reader)}
    rule = batch.blocks.rule.copy()
    for name, taken in found.items():
        if taken.any() and rules.uses(name):
            late = rows_at(solid, taken)
            rule[late] = np.where(rule[late] != NO_RULE, rule[late], rules.number(name))
    return spare_lines(batch, rule, rules)


def _read_rows(batch: Batch, solid: Solid, unread: NDArray[np.bool_], reader: Reader) -> I64:
    """The table that kernels.articles works on, of the blocks that are not blank; `unread` ones are residue."""
    blocks = batch.blocks
    rows: I64 = read_shapes(reader, unread)
    places = reader.start, reader.end
    note_blocks(rows, places, blocks.page[solid], (blocks.lang[solid], blocks.lang_prob[solid]), ZXX)
    return rows
