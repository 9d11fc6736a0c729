"""Mending the blocks that the filter has marked: rounds, each of which undoes one layer of damage."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.blocks import trim_blocks
from corpusclean.kernels.entities import resolve_blocks
from corpusclean.kernels.repair import CONTROL, ENTITY, FORM, NON_ASCII, NORMALIZE, mark_blocks
from corpusclean.model import I64, U8
from corpusclean.strings import Strings
from corpusclean.text.drafts import Drafts, Steps, together
from corpusclean.text.entities import TAG
from corpusclean.text.mojibake import undo_mojibake
from corpusclean.text.repair_tables import RepairTables
from corpusclean.text.steps import step_functions

# The deepest damage on real pages has four layers (two of mojibake, entities, marks not in NFC); a round undoes one.
ROUNDS = 16

Functions = list[tuple[str, int, Callable[[str], str]]]  # name, the needs that call for it, what it does


def mend(drafts: Drafts, needs: U8, tables: RepairTables) -> Drafts:
    """Those of the drafts that change, mended, in the order of their rows; needs: of each, from `mark_blocks`."""
    done: list[Drafts] = []
    for number in range(ROUNDS):
        places, changed = _mend_once(drafts, needs, tables)
        if number:
            done.append(drafts.chosen(_others(places, len(drafts.row))))
        marks = mark_blocks(changed.text, changed.start, changed.end, tables.marks) & ~np.uint8(NON_ASCII)
        done.append(changed.chosen(np.flatnonzero(marks == 0)))
        left = np.flatnonzero(marks)
        drafts, needs = changed.chosen(left), marks[left]
        if not len(drafts.row):
            break
    mended = together([*done, drafts])
    return mended.chosen(np.argsort(mended.row))


def _others(places: I64, count: int) -> I64:
    """All places below `count` but these."""
    others = np.ones(count, np.bool_)
    others[places] = False
    return np.flatnonzero(others)


def _mend_once(drafts: Drafts, needs: U8, tables: RepairTables) -> tuple[I64, Drafts]:
    """The places of the drafts that have a layer of damage, and these without it."""
    undone, sound = undo_mojibake(drafts, needs, tables)
    rest = _others(undone, len(drafts.row))
    taken, better = _take_later(drafts.chosen(rest), needs[rest], tables)
    return np.concatenate((undone, rest[taken])), together([sound, better])


def _take_later(drafts: Drafts, needs: U8, tables: RepairTables) -> tuple[I64, Drafts]:
    """The places of the drafts that the steps after mojibake change, and these after the steps."""
    touched, resolved = _resolve_entities(drafts, needs, tables)
    marks = mark_blocks(resolved.text, resolved.start, resolved.end, tables.marks)
    again, further = _take_others(resolved, needs[touched], marks & CONTROL != 0, tables)  # entities may be line breaks
    rest = _others(touched, len(drafts.row))
    changed, mended = _take_others(drafts.chosen(rest), needs[rest], np.zeros(len(rest), np.bool_), tables)
    alone = _others(again, len(touched))
    places = np.concatenate((touched[alone], touched[again], rest[changed]))
    return places, together([resolved.chosen(alone), further, mended])


def _take_others(drafts: Drafts, needs: U8, controls: NDArray[np.bool_], tables: RepairTables) -> tuple[I64, Drafts]:
    """The places of the drafts that the steps after entities change, and these after the steps.

    controls: bool, shape (d,), which of them hold control characters or line breaks that `needs` does not know of.
    None is asked that holds neither, begins with no white space and is to have no other form.
    """
    begins, _ = trim_blocks(drafts.text, drafts.start, drafts.end)
    asked = np.flatnonzero(controls | (needs & (CONTROL | FORM | NORMALIZE) != 0) | (begins > drafts.start))
    some = drafts.chosen(asked)
    take_steps = cache(partial(_take_steps, functions=_later_functions(tables)))  # many lines may be alike
    results = [take_steps(text, need) for text, need in zip(some.texts(), needs[asked].tolist(), strict=True)]
    changed = np.flatnonzero([len(steps) for _, steps in results])
    return asked[changed], some.chosen(changed).mended([results[place] for place in changed.tolist()])


def _resolve_entities(drafts: Drafts, needs: U8, tables: RepairTables) -> tuple[I64, Drafts]:
    """The places of the drafts that hold entities, and these without them.

    Whether a block is markup is asked of what stood on the page.
    """
    marked = np.flatnonzero(needs & ENTITY)
    some = drafts.chosen(marked)
    plain = np.flatnonzero(
        ["entities" in steps or not TAG.search(text) for steps, text in zip(some.steps, some.texts(), strict=True)]
    )
    asked = some.chosen(plain)
    texts = Strings(*resolve_blocks(asked.text, asked.start, asked.end, tables.entities))
    changed = np.flatnonzero([old != new for old, new in zip(asked.texts(), texts, strict=True)])
    resolved = asked.chosen(changed).then(texts, changed, [("entities",)] * len(changed))
    return marked[plain[changed]], resolved


def _later_functions(tables: RepairTables) -> Functions:
    """The steps after entities, in their order."""
    functions = step_functions(tables)
    form = tables.forms.normalize
    return [
        ("line_breaks", ENTITY | CONTROL, functions["line_breaks"]),
        ("controls", CONTROL, functions["controls"]),
        *((name, FORM, functions[name]) for name in tables.form_steps),
        *([(f"normalize:{form}", NORMALIZE, functions[f"normalize:{form}"])] if form != "none" else []),
        ("trim", 0xFF, functions["trim"]),
    ]


def _take_steps(text: bytes, need: int, functions: Functions) -> tuple[bytes, Steps]:
    """What the steps that are needed make of a text, and the names of those that change it."""
    state = text.decode()
    taken: Steps = ()
    for name, needs, function in functions:
        if need & needs and (after := function(state)) != state:
            state = after
            taken += (name,)
    return (state.encode() if taken else text), taken
