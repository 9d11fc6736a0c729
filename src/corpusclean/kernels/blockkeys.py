"""Keys by which articles that have a long block in common find each other.

Of an article's long blocks two are chosen by their hashes, as MinHash chooses among shingles: the one of the lowest
even hash, and the one of the lowest odd hash. So the memory that an article takes does not grow with its blocks, and
two articles that share most of theirs share a key almost certainly.
"""

import numpy as np

from corpusclean.kernels import inner
from corpusclean.kernels.mixing import GOLDEN, digest, finish
from corpusclean.kernels.tokens import KIND

BLOCKS = 2
LONG = 200  # characters of a block from which it is long
NO_KEY = 0

HIGHEST = np.uint64(0xFFFFFFFFFFFFFFFF)
ONE = np.uint64(1)
ZERO = np.uint64(0)


@inner
def no_hashes():
    """The lowest even and the lowest odd hash of no blocks."""
    return HIGHEST, HIGHEST


@inner
def hash_block(tokens, first, end):
    """A hash of the block whose tokens are tokens[first:end]: uint64, as these are, but of 32 bits."""
    return np.uint64(finish(digest(tokens, first, end, KIND)[0]))


@inner
def lower(lowest, found):
    """The lowest even and the lowest odd hash with this one among them."""
    even, odd = lowest
    if found & ONE == ZERO:
        return min(even, found), odd
    return even, min(odd, found)


@inner
def key_of(lowest):
    """The key of a lowest hash: uint32, NO_KEY where there is none.

    A lowest hash is a low one, and the keys of a table must be spread over all that there are.
    """
    return np.uint32(NO_KEY) if lowest == HIGHEST else max(finish((lowest + ONE) * GOLDEN), np.uint32(1))
