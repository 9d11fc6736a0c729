"""The steps of repair that come after mojibake, in their order; and replaying the steps that a block went through."""

from collections.abc import Callable, Iterable
from functools import partial

import ftfy

from corpusclean.errors import UsageError
from corpusclean.text.controls import remove_controls, remove_line_breaks
from corpusclean.text.entities import resolve_entities
from corpusclean.text.forms import STEPS
from corpusclean.text.normalize import normalize
from corpusclean.text.repair_tables import RepairTables

OF_FTFY = ("encode", "decode", "transcode", "apply")
"""The names of the steps by which mojibake is undone, each with a parameter that ftfy understands."""


def step_functions(tables: RepairTables) -> dict[str, Callable[[str], str]]:
    """What the steps do, by their names."""
    return {
        "entities": resolve_entities,
        "line_breaks": remove_line_breaks,
        "controls": remove_controls,
        **STEPS,
        "normalize:NFC": partial(normalize, form="NFC", mark_runs=tables.mark_runs),
        "normalize:NFKC": partial(normalize, form="NFKC", mark_runs=tables.mark_runs),
        "trim": str.lstrip,
    }


def replay(text: str, steps: Iterable[str], tables: RepairTables) -> str:
    """What the steps of a `Repair` make of a block's raw text: its repaired text.

    >>> from corpusclean.text.repair_tables import load_tables
    >>> replay("sÃ³ &amp; bem", ("encode:latin-1", "decode:utf-8", "entities"), load_tables())
    'só & bem'

    Raises:
        UsageError: there is no such step.
    """
    blank = text[: len(text) - len(text.lstrip())]
    state = text[len(blank.partition("\x85")[0]) :]  # as `kernels.repair.skip_space` has it
    functions = step_functions(tables)
    for step in steps:
        name, _, parameter = step.partition(":")
        if name in OF_FTFY:
            state = ftfy.apply_plan(state, [(name, parameter)])
        elif step in functions:
            state = functions[step](state)
        else:
            raise UsageError(f"{step!r} is no step of a repair; give those that explain or a Change names")
    return state.strip()
