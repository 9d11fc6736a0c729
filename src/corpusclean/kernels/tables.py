"""Tables of 32-bit keys and 32-bit numbers, sorted but for gaps.

A table is one row of slots, uint64: a used slot holds a key above a number, an empty one 0. A key's entries begin at
its home, `key * capacity >> 32`, or after what was pushed there, and stand in the order of their numbers. So a search
stops at the first higher entry, and a larger table is filled by one pass over the smaller. (Linear probing in the
order of keys: Amble, Knuth 1974.)
"""

import numpy as np

from corpusclean.kernels import inner, kernel

SHIFT_32 = np.uint64(32)


@inner
def home(entry, capacity):
    """Where a search for this entry begins. entry: uint64; int64."""
    return np.int64(((entry >> SHIFT_32) * np.uint64(capacity)) >> SHIFT_32)


@inner
def seek(row, capacity, entry):
    """The first slot of a table, from the entry's home on, that is empty or holds no lower entry."""
    position = home(entry, capacity)
    while row[position] != 0 and row[position] < entry:
        position += 1
    return position


@inner
def insert(row, position, entry):
    """Put an entry in the slot that `seek` finds for it, and push on the higher ones.

    Returns whether the last slot is used now. It must be empty before: all searches rely on it.
    """
    while row[position] != 0:
        pushed = row[position]
        row[position] = entry
        entry = pushed
        position += 1
    row[position] = entry
    return position == len(row) - 1


@kernel
def refill(old, new, capacity):
    """Put every entry of the table `old` into the empty table `new`, of that capacity. uint64, shape (slots,) each.

    Returns whether there was room, the last slot left empty. Empty slots are not skipped but written as well, where
    the next entry will stand: a branch would be mispredicted at every fifth slot.
    """
    position = 0
    for entry in old:
        position = max(position, home(entry, capacity))
        if position >= len(new) - 1:
            return False
        new[position] = entry
        position += entry != 0
    return True
