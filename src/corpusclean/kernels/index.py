"""The look-up of kept articles, and the decision about every new one.

The kept articles are numbered in the order of arrival. `corpusclean.kernels.tables` finds them, by a number plus 1:
table 0 by the high half of the exact hash's first word, table 1 + b by the key of band b.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel
from corpusclean.kernels.shingles import KIND_BITS, finish, sort_distinct
from corpusclean.kernels.tables import insert, seek

BUCKET = 64  # entries of one key that an article is compared with; more are told apart by a further band
KEPT, EXACT, NEAR = 0, 1, 2
GUARDED = 0.95  # from this similarity on, texts that differ in figures only are duplicates all the same
FIGURES = 0.9  # of the shingles in which two texts differ; from there on they differ in figures only
CHANGED = 3  # shingles that a changed figure changes at least, if it is not one of the last two words: mostly 5
DONE, NO_ROOM, BUCKET_FULL = 0, 1, 2

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
ONE = np.uint64(1)
SHIFT_32 = np.uint64(32)
LOW_HALF = np.uint64(0xFFFFFFFF)


class Kept(NamedTuple):
    """What is known of the kept articles: the tables, and a row per article in columns that have room for more.

    threshold: the Jaccard coefficient from which articles are near-duplicates; strict: whether articles that differ in
    figures only are kept apart; capacity: of each table; slots: uint64,
    (1 + bands, capacity and spare ones); exact: uint64, (n, 2); starts: int64, (n + 1,), where each article's shingles
    begin in shingles: uint32.
    """

    threshold: float
    strict: bool
    capacity: int
    slots: NDArray[np.uint64]
    exact: NDArray[np.uint64]
    starts: NDArray[np.int64]
    shingles: NDArray[np.uint32]


class Arrivals(NamedTuple):
    """The articles to decide about: as `corpusclean.model.Sketches`, with band keys: uint32, (a, bands)."""

    exact: NDArray[np.uint64]
    keys: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    shingles: NDArray[np.uint32]


class Decisions(NamedTuple):
    """What was decided about every arrival, shape (a,).

    how: KEPT, EXACT or NEAR; kept: the number of the kept article that it repeats; similarity: of the two; compared:
    the number of kept articles that it was compared with.
    """

    how: NDArray[np.uint8]
    kept: NDArray[np.int64]
    similarity: NDArray[np.float64]
    compared: NDArray[np.int64]


class Places(NamedTuple):
    """Where an article goes in each table, shape (1 + bands,): its key there (uint32), and its slot (int64)."""

    key: NDArray[np.uint32]
    slot: NDArray[np.int64]


@kernel
def band_keys(signatures, bands, rows):
    """The keys of every signature's bands: uint32, shape (a, bands). Band b is values b * rows to (b + 1) * rows.

    signatures: uint32, shape (a, p), p >= bands * rows.
    """
    keys = np.empty((len(signatures), bands), np.uint32)
    for i in range(len(signatures)):
        for band in range(bands):
            state = GOLDEN
            for value in signatures[i, band * rows : (band + 1) * rows]:
                state = (state + np.uint64(value)) * GOLDEN
            keys[i, band] = finish(state)
    return keys


@kernel
def _further_key(key, further):
    """The key of what remains of a full bucket: the same key, and the key of a further band. All uint32."""
    return finish(((np.uint64(key) << SHIFT_32) | np.uint64(further)) * GOLDEN)


@kernel
def shared_shingles(left, right, enough):
    """How many shingles two ascending arrays share, whatever their kinds; -1 as soon as they can not share `enough`.

    left, right: uint32; enough: int64.
    """
    spare = len(left) + len(right) - 2 * enough  # values that may remain alone
    i = 0
    j = 0
    shared = 0
    while i < len(left) and j < len(right):
        a = left[i] >> KIND_BITS
        b = right[j] >> KIND_BITS
        shared += a == b
        i += a <= b
        j += b <= a
        if i + j - 2 * shared > spare:
            return -1
    return shared if shared >= enough else -1


@kernel
def differ_in_figures(left, right):
    """Whether two texts differ in figures only, by their ascending shingles: uint32.

    Of the shingles that only one of them has, those of date lines and bylines apart, nine in ten hold a figure; and
    both texts have some: one that has a line more, with a date perhaps, is not told apart by it.
    """
    counts = np.zeros((2, 4), np.int64)  # of the shingles that only the left, only the right has, by kind
    i = 0
    j = 0
    while i < len(left) or j < len(right):
        if j == len(right) or (i < len(left) and left[i] >> KIND_BITS < right[j] >> KIND_BITS):
            counts[0, left[i] & 3] += 1
            i += 1
        elif i == len(left) or right[j] >> KIND_BITS < left[i] >> KIND_BITS:
            counts[1, right[j] & 3] += 1
            j += 1
        else:
            i += 1
            j += 1
    words = counts[0, 0] + counts[1, 0]
    fewer = min(counts[0, 1], counts[1, 1])
    figures = counts[0, 1] + counts[1, 1]
    return fewer >= CHANGED and 3 * fewer >= figures and figures >= FIGURES * (words + figures)


@kernel
def _find_exact(kept, exact):
    """The kept article of this exact hash, or -1, and the slot where an entry of its key would go.

    exact: uint64, shape (2,).
    """
    row = kept.slots[0]
    key = exact[0] >> SHIFT_32
    position = seek(row, kept.capacity, key << SHIFT_32)
    while row[position] != 0 and row[position] >> SHIFT_32 == key:
        number = np.int64(row[position] & LOW_HALF) - 1
        if kept.exact[number, 0] == exact[0] and kept.exact[number, 1] == exact[1]:
            return number, position
        position += 1
    return -1, position


@kernel
def _find_candidates(kept, keys, places, candidates):
    """Write the numbers of all kept articles that share a bucket; returns how many, or -1 where no bucket has room.

    keys: uint32, shape (bands,); candidates: uint32; places: `Places`, gets what the article's entry in each band's
    table will be. A bucket of BUCKET entries is full: what comes later is put, and found, under that key and the next
    band's together, and so on.
    """
    bands = len(keys)
    count = 0
    for band in range(bands):
        row = kept.slots[1 + band]
        key = keys[band]
        for step in range(1, bands + 1):
            before = count
            position = seek(row, kept.capacity, np.uint64(key) << SHIFT_32)
            while row[position] != 0 and row[position] >> SHIFT_32 == np.uint64(key):
                candidates[count] = np.uint32((row[position] & LOW_HALF) - ONE)
                count += 1
                position += 1
            if count - before < BUCKET:
                break
            if step == bands:
                return -1
            key = _further_key(key, keys[(band + step) % bands])
        places.key[1 + band] = key
        places.slot[1 + band] = position
    return count


@kernel
def _verify(kept, shingles, candidates, count):
    """The most similar of candidates[:count], ascending, and its Jaccard coefficient; -1 where none reaches threshold.

    shingles: uint32, ascending. Of equally similar ones it is the first, which is the one that came first.
    """
    best = -1
    best_shared = 0
    best_union = 1
    least = kept.threshold
    for candidate in candidates[:count]:
        other = kept.shingles[kept.starts[candidate] : kept.starts[candidate + 1]]
        total = len(shingles) + len(other)
        # J >= least needs shared >= least / (1 + least) * total. Rounded down by a hair: the division below decides.
        enough = np.int64(np.ceil(least / (1.0 + least) * total - 1e-6))
        if min(len(shingles), len(other)) < enough:
            continue
        shared = shared_shingles(shingles, other, enough)
        if shared < 0 or shared / (total - shared) < kept.threshold:
            continue
        similarity = shared / (total - shared)
        if kept.strict and similarity < GUARDED and differ_in_figures(shingles, other):
            continue
        if best < 0 or shared * best_union > best_shared * (total - shared):
            best = np.int64(candidate)
            best_shared = shared
            best_union = total - shared
            least = shared / best_union
    return best, best_shared / best_union


@kernel
def _add(kept, number, arrivals, i, places):
    """Make arrival i the kept article `number`; returns whether a table is crowded now: see `insert`."""
    start = kept.starts[number]
    shingles = arrivals.shingles[arrivals.offsets[i] : arrivals.offsets[i + 1]]
    kept.shingles[start : start + len(shingles)] = shingles
    kept.starts[number + 1] = start + len(shingles)
    kept.exact[number] = arrivals.exact[i]
    tables = len(places.key) if len(shingles) > 0 else 1
    crowded = False
    for table in range(tables):
        entry = (np.uint64(places.key[table]) << SHIFT_32) | np.uint64(number + 1)
        crowded |= insert(kept.slots[table], places.slot[table], entry)
    return crowded


@kernel
def decide(kept, number, arrivals, span, decisions):
    """Decide about the arrivals of `span` (first, end), in order, and add those that are kept.

    kept: `Kept`, of which the first `number` rows are filled; arrivals: `Arrivals`; decisions: `Decisions`. Returns the
    arrival to go on with, the number of kept articles, and why it stopped: DONE, NO_ROOM (the tables must grow) or
    BUCKET_FULL.
    """
    first, end = span
    bands = arrivals.keys.shape[1]
    places = Places(np.empty(1 + bands, np.uint32), np.empty(1 + bands, np.int64))
    candidates = np.empty(bands * bands * BUCKET, np.uint32)
    scratch = np.empty_like(candidates)
    positions = np.empty(256, np.int64)
    crowded = False
    for i in range(first, end):
        if crowded or number >= kept.capacity // 5 * 4:
            return i, number, NO_ROOM
        same, places.slot[0] = _find_exact(kept, arrivals.exact[i])
        places.key[0] = np.uint32(arrivals.exact[i, 0] >> SHIFT_32)
        if same >= 0:
            decisions.how[i], decisions.kept[i], decisions.similarity[i] = EXACT, same, 1.0
            continue
        shingles = arrivals.shingles[arrivals.offsets[i] : arrivals.offsets[i + 1]]
        if len(shingles) > 0:
            count = _find_candidates(kept, arrivals.keys[i], places, candidates)
            if count < 0:
                return i, number, BUCKET_FULL
            count = sort_distinct(candidates, count, scratch, positions, 0)
            decisions.compared[i] = count
            near, similarity = _verify(kept, shingles, candidates, count)
            if near >= 0:
                decisions.how[i], decisions.kept[i], decisions.similarity[i] = NEAR, near, similarity
                continue
        crowded = _add(kept, number, arrivals, i, places)
        number += 1
    return end, number, NO_ROOM if crowded else DONE
