"""Finding blocks in a buffer of pages, and trimming them."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.ahead import bring_block
from corpusclean.kernels.scanning import scanner
from corpusclean.kernels.utf8 import decode, decode_before, is_space


@inner
def _is_solid(text, start, end):
    """Whether a line holds more than ASCII white space."""
    while start < end and text[start] <= 0x20:
        start += 1
    return start < end


_line_end, _count_breaks, _, _ = scanner((0x0A, 0x0A), (0x0D, 0x0D))


@kernel
def split_blocks(text, page_ends):
    """The blocks of the pages: page (int32), breaks (uint8), start and end (int64), each of shape (b,).

    A block is a line with more than ASCII white space in it. text: uint8, shape (n,), the pages one after the other;
    page_ends: int64, shape (p,), where each page ends. A line ends with `\\n`, `\\r\\n` or `\\r`. `breaks` is the
    number of line breaks since the block before on the same page, at most 2; a page's first block has 2.
    """
    at_most = len(page_ends) + _count_breaks(text, 0, len(text))
    page_of = np.empty(at_most, np.int32)
    breaks = np.empty(at_most, np.uint8)
    starts = np.empty(at_most, np.int64)
    ends = np.empty(at_most, np.int64)
    row = 0
    start = 0
    for page in range(len(page_ends)):
        stop = page_ends[page]
        since = 2
        while start < stop:
            end = _line_end(text, start, stop)
            if _is_solid(text, start, end):
                page_of[row] = page
                breaks[row] = min(since, 2)
                starts[row] = start
                ends[row] = end
                row += 1
                since = 0
            start = end
            if start < stop:
                start += 2 if text[start] == 0x0D and start + 1 < stop and text[start + 1] == 0x0A else 1
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
        bring_block(text, starts, ends, row)
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
