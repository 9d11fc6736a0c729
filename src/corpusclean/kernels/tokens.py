"""The tokens of articles, as hashes, and the normalised text that exact duplicates share."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.characters import BLOCK, find_tokens, write_folded
from corpusclean.kernels.copying import copy_bytes

# Odd constants with no pattern in their bits: the golden ratio's, and one of splitmix64's (Steele, Lea, Flood 2014).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0xBF58476D1CE4E5B9)

# The two low bits of a token's hash say what kind of token it is; they take no part in comparisons.
FIGURE = np.uint64(1)  # it begins with a decimal digit
APART = np.uint64(2)  # it stands in a date line or a byline
HASH_BITS = np.uint64(0xFFFFFFFFFFFFFFFC)

SHORT = 16  # bytes: shorter tokens are copied and hashed without a branch
ZERO = np.uint64(0)
ONE = np.uint64(1)
ALL_BITS = np.uint64(0xFFFFFFFFFFFFFFFF)
LOW_BYTE = np.uint64(0xFF)
THREE = np.uint64(3)
SEVEN = np.uint64(7)
SHIFT_63 = np.uint64(63)
SHIFT_8 = np.uint64(8)
SHIFT_16 = np.uint64(16)
SHIFT_32 = np.uint64(32)
SPACE = np.uint8(0x20)
DIGIT_0 = np.uint64(0x30)
DIGIT_9 = np.uint64(0x39)
BEYOND_ASCII = np.uint64(0x80)


@kernel
def _bits(count):
    """As many bits as `count` bytes have, as a shift: uint64."""
    return np.uint64(count << 3)


@kernel
def _read(words, position):
    """The eight bytes that begin at byte `position`. words: uint64, readable to the word after the one it is in."""
    first = np.uint64(position)
    shift = (first & SEVEN) << THREE
    index = first >> THREE
    return (words[index] >> shift) | ((words[index + ONE] << ONE) << (SHIFT_63 - shift))


@kernel
def _absorb(state, word):
    """One step of a token's hash: take in eight bytes. state, word: uint64."""
    state = (state ^ word) * STEP
    return state ^ (state >> SHIFT_32)


@kernel
def _is_figure(word):
    """Whether a token, of whose folded bytes `word` holds the first eight, begins with a digit beyond ASCII.

    Digits of Arabic and Persian, of the scripts of India, of Thai and Lao, and the wide ones.
    """
    first = np.int64(word & LOW_BYTE)
    second = np.int64(word >> SHIFT_8) & 0xFF
    third = np.int64(word >> SHIFT_16) & 0xFF
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
    first = word & LOW_BYTE
    figure = DIGIT_0 <= first <= DIGIT_9 if first < BEYOND_ASCII else _is_figure(word)
    return (state & HASH_BITS) | (FIGURE if figure else ZERO)


@kernel
def _hash_short(words, start, size):
    """The hash of a token of 1 to 15 bytes: uint64."""
    first = min(size, 8)
    word = _read(words, start) & (ALL_BITS >> _bits(8 - first))
    rest = _read(words, start + 8) & ((ONE << _bits(size - first)) - ONE)
    return _with_kind(_absorb(_absorb(GOLDEN, word), rest), word)


@kernel
def _hash_long(words, start, size):
    """The hash of a token of 16 bytes or more: uint64."""
    state = GOLDEN
    for position in range(start, start + size - 7, 8):
        state = _absorb(state, _read(words, position))
    rest = _read(words, start + size // 8 * 8) & ((ONE << _bits(size & 7)) - ONE)
    return _with_kind(_absorb(state, rest), _read(words, start))


@kernel
def _write_tokens(space, count, normal, at, tokens):
    """Write the first `count` tokens of `space` to byte `at` of `normal`, a space after each, and their hashes.

    Returns where this ends.
    """
    words, data, starts, ends = (
        space  # taken out once: counting references at every token would cost more than all else
    )
    for i in range(count):
        start = np.int64(starts[i])
        size = np.int64(ends[i]) - start
        copy_bytes(data, start, SHORT, normal, at)
        if size < SHORT:
            tokens[i] = _hash_short(words, start, size)
        else:
            copy_bytes(data, start + SHORT, size - SHORT, normal, at + SHORT)
            tokens[i] = _hash_long(words, start, size)
        normal[at + size] = SPACE
        at += size + 1
    return at


@kernel
def fold_tokens(text, span, folding, space, out):
    """Write the normalised text of text[span[0]:span[1]], and the hashes of its tokens.

    text: uint8; folding: `corpusclean.unicode.Folding`; space: `corpusclean.kernels.characters.Workspace`; out: normal
    (uint8), the byte to begin at, tokens (uint64). Every folded token is followed by one space; a token's two low bits
    are its kind. Returns where this ends, and how many tokens.
    """
    size = span[1] - span[0]
    copy_bytes(text, span[0], size, space.bytes, 0)
    _clear(space.bytes, size)
    count = find_tokens(space, size, folding)
    if count < 0:
        size = write_folded(text, span, folding, space.bytes)
        _clear(space.bytes, size)
        count = find_tokens(space, size, folding)
    normal, at, tokens = out
    return _write_tokens(space, count, normal, at, tokens), count


@kernel
def _clear(data, size):
    """Put zeros after `size` bytes, to the end of the block and of the word after it, which is read as well."""
    data[size : (size // BLOCK + 1) * BLOCK + 16] = 0
