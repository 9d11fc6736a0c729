"""What the heads of articles say: their title, date and byline."""

import re
import tomllib
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from corpusclean.kernels.heads import BYLINE, DATE, TITLE
from corpusclean.language.codes import LANGUAGES
from corpusclean.model import Articles, Batch
from corpusclean.text.dates import find_date, read_date
from corpusclean.text.signals import SIGNALS_FOLDER

MOST_NAMES = 8
"""Words in the names of a byline; more are a sentence."""

AFTER_NAMES = re.compile(r"\s+on\s|\s+(?:am|le|el|em|il|op|den)\s+\d|\s*[,;،؛|•·(\d]|\s+[-–—]\s")
GLUED = re.compile(r"(?<=[^\W\d_]{4})(?<=[a-zà-ÿ])(?=[A-Z][a-z])")
"""Where a name ends and a sentence begins that lost the break between them: "Ada WinterFirst published in 2017"."""

LETTER = re.compile(r"[^\W\d_]")


class Heads(NamedTuple):
    """What the heads of a batch's articles say, an entry an article.

    Titles stand as in the text, dates as `text.dates` reads them, bylines are the names in them; each is empty where an
    article has none, or none that is certain.
    """

    titles: list[str]
    dates: list[str]
    bylines: list[str]


def read_heads(batch: Batch, articles: Articles) -> Heads:
    """The heads of all articles, from the roles of their blocks; of two blocks of a kind the first one counts."""
    role = batch.blocks.role[articles.block]
    spans = np.flatnonzero((role == TITLE) | (role == DATE) | (role == BYLINE))[::-1]
    rows = articles.block[spans]
    owners = np.searchsorted(articles.first, spans, side="right") - 1
    languages = articles.lang[owners].tolist()
    starts, ends = batch.blocks.start[rows].tolist(), batch.blocks.end[rows].tolist()
    titles, dates, bylines = ([""] * len(articles) for _ in range(3))
    whole = batch.text.tobytes()
    for owner, kind, lang, start, end in zip(
        owners.tolist(), role[spans].tolist(), languages, starts, ends, strict=True
    ):
        line = whole[start:end].decode()
        if kind == TITLE:
            titles[owner] = line
        elif kind == DATE:
            dates[owner] = read_date(line, LANGUAGES[lang])
        else:
            bylines[owner] = read_byline(line)
            dates[owner] = dates[owner] or find_date(line, LANGUAGES[lang])
    return Heads(titles, dates, bylines)


@lru_cache(maxsize=4096)
def read_byline(line: str) -> str:
    """The names in a byline, without the phrase before them and what stands after them; empty if they are none.

    >>> read_byline("Written by Nasser Kandil,")
    'Nasser Kandil'
    """
    phrases, particles = _words()
    match = phrases.match(line)
    if match is None:
        return ""
    names = AFTER_NAMES.split(line[match.end() :], maxsplit=1)[0].strip(" .:\u00a0")
    readings = (names, GLUED.split(names, maxsplit=1)[0])
    return next((reading for reading in readings if _are_names(reading, particles)), "")


def _are_names(text: str, particles: frozenset[str]) -> bool:
    """Whether a text is one word, or some that begin with capitals, where the script has them, but for particles."""
    words = text.split()
    small = [word for word in words if word[0].islower() and word.casefold() not in particles]
    return LETTER.search(text) is not None and (len(words) == 1 or (not small and len(words) <= MOST_NAMES))


@cache
def _words() -> tuple[re.Pattern[str], frozenset[str]]:
    """A pattern for the phrases that open a byline, the longest first; and the small words inside names."""
    table = tomllib.loads((SIGNALS_FOLDER / "heads.toml").read_text(encoding="utf-8"))
    phrases = sorted({*chain(*table["byline"].values(), *table["byline_of_name"].values())}, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    particles = frozenset(" ".join(table["particles"].values()).split())
    return re.compile(rf"\W*(?:{either})(?:\s*[:：/]|(?!\w))\s*", re.IGNORECASE), particles
