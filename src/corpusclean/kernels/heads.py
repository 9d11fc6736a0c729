"""Reading short blocks: is this one a title, a date, a byline, a source, or just a short paragraph?

A block is read once, into words (kernels.head_words); what it is is then decided from the words alone.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.ahead import bring_block
from corpusclean.kernels.article_rows import COLUMNS, KEY, PART, REST, SHAPE, TRAITS
from corpusclean.kernels.bylines import read_byline
from corpusclean.kernels.dates import read_date
from corpusclean.kernels.head_words import (
    ASK,
    BULLET,
    CAPITAL,
    CASE,
    DIGITS,
    LETTERS,
    LOWER,
    NUMBER,
    OPENED,
    PAUSE,
    SIGN,
    SMALL,
    STOP,
    WHOLE,
    Signals,
    hash_of,
    last_class,
    letter_of,
    look_up,
    read_words,
)
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.repeats import SEEN, SLOTS, find_before
from corpusclean.kernels.shapes import (
    ASKS,
    BRIEF,
    CAPITALISED,
    CLOCK,
    CREDIT,
    DATE,
    ITEM,
    MIXED,
    NAME,
    PHRASE,
    PLAIN,
    PROSE,
    SEVERAL,
    SHORT,
    SOURCE,
    TITLE,
    UPPER,
    WORDY,
)
from corpusclean.kernels.utf8 import count_characters, decode

LONGEST = 120  # characters; a longer block heads nothing
LONGEST_BYTES = 4 * LONGEST
SENTENCE = 80  # bytes; a block that ends like a sentence and is longer is prose
FEW_WORDS, MANY_WORDS = 4, 12  # BRIEF up to the first, WORDY beyond the second
LONGER = 4  # letters in a word that begins with a capital in a title

_IN_NAMES = (0, 0x2D, 0x2E, 0x27, 0x2019, 0x26)  # SIGN: none, hyphen, point, apostrophes, ampersand
_COPYRIGHT, _POINT = 0xA9, 0x2E


class Reader(NamedTuple):
    """The blocks of a batch, and what they are read with: `text.signals.read_with` makes it.

    text: uint8, shape (n,); start, end: int64, shape (b,); words: int64, shape (MAX_WORDS, COLUMNS), room to work in.
    """

    text: NDArray[np.uint8]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    signals: Signals
    words: NDArray[np.int64]


@inner
def _is_plain(words, count):
    """Whether words may be a name: no numbers, and no signs between them that names do not have."""
    plain = True
    for i in range(count):
        plain &= words[i, NUMBER] < 0 and words[i, SIGN] in _IN_NAMES
    return plain


@inner
def _has_small_word(words, count):
    """Whether one of the longer words begins with a small letter."""
    before = 0
    for i in range(count):
        if words[i, CASE] == LOWER and words[i, LETTERS] - before >= LONGER:
            return True
        before = words[i, LETTERS]
    return False


@inner
def _count_cases(words, count):
    """How many words are no numbers, and the traits UPPER and CAPITALISED."""
    letters = capitals = longer = before = 0
    small = False
    title = True
    for i in range(count):
        letters += words[i, NUMBER] < 0
        capitals += words[i, NUMBER] < 0 and words[i, CASE] == CAPITAL
        small |= words[i, SMALL]
        if words[i, NUMBER] < 0 and words[i, LETTERS] - before >= LONGER:
            longer += 1
            title &= words[i, CASE] == CAPITAL
        before = words[i, LETTERS]
    if 0 < capitals == letters and not small:
        return letters, UPPER
    return letters, CAPITALISED * (title and longer > 2)


@inner
def _begins_like_item(text, start, count, words, letters):
    """Whether a block begins as an item of a list or a line of dialogue does, or in the middle of a sentence."""
    point, _ = decode(text, start)
    first, _ = letter_of(point, letters)
    if first in (BULLET, PAUSE):
        return True
    if count < 2:
        return words[0, NUMBER] >= 0 or words[0, CASE] == LOWER
    if words[0, NUMBER] >= 0 and words[0, DIGITS] <= 3:
        sign = words[1, SIGN]
        dash = sign == 0x2D and text[start + words[0, DIGITS] + 1] == 0x20  # "1- Flour", not "15-year-old"
        return sign == 0x2E or sign == 0x29 or dash
    return words[0, CASE] == LOWER


@inner
def read_head(reader, row):
    """What the short block at `row` looks like: its shape, its traits, and the hashes of it and of two parts.

    The block is not blank, and has at most LONGEST_BYTES. The parts are those before and after the first change of
    script (see `read_words`); 0 where there is none.
    """
    text, start, end = reader.text, reader.start[row], reader.end[row]
    signals, words = reader.signals, reader.words
    count, part, size = read_words(text, start, end, signals.letters, words)
    if count <= 0:
        return SHORT if count == 0 else PROSE, 0, 0, (0, 0)
    look_up(count, signals.keys, signals.flags, words)
    whole = words[count - 1, OPENED]
    parts = (words[part - 1, OPENED], np.int64(hash_of(words, part, count))) if part > 0 else (0, 0)
    ending = last_class(text, start, end, signals.letters)
    letters, cases = _count_cases(words, count)
    dated, alone, traits = read_date(words, count)
    traits |= cases | ASKS * (ending == ASK) | SEVERAL * (size > 1)
    traits |= BRIEF * (size <= FEW_WORDS) | WORDY * (size > MANY_WORDS)
    shape, like = read_byline(words, count, ending, cases == UPPER, signals.keys)
    traits |= like
    if shape != SHORT:
        return shape, traits, whole, parts
    first, _ = decode(text, start)
    if first == _COPYRIGHT:
        shape = CREDIT
    elif alone and not (traits & MIXED and letter_of(first, signals.letters)[0] == PAUSE):  # "— John Smith, 5 May 2018"
        shape = DATE
    elif find(signals.keys, key_of(np.uint64(whole), WHOLE)) >= 0:
        shape = SOURCE
    elif letters > 0 and ending != STOP and ending != PAUSE and not (dated and traits & CLOCK):  # of a comment
        if _begins_like_item(text, start, count, words, signals.letters):
            traits |= ITEM
        elif size >= 4:
            shape = TITLE
        else:
            shape = NAME
            traits |= PLAIN * _is_plain(words, count) | PHRASE * _has_small_word(words, count)
    return shape, traits, whole, parts


@inner
def is_prose(text, start, end, letters):
    """Whether a block is too long to head anything, or long and ends like a sentence."""
    size = end - start
    if size <= SENTENCE:
        return False
    if size > LONGEST_BYTES or text[end - 1] == _POINT or last_class(text, start, end, letters) == STOP:
        return True
    return size > LONGEST and count_characters(text, start, end) > LONGEST


@kernel
def read_shapes(reader, taken):
    """A table of rows (see kernels.article_rows) with what is read off every block: int64, shape (COLUMNS, b).

    That is SHAPE, TRAITS and, as KEY, PART and REST, three hashes (see `read_head`); the rest is zeros. reader: Reader,
    no block is blank; taken: bool, shape (b,), of residue, which is not read. Prose is not read, and has no hash.
    """
    rows = np.zeros((COLUMNS, len(taken)), np.int64)
    _read_untaken(reader, taken, np.zeros(SLOTS, SEEN), rows)
    return rows


@inner
def _read_untaken(reader, taken, seen, rows):
    """Fill in what `read_shapes` finds; lines that come again are read once. seen: see `find_before`."""
    for row in range(len(taken)):
        bring_block(reader.text, reader.start, reader.end, row)
        if taken[row]:
            continue
        if is_prose(reader.text, reader.start[row], reader.end[row], reader.signals.letters):
            rows[SHAPE, row] = PROSE
            continue
        before = find_before(reader.text, reader.start, reader.end, row, seen)
        if before < 0:
            rows[SHAPE, row], rows[TRAITS, row], rows[KEY, row], parts = read_head(reader, row)
            rows[PART, row], rows[REST, row] = parts
        else:
            for column in (SHAPE, TRAITS, KEY, PART, REST):
                rows[column, row] = rows[column, before]
