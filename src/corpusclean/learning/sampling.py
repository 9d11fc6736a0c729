"""Samples of the pages on which something stands, so that memory is bounded and no order matters.

Of each thing the pages with the least identities are kept, `size` of them: up to there all is exact, and beyond it
their spread tells how many there are (Bar-Yossef et al. 2002; the error is 1/sqrt(size - 2)).
"""

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]

LEAST_WAITING = 100_000  # rows that are taken in at once


class Samples:
    """For every key at most `size` rows, those with the least identities, one for an identity.

    A row has a key, an identity, and `width` further columns, all uint64. Of rows with the same key and identity, as
    copies of a page make them, the least one stays.
    """

    def __init__(self, size: int, width: int) -> None:
        self.size = size
        self._rows: U64 = np.zeros((0, 2 + width), np.uint64)
        self._waiting: list[U64] = []

    def add(self, rows: U64) -> None:
        """Add rows: uint64, shape (n, 2 + width)."""
        self._waiting.append(rows)
        if sum(map(len, self._waiting)) > max(LEAST_WAITING, len(self._rows)):
            self._merge()

    def _merge(self) -> None:
        """Take in the rows that wait: sorting is worth while for many at once only."""
        rows = np.concatenate((self._rows, *self._waiting))
        rows = rows[np.lexsort(rows.T[::-1])]
        rows = rows[_begins_run(rows[:, :2])]
        firsts = np.flatnonzero(_begins_run(rows[:, :1]))
        sizes = np.diff(np.append(firsts, len(rows)))
        self._rows = rows[np.arange(len(rows)) - np.repeat(firsts, sizes) < self.size]
        self._waiting = []

    def rows_of(self, key: int) -> U64:
        """The rows of a key without it, by ascending identity: uint64, shape (at most size, 1 + width)."""
        if self._waiting:
            self._merge()
        keys = self._rows[:, 0]
        first, last = (int(np.searchsorted(keys, np.uint64(key), side=side)) for side in ("left", "right"))
        return self._rows[first:last, 1:]

    def count_of(self, key: int) -> int:
        """How many identities the key has: exact below `size`, estimated from there on.

        >>> samples = Samples(4, 0)
        >>> samples.add(np.array([[7, 2**62], [7, 2**61], [9, 5], [7, 2**61]], np.uint64))
        >>> samples.count_of(7), samples.count_of(9), samples.count_of(1)
        (2, 1, 0)
        """
        rows = self.rows_of(key)
        if len(rows) < self.size:
            return len(rows)
        return round((self.size - 1) * 2.0**64 / max(float(rows[-1, 0]), 1.0))


def _begins_run(rows: U64) -> NDArray[np.bool_]:
    """Which rows differ from the one before them: bool, shape (n,)."""
    differs = np.ones(len(rows), np.bool_)
    differs[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return differs
