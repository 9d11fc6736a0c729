"""Residue at the edges of blocks that stay: cut off and noted, never taken from the middle."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.pieces import find_pieces
from corpusclean.kernels.utf8 import count_characters
from corpusclean.model import I64, NO_RULE, Batch, Piece
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.ruletables import match_with


def cut_pieces(batch: Batch, begun: NDArray[np.bool_], ended: NDArray[np.bool_], rules: RuleSet) -> Batch:
    """Cut residue off the ends of the blocks that no rule takes: fill in `Batch.pieces`, change `start` and `end`.

    `begun` and `ended` have shape (b,): whether phrases of rules may begin and end the block; see `match_blocks`.
    """
    blocks = batch.blocks
    stays = blocks.rule == NO_RULE
    matcher = match_with(batch.text, rules.tables)
    starts, ends, lead_rule, tail_rule = find_pieces(matcher, blocks.start, blocks.end, begun & stays, ended & stays)
    pieces: list[Piece] = []
    for row in np.flatnonzero((lead_rule >= 0) | (tail_rule >= 0)).tolist():
        start, end = int(blocks.start[row]), int(blocks.end[row])
        first, last = int(starts[row]), int(ends[row])
        if lead_rule[row] >= 0:
            pieces.append(_piece(batch, row, int(lead_rule[row]), start, first))
        if tail_rule[row] >= 0:
            pieces.append(_piece(batch, row, int(tail_rule[row]), last, end))
    return replace(batch, blocks=replace(blocks, start=starts, end=ends), pieces=tuple(pieces))


def whole_spans(batch: Batch) -> tuple[I64, I64]:
    """Where every block begins and ends in `Batch.text`, with the pieces cut off it: int64, shape (b,) each."""
    starts, ends = batch.blocks.start.copy(), batch.blocks.end.copy()
    for piece in batch.pieces:
        starts[piece.block] = min(starts[piece.block], piece.start)
        ends[piece.block] = max(ends[piece.block], piece.end)
    return starts, ends


def _piece(batch: Batch, row: int, rule: int, start: int, end: int) -> Piece:
    """The piece text[start:end] of a block, without the white space at its ends."""
    text = batch.text[start:end].tobytes().decode()
    start += len(text[: len(text) - len(text.lstrip())].encode())
    end -= len(text[len(text.rstrip()) :].encode())
    first = int(count_characters(batch.text, int(batch.blocks.start[row]), start))
    return Piece(row, rule, start, end, first, first + len(text.strip()))
