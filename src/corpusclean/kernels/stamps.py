"""Stamps of posting: dates that say when a page was published or changed, or the time of day to the minute.

They stand in the head of an article, at its foot, or over a comment. Articles are divided, and their dates read, with
the stamps still there; only then these are told from what the text dates itself.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_rows import ROLE, SHAPE, SIZE, TRAITS, shape_at
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
def _count_exact(rows, row):
    """How many rows of the page of `row` are nothing but a date with a time of day to the minute."""
    first = row
    while shape_at(rows, first - 1, row) >= 0:
        first -= 1
    exact = 0
    while shape_at(rows, first, row) >= 0:
        exact += _is_exact(rows, first)
        first += 1
    return exact


@inner
def _has_text(rows, row):
    """Whether the page of `row` has a paragraph."""
    for step in (-1, 1):
        at = row + step
        while shape_at(rows, at, row) >= 0:
            if rows[SHAPE, at] == PROSE:
                return True
            at += step
    return False


@inner
def _is_stamp(rows, row, reader):
    """Whether a date is a stamp."""
    if rows[TRAITS, row] & (STAMPED | EXACT) == 0 or _is_among_facts(rows, row, reader):
        return False
    if rows[TRAITS, row] & STAMPED:
        return _is_in_place(rows, row)
    beside = shape_at(rows, row - 1, row) == RESIDUE or shape_at(rows, row + 1, row) == RESIDUE
    return (rows[ROLE, row] == DATE or beside) and _is_exact(rows, row) and _count_exact(rows, row) <= MOST_EXACT


@kernel
def find_stamps(rows, dates, reader):
    """Which rows are stamps of posting: bool, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`; dates: int64, those of them that are dates, in order; reader:
    kernels.heads.Reader of the same blocks.
    """
    found = np.zeros(rows.shape[1], np.bool_)
    for row in dates:
        if _has_text(rows, row):
            found[row] = _is_stamp(rows, row, reader) or found[row]
            _mark_labels(rows, row, reader, found)
    return found
