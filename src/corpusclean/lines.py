"""Lines of output, ready to be written: a batch's lines in one buffer, and where in it their parts are.

The lines are those of pages whose ids nobody had before. Where one had, or where blocks are cut from an article, its
line is made anew, and stands behind the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

START, BODY, FIELDS, NAME, TAIL, END = range(6)
"""The bounds of a line's parts: the id of an article; what was cut, or the article's text and language; the members of
its page; the page's id; what follows that. A removal has neither an id of its own nor members of its page.
"""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of JSON with their line feeds, in the order of their pages.

    data: uint8, shape (n,); page: int32, shape (l,), the row of each line's page; bounds: int64, shape (l, 6), where in
    `data` its parts begin, and END.
    """

    data: NDArray[np.uint8]
    page: NDArray[np.int32]
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.page)

    def part(self, row: int, first: int, last: int) -> bytes:
        """What stands in a line between two of its bounds."""
        return self.data[self.bounds[row, first] : self.bounds[row, last]].tobytes()

    def pieces(self, rows: NDArray[np.intp] | slice = slice(None)) -> list[memoryview]:
        """These lines, ascending, by default all, where they stand in `data`; lines that follow each other are one."""
        starts, ends = self.bounds[rows, START], self.bounds[rows, END]
        breaks = np.flatnonzero(starts[1:] != ends[:-1]) + 1
        firsts, lasts = np.append(starts[:1], starts[breaks]), np.append(ends[breaks - 1], ends[-1:])
        whole = self.data.data
        return [whole[first:last] for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]

    def replaced(self, lines: Mapping[int, Sequence[bytes]]) -> "Lines":
        """The lines, with others in the place of some: each is given as its five parts."""
        bounds, end = self.bounds.copy(), len(self.data)
        for row, parts in lines.items():
            bounds[row] = list(accumulate(map(len, parts), initial=end))
            end = int(bounds[row, END])
        new = b"".join(part for parts in lines.values() for part in parts)
        return Lines(np.concatenate((self.data, np.frombuffer(new, np.uint8))), self.page, bounds)

    def merged(self, more: "Lines") -> "Lines":
        """These lines and others, in the order of their pages; of a page, first these."""
        if not len(more):
            return self
        page = np.concatenate((self.page, more.page))
        bounds = np.concatenate((self.bounds, more.bounds + len(self.data)))
        order = np.argsort(page, kind="stable")
        return Lines(np.concatenate((self.data, more.data)), page[order], bounds[order])


def whole_lines(lines: Sequence[tuple[int, bytes]]) -> Lines:
    """Lines whose parts nobody will ask for, each with the row of its page."""
    ends = np.cumsum([len(line) for _, line in lines], dtype=np.int64)
    bounds = np.repeat(ends[:, None], END + 1, axis=1)
    bounds[:, START] = ends - [len(line) for _, line in lines]
    data = np.frombuffer(b"".join(line for _, line in lines), np.uint8)
    return Lines(data, np.array([page for page, _ in lines], np.int32), bounds)
