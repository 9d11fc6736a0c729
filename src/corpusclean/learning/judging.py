"""Which lines are learned: those that stand on many pages, at the edge of stories, and belong to none of them."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.errors import UsageError
from corpusclean.learning.observing import BETWEEN, HEAD, INSIDE, TAIL
from corpusclean.text.folding import STOPS
from corpusclean.text.signals import SIGNALS_FOLDER

SPEECH_FILE = SIGNALS_FOLDER / "speech.toml"
QUOTES = '"“”„«»‹›「」『』'
PLACES = {HEAD: "head", BETWEEN: "between stories", TAIL: "tail", INSIDE: "inside a story"}


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a line is learned.

    Attributes:
        pages: distinct pages that a line must stand on.
        site_share: share of a site's pages, 0 to 1, for a rule of that site.
        language_share: share of the pages in a language, 0 to 1, for a rule of all sites.
        sites: sites that a line must stand on for a rule of all sites.
        edge: share of its pages, 0 to 1, where the line stands at the head, at the tail or between stories.
        sentence: by how much more of the pages a line must stand on that ends like a sentence.
        companion: share of its pages, 0 to 1, from which on the same text beside a line makes it a part of that text.

    Raises:
        UsageError: a value is out of its range.
    """

    pages: int = 10
    site_share: float = 0.2
    language_share: float = 0.02
    sites: int = 3
    edge: float = 0.5
    sentence: float = 2.0
    companion: float = 0.5

    def __post_init__(self) -> None:
        if self.pages < 2:
            raise UsageError(f"{self.pages} page(s) can teach nothing; give at least 2")
        if not (0 < self.site_share <= 1 and 0 < self.language_share <= 1):
            raise UsageError("the share of pages must be above 0, and at most 1")


class Evidence(NamedTuple):
    """What speaks for a line: the distinct `pages` that it stands on, of `of` in its scope, on so many `sites`.

    `places` counts HEAD, TAIL, BETWEEN and INSIDE on the pages that were sampled; `companion` is the share of them that
    have the most frequent text beside the line.
    """

    text: str
    pages: int
    of: int
    sites: int
    places: dict[int, int]
    companion: float

    @property
    def share(self) -> float:
        """The share of the pages, 0 to 1."""
        return min(self.pages / self.of, 1.0) if self.of else 0.0

    @property
    def edge(self) -> float:
        """The share of the sampled pages, 0 to 1, where the line is not inside a story."""
        return 1 - self.places.get(INSIDE, 0) / max(sum(self.places.values()), 1)


def weigh(text: str, rows: NDArray[np.uint64], pages: int, of: int) -> Evidence:
    """The evidence in the sampled pages of a line, of `pages` that it stands on, of `of` in its scope.

    rows: uint64, a page a row: identity, site, place, the text before and after, and more of the page's text.
    """
    places, counts = np.unique(rows[:, 2], return_counts=True)
    return Evidence(
        text=text,
        pages=round(pages * _count_fresh(rows[:, [0, *range(5, rows.shape[1])]]) / max(len(rows), 1)),
        of=of,
        sites=len(np.unique(rows[:, 1])),
        places=dict(zip(places.tolist(), counts.tolist(), strict=True)),
        companion=max(_most_frequent(rows[:, 3]), _most_frequent(rows[:, 4])),
    )


def _count_fresh(sketches: NDArray[np.uint64]) -> int:
    """How many pages are no edited copies: at least half of their text stands on no page before them.

    A notice that a site has on all its pages is seen before, and the page still counts for its story.
    """
    seen: set[int] = set()
    fresh = 0
    for sketch in sketches.tolist():
        text = [value for value in sketch if value]
        known = sum(value in seen for value in text)
        fresh += 2 * known <= len(text)
        seen.update(text)
    return fresh


def _most_frequent(hashes: NDArray[np.uint64]) -> float:
    """The share of the most frequent hash that is not 0 among all of them, 0 to 1."""
    _, counts = np.unique(hashes[hashes != 0], return_counts=True)
    return float(counts.max(initial=0) / max(len(hashes), 1))


def is_learned(evidence: Evidence, share: float, sites: int, limits: Limits) -> bool:
    """Whether a line on this share of pages becomes a rule: of a site or, with `sites` above 0, of all of them."""
    needed = share * (limits.sentence if ends_like_sentence(evidence.text) else 1)
    return (
        evidence.pages >= limits.pages
        and evidence.share >= min(needed, 1)
        and evidence.sites >= sites
        and evidence.edge >= limits.edge
        and evidence.companion < limits.companion
        and not tells_speech(evidence.text)
        and has_words(evidence.text)
    )


def has_words(text: str) -> bool:
    """Whether a line has more letters than figures, and three at least: "$45" and "06:00 Uhr" are like many others.

    >>> [has_words(line) for line in ("$45", "06:00 Uhr", "Menu", "今日の天気")]
    [False, False, True, True]
    """
    letters = sum(map(str.isalpha, text))
    return letters >= 3 and letters > sum(map(str.isdigit, text))


def ends_like_sentence(text: str) -> bool:
    """Whether a line ends with a sentence mark, but for an ellipsis.

    >>> [ends_like_sentence(line) for line in ("All was quiet.", "Loading...", "Share this:", "كان كل شيء هادئا؟ »")]
    [True, False, False, True]
    """
    bare = text.rstrip(QUOTES + "')]’ ")
    return bare.endswith(tuple(STOPS)) and not bare.endswith(("..", "…"))


def tells_speech(text: str) -> bool:
    """Whether a line quotes somebody, or says that somebody said something.

    >>> [tells_speech(line) for line in ("“No,” she said", "He added that", "Added to cart", "Share this")]
    [True, True, False, False]
    """
    words = text.casefold().strip(".,:;!?…").split()
    return text.startswith(tuple(QUOTES)) or bool(_verbs_of_speech().intersection(_pairs(words)))


def _pairs(words: list[str]) -> Iterable[str]:
    """The words of a line but the first, which alone may be a command or a participle, and all pairs of them."""
    bare = [word.strip("\"'“”„«»,.:;!?()") for word in words]
    return [*bare[1:], *map(" ".join, pairwise(bare))]


@cache
def _verbs_of_speech() -> frozenset[str]:
    verbs = tomllib.loads(SPEECH_FILE.read_text(encoding="utf-8"))["verbs"]
    return frozenset(chain(*verbs.values()))
