"""The shingles of articles: hashes of five tokens in a row, sorted, each once.

A shingle's hash has 30 bits. Its two low bits are no part of it: they say whether the shingle holds a figure, or stands
at a date line or a byline, for the guard that keeps apart texts that differ in figures.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel
from corpusclean.kernels.characters import make_workspace
from corpusclean.kernels.sorting import sort_distinct
from corpusclean.kernels.tokens import APART, FIGURE, HASH_BITS, SHORT, fold_tokens

SHINGLE = 5  # tokens
KIND_BITS = 2  # the low bits of a shingle that are its kind
HASHING = 2  # goes up when tokens or shingles get other hashes: an index on disk that has others can not be compared

# Odd constants with no pattern in their bits: the golden ratio's, and those of MurmurHash3's finaliser (Appleby 2011).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FINAL_1 = np.uint64(0xFF51AFD7ED558CCD)
FINAL_2 = np.uint64(0xC4CEB9FE1A85EC53)
ZERO = np.uint64(0)
ONE = np.uint64(1)
TWO = np.uint64(2)
THREE = np.uint64(3)
FOUR = np.uint64(4)
WORD = np.uint64(64)
TURN = np.uint64(7)  # bits by which each token of a shingle is rotated further than the one before it
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
def _rotated(tokens, i, by):
    """The hash of a token, without its kind, its bits rotated. tokens, by: uint64."""
    state = tokens[i] & HASH_BITS
    return (state << by) | (state >> (WORD - by))


@kernel
def hash_shingles(tokens, count, shingles):
    """Write the shingles of tokens[:count] to `shingles`, in order; returns how many.

    tokens: uint64; shingles: uint32. Five tokens each; fewer than five tokens are one shingle, none are none. Tokens'
    hashes are random in every bit; rotated by their place and combined by exclusive or (Lemire, Kaser 2010) they need
    no multiplication, which vector code has little of.
    """
    if count < SHINGLE:
        return _hash_few(tokens, count, shingles)
    for i in range(np.uint64(count - SHINGLE + 1)):
        second, third, fourth, fifth = i + ONE, i + TWO, i + THREE, i + FOUR
        state = (tokens[i] & HASH_BITS) ^ _rotated(tokens, second, TURN) ^ _rotated(tokens, third, TURN * TWO)
        state ^= _rotated(tokens, fourth, TURN * THREE) ^ _rotated(tokens, fifth, TURN * FOUR)
        kinds = tokens[i] | tokens[second] | tokens[third] | tokens[fourth] | tokens[fifth]
        shingles[i] = _shingle(state, kinds)
    return count - SHINGLE + 1


@kernel
def _hash_few(tokens, count, shingles):
    """The same for fewer tokens than a shingle has; their number takes part in the hash."""
    state = GOLDEN * np.uint64(count)
    kinds = ZERO
    for i in range(np.uint64(count)):
        state ^= _rotated(tokens, i, TURN * (i + ONE))
        kinds |= tokens[i]
    shingles[0] = _shingle(state, kinds)
    return min(count, 1)


@kernel
def _shingle(state, kinds):
    """The highest 30 bits of `state`, above the kind: APART if a token of the shingle is that, or FIGURE if one is."""
    kind = (kinds & APART) | (kinds & ~(kinds >> ONE) & FIGURE)
    return np.uint32(((state >> SHIFT_32) & HASH_BITS) | kind)


@kernel
def _fold_pieces(text, pieces, rows, folding, space, out):
    """Fold the pieces of one article, of the given rows, one after the other.

    out: normal, the byte to begin at, tokens. Returns where this ends, and the number of tokens.
    """
    normal, at, tokens = out
    count = 0
    for row in range(rows[0], rows[1]):
        span = (pieces.start[row], pieces.end[row])
        at, found = fold_tokens(text, span, folding, space, (normal, at, tokens[count:]))
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
    total = 0
    longest = 0
    for i in range(articles):
        if pieces.first[i] < pieces.first[i + 1]:
            size = pieces.end[pieces.first[i + 1] - 1] - pieces.start[pieces.first[i]]
            total += size
            longest = max(longest, size)
    # A character of 2 bytes can fold to 6; every second byte can begin a token.
    normal = np.empty(3 * total + len(pieces.start) + SHORT, np.uint8)
    spans = np.empty((articles, 2), np.int64)
    shingles = np.empty(total // 2 + len(pieces.start) + 1, np.uint32)
    offsets = np.zeros(articles + 1, np.int64)
    tokens = np.empty(longest // 2 + len(pieces.start) + 1, np.uint64)
    scratch = np.empty(len(tokens), np.uint32)
    positions = np.empty(256, np.int64)
    space = make_workspace(longest)
    at = 0
    for i in range(articles):
        spans[i, 0] = at
        at, count = _fold_pieces(text, pieces, pieces.first[i : i + 2], folding, space, (normal, at, tokens))
        spans[i, 1] = max(at - 1, spans[i, 0])
        mine = shingles[offsets[i] :]
        found = hash_shingles(tokens, count, mine)
        offsets[i + 1] = offsets[i] + sort_distinct(mine, found, scratch, positions, KIND_BITS)
    return normal, spans, shingles[: offsets[articles]].copy(), offsets
