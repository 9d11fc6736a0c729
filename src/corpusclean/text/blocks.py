"""Pages to blocks: the lossless split that every later stage builds on."""

import numpy as np

from corpusclean.kernels.blocks import split_blocks, trim_blocks
from corpusclean.model import I64, NO_ARTICLE, NO_RULE, Batch, Blocks, Pages
from corpusclean.strings import Strings, fixed


def split(pages: Pages) -> Batch:
    """Lay the pages' texts into one buffer and find its blocks; no text is changed.

    A block is a line with more than ASCII white space in it. Lines end with `\\n`, `\\r\\n` or `\\r`, never with one of
    the other line breaks of Unicode: in damaged text these bytes are pieces of letters (U+0085 above all).
    """
    texts = Strings.of(pages.texts)
    raw = fixed(texts.data)
    page, breaks, raw_start, raw_end = split_blocks(raw, texts.ends)
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


def block_numbers(blocks: Blocks) -> I64:
    """The number of every block on its page, from 0, blank ones not counted: int64, shape (b,)."""
    solid = blocks.start < blocks.end
    running: I64 = np.cumsum(solid, dtype=np.int64) - solid
    firsts = np.flatnonzero(np.diff(blocks.page, prepend=-1))
    numbers: I64 = running - np.repeat(running[firsts], np.diff(np.append(firsts, len(running))))
    return numbers
