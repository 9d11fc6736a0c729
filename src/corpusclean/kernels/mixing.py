"""Mixing: numbers become hashes, of which every bit depends on all that went in. Not against somebody with intent."""

import numpy as np

from corpusclean.kernels import inner

# Odd constants with no pattern in their bits: the golden ratio's, one of splitmix64's (Steele, Lea, Flood 2014), and
# those of MurmurHash3's finaliser (Appleby 2011).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0xBF58476D1CE4E5B9)
FINAL_1 = np.uint64(0xFF51AFD7ED558CCD)
FINAL_2 = np.uint64(0xC4CEB9FE1A85EC53)
ONE = np.uint64(1)
TWO = np.uint64(2)
SHIFT_32 = np.uint64(32)
SHIFT_33 = np.uint64(33)


@inner
def absorb(state, word):
    """One step of a hash: take in a word. state, word: uint64."""
    state = (state ^ word) * STEP
    return state ^ (state >> SHIFT_32)


@inner
def finish_wide(state):
    """MurmurHash3's 64-bit finaliser: every bit of it depends on every bit of the state. uint64."""
    state = (state ^ (state >> SHIFT_33)) * FINAL_1
    state = (state ^ (state >> SHIFT_33)) * FINAL_2
    return state ^ (state >> SHIFT_33)


@inner
def finish(state):
    """The high half of `finish_wide`: uint32."""
    return np.uint32(finish_wide(state) >> SHIFT_32)


@inner
def digest(words, first, end, ignored):
    """A hash of words[first:end] and of how many they are: two uint64, 128 bits.

    words: uint64; ignored: uint64, the bits of each that do not count. Words at even and at odd places are taken in
    apart, because none then waits for the one before it.
    """
    even, odd = GOLDEN, np.uint64(end - first)
    even_sum, odd_sum = odd, GOLDEN
    last = np.uint64(end)
    i = np.uint64(first)
    while i + ONE < last:
        one, other = words[i] & ~ignored, words[i + ONE] & ~ignored
        even, odd = absorb(even, one), absorb(odd, other)
        even_sum, odd_sum = (even_sum + one) * GOLDEN, (odd_sum + other) * FINAL_2
        i += TWO
    if i < last:
        even = absorb(even, words[i] & ~ignored)
        even_sum = (even_sum + (words[i] & ~ignored)) * GOLDEN
    return finish_wide(even * FINAL_1 + odd), finish_wide(even_sum * STEP + odd_sum)
