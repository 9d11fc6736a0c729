"""The strings of JSON in a buffer: where they end, what they say, and whether they are UTF-8.

The buffer always ends with a line feed, and no string may hold one, so no search runs over its end.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.characters import lowest_bit
from corpusclean.kernels.copying import copy_block
from corpusclean.kernels.scanning import BLOCK, ONE, scanner

TWO = np.uint64(2)
THREE = np.uint64(3)

plain_end, count_special, _special_in, _is_special = scanner((0x00, 0x1F), (0x22, 0x22), (0x5C, 0x5C))
"""What can not stand in a string as it is: a quote, a backslash, or a byte below 0x20; see `Scanner`."""


@inner
def copy_plain(data, position, stop, out, to):
    """Copy data[position:stop] to out[to:], up to the first byte that can not stand in a string as it is.

    data, out: uint8; after what is copied `out` has BLOCK bytes to spare, which may be written to. Returns the two
    positions after the copy. Looking for the end and copying up to there, one after the other, took three times as
    long.
    """
    at, end, size, to = np.uint64(position), np.uint64(stop), np.uint64(len(data)), np.uint64(to)
    while at < end and at + BLOCK <= size:
        copy_block(data, at, out, to)
        plain = min(np.uint64(lowest_bit(_special_in(data, at))), end - at)
        at += plain
        to += plain
        if plain < BLOCK:
            return np.int64(at), np.int64(to)
    while at < end and not _is_special(data[at]):
        out[to] = data[at]
        at += ONE
        to += ONE
    return np.int64(at), np.int64(to)


@inner
def _hex_value(data, position):
    """The number that four hexadecimal digits write."""
    value = 0
    for i in range(4):
        byte = int(data[position + i])
        value = value * 16 + (byte - 0x30 if byte < 0x3A else (byte | 0x20) - 0x57)
    return value


@inner
def write_point(out, to, point):
    """Write a code point as UTF-8 to out[to:]; returns the position after it. out: uint8, shape (n,)."""
    if point < 0x80:
        out[to] = point
        return to + 1
    if point < 0x800:
        out[to] = 0xC0 | (point >> 6)
        out[to + 1] = 0x80 | (point & 0x3F)
        return to + 2
    if point < 0x10000:
        out[to] = 0xE0 | (point >> 12)
        out[to + 1] = 0x80 | ((point >> 6) & 0x3F)
        out[to + 2] = 0x80 | (point & 0x3F)
        return to + 3
    out[to] = 0xF0 | (point >> 18)
    out[to + 1] = 0x80 | ((point >> 12) & 0x3F)
    out[to + 2] = 0x80 | ((point >> 6) & 0x3F)
    out[to + 3] = 0x80 | (point & 0x3F)
    return to + 4


@inner
def _read_escape(data, position, end):
    """The code point of the escape whose backslash stands at `position`, and its length; a lone surrogate gives -1."""
    byte = data[position + 1]
    if byte == 0x75:
        point = _hex_value(data, position + 2)
        if (
            0xD800 <= point < 0xDC00
            and position + 12 <= end
            and data[position + 6] == 0x5C
            and data[position + 7] == 0x75
        ):
            low = _hex_value(data, position + 8)
            if 0xDC00 <= low < 0xE000:
                return 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00), 12
        if 0xD800 <= point < 0xE000:
            return -1, 6
        return point, 6
    if byte == 0x62:
        return 0x08, 2
    if byte == 0x66:
        return 0x0C, 2
    if byte == 0x6E:
        return 0x0A, 2
    if byte == 0x72:
        return 0x0D, 2
    if byte == 0x74:
        return 0x09, 2
    return int(byte), 2


@kernel
def unescape(data, starts, ends):
    """The texts of strings, one after the other: `text` (uint8), `text_ends` and `replaced` (int64, shape (s,)).

    data: as for `members.find_members`, which found the strings sound; starts, ends: int64, shape (s,), where
    each string begins and ends, quotes and all.
    `replaced` counts the lone surrogates that became U+FFFD: they can not be written as UTF-8.
    """
    text = np.empty((ends - starts).sum() + np.int64(BLOCK), np.uint8)
    text_ends = np.empty(len(starts), np.int64)
    replaced = np.zeros(len(starts), np.int64)
    to = 0
    for row in range(len(starts)):
        position = starts[row] + 1
        while True:
            position, to = copy_plain(data, position, len(data), text, to)
            if data[position] == 0x22:
                break
            point, length = _read_escape(data, position, ends[row])
            replaced[row] += point < 0
            to = write_point(text, to, point if point >= 0 else 0xFFFD)
            position += length
        text_ends[row] = to
    return text[:to], text_ends, replaced


@inner
def _is_wrong(byte, one, two, three):
    """Whether a byte can not stand after these three in UTF-8 (`one` is the nearest); table 3-7 of Unicode."""
    follows = (one >= 0xC0) | (two >= 0xE0) | (three >= 0xF0)
    wrong = ((byte & 0xC0) == 0x80) != follows
    wrong |= (byte == 0xC0) | (byte == 0xC1) | (byte >= 0xF5)
    wrong |= ((one == 0xE0) & (byte < 0xA0)) | ((one == 0xED) & (byte >= 0xA0))
    wrong |= ((one == 0xF0) & (byte < 0x90)) | ((one == 0xF4) & (byte >= 0x90))
    return wrong


@kernel
def valid_utf8(data):
    """Whether a buffer that ends with a line feed is UTF-8. data: uint8, shape (n,).

    Every byte is looked at together with the three before it and nothing branches, so the compiler makes vector code:
    9,000 MB/s. With signed positions, which Python's way of counting from the end makes it look at, it does 480.
    """
    wrong = False
    for i in range(min(3, len(data))):
        wrong |= _is_wrong(data[i], data[i - 1] if i > 0 else 0, data[i - 2] if i > 1 else 0, 0)
    for i in range(THREE, np.uint64(len(data))):
        wrong |= _is_wrong(data[i], data[i - ONE], data[i - TWO], data[i - THREE])
    return not wrong
