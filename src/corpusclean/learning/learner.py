"""The two passes of learning: count every line on every page, then look closely at those that came often."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.learning.counting import Counter64
from corpusclean.learning.judging import Evidence, Limits, is_learned, weigh
from corpusclean.learning.observing import SKETCH, Observed
from corpusclean.learning.sampling import Samples

U64 = NDArray[np.uint64]

LINE_PAGES = 256  # sampled of a line: beyond them their number is known to 6 %
SCOPE_PAGES = 4096  # sampled of a site or a language: beyond them their number is known to 2 %
SLACK = 0.5  # copies of pages may halve the share that a line seems to have
_MIX = np.uint64(0x9E3779B97F4A7C15)


class LearnedRule(NamedTuple):
    """A line that was learned, for one `site` or ("") for all, and on the pages of which language it was seen."""

    site: str
    language: str
    evidence: Evidence


class Learned(NamedTuple):
    """The rules in the order of their file, of how many pages and sites; `missed` is how often a line may have come
    that was not counted any more (0: all were). `unusable` is how many lines of the input are no pages."""

    rules: list[LearnedRule]
    pages: int
    sites: int
    missed: int
    unusable: int = 0


@dataclass
class _FirstPass:
    """How often each line came on a site and in a language; how many pages these have."""

    lines: Counter64
    pages: Counter[int] = field(default_factory=Counter)
    samples: Samples = field(default_factory=lambda: Samples(SCOPE_PAGES, 0))
    names: dict[int, str] = field(default_factory=dict)
    all_pages: int = 0
    unusable: int = 0

    def add(self, seen: Observed) -> None:
        self.names |= seen.names
        self.all_pages += seen.pages
        self.unusable += seen.unusable
        keys, counts = np.unique(seen.scope, return_counts=True)
        self.pages.update(dict(zip(keys.tolist(), counts.tolist(), strict=True)))
        self.samples.add(np.stack((seen.scope, seen.scope_page), axis=1))
        self.lines.add(mix(seen.line, seen.language))
        self.lines.add(mix(seen.line, seen.site)[seen.site != 0])

    @property
    def sites(self) -> list[int]:
        """The keys of the sites."""
        return [key for key, name in self.names.items() if key and not name.startswith(":")]


@dataclass
class _Candidate:
    """A line that came often in a scope: its hash, the least of its texts, and on how many pages it came."""

    line: int
    scope: int
    text: bytes
    pages: int = 0


@dataclass
class _SecondPass:
    """The lines that came often enough, and where they stood."""

    first: _FirstPass
    limits: Limits
    samples: Samples = field(default_factory=lambda: Samples(LINE_PAGES, 4 + SKETCH))
    candidates: dict[int, _Candidate] = field(default_factory=dict)

    def add(self, seen: Observed) -> None:
        self._add_scope(seen, seen.site, self.limits.site_share)
        self._add_scope(seen, seen.language, self._language_share)

    @property
    def _language_share(self) -> float:
        """The share of pages in a language; where no page has a site, they may all be of one."""
        return self.limits.language_share if self.first.sites else self.limits.site_share

    def _add_scope(self, seen: Observed, scope: U64, share: float) -> None:
        keys = mix(seen.line, scope)
        scopes, places = np.unique(scope, return_inverse=True)
        needed = np.array([self._needed(key, share) for key in scopes.tolist()], np.int64)[places]
        counted = self.first.lines.count(keys)
        # One that the counter let go of came no more often than `bound`, and nothing is learned of such.
        rows = np.flatnonzero((scope != 0) & (counted > 0) & (counted + self.first.lines.bound >= needed))
        columns = (
            keys,
            seen.identity,
            seen.site,
            seen.place.astype(np.uint64),
            seen.before,
            seen.after,
            *seen.sketch.T,
        )
        self.samples.add(np.stack([column[rows] for column in columns], axis=1))
        for row, key, line, at in zip(
            *(c.tolist() for c in (rows, keys[rows], seen.line[rows], scope[rows])), strict=True
        ):
            self._note(key, line, at, seen.text[row])

    def _needed(self, scope: int, share: float) -> int:
        """The pages, copies included, below which a line of the scope is not looked at."""
        return max(self.limits.pages, int(SLACK * share * self.first.pages[scope]))

    def _note(self, key: int, line: int, scope: int, text: bytes) -> None:
        known = self.candidates.setdefault(key, _Candidate(line, scope, text))
        known.text = min(known.text, text)
        known.pages += 1

    def judge(self) -> Iterator[tuple[int, LearnedRule]]:
        """The hash of every line that is learned, and its rule."""
        sites = self.limits.sites if self.first.sites else 0
        for key, line in self.candidates.items():
            name = self.first.names[line.scope]
            of_site = not name.startswith(":")
            share = self.limits.site_share if of_site else self._language_share
            # What depends on the order of the input, where not all could be counted, is left out.
            if line.pages < self._needed(line.scope, share) or (
                self.first.lines.full and line.pages <= self.first.lines.bound
            ):
                continue
            pages, of = self.samples.count_of(key), self.first.samples.count_of(line.scope)
            evidence = weigh(line.text.decode("utf-8", "replace"), self.samples.rows_of(key), pages, of)
            if is_learned(evidence, share, 0 if of_site else sites, self.limits):
                yield line.line, LearnedRule(name if of_site else "", "" if of_site else name[1:], evidence)


def mix(line: U64, scope: U64) -> U64:
    """The key of a line in its scope."""
    return (line ^ scope) * _MIX


def learn(read: Callable[[], Iterable[Observed]], limits: Limits, budget: int) -> Learned:
    """Learn from pages, which `read` gives from the beginning at each of two calls.

    `budget` is how many different lines can be counted; of more, the frequent ones are. The result does not depend on
    the order of the pages.
    """
    first = _FirstPass(Counter64(budget))
    for seen in read():
        first.add(seen)
    second = _SecondPass(first, limits)
    for seen in read() if first.all_pages >= limits.pages else ():
        second.add(seen)
    rules = sorted(_without_repeats(second.judge()), key=_place_in_file)
    return Learned(rules, first.all_pages, len(first.sites), first.lines.bound, first.unusable)


def _without_repeats(found: Iterable[tuple[int, LearnedRule]]) -> Iterable[LearnedRule]:
    """Of a line that is learned for all sites one rule: that of the language with most pages."""
    best: dict[tuple[int, str], LearnedRule] = {}
    for line, rule in found:
        known = best.get((line, rule.site))
        if known is None or _place_in_file(rule) < _place_in_file(known):
            best[line, rule.site] = rule
    return [rule for (line, site), rule in best.items() if not site or (line, "") not in best]


def _place_in_file(rule: LearnedRule) -> tuple[str, int, str, str]:
    return rule.site, -rule.evidence.pages, rule.evidence.text, rule.language
