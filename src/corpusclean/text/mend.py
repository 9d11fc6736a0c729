"""Mending the blocks that the filter has marked: rounds, each of which undoes one layer of damage."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import ftfy
import numpy as np

from corpusclean.kernels.repair import CONTROL, ENTITY, NORMALIZE, mark_blocks
from corpusclean.text.controls import remove_controls, remove_line_breaks
from corpusclean.text.entities import TAG, resolve_entities
from corpusclean.text.mojibake import Draft, undo_mojibake
from corpusclean.text.normalize import normalize
from corpusclean.text.repair_tables import RepairTables

# The deepest damage on real pages has four layers (two of mojibake, entities, marks not in NFC); a round undoes one.
ROUNDS = 16

FTFY_STEPS = ("encode", "decode", "transcode", "apply")


def mend(drafts: list[Draft], tables: RepairTables) -> list[Draft]:
    """The drafts, mended, in the order of their rows."""
    done: list[Draft] = []
    for _ in range(ROUNDS):
        if not drafts:
            break
        mended = list(_mend_once(drafts, tables))
        done += [new for old, new in zip(drafts, mended, strict=True) if new is old]
        drafts = [new for old, new in zip(drafts, mended, strict=True) if new is not old]
    return sorted(done + drafts)


def replay(text: str, steps: Iterable[str], tables: RepairTables) -> str:
    """What the steps of a `Repair` make of a block's raw text: its repaired text.

    >>> from corpusclean.text.repair_tables import load_tables
    >>> replay("sÃ³ &amp; bem", ("encode:latin-1", "decode:utf-8", "entities"), load_tables())
    'só & bem'
    """
    blank = text[: len(text) - len(text.lstrip())]
    state = text[len(blank.partition("\x85")[0]) :]  # as `kernels.repair.skip_space` has it
    functions = _step_functions(tables)
    for step in steps:
        name, _, parameter = step.partition(":")
        state = ftfy.apply_plan(state, [(name, parameter)]) if name in FTFY_STEPS else functions[step](state)
    return state.strip()


def _mend_once(drafts: list[Draft], tables: RepairTables) -> Iterator[Draft]:
    """Every draft with one layer of damage less; the same object where there is none."""
    ends = np.cumsum([len(draft.text) for draft in drafts])
    starts = np.concatenate([[0], ends[:-1]])
    buffer = np.frombuffer(b"".join(draft.text for draft in drafts), np.uint8)
    needs = mark_blocks(buffer, starts, ends, tables.marks)
    functions = _step_functions(tables)
    undone = undo_mojibake(drafts, needs, tables)
    for draft, need, repaired in zip(drafts, needs.tolist(), undone, strict=True):
        yield _take_steps(draft, need, functions) if repaired is draft else repaired


def _step_functions(tables: RepairTables) -> dict[str, Callable[[str], str]]:
    """The steps after mojibake, in their order."""
    return {
        "entities": resolve_entities,
        "line_breaks": remove_line_breaks,
        "controls": remove_controls,
        "normalize:NFC": partial(normalize, mark_runs=tables.mark_runs),
        "trim": str.lstrip,
    }


def _take_steps(draft: Draft, need: int, functions: dict[str, Callable[[str], str]]) -> Draft:
    text = draft.text.decode()
    steps = []
    for step, function in functions.items():
        if _is_wanted(step, need, draft, text):
            before, text = text, function(text)
            steps += [step] if text != before else []
    return draft.then(text.encode(), *steps) if steps else draft


def _is_wanted(step: str, need: int, draft: Draft, text: str) -> bool:
    if step == "entities":  # whether a block is markup is asked of what stood on the page
        return need & ENTITY != 0 and ("entities" in draft.steps or not TAG.search(text))
    if step == "line_breaks":
        return need & (ENTITY | CONTROL) != 0
    return step == "trim" or need & (CONTROL if step == "controls" else NORMALIZE) != 0
