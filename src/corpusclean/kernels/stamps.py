"""Stamps of posting: dates that say when a page was published or changed, or the time of day to the minute.

They stand in the head of an article, at its foot, or over a comment. Articles are divided, and their dates read, with
the stamps still there; only then these are told from what the text dates itself.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_rows import PAGE, ROLE, SHAPE, SIZE, TRAITS, shape_at
from corpusclean.kernels.entries import is_fact
from corpusclean.kernels.head_words import (
    BYLINE_PHRASE,
    DATE_WORD,
    NUMBER,
    OPENING,
    SMALL,
    STAMP,
    WORD,
    hash_of,
    read_words,
)
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.shapes import BYLINE, DATE, EXACT, MIXED, NAME, OLD, PROSE, RESIDUE, SHORT, STAMPED, TITLE

MOST_EXACT = 2  # on a page, of those that nothing but the minute tells; more are a log, a chat or a timetable
LONGEST_LABEL = 40  # bytes in a label that the date of a stamp stands below
NEAR = 3  # rows between a title and a stamp, where a standfirst and a byline may be
NOTHING = -1  # the shape of what is not on the page

_COLON = 0x3A


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
        known = _meaning_of(reader, word, WORD)
        if known & DATE_WORD == 0:
            return False
        stamp |= known & STAMP != 0
    return stamp


@inner
def _meaning_of(reader, word, place):
    """What is known of one of the words that were read, where it stands alone (WORD) or opens a line, as bits."""
    slot = find(reader.signals.keys, key_of(hash_of(reader.words, word, word + 1), place))
    return np.int64(reader.signals.flags[slot]) if slot >= 0 else np.int64(0)


@inner
def _goes_on(row, reader):
    """Whether a date has words after it that tell more than a zone or an author: "in the Official Gazette"."""
    words = reader.words
    count, _, _ = read_words(reader.text, reader.start[row], reader.end[row], reader.signals.letters, words)
    last = count - 1
    while last >= 0 and words[last, NUMBER] < 0:
        last -= 1
    more = False
    for word in range(last + 1, count):
        if _meaning_of(reader, word, OPENING) & BYLINE_PHRASE:
            break
        more |= words[word, SMALL] != 0 and _meaning_of(reader, word, WORD) & DATE_WORD == 0
    return more


@inner
def _ends_with_colon(rows, at, row, reader):
    """Whether row `at`, on the page of `row`, ends with a colon."""
    return shape_at(rows, at, row) >= 0 and reader.text[reader.end[at] - 1] == _COLON


@inner
def _is_one_label_of_several(rows, row, reader):
    """Whether labels of other facts stand two rows above or below the label at `row`: "Author:", "Printed:"."""
    if not _ends_with_colon(rows, row, row, reader):
        return False
    other = False
    for at in (row - 2, row + 2):
        other |= _ends_with_colon(rows, at, row, reader) and not _is_label(rows, at, reader)
    return other


@inner
def _mark_labels(rows, row, reader, found):
    """Note the label right over a date at `row`, and with it the date; and the label under it if that is a stamp."""
    dated = rows[TRAITS, row] & OLD == 0 and shape_at(rows, row - 1, row) >= 0
    if dated and _is_label(rows, row - 1, reader) and not _is_one_label_of_several(rows, row - 1, reader):
        found[row - 1] = True
        found[row] |= rows[TRAITS, row] & MIXED == 0
    if found[row] and shape_at(rows, row + 1, row) >= 0 and _is_label(rows, row + 1, reader):
        found[row + 1] = True


@inner
def _read_page(rows, row):
    """Of the page of `row`: whether it has a paragraph, and whether dates with the minute may be stamps on it.

    They are none if there are many of them or one stands in the text: what is left would go when the page is cleaned
    once more.
    """
    at = row
    while shape_at(rows, at - 1, row) >= 0:
        at -= 1
    prose, exact, apart = False, 0, True
    while shape_at(rows, at, row) >= 0:
        prose |= rows[SHAPE, at] == PROSE
        if _is_exact(rows, at):
            exact += 1
            apart &= _is_apart(rows, at)
        at += 1
    return prose, apart and exact <= MOST_EXACT


@inner
def _is_apart(rows, row):
    """Whether a date stands in the head of an article or beside residue."""
    beside = shape_at(rows, row - 1, row) == RESIDUE or shape_at(rows, row + 1, row) == RESIDUE
    return rows[ROLE, row] == DATE or beside


@inner
def _is_stamp(rows, row, reader, exact):
    """Whether a date is a stamp; exact: whether one that is nothing but a date with the minute may be."""
    traits = rows[TRAITS, row]
    if traits & (STAMPED | EXACT) == 0 or traits & OLD or _is_among_facts(rows, row, reader):
        return False
    if traits & STAMPED:
        return _is_in_place(rows, row) and not (traits & MIXED and _goes_on(row, reader))
    return exact and _is_exact(rows, row)


@kernel
def find_stamps(rows, dates, reader):
    """Which rows are stamps of posting: bool, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`; dates: int64, those of them that are dates, in order; reader:
    kernels.heads.Reader of the same blocks.
    """
    found = np.zeros(rows.shape[1], np.bool_)
    page, prose, exact = -1, False, False
    for row in dates:
        if rows[PAGE, row] != page:  # a page of dates is read once
            page = rows[PAGE, row]
            prose, exact = _read_page(rows, row)
        if prose:
            found[row] = _is_stamp(rows, row, reader, exact) or found[row]
            _mark_labels(rows, row, reader, found)
    return found
