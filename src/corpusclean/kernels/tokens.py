"""The tokens of articles, as hashes."""

import numpy as np

from corpusclean.kernels import inner
from corpusclean.kernels.characters import find_tokens, write_folded
from corpusclean.kernels.copying import copy_bytes
from corpusclean.kernels.mixing import GOLDEN, absorb
from corpusclean.kernels.wide import BLOCK, read_word

# The two low bits of a token's hash say what kind of token it is; they take no part in comparisons.
FIGURE = np.uint64(1)  # it begins with a decimal digit
APART = np.uint64(2)  # it stands in a date line or a byline
KIND = np.uint64(3)
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


@inner
def _bits(count):
    """As many bits as `count` bytes have, as a shift: uint64."""
    return np.uint64(count << 3)


@inner
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


@inner
def _with_kind(state, word):
    """A token's hash with its kind in the low bits; `word` holds the first bytes of the token. uint64."""
    first = word & LOW_BYTE
    figure = DIGIT_0 <= first <= DIGIT_9 if first < BEYOND_ASCII else _is_figure(word)
    return (state & HASH_BITS) | (FIGURE if figure else ZERO)


@inner
def _hash_short(text, start, size):
    """The hash of a token of 1 to 15 bytes: uint64."""
    first = min(size, 8)
    word = read_word(text, start) & (ALL_BITS >> _bits(8 - first))
    rest = read_word(text, start + 8) & ((ONE << _bits(size - first)) - ONE)
    return _with_kind(absorb(absorb(GOLDEN, word), rest), word)


@inner
def _hash_long(text, start, size):
    """The hash of a token of 16 bytes or more: uint64."""
    state = GOLDEN
    for position in range(start, start + size - 7, 8):
        state = absorb(state, read_word(text, position))
    rest = read_word(text, start + size // 8 * 8) & ((ONE << _bits(size & 7)) - ONE)
    return _with_kind(absorb(state, rest), read_word(text, start))


@inner
def _hash_tokens(space, count, tokens, at):
    """Write the hashes of the first `count` tokens of `space` to tokens[at:]: uint64."""
    # Taken out once: counting references at every token would cost more than all else.
    text, starts, ends = space
    first = np.uint64(at)
    for i in range(np.uint64(count)):
        start = np.int64(starts[i])
        size = np.int64(ends[i]) - start
        tokens[first + i] = _hash_short(text, start, size) if size < SHORT else _hash_long(text, start, size)


@inner
def fold_tokens(text, span, folding, space, out):
    """Write the hashes of the tokens of text[span[0]:span[1]], folded; returns how many.

    text: uint8; folding: `corpusclean.unicode.Folding`; space: `corpusclean.kernels.characters.Workspace`; out: tokens
    (uint64), and the place in them to begin at. A token's two low bits are its kind.
    """
    size = span[1] - span[0]
    copy_bytes(text, span[0], size, space.bytes, 0)
    _clear(space.bytes, size)
    count = find_tokens(space, size, folding)
    if count < 0:
        size = write_folded(text, span, folding, space.bytes)
        _clear(space.bytes, size)
        count = find_tokens(space, size, folding)
    tokens, at = out
    _hash_tokens(space, count, tokens, at)
    return count


@inner
def _clear(data, size):
    """Put zeros after `size` bytes, to the end of the block and of the word after it, which is read as well."""
    data[size : (size // BLOCK + 1) * BLOCK + 16] = 0
