"""Mending the blocks that the filter has marked: rounds, each of which undoes one layer of damage."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

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
    begins, _ = trim_blocks(drafts.text, drafts.start, drafts.end)
    asked = np.flatnonzero((needs & (ENTITY | CONTROL | FORM | NORMALIZE) != 0) | (begins > drafts.start))
    some = drafts.chosen(asked)
    before = some.texts()
    resolved = _resolve_entities(some, before, needs[asked], tables)
    take_steps = cache(partial(_take_steps, functions=_later_functions(tables)))  # many lines may be alike
    results = [take_steps(text, need) for text, need in zip(resolved, needs[asked].tolist(), strict=True)]
    steps = [
        (("entities",) if old != new else ()) + names
        for old, new, (_, names) in zip(before, resolved, results, strict=True)
    ]
    taken = np.flatnonzero([len(names) for names in steps])
    texts = Strings.of([results[place][0] for place in taken.tolist()])
    return asked[taken], some.chosen(taken).then(texts, [steps[place] for place in taken.tolist()])


def _resolve_entities(drafts: Drafts, texts: list[bytes], needs: U8, tables: RepairTables) -> list[bytes]:
    """The drafts' texts with their entities resolved. Whether a block is markup is asked of what stood on the page."""
    places = [
        place
        for place in np.flatnonzero(needs & ENTITY).tolist()
        if "entities" in drafts.steps[place] or not TAG.search(texts[place])
    ]
    some = np.array(places, np.int64)
    resolved = texts.copy()
    buffer, stops = resolve_blocks(drafts.text, drafts.start[some], drafts.end[some], tables.entities)
    for place, text in zip(places, Strings(buffer, stops), strict=True):
        resolved[place] = text
    return resolved


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
