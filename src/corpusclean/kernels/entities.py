"""HTML entities, resolved in the buffer: &eacute; &#8217; &amp;amp;lt;, each in constant time."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.strings import write_point

AMPERSAND, NUMBER_SIGN, SEMICOLON = 0x26, 0x23, 0x3B
LONGEST = 24  # letters and digits of an entity
NO_POINT = -1  # of a number that stands for nothing
UNKNOWN = -2  # of what is no number


@inner
def is_alphanumeric(byte):
    """Whether a byte is an ASCII letter or digit."""
    return 0x30 <= byte <= 0x39 or 0x41 <= (byte & 0xDF) <= 0x5A


@inner
def _opening(out, first, semicolon):
    """Where the entity that ends with out[semicolon] begins, not before `first`; -1: none ends there."""
    position = semicolon - 1
    while position >= first and semicolon - position <= LONGEST and is_alphanumeric(out[position]):
        position -= 1
    if position < first or position == semicolon - 1:
        return -1
    if out[position] == NUMBER_SIGN:
        position -= 1
    return position if position >= first and out[position] == AMPERSAND else -1


@inner
def _digit(byte):
    """The value of a hexadecimal digit; 99 of anything else."""
    if 0x30 <= byte <= 0x39:
        return byte - 0x30
    letter = byte & 0xDF
    return letter - 0x37 if 0x41 <= letter <= 0x46 else 99


@inner
def _number(out, start, end):
    """What the digits of a numeric entity say, at most 0x110000; -1 where they are none."""
    base = 10
    if out[start] & 0xDF == 0x58:  # x
        base = 16
        start += 1
    if start == end:
        return -1
    number = 0
    for position in range(start, end):
        digit = _digit(out[position])
        if digit >= base:
            return -1
        number = min(number * base + digit, 0x110000)
    return number


@inner
def _point_of(number, tables):
    """The code point that HTML gives a number: NO_POINT is nothing at all, UNKNOWN that it stays as it is."""
    if number < 0:
        return UNKNOWN
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        return 0xFFFD
    row = np.searchsorted(tables.odd, number)
    return tables.odd_points[row] if row < len(tables.odd) and tables.odd[row] == number else number


@inner
def _compare(out, start, end, tables, row):
    """Whether out[start:end] comes before (-1), is (0) or comes after (1) the name in a row of the table."""
    position = tables.name_starts[row]
    stop = tables.name_starts[row + 1]
    while start < end and position < stop:
        if out[start] != tables.names[position]:
            return -1 if out[start] < tables.names[position] else 1
        start += 1
        position += 1
    return 0 if start == end and position == stop else -1 if start == end else 1


@inner
def _find_name(out, start, end, tables):
    """The row of the entity called out[start:end], or -1."""
    low = 0
    high = len(tables.name_starts) - 1
    while low < high:
        middle = (low + high) // 2
        order = _compare(out, start, end, tables, middle)
        if order == 0:
            return middle
        if order < 0:
            high = middle
        else:
            low = middle + 1
    return -1


@inner
def _replace_entity(out, start, end, tables):
    """Write what the entity out[start:end] stands for in its place; the end of that, or -1 where it is unknown."""
    if out[start + 1] == NUMBER_SIGN:
        point = _point_of(_number(out, start + 2, end - 1), tables)
        if point in (UNKNOWN, SEMICOLON):  # ftfy keeps the one semicolon that is written as a number
            return -1
        return start if point == NO_POINT else write_point(out, start, point)
    row = _find_name(out, start + 1, end - 1, tables)
    if row < 0:
        return -1
    for position in range(tables.value_starts[row], tables.value_starts[row + 1]):
        out[start] = tables.values[position]
        start += 1
    return start


@inner
def _close(out, first, end, tables):
    """Resolve the entity that ends before `end`, with a `;`, and the one that its own `;` ends ...; the new end."""
    while True:
        start = _opening(out, first, end - 1)
        stop = _replace_entity(out, start, end, tables) if start >= 0 else -1
        if stop < 0:
            return end
        end = stop
        if end in (first, start) or out[end - 1] != SEMICOLON:
            return end


@kernel
def resolve_blocks(text, starts, ends, tables):
    """The blocks with what their entities stand for, until none is left: one buffer, and where each block ends in it.

    text: uint8, shape (n,); starts, ends: int64, shape (b,); tables: `corpusclean.text.entities.EntityTables`. Returns
    uint8, shape (m,), and int64, shape (b,).
    """
    size = np.sum(ends - starts)
    out = np.empty(size + size // 5, np.uint8)  # what becomes longest is &nGt;, with five bytes, to six
    stops = np.empty(len(starts), np.int64)
    at = 0
    for block in range(len(starts)):
        first = at
        for position in range(starts[block], ends[block]):
            out[at] = text[position]
            at += 1
            if text[position] == SEMICOLON:
                at = _close(out, first, at, tables)
        stops[block] = at
    return out[:at], stops
