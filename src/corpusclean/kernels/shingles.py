"""The shingles of articles: hashes of five tokens in a row, sorted, each once.

A shingle's hash has 30 bits. Its two low bits are no part of it: they say whether the shingle holds a figure, or stands
at a date line or a byline, for the guard that keeps apart texts that differ in figures.
"""

import numpy as np

from corpusclean.kernels import inner
from corpusclean.kernels.mixing import GOLDEN
from corpusclean.kernels.tokens import APART, FIGURE, HASH_BITS

SHINGLE = 5  # tokens
KIND_BITS = 2  # the low bits of a shingle that are its kind
HASHING = 3  # goes up when anything gets another hash: an index on disk that has others can not be compared

ZERO = np.uint64(0)
ONE = np.uint64(1)
TWO = np.uint64(2)
THREE = np.uint64(3)
FOUR = np.uint64(4)
WORD = np.uint64(64)
TURN = np.uint64(7)  # bits by which each token of a shingle is rotated further than the one before it
SHIFT_32 = np.uint64(32)


@inner
def _rotated(tokens, i, by):
    """The hash of a token, without its kind, its bits rotated. tokens, by: uint64."""
    state = tokens[i] & HASH_BITS
    return (state << by) | (state >> (WORD - by))


@inner
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


@inner
def _hash_few(tokens, count, shingles):
    """The same for fewer tokens than a shingle has; their number takes part in the hash."""
    state = GOLDEN * np.uint64(count)
    kinds = ZERO
    for i in range(np.uint64(count)):
        state ^= _rotated(tokens, i, TURN * (i + ONE))
        kinds |= tokens[i]
    shingles[0] = _shingle(state, kinds)
    return min(count, 1)


@inner
def _shingle(state, kinds):
    """The highest 30 bits of `state`, above the kind: APART if a token of the shingle is that, or FIGURE if one is."""
    kind = (kinds & APART) | (kinds & ~(kinds >> ONE) & FIGURE)
    return np.uint32(((state >> SHIFT_32) & HASH_BITS) | kind)
