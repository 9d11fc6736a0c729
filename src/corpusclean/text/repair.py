"""Repair of damaged text, block by block: what ftfy does, where it is needed, and nothing where it is not.

The order is fixed, since the wrong one destroys text: mojibake, entities, line breaks, control characters, plain
forms, NFC. A kernel marks the blocks that need any of it; the others are not touched again. Marked blocks go through
the rounds of `corpusclean.text.mend`, each of which undoes one layer of damage.
"""

from dataclasses import replace

import numpy as np

from corpusclean.kernels.blocks import trim_blocks
from corpusclean.kernels.repair import NON_ASCII, mark_blocks, skip_space, splice
from corpusclean.model import Batch, Repair
from corpusclean.strings import fixed
from corpusclean.text.drafts import Drafts
from corpusclean.text.mend import mend
from corpusclean.text.repair_tables import RepairTables, load_tables
from corpusclean.text.steps import replay

__all__ = ["RepairTables", "load_tables", "repair", "replay"]


def repair(batch: Batch, tables: RepairTables) -> Batch:
    """The batch with its blocks repaired: `text`, `repairs`, and the columns `start` and `end`; no block comes or goes.

    Where no block needs anything, `text` stays the same buffer as `raw`.
    """
    blocks = batch.blocks
    begins = blocks.raw_start.copy()
    blank = np.flatnonzero(blocks.start > begins)
    begins[blank] = skip_space(batch.raw, begins[blank], blocks.raw_end[blank])
    needs = mark_blocks(batch.raw, begins, blocks.raw_end, tables.marks) & ~np.uint8(NON_ASCII)
    rows = np.flatnonzero(needs)
    drafts = Drafts(batch.raw, begins[rows], blocks.raw_end[rows], rows, blocks.page[rows], [()] * len(rows))
    changed = mend(drafts, needs[rows], tables)
    return _lay_in(batch, changed) if len(changed.row) else batch


def _lay_in(batch: Batch, drafts: Drafts) -> Batch:
    """The batch with the drafts, in the order of their rows, in the place of what they were made of."""
    blocks, rows = batch.blocks, drafts.row
    pieces = (drafts.text, drafts.start, drafts.end)
    text = fixed(splice(batch.raw, blocks.raw_start[rows], blocks.raw_end[rows], pieces))
    lengths = drafts.end - drafts.start
    growth = np.zeros(len(blocks) + 1, np.int64)
    growth[rows + 1] = lengths - (blocks.raw_end - blocks.raw_start)[rows]
    shift = np.cumsum(growth)[:-1]
    start, end = blocks.start + shift, blocks.end + shift
    begins = (blocks.raw_start + shift)[rows]
    start[rows], end[rows] = trim_blocks(text, begins, begins + lengths)
    repairs = tuple(map(Repair, rows.tolist(), drafts.steps))
    return replace(batch, text=text, blocks=replace(blocks, start=start, end=end), repairs=repairs)
