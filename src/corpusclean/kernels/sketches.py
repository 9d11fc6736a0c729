"""The sketches of articles but for MinHash: exact hashes, keys of long blocks and shingles, in one pass."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.blockkeys import BLOCKS, hash_block, key_of, lower, no_hashes
from corpusclean.kernels.characters import Workspace, make_workspace
from corpusclean.kernels.mixing import GOLDEN, absorb, digest, finish_wide
from corpusclean.kernels.shingles import KIND_BITS, hash_shingles
from corpusclean.kernels.sorting import sort_distinct
from corpusclean.kernels.tokens import APART, KIND, fold_tokens


class Pieces(NamedTuple):
    """The blocks of articles: first: int64, (a + 1,), the row of every article's first; the other columns a row each.

    start, end: int64, byte positions in the text; apart: bool, whether it is a date line or a byline; long: bool,
    whether it is long enough for articles to find each other by it.
    """

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    apart: NDArray[np.bool_]
    long: NDArray[np.bool_]


class Room(NamedTuple):
    """What an article is taken apart in: `tokens`, uint64, its tokens' hashes; the others are scratch."""

    space: Workspace
    tokens: NDArray[np.uint64]
    scratch: NDArray[np.uint32]
    positions: NDArray[np.int64]


@kernel
def _make_room(longest, pieces):
    """Room for an article of `longest` bytes, in as many pieces: every second byte of each can begin a token."""
    tokens = longest // 2 + pieces + 1
    return Room(
        make_workspace(longest), np.empty(tokens, np.uint64), np.empty(tokens, np.uint32), np.empty(256, np.int64)
    )


@inner
def _fold_pieces(text, pieces, rows, folding, room):
    """Write the tokens of one article, of whose pieces the rows are given, to `room.tokens`.

    Returns how many, and the lowest hashes of its long pieces: see `corpusclean.kernels.blockkeys`.
    """
    tokens, count, lowest = room.tokens, 0, no_hashes()
    for row in range(rows[0], rows[1]):
        span = (pieces.start[row], pieces.end[row])
        end = count + fold_tokens(text, span, folding, room.space, (tokens, count))
        if pieces.long[row] and end > count:
            lowest = lower(lowest, hash_block(tokens, count, end))
        if pieces.apart[row]:
            for i in range(count, end):
                tokens[i] |= APART
        count = end
    return count, lowest


@inner
def _hash_bytes(text, start, end):
    """A hash of text[start:end], for a text without tokens: two uint64."""
    first, second = GOLDEN, np.uint64(0)
    for position in range(start, end):
        first = absorb(first, np.uint64(text[position]))
        second = (second + np.uint64(text[position])) * GOLDEN + first
    return finish_wide(first), finish_wide(second)


@kernel
def sketch_articles(text, pieces, folding):
    """The exact hashes, keys of long blocks and distinct shingles of articles.

    text: uint8, shape (n,); pieces: `Pieces`; folding: `corpusclean.unicode.Folding`. Returns the hashes of the tokens
    of every article (uint64, (a, 2)), of its bytes if it has none; keys (uint32, (a, BLOCKS)); shingles, ascending
    (uint32), and where each article's begin (int64, (a + 1,)).
    """
    articles = len(pieces.first) - 1
    starts, ends = np.zeros(articles, np.int64), np.zeros(articles, np.int64)
    for i in range(articles):
        if pieces.first[i] < pieces.first[i + 1]:
            starts[i], ends[i] = pieces.start[pieces.first[i]], pieces.end[pieces.first[i + 1] - 1]
    sizes = ends - starts
    exact = np.empty((articles, 2), np.uint64)
    keys = np.empty((articles, BLOCKS), np.uint32)
    shingles = np.empty(sizes.sum() // 2 + len(pieces.start) + 1, np.uint32)
    offsets = np.zeros(articles + 1, np.int64)
    room = _make_room(sizes.max() if articles > 0 else 0, len(pieces.start))
    for i in range(articles):
        count, lowest = _fold_pieces(text, pieces, pieces.first[i : i + 2], folding, room)
        exact[i] = digest(room.tokens, 0, count, KIND) if count > 0 else _hash_bytes(text, starts[i], ends[i])
        keys[i] = key_of(lowest[0]), key_of(lowest[1])
        mine = shingles[offsets[i] :]
        found = hash_shingles(room.tokens, count, mine)
        offsets[i + 1] = offsets[i] + sort_distinct(mine, found, room.scratch, room.positions, KIND_BITS)
    return exact, keys, shingles[: offsets[articles]].copy(), offsets
