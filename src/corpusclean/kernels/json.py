"""Writing JSON: strings, and the lists of blocks."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.copying import copy_bytes
from corpusclean.kernels.strings import all_plain, is_special, pass_plain

LETTERS = np.zeros(256, np.uint8)
"""What follows the backslash of a byte's short escape; 0 where it has none."""

for escaped, letter in zip(b'"\\\b\f\n\r\t', b'"\\bfnrt', strict=True):
    LETTERS[escaped] = letter

HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
THREE = np.uint64(3)
SEVEN = np.uint64(7)
ONE = np.uint64(1)


@kernel
def _plain_end(data, words, start, end):
    """The first byte from `start` on that can not stand in a JSON string as it is; `end` where there is none before."""
    at, stop = np.uint64(start), np.uint64(end)
    while at < stop and at & SEVEN and not is_special(data[at]):
        at += ONE
    if at & SEVEN == 0:
        at = pass_plain(data, at, stop)
        word, last = at >> THREE, stop >> THREE
        while word < last and all_plain(words[word]):
            word += ONE
        at = word << THREE
    while at < stop and not is_special(data[at]):
        at += ONE
    return np.int64(at)


@kernel
def _write_escape(out, position, byte):
    out[position] = 0x5C
    if LETTERS[byte]:
        out[position + 1] = LETTERS[byte]
        return position + 2
    out[position + 1] = 0x75
    out[position + 2] = 0x30
    out[position + 3] = 0x30
    out[position + 4] = HEX[byte >> 4]
    out[position + 5] = HEX[byte & 15]
    return position + 6


@kernel
def write_strings(data, words, starts, ends):
    """Texts as JSON strings, quotes and all, one after the other: uint8, and where each begins (int64, (s + 1,)).

    data: uint8, shape (n,), UTF-8; words: the same bytes as uint64, shape (n // 8,); starts, ends: int64, shape (s,),
    where in `data` each text begins and ends.
    """
    out = np.empty(6 * (ends - starts).sum() + 2 * len(starts), np.uint8)  # what is not written to takes no memory
    offsets = np.zeros(len(starts) + 1, np.int64)
    position = 0
    for row in range(len(starts)):
        out[position] = 0x22
        position += 1
        start = starts[row]
        while True:
            end = _plain_end(data, words, start, ends[row])
            copy_bytes(data, start, end - start, out, position)
            position += end - start
            if end == ends[row]:
                break
            position = _write_escape(out, position, data[end])
            start = end + 1
        out[position] = 0x22
        position += 1
        offsets[row + 1] = position
    return out[:position], offsets


@kernel
def _write_number(out, position, number):
    digits = 1
    power = 10
    while power <= number:
        digits += 1
        power *= 10
    for i in range(position + digits - 1, position - 1, -1):
        out[i] = 0x30 + number % 10
        number //= 10
    return position + digits


@kernel
def _write_bytes(out, position, data, start, end):
    for i in range(start, end):
        out[position] = data[i]
        position += 1
    return position


@kernel
def write_spans(first, spans, names, name_ends):
    """The articles' lists of blocks as JSON, `[[0, 33, "ar", 0.99], ...]`: uint8, and where each list begins (int64).

    first: int64, shape (a + 1,), the articles' first spans; spans: int32, shape (s, 4): start, end, language, and
    hundredths of confidence; names: uint8, the codes of all languages one after the other, name_ends: int64, where
    each ends.
    """
    articles = len(first) - 1
    out = np.empty(2 * articles + 64 * len(spans), np.uint8)
    offsets = np.zeros(articles + 1, np.int64)
    position = 0
    for article in range(articles):
        out[position] = 0x5B
        position += 1
        for row in range(first[article], first[article + 1]):
            if row > first[article]:
                out[position] = 0x2C
                out[position + 1] = 0x20
                position += 2
            position = _write_span(out, position, spans[row], names, name_ends)
        out[position] = 0x5D
        position += 1
        offsets[article + 1] = position
    return out[:position], offsets


@kernel
def _write_span(out, position, span, names, name_ends):
    out[position] = 0x5B
    position = _write_number(out, position + 1, span[0])
    out[position] = 0x2C
    out[position + 1] = 0x20
    position = _write_number(out, position + 2, span[1])
    out[position] = 0x2C
    out[position + 1] = 0x20
    out[position + 2] = 0x22
    name = span[2]
    position = _write_bytes(out, position + 3, names, name_ends[name - 1] if name else 0, name_ends[name])
    out[position] = 0x22
    out[position + 1] = 0x2C
    out[position + 2] = 0x20
    position = _write_hundredths(out, position + 3, span[3])
    out[position] = 0x5D
    return position + 1


@kernel
def _write_hundredths(out, position, hundredths):
    """A number from 0.0 to 1.0 as Python writes it: one decimal, or two where they are needed."""
    out[position] = 0x31 if hundredths == 100 else 0x30
    out[position + 1] = 0x2E
    out[position + 2] = 0x30 + hundredths // 10 % 10
    if hundredths % 10 == 0:
        return position + 3
    out[position + 3] = 0x30 + hundredths % 10
    return position + 4
