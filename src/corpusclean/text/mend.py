"""Mending the blocks that the filter has marked: rounds, each of which undoes one layer of damage."""

from collections.abc import Callable, Iterator
from functools import cache, partial

import numpy as np

from corpusclean.kernels.entities import resolve_blocks
from corpusclean.kernels.repair import CONTROL, ENTITY, FORM, NON_ASCII, NORMALIZE, mark_blocks
from corpusclean.model import U8
from corpusclean.text.drafts import Draft, lay_out, take_apart
from corpusclean.text.entities import TAG
from corpusclean.text.mojibake import Step, undo_mojibake
from corpusclean.text.repair_tables import RepairTables
from corpusclean.text.steps import step_functions

# The deepest damage on real pages has four layers (two of mojibake, entities, marks not in NFC); a round undoes one.
ROUNDS = 16

Steps = list[tuple[str, int, Callable[[str], str]]]  # name, the needs that call for it, what it does


def mend(drafts: list[Draft], needs: U8, tables: RepairTables) -> list[Draft]:
    """The drafts, mended, in the order of their rows; needs: of each of them, from `mark_blocks`."""
    done: list[Draft] = []
    for _ in range(ROUNDS):
        mended = list(_mend_once(drafts, needs, tables))
        done += [new for old, new in zip(drafts, mended, strict=True) if new is old]
        changed = [new for old, new in zip(drafts, mended, strict=True) if new is not old]
        marks = mark_blocks(*lay_out(changed), tables.marks) & ~np.uint8(NON_ASCII)
        done += [changed[place] for place in np.flatnonzero(marks == 0).tolist()]
        drafts, needs = [changed[place] for place in np.flatnonzero(marks).tolist()], marks[marks != 0]
        if not drafts:
            break
    return sorted(done + drafts)


def _mend_once(drafts: list[Draft], needs: U8, tables: RepairTables) -> Iterator[Draft]:
    """Every draft with one layer of damage less; the same object where there is none."""
    take_steps = cache(partial(_take_steps, steps=_later_steps(tables)))  # many lines may be alike
    undone = undo_mojibake(drafts, needs, tables)
    resolved = _resolve_entities(undone, needs, tables)
    for old, repaired, later, need in zip(drafts, undone, resolved, needs.tolist(), strict=True):
        if repaired is not old:
            yield repaired
        else:
            taken = take_steps(later.text, need)
            yield later.then(*taken) if taken else later


def _resolve_entities(drafts: list[Draft], needs: U8, tables: RepairTables) -> list[Draft]:
    """The drafts with their entities resolved. Whether a block is markup is asked of what stood on the page."""
    places = [
        place
        for place in np.flatnonzero(needs & ENTITY).tolist()
        if "entities" in drafts[place].steps or not TAG.search(drafts[place].text)
    ]
    resolved = drafts.copy()
    buffer, stops = resolve_blocks(*lay_out([drafts[place] for place in places]), tables.entities)
    for place, text in zip(places, take_apart(buffer, stops), strict=True):
        if text != drafts[place].text:
            resolved[place] = drafts[place].then(text, "entities")
    return resolved


def _later_steps(tables: RepairTables) -> Steps:
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


def _take_steps(text: bytes, need: int, steps: Steps) -> Step | None:
    """What the steps that are needed make of a text, and their names; None where they change nothing."""
    state = text.decode()
    taken = []
    for name, needs, function in steps:
        if need & needs and (after := function(state)) != state:
            state = after
            taken.append(name)
    return (state.encode(), *taken) if taken else None
