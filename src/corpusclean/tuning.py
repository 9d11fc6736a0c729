"""What another threshold would do: how many articles would go, and which pairs it is about. Nothing is hashed again."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heappush, heappushpop
from typing import NamedTuple

from corpusclean.cutting import read_story
from corpusclean.dedup.bands import Bands
from corpusclean.dedup.index import Index
from corpusclean.dedup.policy import KeepRule
from corpusclean.dedup.spool import VerdictLog
from corpusclean.ledger import Ledger
from corpusclean.model import Rendered, Verdict
from corpusclean.run import Settled, named
from corpusclean.waiting import Waiting

LEVELS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
STEP = 0.05
STEPS = 2
"""Pairs are sampled from as many steps below the threshold and above it, so many of each."""

CURVE = tuple(number / 20 for number in range(8, 21))
"""Similarities of which the S-curve is shown."""


class Level(NamedTuple):
    """What a threshold would remove: articles by how they are found out, and the share of all."""

    threshold: float
    exact: int
    near: int
    contained: int
    removed: int
    share: float


class Point(NamedTuple):
    """A point of the S-curve: the probability that a pair of this similarity is compared at all."""

    similarity: float
    found: float


class Pair(NamedTuple):
    """Two duplicates by the lowest of the thresholds, with their texts; `goes` says what the chosen one does.

    `share` is the part of the shorter one that the longer one contains, where that is how they match; otherwise 0.
    """

    removed: str
    kept: str
    similarity: float
    share: float
    goes: bool
    removed_text: str
    kept_text: str


@dataclass(frozen=True, slots=True)
class Tuning:
    """What there is to know about the choice of a threshold."""

    articles: int
    threshold: float
    bands: int
    rows: int
    curve: list[Point]
    levels: list[Level]
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the threshold in question, how many pairs are to be shown, and how an index for any is made."""

    threshold: float
    pairs: int
    make_index: Callable[[float], Index]

    @property
    def levels(self) -> list[float]:
        """The thresholds to try, ascending; the lowest leaves room for pairs below the one in question."""
        lowest = round(max(self.threshold - STEPS * STEP, STEP), 4)
        return sorted({*LEVELS, self.threshold, *([] if lowest >= LEVELS[0] else [lowest])})


def tune(batches: Iterable[Rendered], question: Question, rules: tuple[KeepRule, ...], waiting: Waiting) -> Tuning:
    """Let all articles wait, and decide about them once for every threshold."""
    for batch, _, ids in named(batches, Ledger()):
        waiting.add(batch, ids)
    order = waiting.order(rules)
    levels = []
    logs = {}
    for threshold in question.levels:
        verdicts = waiting.decide(question.make_index(threshold), order)
        levels.append(_count(threshold, waiting, verdicts))
        if threshold in (question.levels[0], question.threshold):
            logs[threshold] = verdicts
    pairs = find_pairs(waiting, logs[question.levels[0]], logs[question.threshold], question)
    bands = question.make_index(question.threshold).bands
    return Tuning(len(order), question.threshold, *bands, curve_of(bands), levels, pairs)


def curve_of(bands: Bands) -> list[Point]:
    """The S-curve of these bands."""
    return [Point(similarity, round(bands.recall(similarity), 4)) for similarity in CURVE]


def _count(threshold: float, waiting: Waiting, verdicts: VerdictLog) -> Level:
    hows = Counter(verdict.how for verdict in verdicts.read(0, len(waiting)))
    removed = hows.total() - hows[""]
    share = round(removed / max(len(waiting), 1), 4)
    return Level(threshold, hows["exact"], hows["near"], hows["contained"], removed, share)


def find_pairs(waiting: Waiting, at_lowest: VerdictLog, at_chosen: VerdictLog, question: Question) -> list[Pair]:
    """A sample of pairs around the threshold, as many from every step of similarity as there are, by similarity.

    Where containment is looked for, what is contained and not similar is one step more.
    """
    chosen = _sample(_pairs(waiting, at_lowest, at_chosen), question)
    texts = _read_texts(waiting.settled(at_lowest), {name for pair in chosen for name in pair.names})
    chosen.sort(key=lambda pair: (pair.verdict.similarity, pair.names))
    return [
        Pair(*names, verdict.similarity, verdict.share, goes, *(texts[name] for name in names))
        for _, names, verdict, goes in chosen
    ]


class Drawn(NamedTuple):
    """Two duplicates by the lowest of the thresholds: a `lot` that is drawn, and whether the first one goes."""

    lot: int
    names: tuple[str, str]
    verdict: Verdict
    goes: bool


def _pairs(waiting: Waiting, at_lowest: VerdictLog, at_chosen: VerdictLog) -> Iterator[Drawn]:
    """What the chosen threshold removes, with the partner that a run would name, and what only the lowest one would.

    The lot is a hash of the ids: as good as chance, and the same in every run.
    """
    for lowest, chosen in zip(waiting.settled(at_lowest), waiting.settled(at_chosen), strict=True):
        for name, low, verdict in zip(lowest.ids, lowest.verdicts, chosen.verdicts, strict=True):
            told = verdict if verdict.kept else low
            if told.kept:
                names = (name, told.kept)
                digest = blake2b("\n".join(names).encode("utf-8", "surrogatepass"), digest_size=8).digest()
                yield Drawn(int.from_bytes(digest), names, told, bool(verdict.kept))


def _sample(pairs: Iterable[Drawn], question: Question) -> list[Drawn]:
    """The pairs of the highest lots, in turn from every step of similarity, as many as are asked for."""
    steps: dict[int, list[Drawn]] = {step: [] for step in range(-STEPS, STEPS + 1)}
    for pair in pairs:
        step = _step_of(pair.verdict, question.threshold)
        if step is not None and (step >= 0) == pair.goes:
            if len(steps[step]) < question.pairs:
                heappush(steps[step], pair)
            else:
                heappushpop(steps[step], pair)
    in_turn = [(turn, pair) for drawn in steps.values() for turn, pair in enumerate(sorted(drawn, reverse=True))]
    return [pair for _, pair in sorted(in_turn)[: question.pairs]]


def _step_of(verdict: Verdict, threshold: float) -> int | None:
    """How many steps a near-duplicate lies above the threshold; what is contained is in the last one of all."""
    if verdict.how == "contained":
        return STEPS
    step = int((verdict.similarity - threshold) // STEP)
    return step if verdict.how == "near" and -STEPS <= step < STEPS else None


def _read_texts(settled: Iterable[Settled], wanted: set[str]) -> dict[str, str]:
    """The texts of these articles."""
    texts = {}
    for batch in settled:
        for row, name in enumerate(batch.ids):
            if name in wanted:
                texts[name] = read_story(batch.batch, row).text
    return texts
