"""Undoing a layer of mojibake: text that is UTF-8, read in a single-byte code page, from its first to its last byte."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.utf8 import decode

SUBSTITUTE = 0x1A  # ftfy reads it as a lost byte

# What is known about a block that one code page undoes. EXACT: no earlier code page of ftfy's could have written it, so
# that ftfy, if it looks at the block at all, does the same. PLAUSIBLE: it only holds letters that pages are written in,
# or MANY of any: Armenian is rare, but a whole sentence of it is no chance; what comes by chance is one or two.
EXACT, PLAUSIBLE = 1, 2
MANY = 16


@inner
def _possible(text, start, end, pages):
    """The code pages that have all characters of text[start:end], as a mask."""
    mask = np.uint16(0xFFFF)
    while start < end and mask:
        byte = text[start]
        if byte < 0x80:
            if byte == SUBSTITUTE:
                return np.uint16(0)
            start += 1
            continue
        point, length = decode(text, start)
        if point > 0xFFFF:
            return np.uint16(0)
        mask &= pages.possible[pages.letters[point]]
        start += length
    return mask


@inner
def _encode(text, start, end, row, pages, out, at):
    """Write text[start:end], encoded in a code page that has all of it, to `out` from `at` on; return the end."""
    while start < end:
        if text[start] < 0x80:
            out[at] = text[start]
            start += 1
        else:
            point, length = decode(text, start)
            out[at] = pages.coded[row, pages.letters[point]]
            start += length
        at += 1
    return at


@inner
def _sequence_length(text, position, end):
    """The length of the UTF-8 sequence of two to four bytes at text[position], or 0: there is no valid one."""
    lead = text[position]
    length = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if not 0xC2 <= lead <= 0xF4 or position + length > end:
        return 0
    for i in range(1, length):
        if text[position + i] & 0xC0 != 0x80:
            return 0
    second = text[position + 1]
    if (lead == 0xE0 and second < 0xA0) or (lead == 0xED and second > 0x9F):  # too long a form; a surrogate
        return 0
    if (lead == 0xF0 and second < 0x90) or (lead == 0xF4 and second > 0x8F):  # too long a form; beyond Unicode
        return 0
    return length


@inner
def _is_common_lead(lead):
    """Whether UTF-8 with this first byte is Latin, Greek, Cyrillic, Hebrew, Arabic, or of three or four bytes.

    Not: rare letters, marks and phonetic signs, Armenian, Syriac, Thaana, N'Ko. These are what capitals at the end of a
    word and the sign behind them would give: NESCAFÉ®, PODRÓ¯E.
    """
    return (
        0xC2 <= lead <= 0xC5
        or lead == 0xCE
        or lead == 0xCF
        or lead == 0xD0
        or lead == 0xD1
        or (0xD7 <= lead <= 0xDB or 0xE0 <= lead <= 0xF0)
    )


@inner
def _count_sequences(text, start, end):
    """How many characters of several bytes valid UTF-8 holds, or -1 where it is not valid; whether all are common."""
    count = 0
    common = True
    while start < end:
        if text[start] < 0x80:
            start += 1
            continue
        length = _sequence_length(text, start, end)
        if length == 0:
            return -1, False
        common &= _is_common_lead(text[start])
        count += 1
        start += length
    return count, common


@kernel
def undo_blocks(text, starts, ends, pages, ftfy_pages):
    """For every block the first code page that makes valid UTF-8 of it, and that UTF-8.

    text: uint8, shape (n,), starts, ends: int64, shape (b,); pages: `corpusclean.text.codepages.CodePages`;
    ftfy_pages: how many of them are ftfy's. Returns code (int8, shape (b,), -1: none), gain (int64, shape (b,): the
    characters of several bytes in the result), facts (uint8, shape (b,): EXACT, PLAUSIBLE), and the results, one after
    the other: a uint8 buffer and where in it each of them ends (int64, shape (b,)).
    """
    blocks = len(starts)
    code = np.full(blocks, -1, np.int8)
    gain = np.zeros(blocks, np.int64)
    facts = np.zeros(blocks, np.uint8)
    stops = np.empty(blocks, np.int64)
    out = np.empty(np.sum(ends - starts), np.uint8)
    at = 0
    for block in range(blocks):
        mask = _possible(text, starts[block], ends[block], pages)
        earlier = 0
        for row in range(len(pages.coded)):
            if mask >> row & 1 == 0:
                continue
            stop = _encode(text, starts[block], ends[block], row, pages, out, at)
            count, common = _count_sequences(out, at, stop)
            if count > 0:
                code[block], gain[block] = row, count
                plausible = common or count >= MANY
                exact = earlier == 0 and row < ftfy_pages
                facts[block] = (PLAUSIBLE if plausible else 0) | (EXACT if exact else 0)
                at = stop
                break
            earlier += 1
        stops[block] = at
    return code, gain, facts, out[:at], stops
