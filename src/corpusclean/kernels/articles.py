"""Dividing pages into articles: evidence in points, a boundary where there is enough of it.

The unit of evidence is a *run*: blocks in a row that may stand in the head of an article (a title, a date, a byline, a
source line, short names and captions between them). A run opens an article only if text follows it. Without a run, only
a change of language that lasts opens one.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_evidence import (
    FURTHER_TITLE,
    HAS_DATE,
    MARKING,
    NEVER,
    OLD_DATE,
    count_evidence,
    is_own_head,
    points_needed,
    residue_before,
    text_follows,
)
from corpusclean.kernels.article_rows import (
    BEGINS,
    EAGER,
    FACTS,
    LACKS,
    LANG,
    MARKS,
    PAGE,
    POINTS,
    QUOTED,
    SHAPE,
    SURE,
    SURENESS,
    TEXT,
    TITLE_ROW,
    TONGUE,
    forget,
    hear_language,
    is_new_language,
    is_quotation,
    is_sure,
    same_title,
    shape_at,
)
from corpusclean.kernels.article_starts import choose_start
from corpusclean.kernels.head_roles import follows_closely, mark_head, title_by_place
from corpusclean.kernels.second_look import look_again
from corpusclean.kernels.shapes import BYLINE, CREDIT, NAME, RESIDUE, SHORT, SOURCE

AFTER_CREDIT = 1  # the line over the head names a source, as the last one of a story does, and that of a picture
NEW_LANGUAGE = 4
SAME_TITLE = -3  # a caption that repeats the article's title
VOUCHED = 1 << BYLINE | 1 << SOURCE  # shapes that tell whose an article is, as bits


@inner
def _run_end(rows, first, last):
    """Where the run that begins at row `first` ends: the first row that can not stand in a head."""
    end = first
    while end < last and rows[SHAPE, end] >= NAME:
        end += 1
    return end


@inner
def _judge_run(rows, first, end, last, article):
    """Weigh the run [first, end) of a page that ends at row `last`; begin an article there if that is enough."""
    new_language = end >= article[QUOTED] and is_new_language(rows, end, last, article)
    start = choose_start(rows, first, end, article, new_language)
    points, title, seen = count_evidence(rows, start, end)
    residue = residue_before(rows, min(start, first))
    if title >= 0 and article[TITLE_ROW] >= 0 and same_title(rows, title, article[TITLE_ROW]):
        points += SAME_TITLE
    if new_language and not seen & MARKING and not residue and is_quotation(rows, end, last, article):
        new_language = False
    points += residue + NEW_LANGUAGE * new_language + AFTER_CREDIT * (shape_at(rows, start - 1, start) == CREDIT)
    if seen & OLD_DATE and not (residue or new_language or seen & VOUCHED):
        points -= HAS_DATE
    rows[POINTS, start] = points
    own = is_own_head(rows, start, title, seen, article) and not (new_language and article[TEXT] > 0)
    needed = NEVER if own else points_needed(start, end, seen, new_language, article)
    followed = needed < NEVER or own
    followed &= text_follows(rows, end, last, seen & MARKING != 0)
    if followed and not own:
        if points >= needed:
            _begin(rows, start, article)
            own = True
        else:
            rows[LACKS, start] = needed - points
    if own:
        certain = article[TEXT] == 0 or (title >= 0 and article[TITLE_ROW] < 0) or follows_closely(rows, start, article)
        article[MARKS] |= seen & MARKING
        if article[TITLE_ROW] < 0:
            article[TITLE_ROW] = title
        sure = followed and (seen & MARKING != 0 or not seen & FURTHER_TITLE)
        if title < 0 and followed:
            title = title_by_place(rows, start, end)
        if certain:
            mark_head(rows, start, end, title if sure else -1)


@inner
def _judge_change(rows, row, last, article):
    """Begin an article at a paragraph, or at short ones before it, if another language begins there and lasts."""
    if row < article[QUOTED] or not is_sure(rows, row) or not is_new_language(rows, row, last, article):
        return
    start = row
    while row - start < 2 and shape_at(rows, start - 1, row) == SHORT:
        if rows[LANG, start - 1] == article[TONGUE] and rows[SURENESS, start - 1] >= SURE:
            break
        start -= 1
    residue = residue_before(rows, start)
    if residue == 0 and is_quotation(rows, row, last, article):
        return
    rows[POINTS, start] = NEW_LANGUAGE + residue
    _begin(rows, start, article)


@inner
def _begin(rows, start, article):
    """Let an article begin at row `start`."""
    rows[BEGINS, start] = True
    forget(article)


@kernel
def divide_rows(rows, eager):
    """Find where articles begin; rows: int64, shape (COLUMNS, b), whose last columns come as zeros.

    eager: bool; whether a boundary needs a point less.
    """
    article = np.zeros(FACTS, np.int64)
    article[EAGER] = eager
    first = 0
    while first < rows.shape[1]:
        last = first + 1
        while last < rows.shape[1] and rows[PAGE, last] == rows[PAGE, first]:
            last += 1
        forget(article)
        _divide_page(rows, first, last, article)
        first = last


@inner
def _divide_page(rows, first, last, article):
    row = first
    while row < last:
        if rows[SHAPE, row] >= NAME:
            end = _run_end(rows, row, last)
            _judge_run(rows, row, end, last, article)
            row = end
            continue
        if rows[SHAPE, row] != RESIDUE:
            _judge_change(rows, row, last, article)
            hear_language(rows, row, article)
        row += 1
    look_again(rows, first, last)


@kernel
def number_articles(rows):
    """The number of every block's article on its page, from 0; -1 for residue: int32, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`.
    """
    numbers = np.full(rows.shape[1], -1, np.int32)
    number = 0
    for row in range(rows.shape[1]):
        if row == 0 or rows[PAGE, row] != rows[PAGE, row - 1]:
            number = 0
        number += rows[BEGINS, row]
        if rows[SHAPE, row] != RESIDUE:
            numbers[row] = number
    return numbers
