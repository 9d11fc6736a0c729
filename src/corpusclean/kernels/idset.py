"""A set of hashes of ids: a table of 64-bit slots in which 0 is an empty one, searched from a hash's home on."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.mixing import GOLDEN, absorb, finish_wide

SHIFT_32 = np.uint64(32)
ONE = np.uint64(1)
ZERO = np.uint64(0)


@kernel
def hash_ids(data, ends):
    """Hashes of ids that stand one after the other, none of them 0: uint64, (n,). data: uint8; ends: int64, (n,)."""
    hashes = np.empty(len(ends), np.uint64)
    position = ZERO
    for i in range(len(ends)):
        end = np.uint64(ends[i])
        state = GOLDEN + (end - position)
        while position < end:
            state = absorb(state, np.uint64(data[position]))
            position += ONE
        hashes[i] = max(finish_wide(state), ONE)
    return hashes


@inner
def _seek(slots, value):
    """The slot of a value, or the empty one where it would go. slots: uint64; value: uint64."""
    size = np.uint64(len(slots))
    position = ((value >> SHIFT_32) * size) >> SHIFT_32
    while slots[position] != ZERO and slots[position] != value:
        position += ONE
        if position == size:
            position = ZERO
    return position


@kernel
def add_until_known(slots, hashes, first):
    """Add hashes[first:] to the set, up to the first one that is in it already; its place, or the number of all.

    slots: uint64, with room for all; hashes: uint64.
    """
    for i in range(first, len(hashes)):
        position = _seek(slots, hashes[i])
        if slots[position] == hashes[i]:
            return i
        slots[position] = hashes[i]
    return len(hashes)


@kernel
def move_all(slots, larger):
    """Add everything in one set to another one, which has room for it. uint64 both."""
    for value in slots:
        if value != ZERO:
            larger[_seek(larger, value)] = value
