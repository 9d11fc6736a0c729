"""What the heads of articles say: their title, date and byline."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from corpusclean.kernels.repeats import find_repeats
from corpusclean.kernels.shapes import BYLINE, DATE, TITLE
from corpusclean.language.codes import LANGUAGES
from corpusclean.model import I16, I64, NO_ARTICLE, U8, Articles, Batch
from corpusclean.strings import Strings, fixed
from corpusclean.text.bylines import find_byline, read_byline
from corpusclean.text.dates import depends_on_language, find_date, read_date


class Texts(NamedTuple):
    """Texts, such as one of every article's own, where they stand in a buffer of UTF-8; empty where there is none.

    data: uint8, shape (n,); starts, ends: int64, shape (t,).
    """

    data: U8
    starts: I64
    ends: I64

    def at(self, rows: I64) -> "Texts":
        """Those of some rows."""
        return Texts(self.data, self.starts[rows], self.ends[rows])

    def decoded(self) -> list[str]:
        """The texts themselves."""
        whole = self.data.data
        return [str(whole[start:end], "utf-8") for start, end in zip(self.starts, self.ends, strict=True)]


class Mark(NamedTuple):
    """What a date line or byline says, UTF-8: a date and names, or nothing; `varies`: it depends on the language."""

    date: bytes
    names: bytes
    varies: bool


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
    kinds = blocks.role[rows]
    titles, marks = np.flatnonzero(kinds == TITLE), np.flatnonzero(kinds != TITLE)
    lines = Texts(batch.text, blocks.start[rows], blocks.end[rows])
    title = _last_of(lines, titles[::-1], owners, count)
    kinds, owners = kinds[marks], owners[marks]
    dates, names = _read_marks(lines.at(marks), kinds, articles.lang[owners])
    dated, named = _dating(dates, kinds), _naming(names, kinds, owners, count)
    return Heads(title, _last_of(dates, dated, owners, count), _last_of(names, named, owners, count))


def _read_marks(lines: Texts, kinds: U8, languages: I16) -> tuple[Texts, Texts]:
    """What date lines and bylines say: a date and names each, or nothing.

    Lines that come again are read once, if they say the same in every language.
    """
    first = _first_alike(lines, kinds)
    new = first == np.arange(len(first))
    said = _read_each(lines, kinds, languages, np.flatnonzero(new))
    which = (np.cumsum(new) - 1)[first]
    again = np.flatnonzero(np.array([mark.varies for mark in said], np.bool_)[which])
    which[again] = len(said) + np.arange(len(again))
    said += _read_each(lines, kinds, languages, again)
    dates, names = _texts_of([mark.date for mark in said]), _texts_of([mark.names for mark in said])
    return dates.at(which), names.at(which)


def _texts_of(plain: list[bytes]) -> Texts:
    strings = Strings.of(plain)
    return Texts(strings.data, strings.starts, strings.ends)


def _first_alike(lines: Texts, kinds: U8) -> I64:
    """For each line the first one that is known to have its bytes and to be of its kind: itself, if there is none."""
    before = find_repeats(fixed(lines.data), lines.starts, lines.ends)
    own = np.arange(len(before))
    first = np.where((before >= 0) & (kinds[before] == kinds), before, own)
    while (first[first] != first).any():
        first = first[first]
    return first


def _read_each(lines: Texts, kinds: U8, languages: I16, rows: I64) -> list[Mark]:
    whole = lines.data.data
    places = zip(lines.starts[rows].tolist(), lines.ends[rows].tolist(), strict=True)
    texts = [whole[start:end].tobytes() for start, end in places]
    return list(map(_read_mark, texts, kinds[rows].tolist(), languages[rows].tolist()))


@lru_cache(maxsize=4096)
def _read_mark(line: bytes, kind: int, lang: int) -> Mark:
    """What a date line or byline says; archives repeat them."""
    text, code = line.decode(), LANGUAGES[lang]
    if kind == DATE:
        date, names = read_date(text, code), find_byline(text)
    else:
        date, names = find_date(text, code), read_byline(text)
    return Mark(date.encode(), names.encode(), depends_on_language(text))


def _dating(dates: Texts, kinds: U8) -> I64:
    """Which marks may date their article: the last one in it does, here a date line and the first of them if any."""
    bylines = np.flatnonzero((kinds == BYLINE) & (dates.ends > dates.starts))
    return np.concatenate((bylines, np.flatnonzero(kinds == DATE)[::-1]))


def _naming(names: Texts, kinds: U8, owners: I64, count: int) -> I64:
    """Which marks may name the author of their article, as for dates: its first byline, or a date line over that."""
    bylines = np.flatnonzero(kinds == BYLINE)[::-1]
    first = np.full(count, len(kinds))
    first[owners[bylines]] = bylines
    return np.flatnonzero((names.ends > names.starts) & (np.arange(len(kinds)) <= first[owners]))


def _last_of(given: Texts, places: I64, owners: I64, count: int) -> Texts:
    """For each of `count` articles the last text of its own, of those at `places`."""
    texts = Texts(given.data, *np.zeros((2, count), np.int64))
    texts.starts[owners[places]], texts.ends[owners[places]] = given.starts[places], given.ends[places]
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
