"""Pages to blocks: the lossless split that every later stage builds on."""

import numpy as np

from corpusclean.kernels.blocks import split_blocks, trim_blocks
from corpusclean.model import I64, NO_ARTICLE, NO_RULE, U8, Batch, Blocks, Pages

CACHED = 1 << 17  # bytes that are looked at together


def split(pages: Pages) -> Batch:
    """Lay the pages' texts into one buffer and find its blocks; no text is changed.

    A block is a line with more than ASCII white space in it. Lines end with `\\n`, `\\r\\n` or `\\r`, never with one of
    the other line breaks of Unicode: in damaged text these bytes are pieces of letters (U+0085 above all).
    """
    raw = np.frombuffer(b"".join(pages.texts), dtype=np.uint8)
    ends = np.cumsum([len(text) for text in pages.texts], dtype=np.int64)
    page, breaks, raw_start, raw_end = split_blocks(raw, ends, find_line_breaks(raw))
    start, end = trim_blocks(raw, raw_start, raw_end)
    n = len(page)
    blocks = Blocks(
        page=page,
        breaks=breaks,
        raw_start=raw_start,
        raw_end=raw_end,
        start=start,
        end=end,
        rule=np.full(n, NO_RULE, np.int32),
        lang=np.zeros(n, np.int16),
        lang_prob=np.zeros(n, np.float32),
        lang_alone=np.zeros(n, np.int16),
        lang_second=np.zeros(n, np.int16),
        second_share=np.zeros(n, np.float32),
        article=np.full(n, NO_ARTICLE, np.int32),
        boundary=np.zeros(n, np.int16),
        role=np.zeros(n, np.uint8),
    )
    return Batch(pages, raw, raw, blocks)


def find_line_breaks(text: U8) -> I64:
    """Where all bytes `\\n` and `\\r` are; piece by piece, so that what is compared stays in the cache."""
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(text), CACHED):
        piece = text[start : start + CACHED]
        found.append(np.flatnonzero((piece == 0x0A) | (piece == 0x0D)) + start)
    return np.concatenate(found)


def block_numbers(blocks: Blocks) -> I64:
    """The number of every block on its page, from 0, blank ones not counted: int64, shape (b,)."""
    solid = blocks.start < blocks.end
    running: I64 = np.cumsum(solid, dtype=np.int64) - solid
    first_of_page = np.searchsorted(blocks.page, blocks.page)
    numbers: I64 = running - running[first_of_page]
    return numbers
