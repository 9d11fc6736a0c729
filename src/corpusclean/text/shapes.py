"""Residue told by shape and by what surrounds it, in any language: runs of links, lines drawn between paragraphs."""

import numpy as np

from corpusclean.kernels.links import COLUMNS, KIND, KNOWN, PAGE, PLAIN, TAKEN, mark_twins, read_links
from corpusclean.kernels.marks import LINE, SHORTCODE, TAGGED, UNSEEN, find_marks
from corpusclean.kernels.runs import find_runs
from corpusclean.model import I32, I64, NO_RULE, Batch
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.signals import read_with

RUN_RULE = "links.run"
MARK_RULES = {LINE: "marks.line", SHORTCODE: "marks.shortcode", TAGGED: "marks.tagged", UNSEEN: "marks.unseen"}


def mark_shapes(batch: Batch, rule: I32, matched: I32, rules: RuleSet) -> I32:
    """`rule` with the rules of runs of links and of marks that pages draw: int32, shape (b,).

    `rule` says what is residue already, `matched` which phrases match, whether anything supports them or not. A block
    of a run that a phrase matches gets the rule of that phrase.
    """
    blocks = batch.blocks
    solid = np.flatnonzero(blocks.start < blocks.end)
    start, end = blocks.start[solid], blocks.end[solid]
    reader = read_with(batch.text, start, end)
    rows: I64 = np.zeros((COLUMNS, len(solid)), np.int64)
    rows[PAGE] = blocks.page[solid]
    rows[KIND] = np.where(rule[solid] != NO_RULE, TAKEN, np.where(matched[solid] != NO_RULE, KNOWN, PLAIN))
    read_links(batch.text, start, end, reader.signals.letters, rows)
    marked = rule.copy()
    marks = find_marks(rows, batch.text, start, end)
    for mark, name in MARK_RULES.items():
        if rules.uses(name):
            marked[solid[marks == mark]] = rules.number(name)
    if rules.uses(RUN_RULE):
        mark_twins(rows)
        taken = solid[find_runs(rows, reader)]
        marked[taken] = np.where(matched[taken] != NO_RULE, matched[taken], rules.number(RUN_RULE))
    return marked
