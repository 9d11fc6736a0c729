"""The tables of kept articles, and the decision about every new one.

A table is one row of slots, uint64, sorted but for gaps: a used slot holds a 32-bit key above a 32-bit number, that of
a kept article plus 1; an empty one holds 0. A key's entries begin at its home, `key * capacity >> 32`, or after what
was pushed there, and stand in the order of arrival. So a search stops at the first higher entry, and a larger table is
filled by one pass over the smaller. Table 0 has the exact hashes; table 1 + b the keys of band b.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel
from corpusclean.kernels.shingles import sort_distinct

BUCKET = 64  # entries of one key that an article is compared with; more are told apart by a further band
KEPT, EXACT, NEAR = 0, 1, 2
DONE, NO_ROOM, BUCKET_FULL = 0, 1, 2

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FINAL_1 = np.uint64(0xFF51AFD7ED558CCD)
FINAL_2 = np.uint64(0xC4CEB9FE1A85EC53)
ONE = np.uint64(1)
SHIFT_32 = np.uint64(32)
SHIFT_33 = np.uint64(33)
LOW_HALF = np.uint64(0xFFFFFFFF)


class Kept(NamedTuple):
    """What is known of the kept articles: the tables, and a row per article in columns that have room for more.

    threshold: the Jaccard coefficient from which articles are near-duplicates; capacity: of each table; slots: uint64,
    (1 + bands, capacity and spare ones); exact: uint64, (n, 2); starts: int64, (n + 1,), where each article's shingles
    begin in shingles: uint32.
    """

    threshold: float
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


@kernel
def _finish(state):
    """MurmurHash3's 64-bit finaliser (Appleby 2011), its high half: uint32."""
    state = (state ^ (state >> SHIFT_33)) * FINAL_1
    state = (state ^ (state >> SHIFT_33)) * FINAL_2
    return np.uint32((state ^ (state >> SHIFT_33)) >> SHIFT_32)


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
            keys[i, band] = _finish(state)
    return keys


@kernel
def _further_key(key, further):
    """The key of what remains of a full bucket: the same key, and the key of a further band. All uint32."""
    return _finish(((np.uint64(key) << SHIFT_32) | np.uint64(further)) * GOLDEN)


@kernel
def _home(entry, capacity):
    """Where a search for this entry begins. entry: uint64; int64."""
    return np.int64(((entry >> SHIFT_32) * np.uint64(capacity)) >> SHIFT_32)


@kernel
def _seek(row, capacity, entry):
    """The first slot of a table, from the entry's home on, that is empty or holds no lower entry."""
    position = _home(entry, capacity)
    while row[position] != 0 and row[position] < entry:
        position += 1
    return position


@kernel
def _insert(row, capacity, entry):
    """Put an entry in its place and push on the higher ones after it; returns whether the last slot is used now.

    It must be empty before: all searches rely on it.
    """
    position = _seek(row, capacity, entry)
    end = position
    while row[end] != 0:
        end += 1
    for i in range(end, position, -1):
        row[i] = row[i - 1]
    row[position] = entry
    return end == len(row) - 1


@kernel
def refill(old, new, capacity):
    """Put every entry of the table `old` into the empty table `new`, of that capacity. uint64, shape (slots,) each.

    Returns whether there was room, the last slot left empty.
    """
    position = 0
    for entry in old:
        if entry != 0:
            position = max(position, _home(entry, capacity))
            if position >= len(new) - 1:
                return False
            new[position] = entry
            position += 1
    return True


@kernel
def shared_shingles(left, right, enough):
    """How many values two ascending arrays share; -1 as soon as they can not share `enough`. uint32; enough: int64."""
    spare = len(left) + len(right) - 2 * enough  # values that may remain alone
    i = 0
    j = 0
    shared = 0
    while i < len(left) and j < len(right):
        a = left[i]
        b = right[j]
        shared += a == b
        i += a <= b
        j += b <= a
        if i + j - 2 * shared > spare:
            return -1
    return shared if shared >= enough else -1


