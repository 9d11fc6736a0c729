"""What every n-gram says for every language of its script.

The profiles were cut: what a language was seen to have less often than some limit is not in them, and the limits of
two languages are up to ten times apart. So an n-gram that a profile lacks is not "never": how often it was seen is
estimated from what the profile does hold. The choices below were made by looking at the macro accuracy of single words,
five words and sentences on lingua, FLORES and UDHR: see docs/decisions/0056-what-a-profile-left-out.md.
"""

from typing import NamedTuple

import numpy as np

from corpusclean.language.grams import Grams
from corpusclean.model import F64, I64

LEAST, MOST = 0.15, 0.3  # of the smallest count that the profile kept: what an n-gram that it lacks can have
UNHEARD = 1e-4  # the chance of a letter after one that it never follows
SHORTER, LETTER = 0.2, 0.1  # what the last two letters, and the last, say beside the whole n-gram
FURTHEST = 5.0  # nats; the most by which one n-gram puts a language behind another: names are in every language
ANYONE = 0.03  # the chance that an n-gram is of no language in particular
UNKNOWN = 0.2  # of the smallest count of a letter: what a letter that no profile has is taken to have
STRANGEST = 5.0  # nats; the most that one n-gram can add to a text's strangeness


class GramScores(NamedTuple):
    """Scores of n-grams in nats, shape (n-grams + 1, languages); row 0 stands for a letter that nobody knows.

    `evidence` tells languages apart: how far behind the best one the n-gram puts each. `surprise` tells whether a text
    is in any of them at all: how unlikely a letter is after the ones before, one nat more for each letter by which the
    n-gram is shorter than three. It is capped, so that a few foreign names do not decide: with the cap, 86 % of
    FLORES's sentences in Latin letters and languages without a profile stand out at 2.5 % of the others, without it
    81 %, with `evidence` in its place 78 %.
    """

    evidence: F64
    surprise: F64


class _Links(NamedTuple):
    """Per n-gram: its length, and the rows of what it begins with (all but the last letter) and what it ends with.

    Row n, after the last n-gram, stands for the space, row n + 1 for what is unknown.
    """

    lengths: I64
    begins: I64
    ends: I64


def score_grams(grams: Grams) -> GramScores:
    """The evidence of every n-gram: half the logarithm of its probability, as in langdetect, half that of its last
    letter after the others; a little of what its end says alone; and never more than one n-gram can be trusted with.

    A language that knows neither the n-gram nor its beginning gets its probability as the conditional one too; anything
    else would reward it for not knowing the beginning.
    """
    links = _link(grams.texts)
    counts, before = complete(grams, links)
    joint = np.log(counts / grams.totals[links.lengths - 1])
    known = (links.lengths[:, None] > 1) & ((grams.counts > 0) | (before > 0))
    conditional = np.where(known, np.log(counts / np.maximum(before, counts)), joint)
    nobody = np.full((1, joint.shape[1]), np.log(UNKNOWN * grams.fewest[0] / grams.totals[0]).mean())
    shortened = [0 if text[0] == " " else 3 - len(text) for text in grams.texts]
    return GramScores(
        evidence=_temper(np.vstack([nobody, _hear_ends((joint + conditional) / 2, links)])),
        surprise=np.vstack([-nobody, np.array(shortened)[:, None] - conditional]).clip(0, STRANGEST),
    )


def complete(grams: Grams, links: _Links) -> tuple[F64, F64]:
    """How often each language has each n-gram, estimated where its profile lacks it; and how often what it begins with
    was seen: float64, shape (n-grams, languages) both.

    What was seen of a beginning, less what its known n-grams make up, is what was cut off. It is shared out among the
    unknown ones by how likely their last letter is after one letter less (Katz's back-off).
    """
    least, most = LEAST * grams.fewest, MOST * grams.fewest
    counts = np.vstack([grams.counts, _count_words(grams), np.zeros_like(grams.totals[0])])
    counts[:-2][links.lengths == 1] = np.maximum(grams.counts[links.lengths == 1], least[0])
    chances = np.full_like(counts, UNHEARD)
    chances[:-2] = counts[:-2] / grams.totals[0]
    chances[-2] = counts[-2] / (counts[-2] + grams.counts[links.lengths == 1].sum(axis=0))
    seen = np.vstack([grams.counts, counts[-2:]])
    before = seen[links.begins]
    for length in (2, 3):
        rows = np.flatnonzero(links.lengths == length)
        begins, likely = links.begins[rows], chances[links.ends[rows]]
        there = grams.counts[rows] > 0
        cut = np.maximum(seen - _sum_by(begins, grams.counts[rows], len(seen)), 0)
        unsaid = np.maximum(1 - _sum_by(begins, np.where(there, likely, 0), len(seen)), 1e-3)
        guess = np.where(seen > 0, cut / unsaid, np.maximum(counts, least[length - 2]))[begins] * likely
        counts[rows] = np.where(there, grams.counts[rows], guess.clip(least[length - 1], most[length - 1]))
        chances[rows] = counts[rows] / np.maximum(np.where(seen > 0, seen, counts)[begins], counts[rows])
    return counts[:-2], before


def _link(texts: list[str]) -> _Links:
    rows = {text: row for row, text in enumerate([*texts, " "])}
    unknown = len(rows)
    return _Links(
        np.array([len(text) for text in texts]),
        np.array([rows.get(text[:-1], unknown) for text in texts]),
        np.array([rows.get(text[1:], unknown) for text in texts]),
    )


def _count_words(grams: Grams) -> F64:
    """How many words each language was seen to have: the first letters after a space."""
    first_letters = [row for row, text in enumerate(grams.texts) if len(text) == 2 and text[0] == " "]
    words: F64 = grams.counts[first_letters].sum(axis=0)
    return words


def _sum_by(groups: I64, values: F64, size: int) -> F64:
    """The sums of values by group: shape (size, languages)."""
    sums = np.zeros((size, values.shape[1]))
    np.add.at(sums, groups, values)
    return sums


def _hear_ends(scores: F64, links: _Links) -> F64:
    """Scores with a share of what the last two letters and the last one say by themselves."""
    padded = np.vstack([scores, np.zeros((2, scores.shape[1]))])
    two = np.where(links.lengths == 3, links.ends, len(scores))
    one = np.where(links.lengths == 3, np.append(links.ends, [len(scores)] * 2)[two], links.ends)
    heard: F64 = scores + SHORTER * padded[two] + LETTER * padded[one]
    return heard


def _temper(scores: F64) -> F64:
    """How far behind the best language each is, by no more than FURTHEST, and mixed with what is of no language."""
    chance = np.exp(np.maximum(scores - scores.max(axis=1, keepdims=True), -FURTHEST))
    mixed = np.log((1 - ANYONE) * chance + ANYONE * chance.mean(axis=1, keepdims=True))
    behind: F64 = mixed - mixed.max(axis=1, keepdims=True)
    return behind
