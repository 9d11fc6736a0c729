"""The Index: what has been kept so far, as far as the look-up of duplicates needs it."""

import mmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.dedup.bands import choose_bands
from corpusclean.dedup.columns import Column
from corpusclean.errors import InputError, InvariantError, ResourceError
from corpusclean.kernels.index import (
    BUCKET_FULL,
    DONE,
    KEPT,
    NEAR,
    NO_ROOM,
    Arrivals,
    Decisions,
    Kept,
    band_keys,
    decide,
)
from corpusclean.kernels.tables import refill
from corpusclean.model import I64, U32, Sketches, Verdict

NOTHING = 2.0  # a threshold that no two articles reach
PAGE = 512  # slots in a page of memory
SMALLEST = 8192  # slots of a table
MOST = 2**32 - 2 * PAGE  # slots of a table: an entry has 32 bits for the number of an article
SPARE = 1024  # slots behind a table's capacity, for entries that are pushed past its end
GROWTH = 1.25  # of the tables; with at most 80 % of the slots used, at least 64 % are
SLICE = 4096  # articles decided about between two looks at the memory in use
RESIDENT = 256 << 20  # bytes of columns that may be in memory
TOUCHED = 64 << 10  # bytes that a look at an article on disk may bring into memory: Linux maps so much around a page


class Rows(NamedTuple):
    """What is known of some kept articles: `exact`, `shingles`, `offsets` as in `Sketches`, and the `keys` of bands."""

    ids: list[str]
    exact: NDArray[np.uint64]
    keys: U32
    shingles: U32
    offsets: I64