@kernel
def _find_exact(kept, exact):
    """The kept article of this exact hash, or -1. exact: uint64, shape (2,)."""
    row = kept.slots[0]
    key = exact[0] >> SHIFT_32
    position = _seek(row, kept.capacity, key << SHIFT_32)
    while row[position] != 0 and row[position] >> SHIFT_32 == key:
        number = np.int64(row[position] & LOW_HALF) - 1
        if kept.exact[number, 0] == exact[0] and kept.exact[number, 1] == exact[1]:
            return number
        position += 1
    return -1


@kernel
def _find_candidates(kept, keys, places, candidates):
    """Write the numbers of all kept articles that share a bucket; returns how many, or -1 where no bucket has room.

    keys: uint32, shape (bands,); candidates: uint32; places: uint32, shape (bands,), gets the key under which the
    article belongs in each band's table. A bucket of BUCKET entries is full: what comes later is put, and found, under
    that key and the next band's together, and so on.
    """
    bands = len(keys)
    count = 0
    for band in range(bands):
        row = kept.slots[1 + band]
        key = keys[band]
        for step in range(1, bands + 1):
            before = count
            position = _seek(row, kept.capacity, np.uint64(key) << SHIFT_32)
            while row[position] != 0 and row[position] >> SHIFT_32 == np.uint64(key):
                candidates[count] = np.uint32((row[position] & LOW_HALF) - ONE)
                count += 1
                position += 1
            if count - before < BUCKET:
                break
            if step == bands:
                return -1
            key = _further_key(key, keys[(band + step) % bands])
        places[band] = key
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
        if best < 0 or shared * best_union > best_shared * (total - shared):
            best = np.int64(candidate)
            best_shared = shared
            best_union = total - shared
            least = shared / best_union
    return best, best_shared / best_union


@kernel
def _add(kept, number, arrivals, i, places):
    """Make arrival i the kept article `number`; returns whether a table is crowded now: see `_insert`."""
    entry = np.uint64(number + 1)
    crowded = _insert(kept.slots[0], kept.capacity, (arrivals.exact[i, 0] >> SHIFT_32 << SHIFT_32) | entry)
    shingles = arrivals.shingles[arrivals.offsets[i] : arrivals.offsets[i + 1]]
    if len(shingles) > 0:
        for band in range(len(places)):
            crowded |= _insert(kept.slots[1 + band], kept.capacity, (np.uint64(places[band]) << SHIFT_32) | entry)
    start = kept.starts[number]
    kept.shingles[start : start + len(shingles)] = shingles
    kept.starts[number + 1] = start + len(shingles)
    kept.exact[number] = arrivals.exact[i]
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
    places = np.empty(bands, np.uint32)
    candidates = np.empty(bands * bands * BUCKET, np.uint32)
    scratch = np.empty_like(candidates)
    positions = np.empty(256, np.int64)
    crowded = False
    for i in range(first, end):
        if crowded or number >= kept.capacity // 5 * 4:
            return i, number, NO_ROOM
        same = _find_exact(kept, arrivals.exact[i])
        if same >= 0:
            decisions.how[i], decisions.kept[i], decisions.similarity[i] = EXACT, same, 1.0
            continue
        shingles = arrivals.shingles[arrivals.offsets[i] : arrivals.offsets[i + 1]]
        if len(shingles) > 0:
            count = _find_candidates(kept, arrivals.keys[i], places, candidates)
            if count < 0:
                return i, number, BUCKET_FULL
            count = sort_distinct(candidates, count, scratch, positions)
            decisions.compared[i] = count
            near, similarity = _verify(kept, shingles, candidates, count)
            if near >= 0:
                decisions.how[i], decisions.kept[i], decisions.similarity[i] = NEAR, near, similarity
                continue
        crowded = _add(kept, number, arrivals, i, places)
        number += 1
    return end, number, NO_ROOM if crowded else DONE
