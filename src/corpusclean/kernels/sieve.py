"""The sieve: whether a block may begin or end as a phrase does, told by its first or last letters."""

import numpy as np

from corpusclean.kernels import inlined, inner, kernel
from corpusclean.kernels.letters import (
    DIGIT,
    FACTOR,
    GAP,
    LETTER,
    NUMBER,
    SKIP,
    classify,
    made_of,
    plain_letter,
    read_letter,
)
from corpusclean.kernels.phrases import BEGINNING, END, LAST, WHOLE, mix
from corpusclean.kernels.utf8 import decode_before

FIRST_LETTERS = 8  # of a block
END_LETTERS = 6  # of phrases at an END
LAST_LETTERS = 8  # of a phrase that may be the LAST of a longer block
NO, PERHAPS, SURELY = range(3)  # whether a block begins like a phrase

# Words of 64 bits for each place, as powers of two, one part of the sieve after the other: few phrases are an END, so
# few blocks need be read for it. Every phrase sets two bits of one word, so that one look into memory tells about both;
# a BEGINNING and a WHOLE phrase with the same letters set other bits of the same word.
_BEGIN_WORDS, _LAST_WORDS, _END_WORDS = 15, 14, 10
_FIRST_LAST = 1 << _BEGIN_WORDS
_FIRST_END = _FIRST_LAST + (1 << _LAST_WORDS)
SIEVE_WORDS = _FIRST_END + (1 << _END_WORDS)  # 400 kB: they stay in the cache
_WHOLE_BITS, _OTHER_BITS = 8, 20  # the first bits of a hash that tell which bits of a word are set


@inlined
def _mix(value):
    """The hash of letters, mixed; not 0 where there are none, as before a number."""
    return mix(value ^ FACTOR)


@inlined
def _word_of(mixed, place):
    """The number of the word for a phrase at this place, of the hash of whose letters this is the mix: uint64."""
    if place == END:
        return np.uint64(_FIRST_END) + (mixed >> np.uint64(64 - _END_WORDS))
    if place == LAST:
        return np.uint64(_FIRST_LAST) + (mixed >> np.uint64(64 - _LAST_WORDS))
    return mixed >> np.uint64(64 - _BEGIN_WORDS)


@inlined
def _bits_of(mixed, place):
    """The two bits of its word for such a phrase: uint64."""
    six, one = np.uint64(63), np.uint64(1)
    first = np.uint64(_WHOLE_BITS if place == WHOLE else _OTHER_BITS)
    return one << ((mixed >> first) & six) | one << ((mixed >> (first + np.uint64(6))) & six)


@inlined
def _has(sieve, mixed, place):
    bits = _bits_of(mixed, place)
    return sieve[_word_of(mixed, place)] & bits == bits


@inner
def _first_letters(text, start, end, fold):
    """The hash of the first FIRST_LETTERS letters of text[start:end], or of those before a NUL; and how it begins.

    That is WHOLE if there are fewer letters and no NUL, else BEGINNING.
    """
    value = np.uint64(0)
    count = 0
    number = False
    while start < end and count < FIRST_LETTERS and text[start] != 0:
        _, kind, start = read_letter(text, start, end, fold)
        if kind < DIGIT or (kind == DIGIT and number):
            continue
        number = kind == DIGIT
        value = value * FACTOR + np.uint64(NUMBER if number else kind)
        count += 1
    return value, WHOLE if count < FIRST_LETTERS and start == end else BEGINNING


@inner
def _last_letters(text, start, end, fold, most):
    """The hash of the last `most` letters of text[start:end]; of fewer where a number or the start cuts in."""
    value = np.uint64(0)
    power = np.uint64(1)
    count = 0
    kind = GAP
    while count < most and kind != DIGIT and end > start:
        point, length = decode_before(text, end)
        end -= length
        kind = classify(point, fold)
        if kind >= LETTER:
            value += np.uint64(kind) * power
            power *= FACTOR
            count += 1
    return value