class Index:
    """The kept articles, and the decision about every new one.

    In memory are the tables of `corpusclean.kernels.tables`, 10 to 12.5 bytes an article and table; exact hashes,
    shingles and ids are columns on disk. For one thread. With `record`, band keys are one as well, so that `rows` can
    give back what it holds.
    """

    def __init__(
        self, threshold: float, recall: float, num_perm: int, figures: str = "strict", record: bool = False
    ) -> None:
        self.bands = choose_bands(threshold, recall, num_perm)
        self._threshold = threshold
        self._strict = figures == "strict"
        self._count = 0
        self._tables = _Tables(1 + self.bands.bands, SMALLEST)
        self._exact = Column(np.uint64)
        self._shingles = Column(np.uint32)
        self._starts = Column(np.int64)
        self._ids = Column(np.uint8)
        self._id_ends = Column(np.int64)
        self._keys = Column(np.uint32) if record else None
        self._touched = 0

    def __len__(self) -> int:
        """The number of kept articles."""
        return self._count

    def decide(self, sketches: Sketches, ids: list[str]) -> list[Verdict]:
        """Decide about articles in the order in which they come, and remember those that are kept.

        An article is removed if and only if a kept article before it is its duplicate: has the same exact hash, or
        shares a band with it and a part of its shingles that reaches the threshold. The verdict names the most similar
        of these, of equals the first. Where figures are taken strictly, articles of a similarity below 0.95 are no
        duplicates if they differ in figures only (decision 65). How articles are cut into calls makes no difference.

        Raises:
            ResourceError: the disk is full, or too many different articles share all their bands.
            InvariantError: there are more or fewer ids than sketches.
        """
        n = len(ids)
        if n != len(sketches.exact):
            raise InvariantError(f"{n} ids came with {len(sketches.exact)} sketches; please report it")
        keys = band_keys(sketches.signatures, *self.bands)
        return self._verdicts(self._decide_rows(Rows(ids, sketches.exact, keys, sketches.shingles, sketches.offsets)))

    def restore(self, rows: Rows) -> None:
        """Remember articles that were kept in an earlier run, in the same order as then.

        Raises:
            InputError: two of them are exact duplicates, which no run would have kept.
        """
        threshold, self._threshold = self._threshold, NOTHING
        decisions = self._decide_rows(rows)
        self._threshold = threshold
        for i in np.flatnonzero(decisions.how != KEPT)[:1]:
            raise InputError(f"the index holds {rows.ids[i]} twice; it is damaged, restore it from a copy")

    def rows(self, first: int, end: int) -> Rows:
        """What is known of the kept articles of these numbers.

        Raises:
            InvariantError: the index does not record.
        """
        if self._keys is None:
            raise InvariantError("an index that does not record was asked for its rows; please report it")
        starts = self._starts.array[first : end + 1].copy()
        return Rows(
            ids=self._names(np.arange(first, end)),
            exact=self._exact.array.reshape(-1, 2)[first:end].copy(),
            keys=self._keys.array[first * self.bands.bands : end * self.bands.bands]
            .reshape(-1, self.bands.bands)
            .copy(),
            shingles=self._shingles.array[starts[0] : starts[-1]].copy(),
            offsets=starts - starts[0],
        )

    def _decide_rows(self, rows: Rows) -> Decisions:
        n, ids = len(rows.ids), rows.ids
        arrivals = Arrivals(rows.exact, rows.keys, rows.offsets, rows.shingles)
        decisions = Decisions(np.zeros(n, np.uint8), np.zeros(n, np.int64), np.zeros(n), np.zeros(n, np.int64))
        for first in range(0, n, SLICE):
            end = min(first + SLICE, n)
            self._reserve(arrivals, first, end)
            self._decide_slice(arrivals, first, end, decisions, ids)
            self._release(arrivals, first, end, decisions)
        return decisions

    def _decide_slice(self, arrivals: Arrivals, first: int, end: int, decisions: Decisions, ids: list[str]) -> None:
        done, status = first, NO_ROOM
        while status != DONE:
            done, self._count, status = decide(self._kept(), self._count, arrivals, (done, end), decisions)
            if status == NO_ROOM:
                self._grow()
            elif status == BUCKET_FULL:
                everything = f"all of their {self.bands.bands} bands"
                raise ResourceError(f"{ids[done]}: too many different articles share {everything}; raise num_perm")
        kept = np.flatnonzero(decisions.how[first:end] == KEPT) + first
        self._remember([ids[i] for i in kept])
        if self._keys is not None:
            self._keys.reserve(self._count * self.bands.bands)
            before = self._count - len(kept)
            self._keys.array[before * self.bands.bands : self._count * self.bands.bands] = arrivals.keys[kept].ravel()

    def _kept(self) -> Kept:
        return Kept(
            threshold=self._threshold,
            strict=self._strict,
            capacity=self._tables.capacity,
            slots=self._tables.slots,
            exact=self._exact.array.reshape(-1, 2),
            starts=self._starts.array,
            shingles=self._shingles.array,
        )

    def _reserve(self, arrivals: Arrivals, first: int, end: int) -> None:
        count = self._count + end - first
        self._exact.reserve(2 * count)
        self._starts.reserve(count + 1)
        held = int(self._starts.array[self._count])
        self._shingles.reserve(held + int(arrivals.offsets[end] - arrivals.offsets[first]))

    def _remember(self, ids: list[str]) -> None:
        """Add the ids of what has just been kept; they are text of others and may hold lone surrogates."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in ids]
        first = self._count - len(ids)
        self._id_ends.reserve(self._count + 1)
        ends = self._id_ends.array[first : self._count + 1]
        ends[1:] = ends[0] + np.cumsum([len(text) for text in encoded], dtype=np.int64)
        self._ids.reserve(int(ends[-1]))
        self._ids.array[ends[0] : ends[-1]] = np.frombuffer(b"".join(encoded), np.uint8)

    def _verdicts(self, decisions: Decisions) -> list[Verdict]:
        verdicts = [Verdict()] * len(decisions.how)
        removed = np.flatnonzero(decisions.how != KEPT)
        names = self._names(decisions.kept[removed])
        hows = ["near" if how == NEAR else "exact" for how in decisions.how[removed].tolist()]
        rows = zip(removed.tolist(), names, decisions.similarity[removed].tolist(), hows, strict=True)
        for i, name, similarity, how in rows:
            verdicts[i] = Verdict(name, similarity, how)
        return verdicts

    def _names(self, numbers: I64) -> list[str]:
        """The ids of kept articles."""
        starts, ends = self._id_ends.array[numbers].tolist(), self._id_ends.array[numbers + 1].tolist()
        ids = self._ids.array.data
        return [str(ids[start:end], "utf-8", "surrogatepass") for start, end in zip(starts, ends, strict=True)]

    def _grow(self) -> None:
        """Make the tables larger, one after the other, so that only one of them is in memory twice."""
        capacity = int(self._tables.capacity * GROWTH) // PAGE * PAGE
        if capacity > MOST:
            raise ResourceError(f"the index can number no more than {self._count} articles; split the input")
        tables = _Tables(len(self._tables.slots), capacity)
        for row in range(len(self._tables.slots)):
            if not refill(self._tables.slots[row], tables.slots[row], capacity):
                raise ResourceError("too many articles have the same few band keys; give another seed")
            self._tables.release(row)
        self._tables = tables

    def _release(self, arrivals: Arrivals, first: int, end: int, decisions: Decisions) -> None:
        """Keep what the columns have in memory within bounds. The sum is of the most that may have come in."""
        self._touched += 4 * int(arrivals.offsets[end] - arrivals.offsets[first])
        self._touched += TOUCHED * int(decisions.compared[first:end].sum())
        if self._touched > RESIDENT:
            for column in (self._exact, self._shingles, self._starts, self._ids, self._id_ends):
                column.release()
            self._touched = 0


class _Tables:
    """Empty tables of `capacity` slots each, and some to spare: `slots`, uint64, shape (count, capacity + SPARE)."""

    def __init__(self, count: int, capacity: int) -> None:
        self.capacity = capacity
        self._memory = mmap.mmap(-1, 8 * count * (capacity + SPARE), mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.slots: NDArray[np.uint64] = np.frombuffer(self._memory, np.uint64).reshape(count, -1)

    def release(self, row: int) -> None:
        """Give the memory of one table back; its slots become 0."""
        size = 8 * (self.capacity + SPARE)
        self._memory.madvise(mmap.MADV_DONTNEED, row * size, size)
