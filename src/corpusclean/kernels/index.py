"""The look-up of kept articles, and the decision about every new one.

The kept articles are numbered in the order of arrival. `corpusclean.kernels.tables` finds them, by a number plus 1:
table 0 by the high half of the exact hash's first word, the others by the keys of bands and of long blocks.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.blockkeys import BLOCKS, NO_KEY
from corpusclean.kernels.contents import HOLDERS, LOOKED_UP, Contents, add_anchors, find_holders, is_full
from corpusclean.kernels.mixing import GOLDEN, finish
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.kernels.sorting import sort_numbers
from corpusclean.kernels.tables import home, insert, seek
from corpusclean.kernels.verify import most_containing, most_similar, place_of

BUCKET = 64  # entries of one key that an article is compared with; more are told apart by a further band
COMPARISONS = 4096  # that are made before the caller is asked what they have brought into memory
AHEAD = 8  # articles whose slots are looked at before the first of them is decided about
KEPT, EXACT, NEAR, CONTAINED = 0, 1, 2, 3
DONE, NO_ROOM, NO_ROOM_FOR_ANCHORS, BUCKET_FULL, LOOKED_ENOUGH = 0, 1, 2, 3, 4

ONE = np.uint64(1)
SHIFT_32 = np.uint64(32)
LOW_HALF = np.uint64(0xFFFFFFFF)


class Fresh(NamedTuple):
    """The articles that were kept since the column of shingles was last written: theirs are found with the arrivals.

    first: the number of the first of them; rows: int64, (a,), the row of each among the arrivals; offsets and shingles
    are those of `Arrivals`.
    """

    first: int
    rows: NDArray[np.int64]
    offsets: NDArray[np.int64]
    shingles: NDArray[np.uint32]


class Kept(NamedTuple):
    """What is known of the kept articles: the tables, and a row per article in columns that have room for more.

    threshold: the Jaccard coefficient from which articles are near-duplicates; strict: whether articles that differ in
    figures only are kept apart; capacity: of each table; slots: uint64, (1 + keys, capacity and spare ones); exact:
    uint64, (n, 2); starts: int64, (n + 1,), where each article's shingles begin, or will, in shingles: uint32.
    """

    threshold: float
    strict: bool
    capacity: int
    slots: NDArray[np.uint64]
    exact: NDArray[np.uint64]
    starts: NDArray[np.int64]
    shingles: NDArray[np.uint32]
    fresh: Fresh
    contents: Contents


class Arrivals(NamedTuple):
    """The articles to decide about: as `corpusclean.model.Sketches`.

    keys: uint32, (a, bands + BLOCKS), those of the bands, then those of long blocks, NO_KEY where there is none.
    """

    exact: NDArray[np.uint64]
    keys: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    shingles: NDArray[np.uint32]


class Decisions(NamedTuple):
    """What was decided about every arrival, shape (a,).

    how: KEPT, EXACT, NEAR or CONTAINED; kept: the number of the kept article that it repeats; similarity: of the two;
    share: of the shorter one that the longer one contains, if CONTAINED; compared: the number of kept articles that it
    was compared with.
    """

    how: NDArray[np.uint8]
    kept: NDArray[np.int64]
    similarity: NDArray[np.float64]
    share: NDArray[np.float64]
    compared: NDArray[np.int64]


class Places(NamedTuple):
    """Where an article goes in each table, shape (1 + keys,): its key there (uint32), and its slot (int64), or -1."""

    key: NDArray[np.uint32]
    slot: NDArray[np.int64]


class Scratch(NamedTuple):
    """The places of an article, and room for the numbers of kept ones to compare with, and for sorting them."""

    places: Places
    candidates: NDArray[np.uint32]
    holders: NDArray[np.uint32]
    sorting: NDArray[np.uint32]
    positions: NDArray[np.int64]
    ahead: NDArray[np.uint64]


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


@inner
def _further_key(key, further):
    """The key of what remains of a full bucket: the same key, and the key of a further band. All uint32."""
    return finish(((np.uint64(key) << SHIFT_32) | np.uint64(further)) * GOLDEN)


@inner
def _look_ahead(kept, arrivals, first, end, ahead):
    """Look at the slots where the look-ups of some articles will begin. ahead: uint64, (1 + keys,), of no meaning.

    Each is somewhere else in memory, and to wait for one after the other is what look-ups take longest for in large
    tables. Nothing here waits for anything: a third of the time of a decision at a million articles.
    """
    for i in range(first, end):
        ahead[0] ^= kept.slots[0, home(arrivals.exact[i, 0], kept.capacity)]
        for k in range(arrivals.keys.shape[1]):
            ahead[1 + k] ^= kept.slots[1 + k, home(np.uint64(arrivals.keys[i, k]) << SHIFT_32, kept.capacity)]


@inner
def _same_shingles(kept, number, shingles):
    """Whether a kept article has just these shingles, whatever their kinds. shingles: uint32, ascending."""
    fresh, start, end = place_of(kept, number)
    if end - start != len(shingles):
        return False
    others = kept.fresh.shingles[start:end] if fresh else kept.shingles[start:end]
    differing = np.uint32(0)
    for i in range(np.uint64(len(shingles))):
        differing |= others[i] ^ shingles[i]
    return differing >> np.uint32(KIND_BITS) == 0


@inner
def _find_exact(kept, exact, shingles):
    """The kept article of this exact hash and these shingles, or -1, and the slot where an entry of its key would go.

    exact: uint64, shape (2,). The shingles are compared because the hash is none that nobody could forge.
    """
    row = kept.slots[0]
    key = exact[0] >> SHIFT_32
    position = seek(row, kept.capacity, key << SHIFT_32)
    while row[position] != 0 and row[position] >> SHIFT_32 == key:
        number = np.int64(row[position] & LOW_HALF) - 1
        equal = kept.exact[number, 0] == exact[0] and kept.exact[number, 1] == exact[1]
        if equal and _same_shingles(kept, number, shingles):
            return number, position
        position += 1
    return -1, position


@inner
def _find_in_bucket(kept, keys, k, scratch, count):
    """Write the numbers of the kept articles that share key k from `count` on; returns how many are there then.

    -1 where no bucket has room. keys: uint32, (bands + BLOCKS,); scratch: `Scratch`, whose `candidates` get the numbers
    and its `places` what the entry of the article in that table will be.
    """
    places, candidates = scratch.places, scratch.candidates
    row = kept.slots[1 + k]
    bands = len(keys) - BLOCKS
    key = keys[k]
    for step in range(1, bands + 1):
        before = count
        position = seek(row, kept.capacity, np.uint64(key) << SHIFT_32)
        while row[position] != 0 and row[position] >> SHIFT_32 == np.uint64(key):
            candidates[count] = np.uint32((row[position] & LOW_HALF) - ONE)
            count += 1
            position += 1
        if count - before < BUCKET:
            places.key[1 + k] = key
            places.slot[1 + k] = position
            return count
        key = _further_key(key, keys[(k + step) % bands])
    return -1


@inner
def _find_candidates(kept, keys, scratch):
    """Write the numbers of all kept articles that share a bucket; returns how many, or -1 where no bucket has room.

    As `_find_in_bucket`. A bucket of BUCKET entries is full: what comes later is put, and found, under that key and the
    next band's together, and so on. An article goes into no table of long blocks if it has none.
    """
    count = 0
    for k in range(len(keys)):
        if k >= len(keys) - BLOCKS and keys[k] == NO_KEY:
            scratch.places.slot[1 + k] = -1
            continue
        count = _find_in_bucket(kept, keys, k, scratch, count)
        if count < 0:
            return -1
    return count


@kernel
def _compare(kept, arrivals, i, scratch, decisions):
    """Decide about arrival i, which is no exact duplicate; returns False where no bucket has room for it."""
    shingles = arrivals.shingles[arrivals.offsets[i] : arrivals.offsets[i + 1]]
    candidates = scratch.candidates
    count = _find_candidates(kept, arrivals.keys[i], scratch)
    if count < 0:
        return False
    holders = scratch.holders[:0]
    if kept.contents.capacity > 0:
        holders = scratch.holders[: find_holders(kept, shingles, scratch.holders)]
        for holder in holders:
            candidates[count] = holder
            count += 1
    count = sort_numbers(candidates, count, scratch.sorting, scratch.positions)
    decisions.compared[i] = count
    near, similarity = most_similar(kept, shingles, candidates[:count])
    if near >= 0:
        decisions.how[i], decisions.kept[i], decisions.similarity[i] = NEAR, near, similarity
        return True
    holder, share, similarity = most_containing(kept, shingles, holders)
    if holder >= 0:
        decisions.how[i], decisions.kept[i], decisions.similarity[i] = CONTAINED, holder, similarity
        decisions.share[i] = share
    return True


@inner
def _add(kept, number, arrivals, i, places):
    """Make arrival i the kept article `number`; returns whether a table is crowded now: see `insert`.

    The table of anchors is looked at before the next article: see `is_full`.
    """
    shingles = arrivals.shingles[arrivals.offsets[i] : arrivals.offsets[i + 1]]
    kept.fresh.rows[number - kept.fresh.first] = i
    kept.starts[number + 1] = kept.starts[number] + len(shingles)
    kept.exact[number, 0], kept.exact[number, 1] = arrivals.exact[i, 0], arrivals.exact[i, 1]
    tables = len(places.key) if len(shingles) > 0 else 1
    crowded = False
    for table in range(tables):
        if places.slot[table] >= 0:
            entry = (np.uint64(places.key[table]) << SHIFT_32) | np.uint64(number + 1)
            crowded |= insert(kept.slots[table], places.slot[table], entry)
    if kept.contents.capacity > 0:
        add_anchors(kept.contents, shingles, number)
    return crowded


@kernel
def _scratch(keys):
    """Room for the candidates of an article with so many keys."""
    most = keys * (keys - BLOCKS) * BUCKET + HOLDERS * LOOKED_UP
    return Scratch(
        Places(np.empty(1 + keys, np.uint32), np.empty(1 + keys, np.int64)),
        np.empty(most, np.uint32),
        np.empty(HOLDERS * LOOKED_UP, np.uint32),
        np.empty(most, np.uint32),
        np.empty(256, np.int64),
        np.zeros(1 + keys, np.uint64),
    )


@kernel
def decide(kept, number, arrivals, span, decisions):
    """Decide about the arrivals of `span` (first, end), in order, and add those that are kept.

    kept: `Kept`, of which the first `number` rows are filled; arrivals: `Arrivals`; decisions: `Decisions`. Returns the
    arrival to go on with, the number of kept articles, and why it stopped: DONE, NO_ROOM (the tables must grow),
    NO_ROOM_FOR_ANCHORS (that of anchors must, and get the rest of those of the last article), BUCKET_FULL or
    LOOKED_ENOUGH (at COMPARISONS kept articles, whose columns may now be in memory).
    """
    first, end = span
    keys = arrivals.keys.shape[1]
    scratch = _scratch(keys)
    places = scratch.places
    crowded = False
    compared = 0
    for i in range(first, end):
        if (i - first) % AHEAD == 0:
            _look_ahead(kept, arrivals, i, min(i + AHEAD, end), scratch.ahead)
        if crowded or number >= kept.capacity // 5 * 4:
            return i, number, NO_ROOM
        shingles = arrivals.shingles[arrivals.offsets[i] : arrivals.offsets[i + 1]]
        if is_full(kept.contents, shingles):
            return i, number, NO_ROOM_FOR_ANCHORS
        if compared >= COMPARISONS:
            return i, number, LOOKED_ENOUGH
        same, places.slot[0] = _find_exact(kept, arrivals.exact[i], shingles)
        places.key[0] = np.uint32(arrivals.exact[i, 0] >> SHIFT_32)
        if same >= 0:
            decisions.how[i], decisions.kept[i], decisions.similarity[i] = EXACT, same, 1.0
            decisions.compared[i] = 1
        elif len(shingles) > 0 and not _compare(kept, arrivals, i, scratch, decisions):
            return i, number, BUCKET_FULL
        compared += decisions.compared[i]
        if decisions.how[i] == KEPT:
            crowded = _add(kept, number, arrivals, i, places)
            number += 1
    return end, number, NO_ROOM if crowded else DONE
