"""Which short blocks have stood in the batch before: lines of pages come again and again, and are read once.

The table of blocks that have been seen is small enough for the first cache and forgets: a block takes the place of
another one. So not every repeat is found, and what is found is one, byte for byte.
"""

import numpy as np

from corpusclean.kernels import inlined, inner, kernel
from corpusclean.kernels.ahead import bring_block
from corpusclean.kernels.phrases import mix
from corpusclean.kernels.wide import read_word

LONGEST = 64  # bytes
SLOT_BITS = 12
SLOTS = 1 << SLOT_BITS
WORD = 8  # bytes

# What is known of the block seen last in a slot of the table: the hash of its bytes, and its row.
_SEEN = [("hash", np.uint64), ("row", np.int64)]
SEEN = np.dtype((np.record, np.dtype(_SEEN, align=True)))


@inlined
def _hash_of(text, start, end):
    """A hash of text[start:end]: uint64."""
    value = np.uint64(end - start)
    if end - start < WORD:
        for position in range(start, end):
            value = (value << np.uint64(8)) ^ np.uint64(text[np.uint64(position)])
        return mix(value)
    last = end - WORD
    while start < last:
        value = mix(value ^ read_word(text, start))
        start += WORD
    return mix(value ^ read_word(text, last))


@inner
def _are_same(text, one, other, size):
    """Whether `size` bytes from `one` and from `other` on are the same."""
    if size < WORD:
        differ = np.uint8(0)
        for i in range(size):
            differ |= text[np.uint64(one + i)] ^ text[np.uint64(other + i)]
        return differ == 0
    last = size - WORD
    differing = read_word(text, one + last) ^ read_word(text, other + last)
    for i in range(0, last, WORD):
        differing |= read_word(text, one + i) ^ read_word(text, other + i)
    return differing == 0


@inner
def find_before(text, starts, ends, row, seen):
    """The row of a block with the same bytes as the one at `row`, which is noted in `seen`; -1 if none is known.

    seen: SEEN, shape (SLOTS,), all zeros at first; the rest as in `find_repeats`.
    """
    start, size = starts[row], ends[row] - starts[row]
    if not 0 < size <= LONGEST:
        return -1
    value = _hash_of(text, start, start + size)
    slot = value >> np.uint64(64 - SLOT_BITS)
    other = np.int64(seen[slot].row)
    same = seen[slot].hash == value and ends[other] - starts[other] == size
    same = same and _are_same(text, start, starts[other], size)
    seen[slot].hash = value
    seen[slot].row = row
    return other if same else -1


@kernel
def find_repeats(text, starts, ends):
    """For every block the row of one before it with the same bytes, or -1: int32, shape (b,).

    Only blocks of LONGEST bytes or less are looked at, and none that is blank. text: uint8, shape (n,); starts, ends:
    int64, shape (b,).
    """
    before = np.empty(len(starts), np.int32)
    seen = np.zeros(SLOTS, SEEN)
    for row in range(len(starts)):
        bring_block(text, starts, ends, row)
        before[row] = find_before(text, starts, ends, row, seen)
    return before
