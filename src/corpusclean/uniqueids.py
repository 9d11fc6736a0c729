"""Ids of pages, made unique: one that came before gets `~2`, `~3` and so on."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.idset import add_until_known, hash_ids, move_all
from corpusclean.ledger import Ledger

SMALLEST = 8192  # slots of the set
GROWTH = 2
FULLEST = 0.7  # share of the slots that may be used


class UniqueIds:
    """Remembers 64-bit hashes of the ids that came by, 12 to 23 bytes each, and how often the repeated ones did.

    >>> UniqueIds().make(["a", "b", "a"], Ledger())
    ['a', 'b', 'a~2']
    """

    def __init__(self) -> None:
        self._slots = np.zeros(SMALLEST, np.uint64)
        self._used = 0
        self._copies: dict[int, int] = {}

    def make(self, ids: list[str], ledger: Ledger) -> list[str]:
        """The ids, where each that was there before has another one; it is counted in the ledger.

        They are looked at one by one only where one is repeated; an id that is always the same costs no search.
        """
        self._reserve(2 * len(ids))
        hashes, unique = _hash(ids), ids
        row = add_until_known(self._slots, hashes, 0)
        while row < len(ids):
            unique = list(ids) if unique is ids else unique
            unique[row] = self._rename(ids[row], int(hashes[row]))
            ledger.counts["input", "repeated ids"] += 1
            row = add_until_known(self._slots, hashes, row + 1)
        self._used += len(ids)
        return unique

    def _rename(self, name: str, key: int) -> str:
        copy = self._copies.get(key, 1) + 1
        while add_until_known(self._slots, _hash([f"{name}~{copy}"]), 0) == 0:
            copy += 1
        self._copies[key] = copy
        return f"{name}~{copy}"

    def _reserve(self, count: int) -> None:
        if self._used + count > FULLEST * len(self._slots):
            size = max(GROWTH * len(self._slots), int((self._used + count) / FULLEST) + 1)
            larger = np.zeros(size, np.uint64)
            move_all(self._slots, larger)
            self._slots = larger


def _hash(ids: Sequence[str]) -> NDArray[np.uint64]:
    encoded = [name.encode("utf-8", "surrogatepass") for name in ids]
    ends = np.fromiter(accumulate(map(len, encoded)), np.int64, len(encoded))
    hashes: NDArray[np.uint64] = hash_ids(np.frombuffer(bytearray().join(encoded), np.uint8), ends)
    return hashes
