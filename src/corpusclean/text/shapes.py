"""Residue told by shape and by what surrounds it, in any language: runs of links, lines drawn between paragraphs."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.links import COLUMNS, KIND, KNOWN, MENU, PAGE, TAKEN, mark_twins, read_links
from corpusclean.kernels.marks import LINE, SHORTCODE, TAGGED, UNSEEN, find_marks
from corpusclean.kernels.runs import find_runs
from corpusclean.model import I32, I64, NO_RULE
from corpusclean.text.ownrules import Rows
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.signals import read_with
from corpusclean.text.solid import rows_at, solid_rows

RUN_RULE = "links.run"
MENU_GROUPS = ("account", "cookies", "legal", "navigation", "subscription")
MARK_RULES = {LINE: "marks.line", SHORTCODE: "marks.shortcode", TAGGED: "marks.tagged", UNSEEN: "marks.unseen"}


def mark_shapes(blocks: Rows, rule: I32, matched: I32, rules: RuleSet) -> I32:
    """`rule` with the rules of runs of links and of marks that pages draw: int32, shape (b,).

    `rule` says what is residue already, `matched` which phrases match, whether anything supports them or not. A block
    of a run that a phrase matches gets the rule of that phrase.
    """
    solid = solid_rows(blocks.start, blocks.end)
    before = blocks.before[solid]
    if not isinstance(solid, slice):
        before = np.where(before < 0, before, np.searchsorted(solid, before)).astype(np.int32)
    reader = read_with(blocks.text, blocks.start[solid], blocks.end[solid])
    rows: I64 = np.zeros((COLUMNS, len(before)), np.int64)
    rows[PAGE] = blocks.page[solid]
    rows[KIND] = np.maximum(TAKEN * (rule[solid] != NO_RULE), KNOWN * (matched[solid] != NO_RULE))  # else PLAIN
    known = np.flatnonzero(matched[solid] != NO_RULE)
    rows[MENU, known] = _of_menus(rules.groups)[matched[solid][known]]
    read_links(reader, before, rows)
    marked = rule.copy()
    marks = find_marks(rows, reader)
    for mark, name in MARK_RULES.items():
        if rules.uses(name):
            marked[rows_at(solid, marks == mark)] = rules.number(name)
    if rules.uses(RUN_RULE):
        mark_twins(rows)
        taken = rows_at(solid, find_runs(rows, reader))
        marked[taken] = np.where(matched[taken] != NO_RULE, matched[taken], rules.number(RUN_RULE))
    return marked


@lru_cache(maxsize=8)
def _of_menus(groups: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which rules, by their groups, tell of a menu or a footer: bool, shape (r,)."""
    return np.array([group in MENU_GROUPS for group in groups], np.bool_)
