"""Counts of very many things in bounded memory: exact up to a budget, then those of the frequent ones."""

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]


class Counter64:
    """How often each 64-bit key was added, for `budget` keys at most.

    Beyond the budget it is the summary of Misra and Gries (1982), merged as Agarwal et al. (2012, "Mergeable
    summaries") do: a count may be too small, by `bound` at most, and a key that came more often is always there.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.added = 0
        self.full = False
        self._keys: U64 = np.zeros(0, np.uint64)
        self._counts = np.zeros(0, np.int64)
        self._waiting: list[U64] = []
        self._room = budget

    @property
    def bound(self) -> int:
        """By how much a count may be too small: it depends on what was added, and not on its order."""
        return self.added // (self.budget + 1) if self.full else 0

    def add(self, keys: U64) -> None:
        """Count these keys; one that stands there twice counts twice."""
        self.added += len(keys)
        self._waiting.append(keys)
        self._room -= len(keys)
        if self._room < 0:
            self._merge()

    def _merge(self) -> None:
        """Take in the keys that wait: sorting is worth while for many at once only."""
        keys = np.concatenate((self._keys, *self._waiting))
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        firsts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
        counts = np.concatenate((self._counts, np.ones(len(keys) - len(self._counts), np.int64)))[order]
        keys, counts = keys[firsts], np.add.reduceat(counts, firsts) if len(firsts) else counts
        if len(keys) > self.budget:
            self.full = True
            counts -= np.partition(counts, -self.budget - 1)[-self.budget - 1]
            keys, counts = keys[counts > 0], counts[counts > 0]
        self._keys, self._counts, self._waiting, self._room = keys, counts, [], self.budget

    def count(self, keys: U64) -> NDArray[np.int64]:
        """How often each of these keys was counted: int64, of their shape."""
        if self._waiting:
            self._merge()
        if not len(self._keys):
            return np.zeros(len(keys), np.int64)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[places] == keys, self._counts[places], 0)
