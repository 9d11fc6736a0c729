"""A first look at pages that may be HTML."""

import numpy as np

from corpusclean.kernels import inner, kernel

BLOCK = np.uint64(64)
ONE = np.uint64(1)


@inner
def _count_closings(text, at, last):
    """How many `</` begin in text[at:last]; a byte counts up to 64 of them, so that the compiler makes vector code."""
    count = 0
    while at + BLOCK <= last:
        part = np.uint8(0)
        for i in range(at, at + BLOCK):
            part = np.uint8(part + np.uint8((text[i] == 0x3C) & (text[i + ONE] == 0x2F)))
        count += part
        at += BLOCK
    for i in range(at, last):
        count += (text[i] == 0x3C) & (text[i + ONE] == 0x2F)
    return count


@kernel
def may_be_html(text, starts, ends, head, closings):
    """Which pages begin with `<`, or have so many `</` in their first `head` bytes: bool, shape (p,).

    text: uint8, shape (n,); starts, ends: int64, shape (p,).
    """
    found = np.empty(len(starts), np.bool_)
    for page in range(len(starts)):
        start, stop = starts[page], min(ends[page], starts[page] + head)
        count = _count_closings(text, np.uint64(start), np.uint64(max(stop - 1, start)))
        while start < stop and text[start] <= 0x20:
            start += 1
        found[page] = count >= closings or (start < stop and text[start] == 0x3C)
    return found
