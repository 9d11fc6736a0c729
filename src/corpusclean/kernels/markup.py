"""A first look at pages that may be HTML."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.scanning import scanner

_next_opening, _, _, _ = scanner((0x3C, 0x3C))


@inner
def _count_closings(text, at, last):
    """How many `</` begin in text[at:last]."""
    count = 0
    at = _next_opening(text, at, last)
    while at < last:
        count += text[at + 1] == 0x2F
        at = _next_opening(text, at + 1, last)
    return count


@kernel
def may_be_html(text, starts, ends, head, closings):
    """Which pages begin with `<`, or have so many `</` in their first `head` bytes: bool, shape (p,).

    text: uint8, shape (n,); starts, ends: int64, shape (p,).
    """
    found = np.empty(len(starts), np.bool_)
    for page in range(len(starts)):
        start, stop = starts[page], min(ends[page], starts[page] + head)
        count = _count_closings(text, start, max(stop - 1, start))
        while start < stop and text[start] <= 0x20:
            start += 1
        found[page] = count >= closings or (start < stop and text[start] == 0x3C)
    return found
