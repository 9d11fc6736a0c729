"""The tables that repair works with: built once for an installed ftfy and Unicode version, then read from the cache."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import ftfy
import numpy as np
from ftfy.badness import BADNESS_RE
from ftfy.chardata import CONTROL_CHARS
from numpy.typing import NDArray

from corpusclean.cache import Tables, cached
from corpusclean.kernels.calm import GROUPS
from corpusclean.kernels.repair import CONTROL, FORM, MARK, NORMALIZE
from corpusclean.model import I64, U8
from corpusclean.text.badness import Characters, compile_badness, refuse_loud_ascii
from corpusclean.text.codepages import FURTHER, U16, CodePages, build_code_pages, code_page_names
from corpusclean.text.controls import BREAKS, C1
from corpusclean.text.entities import EntityTables, build_entities
from corpusclean.text.forms import Forms, compatible, plain_forms, refine, steps_of
from corpusclean.text.normalize import changed_alone, combining_classes, compile_mark_runs, compositions, marks

FORMAT = 4  # of the tables: part of the key of the cache
DEFAULT = Forms()


class MarkTables(NamedTuple):
    """What `kernels.repair.mark_blocks` reads.

    Attributes:
        classes: shape (0x110000,), the class of every code point.
        moves: shape (states * classes,), the automaton's next state, at `state + class`; states are multiples of the
            number of classes.
        hot: shape ((classes + 1) ** 2,), at `first * (classes + 1) + second`: whether two characters side by side may
            be mojibake, as in badness.Automaton.
        traits: shape (classes,), what a class means: CONTROL, NORMALIZE, MARK, FORM.
        combining: shape (0x110000,), the canonical combining class of a code point's last part.
        compositions: the pairs that NFC joins, as first << 21 | second, ascending.
        letters, leads, trails: as in CodePages.
        begin, found: as in badness.Automaton; the states as in `moves`.
        calm: whether what `kernels.calm` finds needs nothing at all, beside others of its kind or ASCII.
    """

    classes: U8
    moves: U16
    hot: NDArray[np.bool_]
    traits: U8
    combining: U8
    compositions: I64
    letters: U16
    leads: U16
    trails: U16
    begin: int
    found: int
    calm: bool = False


@dataclass(frozen=True)
class RepairTables:
    """Everything that repair needs to know: tables for its kernels, the code pages' names, runs of too many marks.

    `forms` is what becomes of characters that have a plainer form, `form_steps` the names of the steps for it.
    """

    marks: MarkTables
    pages: CodePages
    page_names: tuple[str, ...]
    ftfy_pages: int
    mark_runs: re.Pattern[str]
    entities: EntityTables
    forms: Forms
    form_steps: tuple[str, ...]


def load_tables(forms: Forms = DEFAULT) -> RepairTables:
    """The tables for the installed ftfy and this Python's Unicode; some 5 s where they are not in the cache.

    Raises:
        InvariantError: this version of ftfy judges text in a way that is unknown here.
    """
    names = code_page_names()
    key = f"{FORMAT} {ftfy.__version__} {unicodedata.unidata_version} {BADNESS_RE.pattern} {_removed()} {names}"
    stored: dict[str, Any] = dict(cached("repair", key, lambda: _build(names)))
    pages = CodePages(**{column: stored.pop(f"page_{column}") for column in CodePages._fields})
    entities = EntityTables(**{column: stored.pop(f"entity_{column}") for column in EntityTables._fields})
    begin, found = stored.pop("automaton").tolist()
    mark_runs = compile_mark_runs(stored.pop("mark_points").tolist())
    stored |= {"letters": pages.letters, "leads": pages.leads, "trails": pages.trails}
    marks = _with_forms(MarkTables(**stored, begin=begin, found=found), forms)
    further = len(names) - len(FURTHER)
    return RepairTables(marks, pages, names, further, mark_runs, entities, forms, tuple(steps_of(forms)))


def _with_forms(marks: MarkTables, forms: Forms) -> MarkTables:
    """The tables, with the characters that are wanted in another form told apart: 0.3 s, where there are any."""
    if steps_of(forms):
        marks = _told_apart(marks, plain_forms(forms), FORM)
    if forms.normalize == "NFKC":
        marks = _told_apart(marks, compatible(), NORMALIZE)
    if forms.normalize == "none":
        marks = marks._replace(traits=marks.traits & ~np.uint8(NORMALIZE | MARK))
    return marks._replace(calm=_is_calm(marks))


def _told_apart(marks: MarkTables, points: Characters, trait: int) -> MarkTables:
    """The tables with classes of their own for some code points, which have one trait more."""
    classes, old_of_new = refine(marks.classes, points)
    old, new = len(marks.traits), len(old_of_new)
    moves = (marks.moves // old * new).reshape(-1, old)[:, old_of_new].ravel()
    traits = marks.traits[old_of_new]
    traits[np.unique(classes[points])] |= trait
    none_too = np.append(old_of_new, old)
    hot = marks.hot.reshape(old + 1, old + 1)[np.ix_(none_too, none_too)].ravel()
    begin, found = marks.begin // old * new, marks.found // old * new
    return marks._replace(classes=classes, moves=moves, hot=hot, traits=traits, begin=begin, found=found)


def _is_calm(marks: MarkTables) -> bool:
    """Whether the characters that `kernels.calm` finds need nothing, and begin no mojibake with each other or ASCII."""
    points = np.concatenate([_points_of(bounds) for bounds in chain(*GROUPS)])
    kinds = np.flatnonzero(np.bincount(marks.classes[points]))
    beside = np.union1d(kinds, marks.classes[:0x80])
    width = len(marks.traits) + 1
    hot = marks.hot.reshape(width, width)
    return not (marks.traits[kinds].any() or hot[np.ix_(kinds, beside)].any() or hot[np.ix_(beside, kinds)].any())


def _points_of(bounds: Iterable[tuple[int, int]]) -> I64:
    """The code points whose bytes in UTF-8, two or three, are within bounds."""
    (low, high), *further = bounds
    points = np.arange(low, high + 1) & (0x3F >> len(further))
    for low, high in further:
        points = (points[:, None] << 6 | np.arange(low, high + 1) & 0x3F).ravel()
    return points


def _removed() -> list[int]:
    """The code points that `corpusclean.text.controls` removes or replaces."""
    return sorted({*CONTROL_CHARS, *map(ord, BREAKS), *C1})


def _build(names: tuple[str, ...]) -> Tables:
    automaton = compile_badness(BADNESS_RE)
    refuse_loud_ascii(automaton)
    joins, mark = compositions(), marks()
    kinds = automaton.classes.astype(np.int64) << 8 | _point_traits(joins, mark)
    kinds, examples, classes = np.unique(kinds, return_index=True, return_inverse=True)
    width = len(kinds)  # the automaton's classes, divided further by what they mean
    of_kinds = automaton.classes[examples]
    none_too = np.append(of_kinds, len(automaton.hot) - 1)
    return {
        "classes": classes.astype(np.uint8),
        "moves": (automaton.moves.astype(np.uint16)[:, of_kinds] * np.uint16(width)).ravel(),
        "hot": automaton.hot[np.ix_(none_too, none_too)].ravel(),
        "traits": (kinds & 0xFF).astype(np.uint8),
        "combining": combining_classes(),
        "compositions": np.array([first << 21 | second for first, second in joins], np.int64),
        "automaton": np.array([automaton.begin * width, automaton.found * width], np.int64),
        "mark_points": np.flatnonzero(mark),
        **{f"entity_{column}": table for column, table in build_entities()._asdict().items()},
        **{f"page_{column}": table for column, table in build_code_pages(names)._asdict().items()},
    }


def _point_traits(joins: list[tuple[int, int]], mark: Characters) -> U8:
    """By code point: CONTROL, NORMALIZE, and MARK where the neighbours decide whether NFC changes anything."""
    traits = np.where(changed_alone(), NORMALIZE, 0).astype(np.uint8)
    traits[mark] |= MARK
    traits[[second for _, second in joins]] |= MARK
    traits[_removed()] |= CONTROL
    return traits