@inlined
def _may_end(text, start, end, fold, sieve, place, most):
    """Whether a phrase at this place may end text[start:end]; one of fewer than `most` letters begins a word."""
    value = np.uint64(0)
    power = np.uint64(1)
    count = 0
    kind = inside = GAP
    while count < most and kind != DIGIT and end > start:
        point, length = decode_before(text, end)
        end -= length
        kind = classify(point, fold)
        made = made_of(point, kind)
        if kind == SKIP:
            continue
        if made != inside and inside >= LETTER and _has(sieve, _mix(value), place):
            return True
        if kind >= LETTER:
            value += np.uint64(kind) * power
            power *= FACTOR
            count += 1
        inside = made
    return count > 0 and _has(sieve, _mix(value), place)


@inner
def may_end_block(text, start, end, fold, sieve):
    """Whether a phrase that is the END of blocks may end text[start:end]."""
    return _may_end(text, start, end, fold, sieve, END, END_LETTERS)


@inner
def may_end_phrase(text, start, end, fold, sieve):
    """Whether a whole phrase may end text[start:end]."""
    return _may_end(text, start, end, fold, sieve, LAST, LAST_LETTERS)


@inner
def _begins_phrase(text, start, end, fold, sieve):
    """Whether text[start:end] begins like a phrase (SURELY), with one that may be WHOLE (PERHAPS), or not (NO).

    Where it is PERHAPS also returned: where the next word begins. A phrase of fewer letters than the sieve looks at
    counts only where a word ends after them.
    """
    value = np.uint64(0)
    count = 0
    number = False
    inside = GAP
    perhaps = -1
    position = start
    while position < end and count < FIRST_LETTERS:
        letter = plain_letter(text, position, fold) if inside == LETTER else 0
        if letter > 0:
            value = value * FACTOR + np.uint64(letter)
            count += 1
            position += 1
            continue
        at = position
        point, kind, position = read_letter(text, position, end, fold)
        if kind == SKIP:
            continue
        made = made_of(point, kind)
        if made != inside and inside >= DIGIT:
            mixed = _mix(value)
            if _has(sieve, mixed, BEGINNING):
                return SURELY, start
            if perhaps < 0 and _has(sieve, mixed, WHOLE):
                perhaps = at
        if kind >= DIGIT and not (kind == DIGIT and number):  # neighbouring numbers are one, as in `_first_letters`
            value = value * FACTOR + np.uint64(NUMBER if kind == DIGIT else kind)
            count += 1
        if kind >= DIGIT:
            number = kind == DIGIT
        inside = made
    mixed = _mix(value)
    if count > 0 and (_has(sieve, mixed, BEGINNING) or (position == end and _has(sieve, mixed, WHOLE))):
        return SURELY, start
    return (PERHAPS, perhaps) if perhaps >= 0 else (NO, start)


@inner
def may_begin_phrase(text, start, end, fold, sieve):
    """Whether a phrase begins like text[start:end]; most prose is left here, after eight letters.

    A short phrase that must be the whole of a block, or one of a row, needs another one after it: "More" in "More or
    less" does not, though "Share" in "Share Tweet" does.
    """
    begins, after = _begins_phrase(text, start, end, fold, sieve)
    if begins == PERHAPS:
        begins, _ = _begins_phrase(text, after, end, fold, sieve)
    return begins != NO


@kernel
def make_sieve(text, starts, ends, places, fold):
    """The sieve that lets pass what begins, or for places END and LAST what ends, like one of these phrases: uint64.

    text: uint8, shape (n,), the phrases one after the other; starts, ends: int64, places: uint8, of shape (p,); fold:
    uint16, shape (65536,). A phrase counts up to the letter before a NUL, which stands for any name of a service.
    """
    sieve = np.zeros(SIEVE_WORDS, np.uint64)
    for phrase in range(len(starts)):
        start, end, place = starts[phrase], ends[phrase], np.int64(places[phrase])
        if place in (END, LAST):
            value = _last_letters(text, start, end, fold, END_LETTERS if place == END else LAST_LETTERS)
        else:
            value, begins = _first_letters(text, start, end, fold)
            place = begins if place == WHOLE else BEGINNING
        mixed = _mix(value)
        sieve[_word_of(mixed, place)] |= _bits_of(mixed, place)
    return sieve
