"""What the heads of articles say: their title, date and byline."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from corpusclean.kernels.shapes import BYLINE, DATE, TITLE
from corpusclean.language.codes import LANGUAGES
from corpusclean.model import I16, I64, NO_ARTICLE, U8, Articles, Batch
from corpusclean.strings import Strings
from corpusclean.text.bylines import find_byline, read_byline
from corpusclean.text.dates import find_date, read_date


class Texts(NamedTuple):
    """A text of every article's own, where it stands in a buffer of UTF-8; empty where an article has none.

    data: uint8, shape (n,); starts, ends: int64, shape (a,).
    """

    data: U8
    starts: I64
    ends: I64

    def decoded(self) -> list[str]:
        """The texts themselves."""
        whole = self.data.data
        return [str(whole[start:end], "utf-8") for start, end in zip(self.starts, self.ends, strict=True)]


class Heads(NamedTuple):
    """What the heads of a batch's articles say, as far as it is certain.

    Titles stand in the text of the batch, dates are as `text.dates` reads them, bylines are the names in them.
    """

    titles: Texts
    dates: Texts
    bylines: Texts


def read_heads(batch: Batch, articles: Articles) -> Heads:
    """The heads of all articles, from the roles of their blocks; of two blocks of a kind the first one counts."""
    blocks, count = batch.blocks, len(articles)
    rows, owners = _find_owners(np.flatnonzero((blocks.role >= TITLE) & (blocks.role <= BYLINE)), batch, articles)
    is_title = blocks.role[rows] == TITLE
    lines = Texts(batch.text, blocks.start[rows], blocks.end[rows])
    titles = _last_of(lines, np.flatnonzero(is_title)[::-1], owners, count)
    rows, owners = rows[~is_title], owners[~is_title]
    kinds = blocks.role[rows]
    dates, names = _read_marks(batch, rows, articles.lang[owners])
    dated, named = _dating(dates, kinds), _naming(names, kinds, owners, count)
    return Heads(titles, _last_of(dates, dated, owners, count), _last_of(names, named, owners, count))


def _read_marks(batch: Batch, rows: I64, languages: I16) -> tuple[Strings, Strings]:
    """What the date lines and bylines at some rows say: a date and names each, or nothing."""
    blocks = batch.blocks
    whole, places = batch.text.data, zip(blocks.start[rows].tolist(), blocks.end[rows].tolist(), strict=True)
    lines = [whole[start:end].tobytes() for start, end in places]
    said = list(map(_read_mark, lines, blocks.role[rows].tolist(), languages.tolist()))
    return Strings.of([date for date, _ in said]), Strings.of([names for _, names in said])


@lru_cache(maxsize=4096)
def _read_mark(line: bytes, kind: int, lang: int) -> tuple[bytes, bytes]:
    """The date and the names in a date line or byline, UTF-8; archives repeat them."""
    text, code = line.decode(), LANGUAGES[lang]
    if kind == DATE:
        return read_date(text, code).encode(), find_byline(text).encode()
    return find_date(text, code).encode(), read_byline(text).encode()


def _dating(dates: Strings, kinds: U8) -> I64:
    """Which marks may date their article: the last one in it does, here a date line and the first of them if any."""
    bylines = np.flatnonzero((kinds == BYLINE) & (dates.ends > dates.starts))
    return np.concatenate((bylines, np.flatnonzero(kinds == DATE)[::-1]))


def _naming(names: Strings, kinds: U8, owners: I64, count: int) -> I64:
    """Which marks may name the author of their article, as for dates: its first byline, or a date line over that."""
    bylines = np.flatnonzero(kinds == BYLINE)[::-1]
    first = np.full(count, len(kinds))
    first[owners[bylines]] = bylines
    return np.flatnonzero((names.ends > names.starts) & (np.arange(len(kinds)) <= first[owners]))


def _last_of(strings: Strings | Texts, places: I64, owners: I64, count: int) -> Texts:
    """For each of `count` articles the last string of its own, of those at `places`."""
    texts = Texts(strings.data, *np.zeros((2, count), np.int64))
    texts.starts[owners[places]], texts.ends[owners[places]] = strings.starts[places], strings.ends[places]
    return texts


def _find_owners(rows: I64, batch: Batch, articles: Articles) -> tuple[I64, I64]:
    """Those of the rows, ascending, that say something about an article, and which: their own or, if residue, the next.

    Articles that were left out own nothing: their blocks are in no article any more.
    """
    blocks = batch.blocks
    spans = np.searchsorted(articles.block, rows)
    rows, spans = rows[spans < len(articles.block)], spans[spans < len(articles.block)]
    opened = articles.block[spans]
    owned = (blocks.page[rows] == blocks.page[opened]) & (blocks.article[opened] != NO_ARTICLE)
    return rows[owned], np.searchsorted(articles.first, spans[owned], side="right") - 1
