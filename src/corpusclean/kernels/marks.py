"""Marks that a page leaves around its text: lines of underscores, shortcodes, tags of titles, what cannot be seen."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.ahead import bring_block
from corpusclean.kernels.links import CLOSED, KIND, OWN, PAGE, PLAIN, PROSE, TAKEN
from corpusclean.kernels.utf8 import decode

NO_MARK, LINE, SHORTCODE, TAGGED, UNSEEN = range(5)
LEAST_LINE = 3  # characters
MOST_OF_MARK = 5  # in a line of underscores that needs nothing after it: a longer one may be for a signature
TAG = 3, 12  # letters in a tag, at least and at most
LEAST_TITLE = 20  # bytes before a tag
FIGURES_OF_YEAR = 4
MOST_UNSEEN = 12  # bytes
_DRAWN = (0x5F, 0x2D, 0x3D)  # _ - =
_QUOTES = (0x22, 0x27, 0xE2)  # " ', and the first byte of curly ones
_UNSEEN = (0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x2060, 0x2065))
_UNDERSCORE = 0x5F


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
def has_tag(text, start, end):
    """Whether text[start:end] is a title with a tag in brackets after it: "How the ferry came back [Video]".

    A tag is one word with a capital. A point or a year in the title make it an entry of a list of sources.
    """
    position = end - 2
    while position > start and 0x61 <= text[position] | 0x20 <= 0x7A:
        position -= 1
    if text[end - 1] != 0x5D or text[position] != 0x5B or text[position - 1] != 0x20 or text[position + 1] > 0x5A:
        return False
    if not TAG[0] <= end - 2 - position <= TAG[1] or position - start < LEAST_TITLE:
        return False
    title = True
    figures = 0
    for i in range(start, position):
        figures = figures + 1 if 0x30 <= text[i] <= 0x39 else 0
        title &= text[i] != 0x2E and figures < FIGURES_OF_YEAR
    return title


@inner
def is_unseen(text, start, end):
    """Whether text[start:end] is nothing but joiners, marks of direction and the like, which cannot be seen."""
    unseen = end - start <= MOST_UNSEEN
    position = start
    while unseen and position < end:
        point, length = decode(text, position)
        position += length
        unseen = point in _UNSEEN
    return unseen


@inner
def _kind_at(rows, at, row):
    """The kind of row `at` if it is on the page of `row`, else TAKEN: what is no text."""
    if 0 <= at < rows.shape[1] and rows[PAGE, at] == rows[PAGE, row]:
        return rows[KIND, at]
    return TAKEN


@inner
def _parts_paragraphs(rows, row, text, start, end):
    """Whether a row is a line drawn after a paragraph, and before another one, residue, or the page's end.

    Between the rows of a table or above a name a line is text; a few underscores after a sentence never are.
    """
    before = _kind_at(rows, row - 1, row)
    if not is_line(text, start[row], end[row]):
        return False
    if text[start[row]] == _UNDERSCORE and end[row] - start[row] <= MOST_OF_MARK:
        return before == PROSE or (before == PLAIN and row > 0 and rows[OWN, row - 1] <= CLOSED)
    return before == PROSE and _kind_at(rows, row + 1, row) in (PROSE, TAKEN)


@inner
def _is_beside_link(rows, row, reader, marks):
    """Whether residue or another title with a tag stands right before or after a row."""
    over, under = row - 1, row + 1
    if over >= 0 and rows[PAGE, over] == rows[PAGE, row] and (rows[KIND, over] == TAKEN or marks[over] == TAGGED):
        return True
    if under == rows.shape[1] or rows[PAGE, under] != rows[PAGE, row]:
        return False
    return rows[KIND, under] == TAKEN or has_tag(reader.text, reader.start[under], reader.end[under])


@kernel
def find_marks(rows, reader):
    """What mark each block is: NO_MARK, LINE, SHORTCODE, TAGGED or UNSEEN; uint8, shape (b,).

    rows: int64, shape (COLUMNS, b), see kernels.links, after `read_links`; reader: kernels.heads.Reader of the blocks.
    """
    text, start, end = reader.text, reader.start, reader.end
    marks = np.zeros(rows.shape[1], np.uint8)
    for row in range(rows.shape[1]):
        bring_block(text, start, end, row)
        if rows[KIND, row] != TAKEN and is_shortcode(text, start[row], end[row]):
            marks[row] = SHORTCODE
        elif rows[KIND, row] != PLAIN:
            continue
        elif _parts_paragraphs(rows, row, text, start, end):
            marks[row] = LINE
        elif is_unseen(text, start[row], end[row]):
            marks[row] = UNSEEN
        elif has_tag(text, start[row], end[row]) and _is_beside_link(rows, row, reader, marks):
            marks[row] = TAGGED
    return marks
