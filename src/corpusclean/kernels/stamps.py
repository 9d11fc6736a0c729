"""Stamps of posting: dates that say when a page was published or changed, or the time of day to the minute.

They stand in the head of an article, at its foot, or over a comment. Articles are divided, and their dates read, with
the stamps still there; only then these are told from what the text dates itself.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_rows import PAGE, ROLE, SHAPE, TRAITS, shape_at
from corpusclean.kernels.entries import is_fact
from corpusclean.kernels.shapes import DATE, EXACT, MIXED, NAME, PROSE, RESIDUE, SHORT, STAMPED, TITLE

MOST_EXACT = 2  # on a page, of those that nothing but the minute tells; more are a log, a chat or a timetable
NEAR = 3  # rows between a title and a stamp, where a standfirst and a byline may be
NOTHING = -1  # the shape of what is not on the page


@inner
def _is_exact(rows, row):
    """Whether a row is nothing but a date with a time of day to the minute."""
    return rows[SHAPE, row] == DATE and rows[TRAITS, row] & (EXACT | STAMPED | MIXED) == EXACT


@inner
def _is_fact_at(rows, at, row, reader):
    """Whether row `at`, on the page of `row`, is a name and a value: "Pages: 320"."""
    plain = shape_at(rows, at, row) in (SHORT, NAME, TITLE)
    return plain and is_fact(reader.text, reader.start[at], reader.end[at])


@inner
def _is_among_facts(rows, row, reader):
    """Whether a fact stands below a row, or two over it: when a book was published is one of its facts."""
    if _is_fact_at(rows, row + 1, row, reader):
        return True
    return _is_fact_at(rows, row - 1, row, reader) and _is_fact_at(rows, row - 2, row, reader)


@inner
def _is_in_place(rows, row):
    """Whether a row stands where pages put stamps: at their edge, beside residue, below a title, in a head."""
    above, below = shape_at(rows, row - 1, row), shape_at(rows, row + 1, row)
    if above in (NOTHING, RESIDUE) or below in (NOTHING, RESIDUE) or below >= NAME:
        return True
    headed = False
    for over in range(row - NEAR, row):
        headed |= shape_at(rows, over, row) >= NAME
    return headed


@inner
def _is_stamp(rows, row, exact, reader):
    """Whether a row is a stamp; `exact` is how many its page has that nothing but the minute tells."""
    if rows[SHAPE, row] != DATE or _is_among_facts(rows, row, reader):
        return False
    if rows[TRAITS, row] & STAMPED:
        return _is_in_place(rows, row)
    if exact > MOST_EXACT or not _is_exact(rows, row):
        return False
    beside = shape_at(rows, row - 1, row) == RESIDUE or shape_at(rows, row + 1, row) == RESIDUE
    return rows[ROLE, row] == DATE or beside


@kernel
def find_stamps(rows, reader):
    """Which rows are stamps of posting: bool, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`; reader: kernels.heads.Reader of the same blocks.
    """
    count = rows.shape[1]
    found = np.zeros(count, np.bool_)
    first = 0
    while first < count:
        last = first
        exact = 0
        dated = text = False
        while last < count and rows[PAGE, last] == rows[PAGE, first]:
            exact += _is_exact(rows, last)
            dated |= rows[TRAITS, last] & (EXACT | STAMPED) != 0
            text |= rows[SHAPE, last] == PROSE
            last += 1
        for row in range(first, last if dated and text else first):
            found[row] = _is_stamp(rows, row, exact, reader)
        first = last
    return found
