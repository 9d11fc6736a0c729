"""The strings of JSON in a buffer: where they end, what they say, and whether they are UTF-8.

The buffer always ends with a line feed, and no string may hold one, so no search runs over its end.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.copying import copy_bytes
from corpusclean.kernels.scanning import BLOCK, HIGH, LOW, ONE, THREE, UP_TO_SPACE, finder

QUOTES = np.uint64(0x2222222222222222)
BACKSLASHES = np.uint64(0x5C5C5C5C5C5C5C5C)
TWO = np.uint64(2)


@inner
def _special_bytes(word):
    """The high bits of those bytes of a uint64 that are a quote, a backslash or below 0x20; no other bits are set."""
    quotes = word ^ QUOTES
    backslashes = word ^ BACKSLASHES
    plain = ((quotes & LOW) + LOW) | quotes
    plain &= ((backslashes & LOW) + LOW) | backslashes
    plain &= ((word & LOW) + UP_TO_SPACE) | word
    return ~plain & HIGH


@inner
def _is_special(byte):
    """Whether a byte can not stand in a string as it is: a quote, a backslash, or below 0x20."""
    return (byte == 0x22) | (byte == 0x5C) | (byte < 0x20)


@inner
def count_special(data, start, stop):
    """How many bytes of data[start:stop] can not stand in a string as they are; a uint8 counts those of 64 bytes."""
    count, at, end = 0, np.uint64(start), np.uint64(stop)
    while at + BLOCK <= end:
        part = np.uint8(0)
        for i in range(at, at + BLOCK):
            part = np.uint8(part + np.uint8(_is_special(data[i])))
        count += part
        at += BLOCK
    for i in range(at, end):
        count += _is_special(data[i])
    return count


plain_end = finder(_is_special, _special_bytes)
"""The first quote, backslash or byte below 0x20: see `finder`."""


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
def unescape(data, words, starts, ends):
    """The texts of strings, one after the other: `text` (uint8), `text_ends` and `replaced` (int64, shape (s,)).

    data, words: as for `members.find_members`, which found the strings sound; starts, ends: int64, shape (s,), where
    each string begins and ends, quotes and all.
    `replaced` counts the lone surrogates that became U+FFFD: they can not be written as UTF-8.
    """
    text = np.empty((ends - starts).sum(), np.uint8)
    text_ends = np.empty(len(starts), np.int64)
    replaced = np.zeros(len(starts), np.int64)
    to = 0
    for row in range(len(starts)):
        position = starts[row] + 1
        while True:
            stop = plain_end(data, words, position, len(data))
            copy_bytes(data, position, stop - position, text, to)
            to += stop - position
            position = stop
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
