"""Writing JSON: strings, and the lists of blocks."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.copying import copy_block, copy_bytes
from corpusclean.kernels.scanning import BLOCK
from corpusclean.kernels.strings import copy_plain, count_special
from corpusclean.kernels.wide import BLOCK as BYTES

LETTERS = np.zeros(256, np.uint8)
"""What follows the backslash of a byte's short escape; 0 where it has none."""

for escaped, letter in zip(b'"\\\b\f\n\r\t', b'"\\bfnrt', strict=True):
    LETTERS[escaped] = letter

COPY, QUOTE, NUMBER, WORDS = range(4)
"""What a part of a line is made of: see `write_lines`."""

BUFFERS = 12  # that lines can be copied from
DIGITS = 20  # of a number, at most
ONE = np.uint64(1)
TEN = np.uint64(10)
HEX = np.frombuffer(b"0123456789abcdef", np.uint8)


@inner
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


@inner
def _write_string(data, start, stop, out, position):
    """Write data[start:stop] as a JSON string to out[position:]; returns the position after it. See `copy_plain`."""
    out[position] = 0x22
    start, position = copy_plain(data, start, stop, out, position + 1)
    while start < stop:
        position = _write_escape(out, position, data[start])
        start, position = copy_plain(data, start + 1, stop, out, position)
    out[position] = 0x22
    return position + 1


@kernel
def write_strings(data, starts, ends):
    """Texts as JSON strings, quotes and all, one after the other: uint8, and where each begins (int64, (s + 1,)).

    data: uint8, shape (n,), UTF-8; starts, ends: int64, shape (s,), where in `data` each text begins and ends.
    """
    size = 6 * (ends - starts).sum() + 2 * len(starts) + np.int64(BLOCK)
    out = np.empty(size, np.uint8)  # what is not written to takes no memory
    offsets = np.zeros(len(starts) + 1, np.int64)
    position = 0
    for row in range(len(starts)):
        position = _write_string(data, starts[row], ends[row], out, position)
        offsets[row + 1] = position
    return out[:position], offsets


@inner
def _write_bytes(out, position, data, start, end):
    for i in range(start, end):
        out[position] = data[i]
        position += 1
    return position


@inner
def _write_number(out, position, number):
    rest, first = np.uint64(number), np.uint64(position)  # unsigned: a division by ten becomes a multiplication
    end = first + ONE
    power = TEN
    while power <= rest:
        end += ONE
        power *= TEN
    at = end
    while at > first:
        at -= ONE
        out[at] = 0x30 + rest % TEN
        rest //= TEN
    return np.int64(end)


@inner
def _bound_of_lines(kinds, firsts, lasts, data):
    """At most so many bytes are written: a byte that can not stand in a string becomes six at most.

    Six for every byte would be 24 MB for a batch, fresh from the system each time: 0.3 ns a byte to fault in. For short
    texts it is six: to look at them took as long as writing them.
    """
    size, lines = 0, firsts.shape[1]
    for place in range(len(kinds)):
        if kinds[place, 0] == WORDS:
            size += lines * (kinds[place, 2] - kinds[place, 1])
        elif kinds[place, 0] == NUMBER:
            size += lines * DIGITS
        else:
            quoted = kinds[place, 0] == QUOTE
            for row in range(lines):
                first, last = firsts[place, row], lasts[place, row]
                size += last - first
                if quoted:
                    short = last - first < BYTES
                    size += 2 + 5 * (last - first if short else count_special(data, first, last))
    return size


@kernel
def write_lines(kinds, firsts, lasts, text, buffers):
    """Lines made of parts, one after the other: uint8, and where each part begins (int64, shape (l, k + 1)).

    kinds: int64, shape (k, 3), of the parts that every line has: QUOTE (text[first:last] as a JSON string), NUMBER
    (`first` in decimal digits), COPY and the number of the buffer that buffer[first:last] is copied from, or WORDS and
    where in the first buffer they begin and end; firsts, lasts: int64, shape (k, l), not read for WORDS; text: uint8;
    buffers: BUFFERS of uint8, the first with BLOCK bytes to spare after the words.
    """
    out = np.empty(_bound_of_lines(kinds, firsts, lasts, text) + np.int64(BLOCK), np.uint8)
    parts, lines = firsts.shape
    offsets = np.empty((lines, parts + 1), np.int64)
    position = 0
    for line in range(lines):
        for place in range(parts):
            offsets[line, place] = position
            if kinds[place, 0] == WORDS:
                position = _write_words(buffers[0], kinds[place, 1], kinds[place, 2], out, position)
                continue
            first, last = firsts[place, line], lasts[place, line]
            if kinds[place, 0] == COPY:
                copy_bytes(buffers[kinds[place, 1]], first, last - first, out, position)
                position += last - first
            elif kinds[place, 0] == QUOTE:
                position = _write_string(text, first, last, out, position)
            else:
                position = _write_number(out, position, first)
        offsets[line, parts] = position
    return out[:position], offsets


@inner
def _write_words(words, first, last, out, position):
    """Copy words[first:last], BLOCK bytes at a time: what is written after them is written over."""
    while first < last:
        copy_block(words, np.uint64(first), out, np.uint64(position))
        position += min(last - first, BYTES)
        first += BYTES
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


@inner
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


@inner
def _write_hundredths(out, position, hundredths):
    """A number from 0.0 to 1.0 as Python writes it: one decimal, or two where they are needed."""
    out[position] = 0x31 if hundredths == 100 else 0x30
    out[position + 1] = 0x2E
    out[position + 2] = 0x30 + hundredths // 10 % 10
    if hundredths % 10 == 0:
        return position + 3
    out[position + 3] = 0x30 + hundredths % 10
    return position + 4
