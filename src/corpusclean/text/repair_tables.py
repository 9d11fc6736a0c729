"""The tables that repair works with: built once for an installed ftfy and Unicode version, then read from the cache."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NamedTuple

import ftfy
import numpy as np
from ftfy.badness import BADNESS_RE
from ftfy.chardata import CONTROL_CHARS

from corpusclean.cache import Tables, cached
from corpusclean.kernels.repair import CONTROL, MARK, NORMALIZE
from corpusclean.model import I64, U8
from corpusclean.text.badness import Characters, compile_badness
from corpusclean.text.codepages import FURTHER, U16, CodePages, build_code_pages, code_page_names
from corpusclean.text.controls import BREAKS, C1
from corpusclean.text.normalize import changed_alone, combining_classes, compile_mark_runs, compositions, marks

FORMAT = 2  # of the tables: part of the key of the cache


class MarkTables(NamedTuple):
    """What `kernels.repair.mark_blocks` reads.

    Attributes:
        classes: shape (0x110000,), the class of every code point.
        moves: shape (states * classes,), the automaton's next state, at `state + class`; states are multiples of the
            number of classes.
        traits: shape (classes,), what a class means: CONTROL, NORMALIZE, MARK.
        combining: shape (0x110000,), the canonical combining class of a code point's last part.
        compositions: the pairs that NFC joins, as first << 21 | second, ascending.
        letters, leads, trails: as in CodePages.
        begin, found, reach: as in badness.Automaton; the states as in `moves`.
    """

    classes: U8
    moves: U16
    traits: U8
    combining: U8
    compositions: I64
    letters: U16
    leads: U16
    trails: U16
    begin: int
    found: int
    reach: int


@dataclass(frozen=True)
class RepairTables:
    """Everything that repair needs to know: tables for its kernels, the code pages' names, runs of too many marks."""

    marks: MarkTables
    pages: CodePages
    page_names: tuple[str, ...]
    ftfy_pages: int
    mark_runs: re.Pattern[str]


def load_tables() -> RepairTables:
    """The tables for the installed ftfy and this Python's Unicode; some 5 s where they are not in the cache.

    Raises:
        InvariantError: this version of ftfy judges text in a way that is unknown here.
    """
    names = code_page_names()
    key = f"{FORMAT} {ftfy.__version__} {unicodedata.unidata_version} {BADNESS_RE.pattern} {_removed()} {names}"
    stored: dict[str, Any] = dict(cached("repair", key, lambda: _build(names)))
    pages = CodePages(**{column: stored.pop(f"page_{column}") for column in CodePages._fields})
    begin, found, reach = stored.pop("automaton").tolist()
    mark_runs = compile_mark_runs(stored.pop("mark_points").tolist())
    stored |= {"letters": pages.letters, "leads": pages.leads, "trails": pages.trails}
    marks = MarkTables(**stored, begin=begin, found=found, reach=reach)
    return RepairTables(marks, pages, names, len(names) - len(FURTHER), mark_runs)


def _removed() -> list[int]:
    """The code points that `corpusclean.text.controls` removes or replaces."""
    return sorted({*CONTROL_CHARS, *map(ord, BREAKS), *C1})


def _build(names: tuple[str, ...]) -> Tables:
    automaton = compile_badness(BADNESS_RE)
    joins, mark = compositions(), marks()
    kinds = automaton.classes.astype(np.int64) << 8 | _point_traits(joins, mark)
    kinds, examples, classes = np.unique(kinds, return_index=True, return_inverse=True)
    width = len(kinds)  # the automaton's classes, divided further by what they mean
    return {
        "classes": classes.astype(np.uint8),
        "moves": (automaton.moves.astype(np.uint16)[:, automaton.classes[examples]] * np.uint16(width)).ravel(),
        "traits": (kinds & 0xFF).astype(np.uint8),
        "combining": combining_classes(),
        "compositions": np.array([first << 21 | second for first, second in joins], np.int64),
        "automaton": np.array([automaton.begin * width, automaton.found * width, automaton.reach], np.int64),
        "mark_points": np.flatnonzero(mark),
        **{f"page_{column}": table for column, table in build_code_pages(names)._asdict().items()},
    }


def _point_traits(joins: list[tuple[int, int]], mark: Characters) -> U8:
    """By code point: CONTROL, NORMALIZE, and MARK where the neighbours decide whether NFC changes anything."""
    traits = np.where(changed_alone(), NORMALIZE, 0).astype(np.uint8)
    traits[mark] |= MARK
    traits[[second for _, second in joins]] |= MARK
    traits[_removed()] |= CONTROL
    return traits
