"""Which kept articles may hold the text of another one: an index of a tenth of all shingles.

An article's *anchors* are its shingles of the lowest hashes: those below a tenth of all that there can be. Of any two
articles the same shingles are anchors, so they share a tenth of what they have in common, whatever their lengths
(FracMinHash: Irber et al. 2022). One table of `corpusclean.kernels.tables` finds the kept articles of an anchor.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.kernels.tables import insert, seek
from corpusclean.kernels.verify import place_of

ONE_IN = 10
LIMIT = (1 << (32 - KIND_BITS)) // ONE_IN
SPREAD = np.uint64((1 << 32) // LIMIT)  # keys of a table are spread over 32 bits
HOLDERS = 64  # kept articles that are found by one anchor: the first
LOOKED_UP = 4096  # anchors of an article that are looked up, the lowest; more would tell nothing new
DOUBT = 4.0  # standard deviations that a holder may have fewer anchors than its share lets expect

LOW_HALF = np.uint64(0xFFFFFFFF)
ONE = np.uint64(1)
SHIFT_32 = np.uint64(32)


class Contents(NamedTuple):
    """The anchors of kept articles.

    share: of the shorter article's shingles, from which the longer one contains it; either: whether the longer one may
    go for the shorter; capacity: of the table, 0 where nothing is looked for; slots: uint64, (1, capacity and spare
    ones); used: int64, (1,), how many slots are.
    """

    share: float
    either: bool
    capacity: int
    slots: NDArray[np.uint64]
    used: NDArray[np.int64]


@inner
def count_anchors(shingles):
    """How many of an article's shingles are anchors: the first ones. shingles: uint32, ascending."""
    low = 0
    high = len(shingles)
    while low < high:
        middle = (low + high) // 2
        if shingles[middle] >> KIND_BITS < LIMIT:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def least_anchors(share, anchors):
    """How many of so many anchors an article has almost certainly, of which it has this share of all shingles."""
    expected = share * anchors
    return max(1, np.int64(np.ceil(expected - DOUBT * np.sqrt(expected * max(1.0 - share, 0.0)))))


@inner
def _key(shingle):
    """The key of an anchor, in the upper half. shingle: uint32; uint64."""
    return (np.uint64(shingle >> KIND_BITS) * SPREAD) << SHIFT_32


@inner
def _collect(contents, shingle, holders, count):
    """Write the kept articles of an anchor to `holders` from `count` on; returns how many are there then."""
    row = contents.slots[0]
    key = _key(shingle)
    position = seek(row, contents.capacity, key)
    while row[position] != 0 and row[position] >> SHIFT_32 == key >> SHIFT_32:
        holders[count] = np.uint32((row[position] & LOW_HALF) - ONE)
        count += 1
        position += 1
    return count


@kernel
def find_holders(kept, shingles, holders):
    """Write the numbers of the kept articles that may contain an article, or be contained in it, ascending; how many.

    kept: `corpusclean.kernels.index.Kept`; shingles: uint32, ascending; holders: uint32, (HOLDERS * LOOKED_UP,). A
    holder has about as many of the article's anchors as its share lets expect. Those that HOLDERS articles have are
    common: whoever came later is not found by them, so none of them is expected.
    """
    contents = kept.contents
    anchors = min(count_anchors(shingles), LOOKED_UP)
    count = 0
    telling = 0
    for i in range(anchors):
        before = count
        count = _collect(contents, shingles[i], holders, count)
        telling += count - before < HOLDERS
    holders[:count].sort()
    least = least_anchors(contents.share, telling)
    found = 0
    start = 0
    for i in range(1, count + 1):
        if i < count and holders[i] == holders[start]:
            continue
        needed = least
        if contents.either:
            fresh, first, end = place_of(kept, holders[start])
            other = kept.fresh.shingles[first:end] if fresh else kept.shingles[first:end]
            needed = least_anchors(contents.share, min(telling, count_anchors(other)))
        if i - start >= needed:
            holders[found] = holders[start]
            found += 1
        start = i
    return found


@inner
def is_full(contents, shingles):
    """Whether the table must grow before an article of these shingles is looked up.

    There is no room for its anchors, or the last slot is used: those of the article before are not all there then.
    """
    if contents.capacity == 0:
        return False
    row = contents.slots[0]
    return row[len(row) - 1] != 0 or contents.used[0] + count_anchors(shingles) > contents.capacity // 5 * 4


@kernel
def add_anchors(contents, shingles, number):
    """Let the kept article `number` be found by its anchors; those that are there already are not added again.

    Returns whether the table's last slot is used now. It must grow then, and the rest of the anchors be added.
    """
    row = contents.slots[0]
    crowded = False
    for i in range(count_anchors(shingles)):
        key = _key(shingles[i])
        entry = key | np.uint64(number + 1)
        first = seek(row, contents.capacity, key)
        position = seek(row, contents.capacity, entry)
        if position - first < HOLDERS and row[position] != entry:
            crowded = insert(row, position, entry)
            contents.used[0] += 1
            if crowded:
                break
    return crowded
