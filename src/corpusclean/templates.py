"""Lines of JSON from columns: a template says what stands at each place of every line, and one kernel writes them all.

words(b'{"kind": "residue", "page": ') , names , words(b', "block": ') , numbers(block) , words(b"}\\n")
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.json import BUFFERS, COPY, NUMBER, QUOTE, WORDS, write_lines
from corpusclean.kernels.wide import BLOCK
from corpusclean.model import I64, U8
from corpusclean.strings import Strings, fixed

NOTHING = np.zeros(0, np.uint8)


class Column(NamedTuple):
    """What stands at one place of every line.

    `kind` is COPY (data[first:last] as it is), QUOTE (the same as a JSON string), NUMBER (`first` itself) or WORDS (all
    of `data`, in every line); `first` and `last` have an entry a line.
    """

    kind: int
    data: U8
    first: I64
    last: I64


def words(text: bytes) -> Column:
    """The same bytes in every line."""
    return Column(WORDS, np.frombuffer(text, np.uint8), np.zeros(1, np.int64), np.array([len(text)]))


def numbers(given: NDArray[np.integer]) -> Column:
    """A number of every line's own, not negative."""
    values: I64 = given.astype(np.int64, copy=False)
    return Column(NUMBER, NOTHING, values, values)


def quoted(text: U8, starts: I64, ends: I64) -> Column:
    """A text of every line's own, as a JSON string."""
    return Column(QUOTE, text, starts, ends)


def copied(strings: Strings, rows: NDArray[np.integer] | slice = slice(None)) -> Column:
    """A string of every line's own, as it is: those of these rows, by default one after the other."""
    return between(strings.data, strings.starts[rows], strings.ends[rows])


def between(data: U8, firsts: I64, lasts: I64) -> Column:
    """A part of a buffer of every line's own, as it is."""
    return Column(COPY, data, firsts, lasts)


def write(count: int, columns: Sequence[Column]) -> tuple[U8, I64]:
    """`count` lines, one after the other: uint8; and where every part of each begins: int64, (count, columns + 1).

    All texts that are quoted must stand in one buffer, and those that are copied in BUFFERS - 1.
    """
    pool = b"".join([column.data.tobytes() for column in columns if column.kind == WORDS])
    buffers, text, used = [np.frombuffer(pool + bytes(BLOCK), np.uint8)], NOTHING, 0
    kinds = np.zeros((len(columns), 3), np.int64)
    firsts, lasts = (np.empty((len(columns), count), np.int64) for _ in range(2))
    for place, (kind, data, first, last) in enumerate(columns):
        kinds[place, 0] = kind
        if kind == WORDS:
            kinds[place, 1:] = used, used + len(data)
            used += len(data)
            continue
        if kind == QUOTE:
            text = data
        elif kind == COPY:
            number = next((i for i, buffer in enumerate(buffers) if buffer is data), len(buffers))
            buffers += [data] if number == len(buffers) else []
            kinds[place, 1] = number
        firsts[place], lasts[place] = first, last
    buffers += [NOTHING] * (BUFFERS - len(buffers))
    data, offsets = write_lines(kinds, firsts, lasts, fixed(text), tuple(map(fixed, buffers)))
    return data, offsets
