"""Keys by which articles that have a long block in common find each other.

Of an article's long blocks two are chosen by their hashes, as MinHash chooses among shingles: the one of the lowest
even hash, and the one of the lowest odd hash. So the memory that an article takes does not grow with its blocks, and
two articles that share most of theirs share a key almost certainly.
"""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.shingles import finish

BLOCKS = 2
LONG = 200  # characters of a block from which it is long
NO_KEY = 0

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
LOWER = np.uint8(0x20)
HIGHEST = np.uint64(0xFFFFFFFFFFFFFFFF)
ONE = np.uint64(1)
TWO = np.uint64(2)
THREE = np.uint64(3)
FOUR = np.uint64(4)


@kernel
def _hash_block(block):
    """A hash of a block, the same for ASCII letters of either case: uint64. block: uint8.

    Four bytes are mixed at a time, each for itself, because none then waits for the one before it, and by positions
    without a sign, which can not count from the end: 3 GB/s.
    """
    size = np.uint64(len(block))
    a = size
    b = c = d = GOLDEN
    position = np.uint64(0)
    while position + FOUR <= size:
        a = (a + np.uint64(block[position] | LOWER)) * GOLDEN
        b = (b + np.uint64(block[position + ONE] | LOWER)) * GOLDEN
        c = (c + np.uint64(block[position + TWO] | LOWER)) * GOLDEN
        d = (d + np.uint64(block[position + THREE] | LOWER)) * GOLDEN
        position += FOUR
    while position < size:
        a = (a + np.uint64(block[position] | LOWER)) * GOLDEN
        position += ONE
    return ((a * GOLDEN + b) * GOLDEN + c) * GOLDEN + d


@kernel
def block_keys(text, pieces, lengths):
    """The keys of every article's long blocks: uint32, shape (a, BLOCKS), NO_KEY where there is none.

    text: uint8; pieces: `corpusclean.kernels.shingles.Pieces`; lengths: int32, how many characters each piece has.
    """
    articles = len(pieces.first) - 1
    keys = np.full((articles, BLOCKS), NO_KEY, np.uint32)
    lowest = np.empty(BLOCKS, np.uint64)
    for article in range(articles):
        lowest[:] = HIGHEST
        for row in range(pieces.first[article], pieces.first[article + 1]):
            if lengths[row] >= LONG:
                found = np.uint64(finish(_hash_block(text[pieces.start[row] : pieces.end[row]])))
                lowest[found & ONE] = min(lowest[found & ONE], found)
        for half in range(BLOCKS):
            if lowest[half] != HIGHEST:
                # A lowest hash is a low one, and the keys of a table must be spread over all that there are.
                keys[article, half] = max(finish((lowest[half] + ONE) * GOLDEN), np.uint32(1))
    return keys
