"""The tokens of articles, as hashes, and the normalised text that exact duplicates share.

Texts are read and written eight bytes at a time, as little-endian words: most words of most languages are one step.
"""

import numpy as np

from corpusclean.kernels import kernel

# What the last character was part of: no token, a run of letters and digits, a single character with its marks.
NO_TOKEN, RUN, SINGLE, MARK = 0, 1, 2, 3

# The same byte eight times over. Added a byte at a time, the last four carry into the high bits of letters and digits.
HIGH_BITS = np.uint64(0x8080808080808080)
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
CASE_BITS = np.uint64(0x2020202020202020)
FROM_A = np.uint64(0x1F1F1F1F1F1F1F1F)
PAST_Z = np.uint64(0x0505050505050505)
FROM_0 = np.uint64(0x5050505050505050)
PAST_9 = np.uint64(0x4646464646464646)
BYTE_NUMBERS = np.uint64(0x0001020304050607)  # shifted by k bytes, it has k in the highest

# Odd constants with no pattern in their bits: the golden ratio's, and one of splitmix64's (Steele, Lea, Flood 2014).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0xBF58476D1CE4E5B9)

# The two low bits of a token's hash say what kind of token it is; they take no part in comparisons.
FIGURE = np.uint64(1)  # it begins with a decimal digit
APART = np.uint64(2)  # it stands in a date line or a byline
HASH_BITS = np.uint64(0xFFFFFFFFFFFFFFFC)

ZERO = np.uint64(0)
ONE = np.uint64(1)
TWO = np.uint64(2)
SEVEN = np.uint64(7)
SPACE = np.uint64(0x20)
LOW_BYTE = np.uint64(0xFF)
HIGH_BIT = np.uint64(0x80)
SHIFT_8 = np.uint64(8)
SHIFT_16 = np.uint64(16)
SHIFT_24 = np.uint64(24)
SHIFT_32 = np.uint64(32)
SHIFT_56 = np.uint64(56)


@kernel
def _bits(count):
    """As many bits as `count` bytes have, as a shift: uint64."""
    return np.uint64(count << 3)


@kernel
def _low_bytes(count):
    """A mask of the `count` lowest bytes of a word, count from 0 to 7: uint64."""
    return (ONE << _bits(count)) - ONE


@kernel
def _first_byte(marks):
    """The number of the lowest byte of `marks` whose high bit is set. marks: uint64, not 0, no other bits set."""
    lowest = (marks & (~marks + ONE)) >> SEVEN
    return np.int64((lowest * BYTE_NUMBERS) >> SHIFT_56)


@kernel
def _read(words, position):
    """The eight bytes that begin at byte `position`. words: uint64, readable to the word after the one it is in."""
    shift = _bits(position & 7)
    index = position >> 3
    return (words[index] >> shift) | ((words[index + 1] << ONE) << (np.uint64(63) - shift))


@kernel
def _append(normal, at, pending, word, size):
    """Put the `size` (1 to 8) low bytes of `word`, the others being 0, at byte `at` of `normal`.

    pending: uint64, the bytes of the last word that is not yet full; returns the new ones. Keeping them in a register
    spares a load that would have to wait for the store before it.
    """
    index = at >> 3
    shift = _bits(at & 7)
    pending |= word << shift
    spilt = (word >> ONE) >> (np.uint64(63) - shift)
    normal[index] = pending
    normal[index + 1] = spilt
    return spilt if (at & 7) + size >= 8 else pending


@kernel
def _letters_and_digits(word):
    """Which of eight bytes are ASCII letters or digits (their high bits, uint64), and the bytes in lower case."""
    low = word & LOW_BITS
    lower = low | CASE_BITS
    letters = ((lower + FROM_A) ^ (lower + PAST_Z)) & ~word & HIGH_BITS
    digits = ((low + FROM_0) ^ (low + PAST_9)) & ~word & HIGH_BITS
    return letters | digits, word | (letters >> TWO)


@kernel
def _absorb(state, word):
    """One step of a token's hash: take in eight bytes. state, word: uint64."""
    state = (state ^ word) * STEP
    return state ^ (state >> SHIFT_32)


@kernel
def _hash_token(normal, start, end):
    """The hash of the token that stands at bytes start to end of `normal`: uint64."""
    state = GOLDEN
    position = start
    while position + 8 <= end:
        state = _absorb(state, _read(normal, position))
        position += 8
    state = _absorb(state, _read(normal, position) & _low_bytes(end - position))
    return _absorb(state, np.uint64(end - start))


