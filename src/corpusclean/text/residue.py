"""Residue: the blocks that belong to the web page and not to a story."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.beside import spare_text
from corpusclean.kernels.everyday import weaken_short
from corpusclean.kernels.glossaries import drop_small, spare_glossaries, spare_headings
from corpusclean.kernels.heads import Reader
from corpusclean.kernels.residue import drop_stray, match_blocks, spare_kept
from corpusclean.kernels.support import (
    strengthen_feet,
    strengthen_labels,
    strengthen_last,
    strengthen_leads,
    take_tags,
)
from corpusclean.model import I32, I64, NO_RULE, Batch
from corpusclean.text.ownrules import Rows, match_own, rows_of
from corpusclean.text.pieces import cut_pieces
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.ruletables import buffer, match_with
from corpusclean.text.shapes import mark_shapes
from corpusclean.text.signals import read_with

TAGS_RULE = "labels.tags.any"


def mark_residue(batch: Batch, rules: RuleSet) -> Batch:
    """Fill in `Blocks.rule`: the number of the rule that takes each block, or NO_RULE.

    Only short whole blocks are looked at. A weak rule ("Home", "Facebook") takes a block only where the blocks next
    to it are residue too, where it is one of a run that begins or ends the page, or in a run of links.
    Residue at the edges of other blocks is cut off: see `cut_pieces`.
    """
    blocks = batch.blocks
    rows = rows_of(batch.text, blocks.start, blocks.end, blocks.page, batch.pages.urls)
    matched, strong, ended = match_rows(rows, rules)
    reader = read_with(batch.text, blocks.start, blocks.end)
    _support(blocks.page, matched, strong, reader, rules)
    spare_text(matched, strong, blocks.page, reader, rules.everyday)
    known = np.flatnonzero(matched != NO_RULE)
    spare_glossaries(known, matched, blocks.page, reader, (rules.everyday, _languages(rules.names)))
    known = known[matched[known] != NO_RULE]
    spare_headings(known, matched, blocks.page, reader, rules.everyday)
    weaken_short((batch.text, blocks.start, blocks.end, blocks.page), matched, strong, rules.everyday)
    rule = drop_small(known, matched.copy(), blocks.page, reader, rules.everyday)
    rule = drop_stray(rule, strong, blocks.page, blocks.start, blocks.end)
    rule = mark_shapes(rows, rule, matched, rules)
    marked = replace(batch, blocks=replace(blocks, rule=spare_lines(batch, rule, rules)))
    return cut_pieces(marked, strong & (matched == NO_RULE), ended, rules)


@lru_cache(maxsize=8)
def _languages(names: tuple[str, ...]) -> I64:
    """A number for the language of each rule, the last part of its name: int64, shape (r,)."""
    codes = [name.rpartition(".")[2] for name in names]
    numbers = {code: number for number, code in enumerate(dict.fromkeys(codes))}
    return np.array([numbers[code] for code in codes], np.int64)


def _support(page: I32, matched: I32, strong: NDArray[np.bool_], reader: Reader, rules: RuleSet) -> None:
    """Let weak phrases be strong, in place, where their place supports them, and take lists of tags along."""
    known = np.flatnonzero(matched != NO_RULE)
    rule = matched[known]
    if len(feet := known[rules.foot[rule]]):
        strengthen_feet(feet, page, matched, strong, reader)
    if len(leads := known[rules.leads[rule]]):
        strengthen_leads(leads, page, strong, reader)
    if len(weak := known[~strong[known]]):
        strengthen_last(weak, page, matched, strong, reader)
    if rules.uses(TAGS_RULE) and len(tags := known[rule == rules.number(TAGS_RULE)]):
        strengthen_labels(tags, page, matched, strong, reader)
        take_tags(tags, page, matched, strong, reader)


def spare_lines(batch: Batch, rule: I32, rules: RuleSet) -> I32:
    """`rule` without the rule of blocks that read like a line to keep: int32, shape (b,). May change it in place."""
    if len(rules.tables.kept) == 1:
        return rule
    blocks = batch.blocks
    spared: I32 = spare_kept(rule, match_with(batch.text, rules.tables), blocks.start, blocks.end)
    return spared


def match_rows(rows: Rows, rules: RuleSet) -> tuple[I32, NDArray[np.bool_], NDArray[np.bool_]]:
    """The rule that matches each block, whatever stands around it, and whether it is a strong one: int32, bool.

    Where none matches, whether phrases may begin the block; and last, whether one may end it: bool.
    """
    matcher = match_with(rows.text, rules.tables)
    matched, strong, ended = match_blocks(matcher, rows.start, rows.end, rows.before)
    if rules.own is not None:
        match_own(rules.own, rows, matched, strong)
        matched = spare_kept(matched, matcher, rows.start, rows.end)
    return matched, strong, ended


def match_lines(lines: Sequence[str], rules: RuleSet, url: str = "") -> I32:
    """The number of the rule that matches each line, whatever would stand around it: shape (len(lines),).

    `url` is the address of the page that they stand on: some rules hold on some sites only.

    >>> from corpusclean.text.rulebook import load_rules
    >>> rules = load_rules()
    >>> [rules.names[number] for number in match_lines(["RELATED VIDEOS:", "Facebook"], rules)]
    ['related.heading.en', 'sharing.service.any']
    """
    matched, *_ = match_rows(rows_of(*buffer(lines), np.zeros(len(lines), np.int32), [url]), rules)
    return matched
