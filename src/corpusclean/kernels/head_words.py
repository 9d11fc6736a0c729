"""The words of short blocks, read once: what they are made of, and what of dates, bylines and sources they mean.

Words and phrases are known by the hash of their folded letters (see text.folding), looked up in one table that
text.signals builds.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inlined, inner, kernel
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.utf8 import decode, decode_before

# Classes of characters; from ZERO on they are digits, and the class tells their value.
GAP, LOWER, CAPITAL, LETTER, RUN_ON, IDEOGRAPH, IGNORED, STOP, ASK, PAUSE, CLOSER, BULLET = range(12)
ZERO = 16
NOTHING = -1

# What is known of a word or a phrase, as bits; PLACES tells them apart in the table.
MONTH, WEEKDAY, DATE_WORD, PARTICLE, BYLINE_PHRASE, CREDIT_PHRASE, OF_NAME, AGENCY = (1 << bit for bit in range(8))
ARTICLE, SPEECH, CLOSING, STAMP, SAYS = (1 << bit for bit in range(8, 13))
WORD, OPENING, WHOLE, SPAN = range(4)  # SPAN: some words in a row, wherever they stand

MAX_WORDS = 64
RUN_ON_WORD = 6  # characters; what counts as a word in scripts without spaces between them
OPENING_WORDS = 4  # in the longest phrase that opens a byline
APOSTROPHES = (0x27, 0x2019)

_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class Signals(NamedTuple):
    """What the kernels know about characters and words; `text.signals.load_signals` makes it.

    `letters` (uint32) has shape (65536,), an entry a code point: its class, times 65536, plus its folded letter.
    `keys` (uint64) and `flags` (uint16) are a hash table with a power of two of slots.
    """

    letters: NDArray[np.uint32]
    keys: NDArray[np.uint64]
    flags: NDArray[np.uint16]


# The words of one block stand in a table of int64, shape (MAX_WORDS, COLUMNS): one array, since a tuple of many costs
# Numba an atomic reference count at every access (a block took 1.6 µs to read that way, 0.5 µs so). Its columns:
OPENED = 0  # the hash of all letters up to the word's end: a polynomial, so that it gives those of single words too
LETTERS = 1  # how many letters that are
KNOWN = 2  # what the word means, as bits
OPENS = 3  # what the phrase that begins the block and ends with this word means, as bits
NUMBER = 4  # the value of a number; -1: a word
DIGITS = 5  # how many it has
CASE = 6  # the class of the first letter where that is LOWER or CAPITAL, else LETTER
SMALL = 7  # whether small letters are in the word
SIGN = 8  # the last character between the word before and this one that is no space; 0: none
COLUMNS = 9


@inlined
def letter_of(point, letters):
    """The class of a code point, and its folded letter. letters: uint32, shape (65536,)."""
    if point < 0x10000:
        entry = np.int64(letters[np.uint64(point)])
        return entry >> 16, entry & 0xFFFF
    return (IDEOGRAPH if point >= 0x20000 else GAP if point >= 0x1F000 else LETTER), point & 0xFFFF


@inner
def last_class(text, start, end, letters):
    """The class of the last character that is neither a closing quote or bracket nor a gap; GAP if there is none."""
    position = end
    while position > start:
        point, length = decode_before(text, position)
        kind, _ = letter_of(point, letters)
        if kind != CLOSER and kind != GAP and kind != IGNORED:
            return kind
        position -= length
    return GAP


@inlined
def _goes_on(before, kind):
    """Whether a character of class `kind` goes on a word that one of class `before` is in (NOTHING: none)."""
    if before >= ZERO or kind >= ZERO:
        return before >= ZERO and kind >= ZERO
    return before != NOTHING and before != IDEOGRAPH and kind != IDEOGRAPH and not (before == LOWER and kind == CAPITAL)


@inner
def _open_word(words, at, kind, sign):
    """Make row `at` of `words` ready for a word that begins with a character of class `kind`."""
    words[at, NUMBER] = 0 if kind >= ZERO else -1
    words[at, DIGITS] = words[at, SMALL] = 0
    words[at, CASE] = kind if kind <= CAPITAL else LETTER
    words[at, SIGN] = sign


@inner
def read_words(text, start, end, letters, words):
    """Read text[start:end] into `words`; returns their number, -1 if there are too many.

    Also returned: how many words stand before the first change between the Latin and another script (0: none), and the
    block's size in words, as it would have with spaces where its script has none; what an apostrophe joins is one word
    of it. Letters and digits are words apart, an ideograph is one of its own, and a capital after a small letter begins
    one. letters: see Signals.
    """
    count = ideographs = run_on = part = sign = joined = gaps = 0
    latin = False
    opened = np.uint64(0)
    size = 0
    before = NOTHING
    position = start
    while position < end:
        point, length = decode(text, position)
        kind, letter = letter_of(point, letters)
        position += length
        if kind != before or kind == IDEOGRAPH:  # most letters follow one of their own class
            if kind == IGNORED:
                continue
            if kind == GAP or IGNORED < kind < ZERO:
                sign = 0 if before != NOTHING else sign
                gaps = 1 if before != NOTHING else gaps + 1
                sign = point if point > 0x20 and point != 0xA0 else sign
                before = NOTHING
                continue
            if not _goes_on(before, kind):
                if count == MAX_WORDS:
                    return -1, 0, 0
                if count > 0:
                    words[count - 1, OPENED], words[count - 1, LETTERS] = np.int64(opened), size
                    if kind < ZERO and part == 0 and latin != (point < 0x250) and words[count - 1, NUMBER] < 0:
                        part = count
                latin = point < 0x250
                _open_word(words, count, kind, 0 if before != NOTHING else sign)
                joined += before == NOTHING and gaps == 1 and sign in APOSTROPHES
                ideographs += kind == IDEOGRAPH
                count += 1
            words[count - 1, SMALL] |= kind == LOWER
            before = kind
        if kind >= ZERO:
            words[count - 1, NUMBER] = min(words[count - 1, NUMBER] * 10 + kind - ZERO, 99999)
            words[count - 1, DIGITS] += 1
            letter = kind
        run_on += kind == RUN_ON
        opened = opened * _FACTOR + np.uint64(letter)
        size += 1
    if count > 0:
        words[count - 1, OPENED], words[count - 1, LETTERS] = np.int64(opened), size
    return count, part, count - joined - ideographs // 2 + run_on // RUN_ON_WORD


@inner
def hash_of(words, first, end):
    """The hash of the letters of the words in rows [first, end) alone."""
    if first == 0:
        return np.uint64(words[end - 1, OPENED])
    power = np.uint64(1)
    for _ in range(words[end - 1, LETTERS] - words[first - 1, LETTERS]):
        power *= _FACTOR
    return np.uint64(words[end - 1, OPENED]) - np.uint64(words[first - 1, OPENED]) * power


@inner
def look_up(count, keys, flags, words):
    """Fill in what is known of the `count` words that were read, and of the phrases that the first of them make.

    Single words are looked up only if they could matter: beside a number (a date) or after a known phrase (names).
    keys: uint64, flags: uint16, the hash table of Signals.
    """
    wanted = False
    for i in range(count):
        words[i, KNOWN] = words[i, OPENS] = 0
        wanted |= words[i, NUMBER] >= 0
        if i < OPENING_WORDS:
            slot = find(keys, key_of(np.uint64(words[i, OPENED]), OPENING))
            if slot >= 0:
                words[i, OPENS] = np.int64(flags[slot])
                wanted = True
    for i in range(count if wanted else 0):
        if words[i, NUMBER] < 0:
            slot = find(keys, key_of(hash_of(words, i, i + 1), WORD))
            words[i, KNOWN] = np.int64(flags[slot]) if slot >= 0 else 0


@kernel
def hash_phrases(text, start, end, letters, words):
    """The hash of every phrase's letters: int64, shape (p,); the table of Signals is made of them.

    text: uint8, shape (n,); start, end: int64, shape (p,); letters: see Signals; words: int64, room for words.
    """
    values = np.zeros(len(start), np.int64)
    for row in range(len(start)):
        count, _, _ = read_words(text, start[row], end[row], letters, words)
        values[row] = words[max(count, 1) - 1, OPENED]
    return values