@kernel
def _is_figure(word):
    """Whether a token, of whose folded bytes `word` holds the first eight, begins with a decimal digit.

    Digits of ASCII, Arabic and Persian, of the scripts of India, of Thai and Lao, and the wide ones.
    """
    first = np.int64(word & LOW_BYTE)
    second = np.int64(word >> SHIFT_8) & 0xFF
    third = np.int64(word >> SHIFT_16) & 0xFF
    if first < 0x80:
        return 0x30 <= first <= 0x39
    if first == 0xD9:
        return 0xA0 <= second <= 0xA9
    if first == 0xDB:
        return 0xB0 <= second <= 0xB9
    if first == 0xE0:
        indic = 0xA5 <= second <= 0xB5 and second & 1 == 1 and 0xA6 <= third <= 0xAF
        return indic or ((second == 0xB9 or second == 0xBB) and 0x90 <= third <= 0x99)
    return first == 0xEF and second == 0xBC and 0x90 <= third <= 0x99


@kernel
def _with_kind(state, word):
    """A token's hash with its kind in the low bits; `word` holds the first bytes of the token. uint64."""
    return (state & HASH_BITS) | (FIGURE if _is_figure(word) else ZERO)


@kernel
def _fold_ascii(word, limit):
    """The letters and digits that `word`, whose first byte is ASCII, begins with, and whether a separator ends them.

    limit: int64, how many bytes of the text are left. Returns them folded (uint64), their number, and 1 where an ASCII
    separator follows in this word, else 0 (int64).
    """
    marks, lower = _letters_and_digits(word)
    if limit < 8:
        marks &= _low_bytes(limit)
    stops = marks ^ HIGH_BITS
    if stops == ZERO:
        return lower, 8, 0
    size = _first_byte(stops)
    return lower & _low_bytes(size), size, np.int64((word >> _bits(size)) & HIGH_BIT == ZERO)


@kernel
def _fold_character(word, folding):
    """What the character of two bytes or more that `word` begins with folds to.

    Returns the folded bytes (uint64), their number, the kind, and the number of the character's own bytes (int64).
    """
    byte = np.int64(word & LOW_BYTE)
    second = np.int64(word >> SHIFT_8) & 0x3F
    third = np.int64(word >> SHIFT_16) & 0x3F
    if byte < 0xE0:
        point = ((byte & 0x1F) << 6) | second
        length = 2
    elif byte < 0xF0:
        point = ((byte & 0x0F) << 12) | (second << 6) | third
        length = 3
    else:
        point = ((byte & 0x07) << 18) | (second << 12) | (third << 6) | (np.int64(word >> SHIFT_24) & 0x3F)
        length = 4
    entry = np.int64(folding.entries[(np.int64(folding.pages[point >> 8]) << 8) + (point & 0xFF)])
    if entry < 4:
        return word & _low_bytes(length), length, entry, length
    folded = folding.folds[entry >> 2]
    return folded & _low_bytes(7), np.int64(folded >> SHIFT_56), entry & 3, length


@kernel
def fold_tokens(words, start, end, folding, normal, at, tokens):
    """Write the normalised text of bytes start to end of `words` to byte `at` of `normal`, and its tokens' hashes.

    words, normal: uint64, with a word to spare; folding: `corpusclean.unicode.Folding`; tokens: uint64. Every folded
    token is followed by one space; a token's two low bits are its kind. Returns where this ends, and how many tokens.
    """
    pending = normal[at >> 3] & _low_bytes(at & 7)
    token = at  # where the open token begins in `normal`
    state = NO_TOKEN
    count = 0
    position = start
    while position < end:
        word = _read(words, position)
        if word & HIGH_BIT != ZERO:
            folded, size, kind, length = _fold_character(word, folding)
            closes = kind == NO_TOKEN
        else:
            folded, size, gap = _fold_ascii(word, end - position)
            kind = RUN if size > 0 else NO_TOKEN
            length = size + gap
            closes = gap > 0
        position += length
        if state != NO_TOKEN and (kind == SINGLE or (kind == RUN and state == SINGLE)):
            tokens[count] = _with_kind(_hash_token(normal, token, at), _read(normal, token))
            count += 1
            pending = _append(normal, at, pending, SPACE, 1)
            at += 1
            state = NO_TOKEN
        if kind in (RUN, SINGLE) or (kind == MARK and state != NO_TOKEN):
            if state == NO_TOKEN:
                token = at
                state = kind
            pending = _append(normal, at, pending, folded, size)
            at += size
        if state != NO_TOKEN and (closes or position >= end):
            if kind == RUN and at - token == size and size < 8:  # spares most tokens the way through memory
                tokens[count] = _with_kind(_absorb(_absorb(GOLDEN, folded), np.uint64(size)), folded)
            else:
                tokens[count] = _with_kind(_hash_token(normal, token, at), _read(normal, token))
            count += 1
            pending = _append(normal, at, pending, SPACE, 1)
            at += 1
            state = NO_TOKEN
    return at, count
