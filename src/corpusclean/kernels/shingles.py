"""Tokens and shingles of articles, as hashes, and the normalised text that exact duplicates share."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.utf8 import decode

SHINGLE = 5  # tokens

# What `open_token` is: the token that the last character belongs to.
NONE, RUN, SINGLE = 0, 1, 2

# Odd constants with no pattern in their bits: the golden ratio's, and those of splitmix64 and MurmurHash3's finaliser
# (Steele, Lea, Flood 2014; Appleby 2011).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0xBF58476D1CE4E5B9)
FINAL_1 = np.uint64(0xFF51AFD7ED558CCD)
FINAL_2 = np.uint64(0xC4CEB9FE1A85EC53)
SHIFT_8 = np.uint64(8)
SHIFT_32 = np.uint64(32)
SHIFT_33 = np.uint64(33)
LOW_BYTE = np.uint64(0xFF)


@kernel
def _absorb(state, word):
    """One step of a token's hash: takes in eight bytes. state, word: uint64."""
    state = (state ^ word) * STEP
    return state ^ (state >> SHIFT_32)


@kernel
def _finish(state):
    """MurmurHash3's 64-bit finaliser: every bit of the result depends on every bit of the state."""
    state = (state ^ (state >> SHIFT_33)) * FINAL_1
    state = (state ^ (state >> SHIFT_33)) * FINAL_2
    return state ^ (state >> SHIFT_33)


@kernel
def fold_tokens(text, start, end, folding, normal, at, tokens):
    """Write the normalised text of text[start:end] to normal[at:], and the hashes of its tokens to `tokens`.

    text, normal: uint8; folding: `corpusclean.unicode.Folding`; tokens: uint64. The normalised text is the folded
    tokens, joined by one space. Returns where it ends in `normal`, and the number of tokens.
    """
    count = 0
    open_token = NONE
    state = np.uint64(0)
    word = np.uint64(0)
    length = 0
    position = start
    while position < end:
        folded = folding.ascii[text[position]]
        if folded != 0:
            packed = np.uint64(folded)
            size = 1
            kind = RUN
            position += 1
        elif text[position] < 0x80:
            packed = np.uint64(0)
            size = 0
            kind = 0
            position += 1
        else:
            point, size = decode(text, position)
            entry = folding.entries[(int(folding.pages[point >> 8]) << 8) + (point & 0xFF)]
            kind = int(entry) & 3
            fold = int(entry) >> 2
            if fold:
                packed = folding.folds[fold]
                step = size
                size = int(packed >> np.uint64(56))
                position += step
            else:
                packed = np.uint64(0)
                for i in range(size):
                    packed |= np.uint64(text[position + i]) << np.uint64(8 * i)
                position += size
        if kind == 3:
            if open_token == NONE:
                continue
        elif kind == 0 or kind == 2 or open_token == SINGLE:
            if open_token != NONE:
                tokens[count] = _absorb(_absorb(state, word), np.uint64(length))
                count += 1
                open_token = NONE
            if kind == 0:
                continue
        if open_token == NONE:
            if count > 0:
                normal[at] = 0x20
                at += 1
            open_token = kind
            state = GOLDEN
            word = np.uint64(0)
            length = 0
        for _ in range(size):
            byte = packed & LOW_BYTE
            packed >>= SHIFT_8
            normal[at] = byte
            at += 1
            word = (word << SHIFT_8) | byte
            length += 1
            if length & 7 == 0:
                state = _absorb(state, word)
                word = np.uint64(0)
    if open_token != NONE:
        tokens[count] = _absorb(_absorb(state, word), np.uint64(length))
        count += 1
    return at, count


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
        shingles[i] = np.uint32(_finish(state) >> SHIFT_32)
    return count - size + 1


@kernel
def sort_distinct(values, count, scratch, histogram):
    """Sort values[:count] and drop what repeats; returns how many remain, at the front of `values`.

    values, scratch: uint32, at least `count` long; histogram: int64, shape (4, 256). A radix sort, by bytes: linear,
    whatever the values are.
    """
    if count <= 32:
        for i in range(1, count):
            value = values[i]
            j = i
            while j > 0 and values[j - 1] > value:
                values[j] = values[j - 1]
                j -= 1
            values[j] = value
    else:
        histogram[:] = 0
        for i in range(count):
            value = int(values[i])
            histogram[0, value & 0xFF] += 1
            histogram[1, (value >> 8) & 0xFF] += 1
            histogram[2, (value >> 16) & 0xFF] += 1
            histogram[3, value >> 24] += 1
        for digit in range(4):
            total = 0
            for b in range(256):
                here = histogram[digit, b]
                histogram[digit, b] = total
                total += here
        _scatter(values, scratch, count, histogram[0], 0)
        _scatter(scratch, values, count, histogram[1], 8)
        _scatter(values, scratch, count, histogram[2], 16)
        _scatter(scratch, values, count, histogram[3], 24)
    distinct = min(count, 1)
    for i in range(1, count):
        if values[i] != values[distinct - 1]:
            values[distinct] = values[i]
            distinct += 1
    return distinct


@kernel
def _scatter(values, out, count, positions, shift):
    """One pass of the radix sort: by the byte at `shift`, stable. positions: int64, (256,): where each byte's go."""
    for i in range(count):
        byte = (int(values[i]) >> shift) & 0xFF
        out[positions[byte]] = values[i]
        positions[byte] += 1


@kernel
def shingle_articles(text, starts, ends, folding):
    """The normalised texts and the distinct shingles of articles.

    text: uint8, shape (n,); starts, ends: int64, shape (a,); folding: `corpusclean.unicode.Folding`. Returns the
    normalised texts one after the other (uint8) and their ends (int64, (a,)); the hashes of every article's distinct
    shingles, ascending (uint32), and where each article's begin (int64, (a + 1,)).
    """
    articles = len(starts)
    total = 0
    longest = 0
    for i in range(articles):
        length = ends[i] - starts[i]
        total += length
        longest = max(longest, length)
    # A character of 2 bytes can fold to 6; every second byte can begin a token.
    normal = np.empty(3 * total + articles, np.uint8)
    normal_ends = np.empty(articles, np.int64)
    shingles = np.empty(total // 2 + articles, np.uint32)
    offsets = np.zeros(articles + 1, np.int64)
    tokens = np.empty(longest // 2 + 1, np.uint64)
    scratch = np.empty(longest // 2 + 1, np.uint32)
    histogram = np.empty((4, 256), np.int64)
    at = 0
    for i in range(articles):
        at, count = fold_tokens(text, starts[i], ends[i], folding, normal, at, tokens)
        normal_ends[i] = at
        mine = shingles[offsets[i] :]
        offsets[i + 1] = offsets[i] + sort_distinct(mine, hash_shingles(tokens, count, mine), scratch, histogram)
    return normal, normal_ends, shingles[: offsets[articles]].copy(), offsets
