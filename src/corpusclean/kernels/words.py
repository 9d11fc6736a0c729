"""The normalised form of short blocks, in which they are compared with phrases: letters, words and their hashes.

The normalised form of a block is the sequence of its folded letters; every number is one letter, so is every name of a
service ("Facebook"), and what is neither (spaces, punctuation, arrows, emoji, marks on letters) does not count. Words
stay known as boundaries in that sequence, and since the hash is a polynomial one, modulo 2**64, the hash of any run of
words is two look-ups and a product.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inlined, inner
from corpusclean.kernels.letters import (
    COLON,
    DIGIT,
    FACTOR,
    GAP,
    LETTER,
    NUMBER,
    SERVICE,
    SKIP,
    STOP,
    made_of,
    opens_quote,
    plain_letter,
    read_letter,
)
from corpusclean.kernels.phrases import (
    BEGINNING,
    OPENING,
    WHOLE,
    Tables,
    find,
    find_phrase,
    goes_on,
    key_at,
    key_of,
    may_be_phrase,
    mix,
)
from corpusclean.kernels.sieve import may_begin_phrase

MAX_WORDS = 64  # in a block that rules look at
ALWAYS, IF_BEGUN, IF_ROW = range(3)  # when to read a block to its end: see `read_words`

# Room for the words of one block while it is looked at is an array of MAX_WORDS + 1 of these: one array, since a tuple
# of many costs Numba an atomic reference count each at every call that it is handed to.
_LINE = [
    ("hash", np.uint64),  # of all letters before the word
    ("letters", np.int32),  # before the word
    ("place", np.int32),  # bytes of the block before the word
    ("first_slot", np.int32),  # this and the next three: see `kernels.rows.fill_row`
    ("languages", np.uint64),
    ("weak", np.int32),
    ("pieces", np.int32),
    ("colon", np.bool_),  # whether one stands before the word
    ("small", np.bool_),  # whether the word begins with a small letter
]
LINE = np.dtype((np.record, np.dtype(_LINE, align=True)))


class Matcher(NamedTuple):
    """What blocks are matched with: their text, the rules, and room for the words of one block."""

    text: NDArray[np.uint8]
    rules: Tables
    line: NDArray[np.void]  # LINE, shape (MAX_WORDS + 1,)


@inlined
def _pass_gap(text, position, end, fold, gap):
    """The next character of text[position:end] that is in a word: where it begins, its code point, what it is made of.

    Also returned are the last character before it that is in none (`gap`, if there is none), whether a colon is there,
    and how many sentence marks. Where no word comes, the position is `end`.
    """
    colon = False
    stops = 0
    while position < end:
        point, kind, after = read_letter(text, position, end, fold)
        if kind >= DIGIT:
            return position, point, made_of(point, kind), gap, colon, stops
        if kind != SKIP:
            gap = point
            colon |= kind == COLON
            stops += kind == STOP
        position = after
    return end, 0, GAP, gap, colon, stops


@inlined
def _read_letters(text, position, end, rules, made):
    """Read the word at `position`, `made` of letters: where it ends, its hash, FACTOR to the power of its length, that.

    The name of a service is one letter.
    """
    word = np.uint64(0)
    power = np.uint64(1)
    length = 0
    while position < end:
        letter = plain_letter(text, position, rules.fold) if made == LETTER else 0
        if letter > 0:
            word = word * FACTOR + np.uint64(letter)
            power *= FACTOR
            length += 1
            position += 1
            continue
        point, kind, after = read_letter(text, position, end, rules.fold)
        if kind != SKIP:
            if made_of(point, kind) != made:
                break
            word = word * FACTOR + np.uint64(kind)
            power *= FACTOR
            length += 1
        position = after
    if find(rules.services, key_of(word, WHOLE)) >= 0:
        return position, np.uint64(SERVICE), FACTOR, 1
    return position, word, power, length


@inlined
def _read_number(text, position, end, fold):
    """As `_read_letters`, for the number at `position`, which is one letter."""
    _, kind, after = read_letter(text, position, end, fold)
    while kind in (DIGIT, SKIP):
        position = after
        kind = GAP
        if position < end:
            _, kind, after = read_letter(text, position, end, fold)
    return position, np.uint64(NUMBER), FACTOR, 1


@inner
def _leads_on(slots, mixed):
    """Whether a phrase of whose hash this is the mix has something after it. slots: SLOT."""
    return find_phrase(slots, key_at(mixed, BEGINNING)) >= 0 or find_phrase(slots, key_at(mixed, OPENING)) >= 0


@inner
def _is_begun(value, rest, rules, row_only):
    """Whether words of this hash may begin residue. rest: the text, and where what comes after them begins and ends.

    They may if they are a phrase that others go on, or a whole one after which another one may begin; with `row_only`
    if they are a whole one that is strong.
    """
    mixed = mix(value)
    if not may_be_phrase(rules.phrases, mixed):
        return False
    slots = rules.phrases.slots
    if not row_only and _leads_on(slots, mixed):
        return True
    slot = find_phrase(slots, key_at(mixed, WHOLE))
    if slot < 0 or (row_only and slots[slot].weak):
        return False
    text, position, end = rest
    return may_begin_phrase(text, position, end, rules.fold, rules.sieve)


@inner
def read_words(matcher, start, end, when):
    """Normalise the block [start, end): returns its number of words (-1: too many) and whether it ends like a sentence.

    matcher: Matcher, whose `line` is filled in. Numbers are words of their own, and neighbouring ones ("1,234",
    "12/2017") are one; so are Han, Kana and Hangul beside other letters. `when` says which blocks to read to the end:
    of the others it says 0 words as soon as no phrase begins them (IF_BEGUN), or no strong one that another one follows
    (IF_ROW).
    """
    text, rules, line = matcher
    fold, capitalised = rules.fold, rules.small
    words = count = 0
    value = np.uint64(0)
    after_number = False
    position, point, made, gap, colon, stops = _pass_gap(text, start, end, fold, 0)
    while made != GAP:
        if made == DIGIT and after_number:
            position, _, _, _ = _read_number(text, position, end, fold)
        else:
            if words == MAX_WORDS:
                return -1, False
            if when != ALWAYS and words > 0:
                if _is_begun(value, (text, position, end), rules, when == IF_ROW):
                    when = ALWAYS
                elif not goes_on(rules.phrases, value):
                    return 0, False
            line[words].hash = value
            line[words].letters = count
            line[words].place = position - start
            line[words].colon = colon
            line[words].small = point < 0x10000 and capitalised[point] and not opens_quote(gap)
            words += 1
            after_number = made == DIGIT
            if after_number:
                position, word, power, length = _read_number(text, position, end, fold)
            else:
                position, word, power, length = _read_letters(text, position, end, rules, made)
            value = value * power + word
            count += length
            gap, colon = 0, False
        position, point, made, gap, with_colon, stops = _pass_gap(text, position, end, fold, gap)
        colon |= with_colon
    line[words].hash = value
    line[words].letters = count
    return words, stops == 1


@inner
def span_hash(line, power, first, last):
    """The hash of the words from `first` up to, not including, `last`. line: see LINE."""
    return line[last].hash - line[first].hash * power[line[last].letters - line[first].letters]
