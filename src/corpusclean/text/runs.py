"""Runs of links: menus, tag clouds and footers, told by shape and by what surrounds them, in any language."""

import numpy as np

from corpusclean.kernels.links import COLUMNS, KIND, KNOWN, PAGE, PLAIN, TAKEN, mark_twins, read_links
from corpusclean.kernels.runs import find_runs
from corpusclean.model import I32, I64, NO_RULE, Batch
from corpusclean.text.signals import load_signals, room_for_words

RUN_RULE = "links.run"


def mark_runs(batch: Batch, rule: I32, matched: I32, run_rule: int) -> I32:
    """`rule` with the rules of the blocks that stand in runs of links: int32, shape (b,).

    `rule` says what is residue already, `matched` which phrases match, whether anything supports them or not. A block
    of a run that a phrase matches gets the rule of that phrase, another one `run_rule`.
    """
    blocks = batch.blocks
    solid = np.flatnonzero(blocks.start < blocks.end)
    start, end = blocks.start[solid], blocks.end[solid]
    signals = load_signals()
    rows: I64 = np.zeros((COLUMNS, len(solid)), np.int64)
    rows[PAGE] = blocks.page[solid]
    rows[KIND] = np.where(rule[solid] != NO_RULE, TAKEN, np.where(matched[solid] != NO_RULE, KNOWN, PLAIN))
    read_links(batch.text, start, end, signals.letters, rows)
    mark_twins(rows)
    taken = solid[find_runs(rows, batch.text, start, end, signals, room_for_words())]
    marked = rule.copy()
    marked[taken] = np.where(matched[taken] != NO_RULE, matched[taken], run_rule)
    return marked
