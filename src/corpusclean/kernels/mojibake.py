"""Undoing a layer of mojibake: text that is UTF-8, read in a single-byte code page, from its first to its last byte."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.utf8 import decode

SUBSTITUTE = 0x1A  # ftfy reads it as a lost byte

# What is known about a block that one code page undoes. EXACT: no earlier code page of ftfy's could have written it, so
# that ftfy, if it looks at the block at all, does the same. PLAUSIBLE: it only holds letters that pages are written in,
# or MANY of any: Armenian is rare, but a whole sentence of it is no chance; what comes by chance is one or two.
EXACT, PLAUSIBLE = 1, 2
MISSING, BROKEN = -1, -2  # what ends the undoing
MANY = 16


@inner
def _has_earlier(text, block, row, pages):
    """Whether a code page before this one has all characters of text[block[0]:block[1]]."""
    return _possible(text, block[0], block[1], pages) & ((1 << row) - 1) != 0


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
def _trail_bounds(lead):
    """How many bytes follow the first one of a UTF-8 sequence, 0: it is none; the least and the highest second byte."""
    if 0xC2 <= lead < 0xE0:
        return 1, 0x80, 0xBF
    if 0xE0 <= lead < 0xF0:
        return 2, 0xA0 if lead == 0xE0 else 0x80, 0x9F if lead == 0xED else 0xBF  # no longer than needed; no surrogates
    if 0xF0 <= lead <= 0xF4:
        return 3, 0x90 if lead == 0xF0 else 0x80, 0x8F if lead == 0xF4 else 0xBF  # the same; not beyond Unicode
    return 0, 0, 0


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
def _undo(text, block, row, pages, target):
    """Write text[block[0]:block[1]], encoded in a code page, to a buffer, as long as this is UTF-8.

    target: the buffer and where to begin. Returns the end, or MISSING where the page does not have a character, or
    BROKEN where this is no UTF-8; how many characters of several bytes there are; whether all of them are common.
    """
    start, end = block
    out, at = target
    count, common = 0, True
    left, low, high = 0, 0, 0  # bytes that are to follow, and within which bounds the next one
    while start < end:
        byte = np.int64(text[start])
        if byte < 0x80:
            if byte == SUBSTITUTE:
                return MISSING, count, common
            if left > 0:
                return BROKEN, count, common
            start += 1
        else:
            point, length = decode(text, start)
            byte = np.int64(pages.coded[row, pages.letters[point]]) if point <= 0xFFFF else 0
            if byte == 0:
                return MISSING, count, common
            start += length
            if left > 0:
                if not low <= byte <= high:
                    return BROKEN, count, common
                left, low, high = left - 1, 0x80, 0xBF
            else:
                left, low, high = _trail_bounds(byte)
                if left == 0:
                    return BROKEN, count, common
                common &= _is_common_lead(byte)
                count += 1
        out[at] = byte
        at += 1
    return (at if left == 0 else BROKEN), count, common


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
        bounds = starts[block], ends[block]
        broken = False
        for row in range(len(pages.coded)):
            stop, count, common = _undo(text, bounds, row, pages, (out, at))
            if stop >= 0 and count > 0:
                code[block], gain[block], at = row, count, stop
                exact = row < ftfy_pages and not (broken and _has_earlier(text, bounds, row, pages))
                facts[block] = (PLAUSIBLE if common or count >= MANY else 0) | (EXACT if exact else 0)
                break
            broken |= stop != MISSING
        stops[block] = at
    return code, gain, facts, out[:at], stops
