"""The Index: what has been kept so far, as far as the look-up of duplicates needs it."""

import contextlib
import mmap
from collections.abc import Collection
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from corpusclean.config import Config
from corpusclean.dedup.bands import choose_bands
from corpusclean.dedup.columns import Column
from corpusclean.errors import InputError, InvariantError, ResourceError
from corpusclean.kernels.blockkeys import BLOCKS
from corpusclean.kernels.contents import Contents, add_anchors
from corpusclean.kernels.index import (
    BUCKET_FULL,
    CONTAINED,
    DONE,
    EXACT,
    KEPT,
    NEAR,
    NO_ROOM,
    NO_ROOM_FOR_ANCHORS,
    Arrivals,
    Decisions,
    Fresh,
    Kept,
    band_keys,
    decide,
)
from corpusclean.kernels.tables import refill
from corpusclean.model import I64, U32, Sketches, Verdict

NOTHING = 2.0  # a threshold, or a share, that no two articles reach
HOWS = {EXACT: "exact", NEAR: "near", CONTAINED: "contained"}
PAGE = mmap.PAGESIZE // 8  # slots in a page of memory
SMALLEST = 8192  # slots of a table
MOST = 2**32 - 2 * PAGE  # slots of a table: an entry has 32 bits for the number of an article
SPARE = max(1024, PAGE)  # slots behind a table's capacity, for entries that are pushed past its end
GROWTH = 1.2  # of the tables; with at most 80 % of the slots used, at least 67 % are
HUGE = 64 << 20  # bytes of tables from which a look-up would miss the page table, too: in huge pages it does not
SLICE = 4096  # articles decided about between two looks at the memory in use
RESIDENT = 256 << 20  # bytes of columns that may be in memory
REMEMBERED = 256  # bytes of the columns that are written through memory, an article
TOUCHED = 64 << 10  # bytes that a look at an article on disk may bring into memory: Linux maps so much around a page


class Criteria(NamedTuple):
    """What a duplicate is: the choices of `Config` of the same names."""

    threshold: float = 0.8
    recall: float = 0.99
    num_perm: int = 128
    figures: str = "strict"
    containment: float = 0.0
    contained: str = "shorter"


def criteria_of(config: Config) -> Criteria:
    """What a duplicate is by this configuration.

    >>> criteria_of(Config(threshold=0.9, containment=0.95))
    Criteria(threshold=0.9, recall=0.99, num_perm=128, figures='strict', containment=0.95, contained='shorter')
    """
    return Criteria(*(getattr(config, name) for name in Criteria._fields))


class Rows(NamedTuple):
    """What is known of some kept articles: `exact`, `shingles`, `offsets` as in `Sketches`, and the `keys` of bands
    and of long blocks, uint32, (a, keys)."""

    ids: list[str]
    exact: NDArray[np.uint64]
    keys: U32
    shingles: U32
    offsets: I64

    def without(self, ids: Collection[str]) -> Self:
        """The rows but for those of some ids."""
        if not ids:
            return self
        stay = np.array([name not in ids for name in self.ids], np.bool_)
        sizes = np.diff(self.offsets)
        return self._replace(
            ids=[name for name in self.ids if name not in ids],
            exact=self.exact[stay],
            keys=self.keys[stay],
            shingles=self.shingles[np.repeat(stay, sizes)],
            offsets=np.concatenate(([0], np.cumsum(sizes[stay]))),
        )


