"""What a batch of cleaned pages tells about its short lines: on which pages they stand, and where on them."""

import hashlib
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.config import Config
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Chunk
from corpusclean.kernels.article_rows import SHAPE
from corpusclean.kernels.heads import read_shapes
from corpusclean.kernels.phrase_tables import hash_lines
from corpusclean.kernels.phrases import Tables
from corpusclean.kernels.shapes import BYLINE, CREDIT, DATE, SOURCE
from corpusclean.language.codes import LANGUAGES
from corpusclean.model import I64, NO_RULE, U8, Batch
from corpusclean.pipeline import Stages, clean_batch
from corpusclean.text.rulebook import load_rules
from corpusclean.text.ruletables import match_with
from corpusclean.text.signals import read_with
from corpusclean.text.sites import site_key, site_of

U64 = NDArray[np.uint64]

LONG = 120  # bytes; a longer block is text, a shorter one may be residue
SKETCH = 3  # hashes of a page's text beside its identity
MOST_WORDS = 12  # in a line that may be learned
TEXT_SHARE = 1 / 3  # of a page, in long blocks: pages with less teach nothing
NEAR = 2  # blocks; text that near to a line may be what the line belongs to
INSIDE, HEAD, TAIL, BETWEEN = range(4)
"""Where a line stands: among the text of an article; before or after all text of the page; before or after that of an
article."""

HEADS = [DATE, BYLINE, SOURCE, CREDIT]
"""Shapes and roles of lines that belong to an article, however often they are seen."""


class Observed(NamedTuple):
    """The short lines of a batch's pages, each once a page, and the sites and languages that the pages are in.

    `scope` and `scope_page` are a key and an identity for every site and every language that a page is in; an identity
    is a hash that copies of a page have in common. Of a line: `line` is the hash of its normalised form; `site` and
    `language` are keys (0: no site), the language being that of the text before it; `identity` is that of its page,
    and `sketch`, shape (n, SKETCH), further hashes of the page's text (0 where it has no more);
    `place` is HEAD, TAIL, BETWEEN or INSIDE; `before` and `after` are hashes of the text that stands near it, 0 where
    none does; `text` holds it as it stands. `names` are sites and languages by their keys; those of languages begin
    with a colon. `pages` is how many pages can teach anything: those with enough text in long blocks. `unusable` is how
    many lines of the input are no pages.
    """

    pages: int
    scope: U64
    scope_page: U64
    line: U64
    site: U64
    language: U64
    identity: U64
    sketch: U64
    place: U8
    before: U64
    after: U64
    text: list[bytes]
    names: dict[int, str]
    unusable: int = 0


def observe_chunk(chunk: Chunk, config: Config, stages: Stages) -> Observed:
    """What the pages of a chunk tell; pure, so that any process can do it."""
    decoded = decode_pages(chunk, config)
    observed = observe(clean_batch(decoded.pages, stages).batch, _tables())
    return observed._replace(unusable=len(decoded.rejects))


@cache
def _tables() -> Tables:
    """The tables by which lines are normalised."""
    return load_rules().tables


@cache
def _language_keys() -> U64:
    """The key of every language: uint64, shape (languages,)."""
    return np.array([site_key(f":{code}") for code in LANGUAGES], np.uint64)


@cache
def _language_names() -> dict[int, str]:
    return {int(key): f":{code}" for key, code in zip(_language_keys(), LANGUAGES, strict=True)}


def observe(batch: Batch, tables: Tables) -> Observed:
    """What a batch tells that is repaired, freed from what rules know, and divided; `tables` normalise its lines."""
    blocks = batch.blocks
    rows = np.flatnonzero((blocks.rule == NO_RULE) & (blocks.start < blocks.end))
    rows = rows[_teaches(batch)[blocks.page[rows]]]
    page, start, end = blocks.page[rows].astype(np.int64), blocks.start[rows], blocks.end[rows]
    long = end - start > LONG
    values, words = hash_lines(match_with(batch.text, tables), start, end)
    hashes = np.where(long, _hash_long(batch.text, start, end, long), values)
    sketches = _sketches(len(batch.pages), page, hashes, long)
    identity = sketches[:, 0]
    language = _languages(page, blocks.lang[rows], long)
    place = _places(page, blocks.article[rows], long)
    before, after = _near(page, hashes, long)
    short = ~long & (words > 0) & (words <= MOST_WORDS)
    shapes = read_shapes(read_with(batch.text, start, end), ~short)[SHAPE]
    short &= ~np.isin(shapes, HEADS) & ~np.isin(blocks.role[rows], HEADS)
    chosen = _once_a_page(np.flatnonzero(short), page, hashes, place)
    sites = [site_of(url) for url in batch.pages.urls]
    site = np.array([site_key(name) for name in sites], np.uint64)
    here = np.unique(page)
    homes = np.unique(np.stack((page, language), axis=1), axis=0)
    text = batch.text.tobytes()
    return Observed(
        pages=len(here),
        scope=np.concatenate((site[here], _language_keys()[homes[:, 1]])),
        scope_page=np.concatenate((identity[here], identity[homes[:, 0]])),
        line=hashes[chosen],
        site=site[page[chosen]],
        language=_language_keys()[language[chosen]],
        identity=identity[page[chosen]],
        sketch=sketches[page[chosen], 1:],
        place=place[chosen],
        before=before[chosen],
        after=after[chosen],
        text=[text[i:j] for i, j in zip(start[chosen].tolist(), end[chosen].tolist(), strict=True)],
        names=dict(zip(site.tolist(), sites, strict=True)) | _language_names(),
    )


