"""The shingles of articles: hashes of five tokens in a row, sorted, each once.

A shingle's hash has 30 bits. Its two low bits are no part of it: they say whether the shingle holds a figure, or stands
at a date line or a byline, for the guard that keeps apart texts that differ in figures.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel
from corpusclean.kernels.tokens import APART, FIGURE, HASH_BITS, fold_tokens

SHINGLE = 5  # tokens
KIND_BITS = 2  # the low bits of a shingle that are its kind

# Odd constants with no pattern in their bits: the golden ratio's, and those of MurmurHash3's finaliser (Appleby 2011).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FINAL_1 = np.uint64(0xFF51AFD7ED558CCD)
FINAL_2 = np.uint64(0xC4CEB9FE1A85EC53)
ZERO = np.uint64(0)
SHIFT_32 = np.uint64(32)
SHIFT_33 = np.uint64(33)


class Pieces(NamedTuple):
    """The blocks of articles: first: int64, (a + 1,), the row of every article's first; the other columns a row each.

    start, end: int64, byte positions in the text; apart: bool, whether it is a date line or a byline.
    """

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    apart: NDArray[np.bool_]


@kernel
def finish(state):
    """MurmurHash3's 64-bit finaliser, its high half: every bit of it depends on every bit of the state.

    state: uint64; returns uint32.
    """
    state = (state ^ (state >> SHIFT_33)) * FINAL_1
    state = (state ^ (state >> SHIFT_33)) * FINAL_2
    return np.uint32((state ^ (state >> SHIFT_33)) >> SHIFT_32)


@kernel
def _kind(kinds):
    """The kind of a shingle of tokens of these kinds, together: APART if any is, else FIGURE if any is. uint64."""
    return APART if kinds & APART != ZERO else kinds & FIGURE


@kernel
def hash_shingles(tokens, count, shingles):
    """Write the shingles of tokens[:count] to `shingles`, in order; returns how many.

    tokens: uint64; shingles: uint32. Five tokens each; fewer than five tokens are one shingle, none are none.
    """
    if count == 0:
        return 0
    size = min(count, SHINGLE)
    for i in range(count - size + 1):
        state = np.uint64(size)
        kinds = ZERO
        for j in range(i, i + size):
            state = state * GOLDEN + (tokens[j] & HASH_BITS)
            kinds |= tokens[j]
        shingles[i] = np.uint32((np.uint64(finish(state)) & HASH_BITS) | _kind(kinds))
    return count - size + 1


@kernel
def _scatter(values, out, count, positions, shift):
    """One pass of a radix sort: by the byte at `shift`, stable. positions: int64, (256,): scratch."""
    positions[:] = 0
    for i in range(count):
        positions[(np.int64(values[i]) >> shift) & 0xFF] += 1
    total = 0
    for byte in range(256):
        here = positions[byte]
        positions[byte] = total
        total += here
    for i in range(count):
        byte = (np.int64(values[i]) >> shift) & 0xFF
        out[positions[byte]] = values[i]
        positions[byte] += 1


@kernel
def sort_distinct(values, count, scratch, positions, low):
    """Sort values[:count] and drop what repeats but for the `low` lowest bits; how many remain, in front of `values`.

    values, scratch: uint32, at least `count` long; positions: int64, shape (256,), scratch. A radix sort by bytes.
    Of few values only the two high bytes are sorted so: these are hashes, and almost none share both. The insertion
    sort that follows then moves next to nothing.
    """
    if count > 4096:
        _scatter(values, scratch, count, positions, 0)
        _scatter(scratch, values, count, positions, 8)
    if count > 32:
        _scatter(values, scratch, count, positions, 16)
        _scatter(scratch, values, count, positions, 24)
    for i in range(1, count):
        value = values[i]
        j = i
        while j > 0 and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value
    distinct = min(count, 1)
    for i in range(1, count):
        values[distinct] = values[i]
        distinct += values[i] >> low != values[distinct - 1] >> low
    return distinct


@kernel
def _fold_pieces(words, pieces, rows, folding, out):
    """Fold the pieces of one article, of the given rows, one after the other.

    out: normal, the byte to begin at, tokens. Returns where this ends, and the number of tokens.
    """
    normal, at, tokens = out
    count = 0
    for row in range(rows[0], rows[1]):
        at, found = fold_tokens(words, pieces.start[row], pieces.end[row], folding, normal, at, tokens[count:])
        if pieces.apart[row]:
            for i in range(count, count + found):
                tokens[i] |= APART
        count += found
    return at, count


@kernel
def shingle_articles(text, pieces, folding):
    """The normalised texts and the distinct shingles of articles.

    text: uint8, shape (n,); pieces: `Pieces`; folding: `corpusclean.unicode.Folding`. Returns a buffer of normalised
    texts (uint8) and where in it each begins and ends (int64, (a, 2)); every article's distinct shingles, ascending
    (uint32), and where each article's begin (int64, (a + 1,)).
    """
    articles = len(pieces.first) - 1
    words = np.zeros(len(text) // 8 + 2, np.uint64)
    words.view(np.uint8)[: len(text)] = text
    total = 0
    longest = 0
    for i in range(articles):
        if pieces.first[i] < pieces.first[i + 1]:
            size = pieces.end[pieces.first[i + 1] - 1] - pieces.start[pieces.first[i]]
            total += size
            longest = max(longest, size)
    # A character of 2 bytes can fold to 6; every second byte can begin a token.
    normal = np.empty((3 * total + len(pieces.start)) // 8 + 2, np.uint64)
    normal[0] = 0
    spans = np.empty((articles, 2), np.int64)
    shingles = np.empty(total // 2 + len(pieces.start) + 1, np.uint32)
    offsets = np.zeros(articles + 1, np.int64)
    tokens = np.empty(longest // 2 + len(pieces.start) + 1, np.uint64)
    scratch = np.empty(len(tokens), np.uint32)
    positions = np.empty(256, np.int64)
    at = 0
    for i in range(articles):
        spans[i, 0] = at
        at, count = _fold_pieces(words, pieces, pieces.first[i : i + 2], folding, (normal, at, tokens))
        spans[i, 1] = max(at - 1, spans[i, 0])
        mine = shingles[offsets[i] :]
        found = hash_shingles(tokens, count, mine)
        offsets[i + 1] = offsets[i] + sort_distinct(mine, found, scratch, positions, KIND_BITS)
    return normal.view(np.uint8), spans, shingles[: offsets[articles]].copy(), offsets
