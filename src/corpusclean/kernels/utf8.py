"""UTF-8 in buffers: one character at a time. The buffers hold valid UTF-8 whenever these are called."""

import numpy as np

from corpusclean.kernels import inlined, inner, kernel

ONE, TWO, THREE = np.uint64(1), np.uint64(2), np.uint64(3)


@inlined
def decode(text, position):
    """The code point that begins at text[position], and its length in bytes: int64s. text: uint8, shape (n,)."""
    at = np.uint64(position)  # no test for a negative index
    byte = int(text[at])
    if byte < 0x80:
        return byte, 1
    second = int(text[at + ONE]) & 0x3F
    if byte < 0xE0:
        return ((byte & 0x1F) << 6) | second, 2
    third = int(text[at + TWO]) & 0x3F
    if byte < 0xF0:
        return ((byte & 0x0F) << 12) | (second << 6) | third, 3
    return ((byte & 0x07) << 18) | (second << 12) | (third << 6) | (int(text[at + THREE]) & 0x3F), 4


@inlined
def decode_before(text, position):
    """The code point that ends just before text[position], and its length in bytes. text: uint8, shape (n,)."""
    start = position - 1
    while (text[np.uint64(start)] & 0xC0) == 0x80:
        start -= 1
    point, length = decode(text, start)
    return point, length


@kernel
def count_characters(text, start, end):
    """How many characters text[start:end] holds. text: uint8, shape (n,)."""
    count = 0
    for i in range(np.uint64(start), np.uint64(end)):  # unsigned: see `corpusclean.kernels.copying`
        count += (text[i] & 0xC0) != 0x80
    return count


@inner
def is_space(point):
    """Whether `str.isspace` holds for this code point."""
    if point < 0x80:
        return point == 0x20 or 0x09 <= point <= 0x0D or 0x1C <= point <= 0x1F
    return (
        point == 0x85
        or point == 0xA0
        or point == 0x1680
        or 0x2000 <= point <= 0x200A
        or point == 0x2028
        or point == 0x2029
        or point == 0x202F
        or point == 0x205F
        or point == 0x3000
    )
