"""Mojibake of the blocks that the filter has marked: undone by a kernel where the answer is sure, else by ftfy."""

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

import ftfy
import numpy as np

from corpusclean.kernels.mojibake import EXACT, PLAUSIBLE, undo_blocks
from corpusclean.kernels.repair import MOJIBAKE, SUSPECT
from corpusclean.model import U8
from corpusclean.text.codepages import PUNCTUATING
from corpusclean.text.drafts import Draft, lay_out, take_apart
from corpusclean.text.repair_tables import RepairTables

# A block that is valid UTF-8 in some code page from end to end, with this many characters of several bytes, is damaged
# even where ftfy sees nothing; with fewer it is where the blocks of its page come to as many together. Of 233,857 lines
# in 448 languages that ftfy leaves, seven held any such characters, of letters that pages are written in, and no more
# than two: each of them was mojibake. What counts is the page's sum, not a share: a second run, over articles, must not
# find evidence that the first did not have.
SURE = 4

# The encoding repair alone. ftfy's own entities and normalisation take quadratic time (nested `&amp;`: 240 kB in
# 204 s), its line breaks would make two blocks of one; quotes, widths and ligatures are the writer's.
ENCODING_ONLY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
)


Step = tuple[Any, ...]
"""What a draft is then: its text, and the names of the steps."""


class Undone(NamedTuple):
    """What undoing one layer of mojibake would give.

    `exact`: ftfy would do the same. `weight`: how much speaks for it, 0 for nothing; from SURE on it is sure.
    """

    page_name: str
    text: bytes
    exact: bool
    weight: int


def undo_mojibake(drafts: list[Draft], needs: U8, tables: RepairTables) -> list[Draft]:
    """The drafts with one layer of mojibake less; the same object where there is none.

    A block in which ftfy sees mojibake comes out as ftfy would have it. Beyond ftfy, a block that ftfy leaves is undone
    if it is UTF-8 from end to end and holds enough of it, or stands on a page that was damaged.
    needs: of each draft, from `mark_blocks`.
    """
    places = np.flatnonzero(needs & (MOJIBAKE | SUSPECT)).tolist()
    asked = [drafts[place] for place in places]
    results = _undo_all(asked, needs[places], tables)
    damage: Counter[int] = Counter()
    for draft, result in zip(asked, results, strict=True):
        damage[draft.page] += result.weight
    ask_ftfy = cache(_ask_ftfy)  # a page may hold thousands of short lines that are alike
    undone = drafts.copy()
    for place, draft, result in zip(places, asked, results, strict=True):
        of_ftfy = ask_ftfy(draft.text) if needs[place] & MOJIBAKE and not result.exact else None
        undone[place] = _choose(draft, result, of_ftfy, damage[draft.page])
    return undone


def _choose(draft: Draft, result: Undone, of_ftfy: Step | None, damage: int) -> Draft:
    """The draft as ftfy or the kernel has it, or as it was; `damage` is how much speaks for mojibake on its page."""
    if of_ftfy is not None:
        return draft.then(*of_ftfy)
    step = f"encode:{result.page_name}"
    backed = damage >= SURE or step in draft.steps  # by the page, or once before
    if result.exact or (result.weight > 0 and backed):
        return draft.then(result.text, step, "decode:utf-8")
    return draft


def _undo_all(drafts: list[Draft], needs: U8, tables: RepairTables) -> list[Undone]:
    """What the kernel makes of drafts that are marked."""
    code, gain, facts, results, stops = undo_blocks(*lay_out(drafts), tables.pages, tables.ftfy_pages)
    exact = (needs & MOJIBAKE != 0) & (facts & EXACT != 0)
    possible = (facts & PLAUSIBLE != 0) & ~np.isin(code, [tables.page_names.index(name) for name in PUNCTUATING])
    weight = np.where(possible, np.where(exact, np.maximum(gain, SURE), gain), 0)
    names = [tables.page_names[row] for row in code.tolist()]
    return list(map(Undone, names, take_apart(results, stops), exact.tolist(), weight.tolist()))


def _ask_ftfy(text: bytes) -> Step | None:
    """What ftfy makes of a text; None where it leaves it."""
    before = text.decode()
    after, plan = ftfy.fix_and_explain(before, ENCODING_ONLY)
    return None if after == before else (after.encode(), *(f"{action}:{parameter}" for action, parameter in plan or ()))
