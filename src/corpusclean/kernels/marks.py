"""Marks that a page draws around its text: lines of underscores, shortcodes."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.links import KIND, PAGE, PLAIN, PROSE, TAKEN

NO_MARK, LINE, SHORTCODE = range(3)
LEAST_LINE = 3  # characters
_DRAWN = (0x5F, 0x2D, 0x3D)  # _ - =
_QUOTES = (0x22, 0x27, 0xE2)  # " ', and the first byte of curly ones


@inner
def is_line(text, start, end):
    """Whether text[start:end] is one character, an underscore, hyphen or equals sign, again and again."""
    if end - start < LEAST_LINE or text[start] not in _DRAWN:
        return False
    same = 0
    for i in range(start, end):
        same += text[i] == text[start]
    return same == end - start


@inner
def _is_name(byte):
    """Whether an ASCII letter, an underscore or a hyphen."""
    return 0x61 <= byte | 0x20 <= 0x7A or byte == 0x5F or byte == 0x2D


@inner
def is_shortcode(text, start, end):
    """Whether text[start:end] is in brackets, and begins with a name and a value in quotes: [name key="...".

    text: uint8, shape (n,). A list of a programming language has no name without an operator before its first value.
    """
    if text[start] != 0x5B or text[end - 1] != 0x5D:
        return False
    position = start + 1
    while position < end and _is_name(text[position]):
        position += 1
    if position == start + 1 or text[position] != 0x20:
        return False
    key = position + 1
    position = key
    while position < end and _is_name(text[position]):
        position += 1
    return position > key and position + 1 < end and text[position] == 0x3D and text[position + 1] in _QUOTES


@inner
def _kind_at(rows, at, row):
    """The kind of row `at` if it is on the page of `row`, else TAKEN: what is no text."""
    if 0 <= at < rows.shape[1] and rows[PAGE, at] == rows[PAGE, row]:
        return rows[KIND, at]
    return TAKEN


@kernel
def find_marks(rows, text, start, end):
    """What mark each block is: NO_MARK, LINE or SHORTCODE; uint8, shape (b,).

    rows: int64, shape (COLUMNS, b), see kernels.links, after `read_links`; text: uint8, shape (n,); start, end: int64,
    shape (b,). A line needs a paragraph before it, and after it another one, residue, or the page's end: between the
    rows of a table or above a name it is text.
    """
    marks = np.zeros(rows.shape[1], np.uint8)
    for row in range(rows.shape[1]):
        if rows[KIND, row] != PLAIN:
            continue
        if is_shortcode(text, start[row], end[row]):
            marks[row] = SHORTCODE
        elif _kind_at(rows, row - 1, row) == PROSE and is_line(text, start[row], end[row]):
            marks[row] = LINE if _kind_at(rows, row + 1, row) in (PROSE, TAKEN) else NO_MARK
    return marks