class Index:
    """The kept articles, and the decision about every new one.

    In memory are the tables of `corpusclean.kernels.tables`, 10 to 12 bytes an article and table, and as much an
    anchor where containment is looked for; exact hashes, shingles and ids are columns on disk. For one thread. With
    `record`, keys are one as well, so that `rows` can give back what it holds.
    """

    def __init__(self, criteria: Criteria, record: bool = False) -> None:
        self.criteria = criteria
        self.bands = choose_bands(criteria.threshold, criteria.recall, criteria.num_perm)
        self._width = self.bands.bands + BLOCKS
        self._restoring = False
        self._count = 0
        self._tables = _Tables(1 + self._width, SMALLEST)
        self._anchors = _Tables(1, SMALLEST) if criteria.containment else None
        self._anchors_used = np.zeros(1, np.int64)
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

    @property
    def anchors(self) -> int:
        """The number of entries by which articles are found that contain others; each takes 10 to 12 bytes."""
        return int(self._anchors_used[0])

    def decide(self, sketches: Sketches, ids: list[str]) -> list[Verdict]:
        """Decide about articles in the order in which they come, and remember those that are kept.

        An article is removed if and only if a kept article before it is its duplicate: has the same exact hash, or
        shares a band or a long block with it and a part of its shingles that reaches the threshold. The verdict names
        the most similar of these, of equals the first. Where none is similar and containment is looked for, it is
        removed if a longer one of them holds that share of its shingles (decision 70). Where figures are taken
        strictly, articles of a similarity or a share below 0.95 are no duplicates if they differ in figures only
        (decision 65). How articles are cut into calls makes no difference.

        Raises:
            ResourceError: the disk is full, or too many different articles share all their bands.
            InvariantError: there are more or fewer ids than sketches.
        """
        n = len(ids)
        if n != len(sketches.exact):
            raise InvariantError(f"{n} ids came with {len(sketches.exact)} sketches; please report it")
        keys = np.concatenate((band_keys(sketches.signatures, *self.bands), sketches.block_keys), axis=1)
        return self._verdicts(self._decide_rows(Rows(ids, sketches.exact, keys, sketches.shingles, sketches.offsets)))

    def restore(self, rows: Rows) -> None:
        """Remember articles that were kept in an earlier run, in the same order as then.

        Raises:
            InputError: two of them are exact duplicates, which no run would have kept.
        """
        self._restoring = True
        decisions = self._decide_rows(rows)
        self._restoring = False
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
            keys=self._keys.array[first * self._width : end * self._width].reshape(-1, self._width).copy(),
            shingles=self._shingles.array[starts[0] : starts[-1]].copy(),
            offsets=starts - starts[0],
        )

    def _decide_rows(self, rows: Rows) -> Decisions:
        n, ids = len(rows.ids), rows.ids
        arrivals = Arrivals(rows.exact, rows.keys, rows.offsets, rows.shingles)
        counts = (np.zeros(n, np.int64) for _ in range(2))
        decisions = Decisions(np.zeros(n, np.uint8), next(counts), np.zeros(n), np.zeros(n), next(counts))
        for first in range(0, n, SLICE):
            end = min(first + SLICE, n)
            self._reserve(arrivals, first, end)
            self._decide_slice(arrivals, first, end, decisions, ids)
        return decisions

    def _decide_slice(self, arrivals: Arrivals, first: int, end: int, decisions: Decisions, ids: list[str]) -> None:
        done, status = first, NO_ROOM
        while status != DONE:
            begin = done
            fresh = Fresh(self._count, np.empty(end - begin, np.int64), arrivals.offsets, arrivals.shingles)
            done, self._count, status = decide(self._kept(fresh), self._count, arrivals, (begin, end), decisions)
            self._store(fresh)
            self._release(arrivals, begin, done, decisions)
            if status == NO_ROOM:
                self._tables = self._grown(self._tables)
            elif status == NO_ROOM_FOR_ANCHORS:
                self._grow_anchors()
            elif status == BUCKET_FULL:
                everything = f"all of their {self.bands.bands} bands"
                raise ResourceError(
                    f"{ids[done]}: too many different articles share {everything}; choose a higher --threshold"
                )
        kept = np.flatnonzero(decisions.how[first:end] == KEPT) + first
        self._remember([ids[i] for i in kept])
        if self._keys is not None:
            self._keys.reserve(self._count * self._width)
            before = self._count - len(kept)
            self._keys.array[before * self._width : self._count * self._width] = arrivals.keys[kept].ravel()

    def _store(self, fresh: Fresh) -> None:
        """Write the shingles of what has just been kept to their column, all at once; those of a row are one piece."""
        rows = fresh.rows[: self._count - fresh.first]
        if len(rows) == 0:
            return
        firsts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        lasts = np.append(firsts[1:], len(rows)) - 1
        begins, ends = fresh.offsets[rows[firsts]].tolist(), fresh.offsets[rows[lasts] + 1].tolist()
        pieces = [fresh.shingles[begin:end] for begin, end in zip(begins, ends, strict=True)]
        self._shingles.write(int(self._starts.array[fresh.first]), *pieces)

    def _kept(self, fresh: Fresh) -> Kept:
        return Kept(
            threshold=NOTHING if self._restoring else self.criteria.threshold,
            strict=self.criteria.figures == "strict",
            capacity=self._tables.capacity,
            slots=self._tables.slots,
            exact=self._exact.array.reshape(-1, 2),
            starts=self._starts.array,
            shingles=self._shingles.array,
            fresh=fresh,
            contents=self._contents(),
        )

    def _contents(self) -> Contents:
        share = NOTHING if self._restoring else self.criteria.containment
        either = self.criteria.contained == "either"
        if self._anchors is None:
            return Contents(share, either, 0, np.zeros((1, 0), np.uint64), self._anchors_used)
        return Contents(share, either, self._anchors.capacity, self._anchors.slots, self._anchors_used)

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
        hows = [HOWS[how] for how in decisions.how[removed].tolist()]
        shares = decisions.share[removed].tolist()
        rows = zip(removed.tolist(), names, decisions.similarity[removed].tolist(), hows, shares, strict=True)
        for i, *verdict in rows:
            verdicts[i] = Verdict(*verdict)
        return verdicts

    def _names(self, numbers: I64) -> list[str]:
        """The ids of kept articles."""
        starts, ends = self._id_ends.array[numbers].tolist(), self._id_ends.array[numbers + 1].tolist()
        ids = self._ids.array.data
        return [str(ids[start:end], "utf-8", "surrogatepass") for start, end in zip(starts, ends, strict=True)]

    def _grown(self, old: "_Tables") -> "_Tables":
        """Larger tables with the same entries, made one after the other, so that only one is in memory twice."""
        capacity = int(old.capacity * GROWTH) // PAGE * PAGE
        if capacity > MOST:
            raise ResourceError(f"the index can hold no more than these {self._count} articles; split the input")
        tables = _Tables(len(old.slots), capacity)
        for row in range(len(old.slots)):
            if not refill(old.slots[row], tables.slots[row], capacity):
                raise ResourceError("too many articles have the same few keys; choose another --threshold")
            old.release(row)
        return tables

    def _grow_anchors(self) -> None:
        """Make the table of anchors larger, and let the last article have those that there was no room for."""
        if self._anchors is None:
            raise InvariantError("an index without anchors was asked for room for them; please report it")
        crowded = True
        while crowded:
            self._anchors = self._grown(self._anchors)
            last = self._count - 1
            first, end = self._starts.array[max(last, 0) : last + 2].tolist() if self._count else (0, 0)
            crowded = add_anchors(self._contents(), self._shingles.array[first:end], last)

    def _release(self, arrivals: Arrivals, first: int, end: int, decisions: Decisions) -> None:
        """Keep what the columns have in memory within bounds. The sum is of the most that may have come in."""
        self._touched += REMEMBERED * (end - first)
        self._touched += TOUCHED * int(decisions.compared[first:end].sum())
        if self._touched > RESIDENT:
            for column in (self._exact, self._shingles, self._starts, self._ids, self._id_ends, self._keys):
                if column is not None:
                    column.release()
            self._touched = 0


class _Tables:
    """Empty tables of `capacity` slots each, and some to spare: `slots`, uint64, shape (count, capacity + SPARE)."""

    def __init__(self, count: int, capacity: int) -> None:
        self.capacity = capacity
        size = 8 * count * (capacity + SPARE)
        self._memory = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        with contextlib.suppress(AttributeError, OSError):  # not every system has huge pages, and none needs them
            if size >= HUGE:
                self._memory.madvise(mmap.MADV_HUGEPAGE)
        self.slots: NDArray[np.uint64] = np.frombuffer(self._memory, np.uint64).reshape(count, -1)

    def release(self, row: int) -> None:
        """Give the memory of one table back; its slots become 0."""
        size = 8 * (self.capacity + SPARE)
        self._memory.madvise(mmap.MADV_DONTNEED, row * size, size)
