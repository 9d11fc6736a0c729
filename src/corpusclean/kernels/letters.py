"""Characters as phrases are compared by: a folded letter each, or one of the few classes of what is no letter."""

import numpy as np

from corpusclean.kernels import inlined, inner
from corpusclean.kernels.utf8 import decode

# Classes in the fold table; every other value is the folded letter itself.
GAP, SKIP, COLON, STOP, DIGIT = 0, 1, 2, 3, 4
NUMBER = 5  # what every number becomes
SERVICE = 6  # what every name of a service becomes
LETTER = 7  # what every letter beyond the basic plane becomes; the others are their own numbers, from 0x20 on

FACTOR = np.uint64(0x9E3779B97F4A7C15)  # of the hash of letters, which is a polynomial in it

_PERCENT = 0x25


@inlined
def classify(point, fold):
    """The class or folded letter of a code point. fold: uint16, shape (65536,)."""
    if point < 0x10000:
        return int(fold[np.uint64(point)])  # unsigned: no test for a negative index
    return GAP if 0x1F000 <= point < 0x20000 else LETTER


@inner
def _placeholder_end(text, position, end):
    """Where `%d`, `%s` or `%1$s` ends that begins at `position`; `position` itself if none does."""
    i = position + 1
    while i < end and 0x30 <= text[i] <= 0x39:
        i += 1
    if i < end and text[i] == 0x24:
        i += 1
    stands = i < end and (text[i] == 0x64 or text[i] == 0x73)
    return i + 1 if stands and (i + 1 == end or not 0x61 <= (text[i + 1] | 0x20) <= 0x7A) else position


@inner
def _magnitude_end(text, position, end):
    """Where a `K` or `M` ends that follows a number directly, as in `1.2K shares`; `position` if none does."""
    if position == end or ((text[position] | 0x20) != 0x6B and (text[position] | 0x20) != 0x6D):
        return position
    after = position + 1
    stands = after == end or (text[after] < 0x80 and not 0x61 <= (text[after] | 0x20) <= 0x7A)
    return after if stands else position


@inner
def _read_figure(text, position, end, kind):
    """As `read_letter`, where a digit of ASCII or a percent sign stands at `position`."""
    if kind == DIGIT:
        return int(text[position]), DIGIT, _magnitude_end(text, position + 1, end)
    after = _placeholder_end(text, position, end)
    return (_PERCENT, DIGIT, after) if after > position else (_PERCENT, kind, position + 1)


@inlined
def read_letter(text, position, end, fold):
    """The character at `position`: its code point, its class or folded letter, and where the next one begins.

    A number with what belongs to it ("1.2K", `%d`) begins with a DIGIT.
    """
    byte = int(text[np.uint64(position)])
    if byte < 0x80:
        kind = int(fold[np.uint64(byte)])
        if kind == DIGIT or byte == _PERCENT:
            return _read_figure(text, position, end, kind)
        return byte, kind, position + 1
    point, length = decode(text, position)
    kind = classify(point, fold)
    after = position + length
    return point, kind, _magnitude_end(text, after, end) if kind == DIGIT else after


@inlined
def plain_letter(text, position, fold):
    """The folded letter of ASCII at `position`; 0 for anything else. Most characters are one and need no more looks."""
    byte = np.uint64(text[np.uint64(position)])
    kind = int(fold[byte]) if byte < 0x80 else 0
    return kind if kind >= LETTER else 0


@inlined
def made_of(point, kind):
    """What a word that holds this character is made of: DIGIT, LETTER, LETTER + 1 (East Asia); or GAP, if none does."""
    if kind < DIGIT:
        return GAP
    return DIGIT if kind == DIGIT else LETTER + (0x2E80 <= point < 0xFB00)


@inner
def opens_quote(point):
    """Whether this is a quotation mark that a title may begin with."""
    return point == 0x22 or point == 0xAB or point == 0x2018 or 0x201C <= point <= 0x201E or point == 0x300C
