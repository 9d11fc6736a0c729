"""Mojibake of the blocks that the filter has marked: undone by a kernel where the answer is sure, else by ftfy."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import ftfy
import numpy as np

from corpusclean.kernels.mojibake import EXACT, PLAUSIBLE, undo_blocks
from corpusclean.kernels.repair import MOJIBAKE, SUSPECT
from corpusclean.model import U8
from corpusclean.text.codepages import PUNCTUATING
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


class Draft(NamedTuple):
    """A block being mended: its row, its page, its text so far and what was done to it."""

    row: int
    page: int
    text: bytes
    steps: tuple[str, ...] = ()

    def then(self, text: bytes, *steps: str) -> "Draft":
        """The draft after further steps."""
        return self._replace(text=text, steps=self.steps + steps)


class Undone(NamedTuple):
    """What undoing one layer of mojibake would give.

    `exact`: ftfy would do the same. `weight`: how much speaks for it, 0 for nothing; from SURE on it is sure.
    """

    page_name: str
    text: bytes
    exact: bool
    weight: int


def undo_mojibake(drafts: list[Draft], needs: U8, tables: RepairTables) -> Iterator[Draft]:
    """The drafts with one layer of mojibake less; the same object where there is none.

    A block in which ftfy sees mojibake comes out as ftfy would have it. Beyond ftfy, a block that ftfy leaves is undone
    if it is UTF-8 from end to end and holds enough of it, or stands on a page that was damaged.
    needs: of each draft, from `mark_blocks`.
    """
    undone = _undo_all(drafts, needs, tables)
    damage: Counter[int] = Counter()
    for draft, result in zip(drafts, undone, strict=True):
        damage[draft.page] += result.weight
    for draft, need, result in zip(drafts, needs.tolist(), undone, strict=True):
        repaired = _ask_ftfy(draft) if need & MOJIBAKE and not result.exact else draft
        step = f"encode:{result.page_name}"
        backed = damage[draft.page] >= SURE or step in draft.steps  # elsewhere, or once before
        if repaired is draft and (result.exact or result.weight >= SURE or (result.weight > 0 and backed)):
            repaired = draft.then(result.text, step, "decode:utf-8")
        yield repaired


def _undo_all(drafts: list[Draft], needs: U8, tables: RepairTables) -> list[Undone]:
    """What the kernel makes of the drafts that are marked; those that are not are shown to it as empty."""
    buffer = np.frombuffer(b"".join(draft.text for draft in drafts), np.uint8)
    lengths = np.array([len(draft.text) for draft in drafts], np.int64)
    ends = np.cumsum(lengths)
    starts = np.where(needs & (MOJIBAKE | SUSPECT), ends - lengths, ends)
    code, gain, facts, results, stops = undo_blocks(buffer, starts, ends, tables.pages, tables.ftfy_pages)
    exact = (needs & MOJIBAKE != 0) & (facts & EXACT != 0)
    possible = (facts & PLAUSIBLE != 0) & ~np.isin(code, [tables.page_names.index(name) for name in PUNCTUATING])
    weight = np.where(possible, np.where(exact, np.maximum(gain, SURE), gain), 0)
    stop = stops.tolist()
    texts = [results[begin:end].tobytes() for begin, end in zip([0, *stop[:-1]], stop, strict=True)]
    names = [tables.page_names[row] for row in code.tolist()]
    return list(map(Undone, names, texts, exact.tolist(), weight.tolist()))


def _ask_ftfy(draft: Draft) -> Draft:
    before = draft.text.decode()
    after, plan = ftfy.fix_and_explain(before, ENCODING_ONLY)
    if after == before:
        return draft
    return draft.then(after.encode(), *(f"{action}:{parameter}" for action, parameter in plan or ()))
