"""Mojibake of the blocks that the filter has marked: undone by a kernel where the answer is sure, else by ftfy."""

from functools import cache
from typing import NamedTuple

import ftfy
import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.mojibake import EXACT, PLAUSIBLE, undo_blocks
from corpusclean.kernels.repair import MOJIBAKE, SUSPECT
from corpusclean.model import I8, I64, U8
from corpusclean.strings import Strings
from corpusclean.text.codepages import PUNCTUATING
from corpusclean.text.drafts import Drafts, Steps, together
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


class Undone(NamedTuple):
    """What the kernel makes of drafts, d of them.

    Attributes:
        texts: what it makes of each.
        code: int8, shape (d,), by which code page, -1: by none.
        exact: bool, shape (d,), whether ftfy would do the same.
        weight: int64, shape (d,), how much speaks for it, 0 for nothing; from SURE on it is sure.
    """

    texts: Strings
    code: I8
    exact: NDArray[np.bool_]
    weight: I64


def undo_mojibake(drafts: Drafts, needs: U8, tables: RepairTables) -> tuple[I64, Drafts]:
    """The places of the drafts that have a layer of mojibake, and these without it.

    A block in which ftfy sees mojibake comes out as ftfy would have it. Beyond ftfy, a block that ftfy leaves is undone
    if it is UTF-8 from end to end and holds enough of it, or stands on a page that was damaged.
    needs: of each draft, from `mark_blocks`.
    """
    asked = np.flatnonzero(needs & (MOJIBAKE | SUSPECT))
    some, bad = drafts.chosen(asked), needs[asked] & MOJIBAKE != 0
    undone = _undo_all(some, bad, tables)
    steps: list[Steps] = [(f"encode:{name}", "decode:utf-8") for name in tables.page_names]
    by_ftfy, mended = _ask_ftfy(some, np.flatnonzero(bad & ~undone.exact))
    sure = undone.exact | ((undone.weight > 0) & _is_backed(some, undone, steps))
    sure[by_ftfy] = False
    by_kernel = np.flatnonzero(sure)
    taken = [steps[code] for code in undone.code[by_kernel].tolist()]
    sound = some.chosen(by_kernel).then(undone.texts, by_kernel, taken)
    return asked[np.concatenate((by_kernel, by_ftfy))], together([sound, mended])


def _undo_all(drafts: Drafts, bad: NDArray[np.bool_], tables: RepairTables) -> Undone:
    """What the kernel makes of drafts that are marked; bad: in which of them ftfy sees mojibake."""
    code, gain, facts, results, stops = undo_blocks(
        drafts.text, drafts.start, drafts.end, tables.pages, tables.ftfy_pages
    )
    exact = bad & (facts & EXACT != 0)
    possible = (facts & PLAUSIBLE != 0) & ~np.isin(code, [tables.page_names.index(name) for name in PUNCTUATING])
    weight = np.where(possible, np.where(exact, np.maximum(gain, SURE), gain), 0)
    return Undone(Strings(results, stops), code, exact, weight)


def _is_backed(drafts: Drafts, undone: Undone, steps: list[Steps]) -> NDArray[np.bool_]:
    """Whether what would be undone is backed: by its page, or because the same was undone once before."""
    damage = np.bincount(drafts.page, undone.weight)[drafts.page]
    backed = damage >= SURE
    for place in np.flatnonzero((undone.weight > 0) & ~backed).tolist():
        backed[place] = steps[undone.code[place]][0] in drafts.steps[place]
    return backed


def _ask_ftfy(drafts: Drafts, places: I64) -> tuple[I64, Drafts]:
    """Those of the places at which ftfy changes the draft, and these as it has them."""
    fix = cache(_fix)  # a page may hold thousands of short lines that are alike
    asked = drafts.chosen(places)
    fixed = [fix(text) for text in asked.texts()]
    changed = np.flatnonzero([len(steps) for _, steps in fixed])
    answers = [fixed[place] for place in changed.tolist()]
    return places[changed], asked.chosen(changed).mended(answers)


def _fix(text: bytes) -> tuple[bytes, Steps]:
    """What ftfy makes of a text, and the names of its steps; none where it leaves it."""
    before = text.decode()
    after, plan = ftfy.fix_and_explain(before, ENCODING_ONLY)
    if after == before:
        return text, ()
    return after.encode(), tuple(f"{action}:{parameter}" for action, parameter in plan or ())
