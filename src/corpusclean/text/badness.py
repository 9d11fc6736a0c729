"""ftfy's test for mojibake, compiled to an automaton that a kernel can run.

`ftfy.badness.is_bad` searches for one regular expression: some forty short sequences of character sets. It decides for
every text whether ftfy looks any further, and takes nearly all of ftfy's time on clean text. Here the expression of the
*installed* ftfy is parsed and turned into a deterministic automaton over classes of characters, so that the filter says
exactly what ftfy would say, whatever its version. An expression that holds anything unknown is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, product
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpusclean.errors import InvariantError
from corpusclean.model import I64, U8

Characters = NDArray[np.bool_]  # one entry a code point
State = frozenset[tuple[int, int]]  # how far into which sequences a text is

POINTS = 0x110000
FOUND: State = frozenset({(-1, -1)})


@dataclass(frozen=True)
class Sequence:
    """One alternative of the expression: sets of characters, one after the other.

    `optional` says of every set whether a text may do without it; `anchored`, that the sequence must begin the text.
    """

    sets: tuple[Characters, ...]
    optional: tuple[bool, ...]
    anchored: bool


@dataclass(frozen=True)
class Automaton:
    """A deterministic automaton over classes of characters; in state 0 nothing has begun yet.

    `classes` has shape (0x110000,): the class of every code point. `moves` has shape (states, classes): the next state.
    A search begins in `begin`; `found` is never left again. `hot` has shape (classes + 1, classes + 1): where two
    classes may stand side by side in what is found; whatever is found holds such a pair, in which not both characters
    are ASCII. The last class is that of no character at all, before the text and after it.
    """

    classes: U8
    moves: U8
    begin: int
    found: int
    hot: NDArray[np.bool_]


def compile_badness(pattern: re.Pattern[str]) -> Automaton:
    """The automaton that finds something in a text exactly where `pattern.search` does.

    >>> compile_badness(re.compile("[ab]c|^d")).moves.shape
    (4, 4)

    Raises:
        InvariantError: the pattern holds a construct that is not known here.
    """
    if pattern.flags & ~(re.VERBOSE | re.UNICODE):
        raise _unknown(f"the flags {pattern.flags}")
    sequences = [_sequence(items) for items in _alternatives(pattern)]
    classes, members = _classify([characters for sequence in sequences for characters in sequence.sets])
    sets = _by_class(sequences, members)
    states, moves = _determinize(sequences, sets)
    sizes, quiet = np.bincount(classes), np.unique(classes[:0x80])
    hot = _hot_pairs([way for row in zip(sequences, sets, strict=True) for way in _ways(*row)], sizes, quiet)
    return Automaton(classes, moves, states[_begin(sequences)], states[FOUND], hot)


def refuse_loud_ascii(automaton: Automaton) -> None:
    """Refuse an automaton that ASCII alone can lead to `found`: kernels pass over plain ASCII without a look.

    Raises:
        InvariantError: it can.
    """
    quiet = np.unique(automaton.classes[:0x80])
    reached: set[int] = set()
    new = {automaton.begin}
    while new:
        reached |= new
        new = {int(state) for start in new for state in automaton.moves[start, quiet]} - reached
    if automaton.found in reached:
        raise _unknown("a sequence of ASCII characters alone")


def _unknown(what: str) -> InvariantError:
    return InvariantError(f"ftfy's expression for mojibake holds {what}, which is unknown here; install ftfy 6.3")


def _alternatives(pattern: re.Pattern[str]) -> list[list[Any]]:
    items = list(_parser.parse(pattern.pattern, pattern.flags))
    if len(items) == 1 and items[0][0] is sre.BRANCH:
        return [list(branch) for branch in items[0][1][1]]
    return [items]


def _sequence(items: list[Any]) -> Sequence:
    anchored = bool(items) and items[0] == (sre.AT, sre.AT_BEGINNING)
    sets, optional = [], []
    for name, value in items[anchored:]:
        maybe = name is sre.MAX_REPEAT and value[:2] == (0, 1) and len(value[2]) == 1
        sets.append(_characters(*(value[2][0] if maybe else (name, value))))
        optional.append(maybe)
    return Sequence(tuple(sets), tuple(optional), anchored)


def _characters(name: Any, value: Any) -> Characters:
    """The code points that one item of a parsed expression stands for."""
    characters = np.zeros(POINTS, np.bool_)
    if name is sre.LITERAL:
        characters[value] = True
    elif name is sre.RANGE:
        characters[value[0] : value[1] + 1] = True
    elif name is sre.ANY:
        characters[:] = True
        characters[0x0A] = False
    elif name is sre.CATEGORY and value in (sre.CATEGORY_WORD, sre.CATEGORY_SPACE):
        written = r"\w" if value is sre.CATEGORY_WORD else r"\s"
        characters[[ord(c) for c in re.findall(written, "".join(map(chr, range(POINTS))))]] = True
    elif name is sre.IN and value[0][0] is sre.NEGATE:
        return ~_characters(sre.IN, value[1:])
    elif name is sre.IN:
        for item in value:
            characters |= _characters(*item)
    else:
        raise _unknown(str(name))
    return characters


def _classify(sets: list[Characters]) -> tuple[U8, list[NDArray[np.bool_]]]:
    """Classes of code points that no set tells apart, and the sets again as classes: shape (classes,) each."""
    classes = np.zeros(POINTS, np.int64)
    for first in range(0, len(sets), 32):
        for characters in sets[first : first + 32]:
            classes = classes << 1 | characters
        classes = np.unique(classes, return_inverse=True)[1]
    _, examples = np.unique(classes, return_index=True)
    if len(examples) > 256:
        raise _unknown(f"{len(examples)} classes of characters")
    return classes.astype(np.uint8), [characters[examples] for characters in sets]


def _by_class(sequences: list[Sequence], members: list[NDArray[np.bool_]]) -> list[list[NDArray[np.bool_]]]:
    """The members of every set of every sequence, as classes."""
    rest = iter(members)
    return [[next(rest) for _ in sequence.sets] for sequence in sequences]


def _places(sequences: list[Sequence], row: int, column: int) -> set[tuple[int, int]]:
    """The places a text may be at once it has come to a column of a sequence: optional sets may be passed over."""
    places = {(row, column)}
    while column < len(sequences[row].sets) and sequences[row].optional[column]:
        column += 1
        places.add((row, column))
    return places


def _starts(sequences: list[Sequence], anchored: bool) -> State:
    rows = [row for row, sequence in enumerate(sequences) if anchored or not sequence.anchored]
    return frozenset().union(*(_places(sequences, row, 0) for row in rows))


def _begin(sequences: list[Sequence]) -> State:
    return _starts(sequences, anchored=True)


def _determinize(sequences: list[Sequence], members: list[list[NDArray[np.bool_]]]) -> tuple[dict[State, int], U8]:
    """The subset construction: the states that can be reached, numbered, and the moves between them."""
    plain = _starts(sequences, anchored=False)
    states: dict[State, int] = {plain: 0}
    for state in (FOUND, _begin(sequences)):
        states.setdefault(state, len(states))
    moves: list[list[int]] = []
    waiting = list(states)
    for state in waiting:  # grows while new states turn up
        targets = _targets(state, plain, sequences, members)
        for target in targets:
            if target not in states:
                states[target] = len(states)
                waiting.append(target)
        moves.append([states[target] for target in targets])
    if len(states) > 256:
        raise _unknown(f"{len(states)} states")
    return states, np.array(moves, np.uint8)


def _targets(
    state: State, plain: State, sequences: list[Sequence], members: list[list[NDArray[np.bool_]]]
) -> Iterable[State]:
    """The states that every class of characters leads to from `state`."""
    count = len(members[0][0])
    if state == FOUND:
        return [FOUND] * count
    reached: list[set[tuple[int, int]]] = [set(plain) for _ in range(count)]
    for row, column in state:
        for target in np.flatnonzero(members[row][column]):
            reached[target] |= _places(sequences, row, column + 1)
    return [FOUND if _complete(places, sequences) else frozenset(places) for places in reached]


def _complete(places: set[tuple[int, int]], sequences: list[Sequence]) -> bool:
    return any(column == len(sequences[row].sets) for row, column in places)


def _ways(sequence: Sequence, sets: list[Characters]) -> Iterable[list[Characters]]:
    """The sequence with and without each of its optional sets; sets are of classes, as the result is."""
    choices = [
        ([members], []) if maybe else ([members],) for members, maybe in zip(sets, sequence.optional, strict=True)
    ]
    return ([members for chosen in way for members in chosen] for way in product(*choices))


def _hot_pairs(ways: Iterable[list[Characters]], sizes: I64, quiet: U8) -> NDArray[np.bool_]:
    """See `Automaton`: of every way to be found, that pair of neighbours which the fewest characters make.

    sizes: how many code points each class has; quiet: the classes of ASCII.
    """
    hot = np.zeros((len(sizes) + 1, len(sizes) + 1), np.bool_)
    anything = np.ones(len(sizes) + 1, np.bool_)
    for way in ways:
        sets = [np.append(members, False) for members in way]
        if len(sets) == 1:  # whatever its neighbours are
            hot |= np.outer(sets[0], anything) | np.outer(anything, sets[0])
            continue
        rarity = [
            (first[quiet].any() and second[quiet].any(), int(sizes @ first[:-1]) * int(sizes @ second[:-1]))
            for first, second in pairwise(sets)
        ]
        rarest = min(range(len(rarity)), key=rarity.__getitem__)
        hot |= np.outer(sets[rarest], sets[rarest + 1])
    return hot
