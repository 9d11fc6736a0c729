"""Finding blocks in a buffer of pages, and trimming them."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.utf8 import decode, decode_before, is_space


@kernel
def _line_end(text, position, stop):
    """The end of the line that begins at `position`, and whether it holds more than ASCII white space."""
    solid = False
    while position < stop:
        byte = text[position]
        if byte == 0x0A or byte == 0x0D:
            break
        solid |= byte > 0x20
        position += 1
    return position, solid


@kernel
def _next_line(text, position, stop):
    """Where the next line begins, after the line break at `position`: \\n, \\r\\n or \\r."""
    if text[position] == 0x0D and position + 1 < stop and text[position + 1] == 0x0A:
        return position + 2
    return position + 1


@kernel
def split_blocks(text, page_ends, at_most):
    """The blocks of the pages: page (int32), breaks (uint8), start and end (int64), each of shape (b,).

    A block is a line with more than ASCII white space in it. text: uint8, shape (n,), the pages one after the other;
    page_ends: int64, shape (p,), where each of them ends; at_most: a bound for the number of lines. `breaks` is the
    number of line breaks since the block before on the same page, at most 2; a page's first block has 2.
    """
    page_of = np.empty(at_most, np.int32)
    breaks = np.empty(at_most, np.uint8)
    starts = np.empty(at_most, np.int64)
    ends = np.empty(at_most, np.int64)
    row = 0
    position = 0
    for page in range(len(page_ends)):
        stop = page_ends[page]
        since = 2
        while position < stop:
            end, solid = _line_end(text, position, stop)
            if solid:
                page_of[row] = page
                breaks[row] = min(since, 2)
                starts[row] = position
                ends[row] = end
                row += 1
                since = 0
            position = end
            if position < stop:
                position = _next_line(text, position, stop)
                since += 1
    return page_of[:row].copy(), breaks[:row].copy(), starts[:row].copy(), ends[:row].copy()


@kernel
def trim_blocks(text, starts, ends):
    """The blocks without the white space (as `str.strip` sees it) at their ends: two arrays like `starts`, `ends`.

    text: uint8, shape (n,); starts, ends: int64, shape (b,). A block of nothing but white space gets start == end.
    """
    trimmed_starts = starts.copy()
    trimmed_ends = ends.copy()
    for row in range(len(starts)):
        start = starts[row]
        end = ends[row]
        while start < end:
            point, length = decode(text, start)
            if not is_space(point):
                break
            start += length
        while end > start:
            point, length = decode_before(text, end)
            if not is_space(point):
                break
            end -= length
        trimmed_starts[row] = start
        trimmed_ends[row] = end
    return trimmed_starts, trimmed_ends
