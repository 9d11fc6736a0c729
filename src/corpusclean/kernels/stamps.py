"""Stamps of posting: dates that say when a page was published or changed, or the time of day to the minute.

They stand in the head of an article, at its foot, or over a comment. Articles are divided, and their dates read, with
the stamps still there; only then these are told from what the text dates itself.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_rows import PAGE, ROLE, SHAPE, SIZE, TRAITS, shape_at
from corpusclean.kernels.entries import is_fact
from corpusclean.kernels.head_words import DATE_WORD, STAMP, WORD, hash_of, read_words
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.shapes import BYLINE, DATE, EXACT, MIXED, NAME, PROSE, RESIDUE, SHORT, STAMPED, TITLE

MOST_EXACT = 2  # on a page, of those that nothing but the minute tells; more are a log, a chat or a timetable
LONGEST_LABEL = 40  # bytes in a label that the date of a stamp stands below
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
def _is_label(rows, row, reader):
    """Whether a row is nothing but the words of a stamp, without its date: "Last updated:"."""
    if rows[SIZE, row] > LONGEST_LABEL or rows[SHAPE, row] in (PROSE, DATE, TITLE, BYLINE):
        return False
    count, _, _ = read_words(reader.text, reader.start[row], reader.end[row], reader.signals.letters, reader.words)
    stamp = False
    for word in range(count):
        known = _meaning_of(reader, word)
        if known & DATE_WORD == 0:
            return False
        stamp |= known & STAMP != 0
    return stamp


@inner
def _meaning_of(reader, word):
    """What is known of one of the words that were read, as bits."""
    slot = find(reader.signals.keys, key_of(hash_of(reader.words, word, word + 1), WORD))
    return np.int64(reader.signals.flags[slot]) if slot >= 0 else np.int64(0)


@inner
def _mark_labels(rows, row, reader, found):
    """Note the label right over a date at `row`, and with it the date; and the label under it if that is a stamp."""
    if shape_at(rows, row - 1, row) >= 0 and _is_label(rows, row - 1, reader):
        found[row - 1] = True
        found[row] |= rows[TRAITS, row] & MIXED == 0
    if found[row] and shape_at(rows, row + 1, row) >= 0 and _is_label(rows, row + 1, reader):
        found[row + 1] = True


@inner
def _read_page(rows, row):
    """Of the page of `row`: whether it has a paragraph; how many rows are nothing but a date with the minute."""
    at = row
    while shape_at(rows, at - 1, row) >= 0:
        at -= 1
    prose, exact = False, 0
    while shape_at(rows, at, row) >= 0:
        prose |= rows[SHAPE, at] == PROSE
        exact += _is_exact(rows, at)
        at += 1
    return prose, exact


@inner
def _is_stamp(rows, row, reader, exact):
    """Whether a date is a stamp; exact: how many rows of its page are nothing but a date with the minute."""
    if rows[TRAITS, row] & (STAMPED | EXACT) == 0 or _is_among_facts(rows, row, reader):
        return False
    if rows[TRAITS, row] & STAMPED:
        return _is_in_place(rows, row)
    beside = shape_at(rows, row - 1, row) == RESIDUE or shape_at(rows, row + 1, row) == RESIDUE
    return (rows[ROLE, row] == DATE or beside) and _is_exact(rows, row) and exact <= MOST_EXACT


@kernel
def find_stamps(rows, dates, reader):
    """Which rows are stamps of posting: bool, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`; dates: int64, those of them that are dates, in order; reader:
    kernels.heads.Reader of the same blocks.
    """
    found = np.zeros(rows.shape[1], np.bool_)
    page, prose, exact = -1, False, 0
    for row in dates:
        if rows[PAGE, row] != page:  # a page of dates is read once
            page = rows[PAGE, row]
            prose, exact = _read_page(rows, row)
        if prose:
            found[row] = _is_stamp(rows, row, reader, exact) or found[row]
            _mark_labels(rows, row, reader, found)
    return found
