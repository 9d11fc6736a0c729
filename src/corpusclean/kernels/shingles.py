"""The shingles of articles: hashes of five tokens in a row, sorted, each once."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.tokens import fold_tokens

SHINGLE = 5  # tokens

# Odd constants with no pattern in their bits: the golden ratio's, and those of MurmurHash3's finaliser (Appleby 2011).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FINAL_1 = np.uint64(0xFF51AFD7ED558CCD)
FINAL_2 = np.uint64(0xC4CEB9FE1A85EC53)
SHIFT_32 = np.uint64(32)
SHIFT_33 = np.uint64(33)


@kernel
def finish(state):
    """MurmurHash3's 64-bit finaliser, its high half: every bit of it depends on every bit of the state.

    state: uint64; returns uint32.
    """
    state = (state ^ (state >> SHIFT_33)) * FINAL_1
    state = (state ^ (state >> SHIFT_33)) * FINAL_2
    return np.uint32((state ^ (state >> SHIFT_33)) >> SHIFT_32)


@kernel
def hash_shingles(tokens, count, shingles):
    """Write the 32-bit hashes of the shingles of tokens[:count] to `shingles`, in order; returns how many.

    tokens: uint64; shingles: uint32. Five tokens each; fewer than five tokens are one shingle, none are none.
    """
    if count == 0:
        return 0
    size = min(count, SHINGLE)
    for i in range(count - size + 1):
        state = np.uint64(size)
        for j in range(i, i + size):
            state = state * GOLDEN + tokens[j]
        shingles[i] = finish(state)
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
def sort_distinct(values, count, scratch, positions):
    """Sort values[:count] and drop what repeats; returns how many remain, at the front of `values`.

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
        distinct += values[i] != values[distinct - 1]
    return distinct


@kernel
def shingle_articles(text, starts, ends, folding):
    """The normalised texts and the distinct shingles of articles.

    text: uint8, shape (n,); starts, ends: int64, shape (a,); folding: `corpusclean.unicode.Folding`. Returns a buffer
    of normalised texts (uint8) and where in it each begins and ends (int64, (a, 2)); the hashes of every article's
    distinct shingles, ascending (uint32), and where each article's begin (int64, (a + 1,)).
    """
    articles = len(starts)
    words = np.zeros(len(text) // 8 + 2, np.uint64)
    words.view(np.uint8)[: len(text)] = text
    total = 0
    longest = 0
    for i in range(articles):
        total += ends[i] - starts[i]
        longest = max(longest, ends[i] - starts[i])
    # A character of 2 bytes can fold to 6; every second byte can begin a token.
    normal = np.empty((3 * total + articles) // 8 + 2, np.uint64)
    normal[0] = 0
    spans = np.empty((articles, 2), np.int64)
    shingles = np.empty(total // 2 + articles, np.uint32)
    offsets = np.zeros(articles + 1, np.int64)
    tokens = np.empty(longest // 2 + 1, np.uint64)
    scratch = np.empty(longest // 2 + 1, np.uint32)
    positions = np.empty(256, np.int64)
    at = 0
    for i in range(articles):
        spans[i, 0] = at
        at, count = fold_tokens(words, starts[i], ends[i], folding, normal, at, tokens)
        spans[i, 1] = max(at - 1, spans[i, 0])
        mine = shingles[offsets[i] :]
        offsets[i + 1] = offsets[i] + sort_distinct(mine, hash_shingles(tokens, count, mine), scratch, positions)
    return normal.view(np.uint8), spans, shingles[: offsets[articles]].copy(), offsets
