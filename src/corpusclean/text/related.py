"""Bare titles of other posts, as pages list them under "Related articles": residue that only its place gives away."""

from dataclasses import replace

import numpy as np

from corpusclean.kernels.related import COLON, find_links, find_trailing
from corpusclean.model import NO_RULE, Batch
from corpusclean.text.residue import spare_lines
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.signals import read_with

TITLES_RULE = "related.titles"


def mark_related(batch: Batch, rules: RuleSet) -> Batch:
    """Set `Blocks.rule` of bare titles that lead elsewhere to the rule "related.titles".

    Such are titles in a row under a heading that opens a list, if residue, the end of the page or the head of an
    article follows them; and titles at the end of a page in another script than the story before them. The first title
    under "Related articles" is more often than not that of the next article on the page, so a title that text, a date
    or a byline follows stays.
    """
    blocks = batch.blocks
    rule = blocks.rule.copy()
    tools = (rules.number(TITLES_RULE), read_with(batch.text, blocks.start, blocks.end), rule)
    pages = np.flatnonzero(np.diff(blocks.page, prepend=-1))
    lasts = np.append(pages[1:], len(rule))
    headings = np.flatnonzero((rule != NO_RULE) & rules.opens_list[rule])
    headings = headings[~rules.leads[rule[headings]] | (batch.text[blocks.end[headings] - 1] == COLON)]
    find_links(headings, lasts[np.searchsorted(pages, headings, side="right") - 1], *tools)
    find_trailing(pages, lasts, *tools)
    return replace(batch, blocks=replace(blocks, rule=spare_lines(batch, rule, rules)))