def _teaches(batch: Batch) -> NDArray[np.bool_]:
    """Per page, whether enough of it is in long blocks: bool. Where text is wrapped, furniture looks like the rest."""
    blocks = batch.blocks
    sizes = (blocks.end - blocks.start).astype(np.float64)
    whole = np.bincount(blocks.page, sizes, len(batch.pages))
    return np.bincount(blocks.page, sizes * (sizes > LONG), len(batch.pages)) > TEXT_SHARE * whole


def _hash_long(text: U8, start: I64, end: I64, long: NDArray[np.bool_]) -> U64:
    """A hash of every long block, 0 for others: uint64, shape (b,)."""
    data = text.tobytes()
    hashes = np.zeros(len(start), np.uint64)
    rows = np.flatnonzero(long)
    for row, i, j in zip(rows.tolist(), start[rows].tolist(), end[rows].tolist(), strict=True):
        hashes[row] = int.from_bytes(hashlib.blake2b(data[i:j], digest_size=8).digest())
    return hashes


def _sketches(pages: int, page: I64, hashes: U64, long: NDArray[np.bool_]) -> U64:
    """The least hashes of every page's long blocks, ascending, 0 where it has no more: uint64, (pages, 1 + SKETCH).

    The first is the page's identity, which edited copies mostly have in common. A page without a long block has the
    sum of all hashes.
    """
    sketches = np.zeros((pages, 1 + SKETCH), np.uint64)
    np.add.at(sketches[:, 0], page[~long], hashes[~long])
    sketches[np.unique(page[long]), 0] = 0
    rows = np.unique(np.stack((page[long].astype(np.uint64), hashes[long]), axis=1), axis=0)
    owner = rows[:, 0].astype(np.int64)
    place = np.arange(len(rows)) - np.searchsorted(owner, owner)
    least = place <= SKETCH
    sketches[owner[least], place[least]] = rows[least, 1]
    return sketches


def _places(page: I64, article: NDArray[np.int32], long: NDArray[np.bool_]) -> U8:
    """Where every block stands: uint8, shape (b,)."""
    head, tail = _outside(page, long)
    story = np.cumsum((np.diff(page, prepend=-1) != 0) | (np.diff(article, prepend=-1) != 0)) - 1
    opens, closes = _outside(story, long)
    place = np.where(opens | closes, BETWEEN, INSIDE)
    return np.where(head, HEAD, np.where(tail, TAIL, place)).astype(np.uint8)


def _outside(group: I64, long: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which blocks stand before, and which after all long blocks of their group; both where it has none."""
    rows = np.arange(len(group))
    groups = int(group[-1]) + 1 if len(group) else 0
    first, last = np.full(groups, len(group)), np.full(groups, -1)
    np.minimum.at(first, group[long], rows[long])
    np.maximum.at(last, group[long], rows[long])
    return rows < first[group], rows > last[group]


def _near(page: I64, hashes: U64, long: NDArray[np.bool_]) -> tuple[U64, U64]:
    """The hash of the nearest long block within NEAR blocks before and after every block; 0 where there is none."""
    before, after = np.zeros(len(page), np.uint64), np.zeros(len(page), np.uint64)
    rows = np.arange(len(page))
    for distance in range(NEAR, 0, -1):  # the nearest is written last
        earlier, later = rows[:-distance], rows[distance:]
        together = page[earlier] == page[later]
        from_before, from_after = together & long[earlier], together & long[later]
        before[later[from_before]] = hashes[earlier[from_before]]
        after[earlier[from_after]] = hashes[later[from_after]]
    return before, after


def _once_a_page(rows: NDArray[np.intp], page: I64, hashes: U64, place: U8) -> NDArray[np.intp]:
    """Of rows with the same line on the same page one: where it is least among text, and then the first."""
    order = rows[np.lexsort((rows, place[rows] == INSIDE, hashes[rows], page[rows]))]
    same = (page[order[1:]] == page[order[:-1]]) & (hashes[order[1:]] == hashes[order[:-1]])
    return order[np.append(True, ~same)] if len(order) else order


def _languages(page: I64, lang: NDArray[np.int16], long: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The language of the nearest long block before every block of a page, or else after it: int64, shape (b,).

    On a page without long blocks every block has its own.
    """
    rows = np.arange(len(page))
    before = np.maximum.accumulate(np.where(long, rows, -1))
    after = np.minimum.accumulate(np.where(long, rows, len(page))[::-1])[::-1]
    reach = np.append(page, -1)
    source = np.where((before >= 0) & (reach[before] == page), before, np.where(reach[after] == page, after, rows))
    return lang[source].astype(np.int64)
