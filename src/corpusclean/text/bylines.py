"""Reading the names in a byline: without the phrase before them and what stands after them."""

import re
import tomllib
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from corpusclean.kernels.bylines import DAY_NAME
from corpusclean.text.signals import SIGNALS_FOLDER

MOST_NAMES = 8
"""Words in the names of a byline; more are a sentence."""

AFTER_NAMES = re.compile(r"\son\s|\s(?:am|le|el|em|il|op|den)\s+\d|[,;،؛|•·(/\d]|\s[-–—]\s")
AFTER_DATE = re.compile(r"\d[^\d\s]*\s(\D+)$")
GLUED = re.compile(r"(?<=[^\W\d_]{4})(?<=[a-zà-ÿ])(?=[A-Z][a-z])")
"""Where a name ends and a sentence begins that lost the break between them: "Ada WinterFirst published in 2017"."""

LETTER = re.compile(r"[^\W\d_]")


class Words(NamedTuple):
    """What bylines are read by: the phrases that open them, and words in small letters.

    Particles are inside names, sources are names, articles and `days` (those of weeks, and months) are not, though
    short ones may be.
    """

    phrases: re.Pattern[str]
    particles: frozenset[str]
    articles: frozenset[str]
    days: frozenset[str]
    sources: frozenset[str]


@lru_cache(maxsize=4096)
def read_byline(line: str) -> str:
    """The names in a byline, without the phrase before them and what stands after them; empty if they are none.

    >>> read_byline("Written by Nasser Kandil,")
    'Nasser Kandil'
    """
    words = _words()
    match = words.phrases.match(line)
    if match is None:
        return ""
    rest = line[match.end() :]
    end = AFTER_NAMES.search(rest)
    names = (rest[: end.start()] if end else rest).strip().strip(" .:\u00a0")
    if end and rest[end.start() :].lstrip()[:1].isdigit():
        names = _without_month(names, words)
    readings = (names, GLUED.split(names, maxsplit=1)[0])
    return next((reading for reading in readings if _are_names(reading, words)), "")


@lru_cache(maxsize=4096)
def find_byline(line: str) -> str:
    """The names in a byline that ends a date line, if they begin with capitals or in a script without.

    >>> find_byline("Posted on May 3, 2018 by Ada Finch")
    'Ada Finch'
    """
    after_date = AFTER_DATE.search(line)
    names = read_byline(after_date[1]) if after_date else ""
    return "" if names[:1].islower() else names


def _without_month(names: str, known: Words) -> str:
    """The names before a day's number, without the month that belongs to it ("Ada Finch Feb 18")."""
    before, _, last = names.rpartition(" ")
    return before if last.casefold().strip(".") in known.days else names


def _are_names(text: str, known: Words) -> bool:
    """Whether a text is a source, one word, or some that begin with capitals, where the script has them.

    Particles need none. Days and months alone are no names, nor is what an article opens.
    """
    folded = text.casefold().split()
    if LETTER.search(text) is None or " ".join(folded) in known.sources:
        return LETTER.search(text) is not None
    small = [word for word in text.split() if word[0].islower() and word.casefold() not in known.particles]
    if folded[0] in known.articles or all(word in known.days and len(word) >= DAY_NAME for word in folded):
        return False
    return len(folded) == 1 or (not small and len(folded) <= MOST_NAMES)


@cache
def _words() -> Words:
    """The words that bylines are read by, from signals/heads.toml and signals/dates.toml."""
    heads, dates = (
        tomllib.loads((SIGNALS_FOLDER / name).read_text(encoding="utf-8")) for name in ("heads.toml", "dates.toml")
    )
    phrases = sorted({*chain(*heads["byline"].values(), *heads["byline_of_name"].values())}, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    sources = heads["source"]["any"].casefold().replace("\n", "|").split("|")
    days = " ".join([*dates["weekdays"].values(), *chain(*dates["months"].values())]).split()
    return Words(
        re.compile(rf"\W*(?:{either})(?:\s*[:：/]|(?!\w))\s*", re.IGNORECASE),
        frozenset(" ".join(heads["particles"].values()).split()),
        frozenset(" ".join(heads["articles"].values()).split()),
        frozenset(days),
        frozenset(source.strip() for source in sources),
    )
