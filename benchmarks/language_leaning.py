"""Which way the model leans: nats that each language is given before the first letter is read.

Fitted so that as few languages as possible are named less well than by langdetect, in single words, five words and
whole sentences: without it, gains for one language (Bulgarian) are partly losses of its neighbour (Macedonian).
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.language.codes import LANGUAGES
from corpusclean.language.identify import Scores
from corpusclean.language.profiles import NOT_CHOSEN, LanguageModel
from corpusclean.language.scripts import GROUPS, Script
from corpusclean.language.texts import score_texts
from language_data import Row

FLAT = 0.1  # sharpness at which no probability is lost to rounding
MARGIN = 1.0  # points by which langdetect is to be beaten, or else it costs
COST = 30.0  # of a squared nat: the larger, the less is fitted
STEPS = (0.4, 0.2, 0.1, 0.05)

Floats = NDArray[np.float64]


class Piece(NamedTuple):
    """Texts of one script and length: how many nats behind the best each language is, shape (n, languages); which is
    right, shape (n,); how many there are of each, and in how many per cent of them langdetect is right."""

    behind: Floats
    right: NDArray[np.int64]
    count: Floats
    goal: Floats


def flat_scores(rows: list[Row], model: LanguageModel) -> tuple[Scores, Floats]:
    """The scores of texts, and how far behind the best each language is, in nats."""
    flat = model._replace(sharpness=np.full_like(model.sharpness, round(FLAT * 65536)))
    scores = score_texts([row.text for row in rows], flat)
    with np.errstate(divide="ignore"):
        behind = np.log(scores.shares) / FLAT
    return scores, behind - behind.max(axis=1, keepdims=True, initial=-1e9)


def lean(model: LanguageModel, leaning: dict[str, float]) -> LanguageModel:
    """The model with another leaning."""
    nats = np.array([leaning.get(code, 0.0) for code in LANGUAGES])
    sums = np.rint(256 * nats).astype(np.int32)[model.lanes]
    return model._replace(handicap=np.where(model.handicap == NOT_CHOSEN, NOT_CHOSEN, sums).astype(np.int32))


def fit_leaning(lengths: list[tuple[list[Row], list[str]]], model: LanguageModel) -> dict[str, float]:
    """The leaning of every language, from texts and langdetect's labels of them."""
    upright = lean(model, {})
    found: dict[str, float] = {}
    scored = [(rows, labels, *flat_scores(rows, upright)) for rows, labels in lengths]
    for script, codes in GROUPS.items():
        pieces = [_of_script(script, codes.split(), *length) for length in scored]
        found |= dict(zip(codes.split(), _descend(pieces, len(codes.split())).tolist(), strict=True))
    return found


def _of_script(
    script: Script, codes: list[str], rows: list[Row], labels: list[str], scores: Scores, behind: Floats
) -> Piece:
    """Those of the texts that are in the script and its languages."""
    lane = np.array([codes.index(row.lang) if row.lang in codes else -1 for row in rows])
    those = (scores.script == script) & (lane >= 0)
    count = Counter(row.lang for row in rows)
    hits = Counter(row.lang for row, label in zip(rows, labels, strict=True) if row.lang == label)
    goal = [100 * hits[code] / max(count[code], 1) for code in codes]
    return Piece(
        behind[those][:, : len(codes)], lane[those], np.array([float(count[c]) for c in codes]), np.array(goal)
    )


def _descend(pieces: list[Piece], languages: int) -> Floats:
    """Coordinate by coordinate, in ever smaller steps, as long as it helps."""
    best = np.zeros(languages)
    least = _loss(best, pieces)
    for step in STEPS:
        moved = True
        while moved:
            moved = False
            for lane in range(languages):
                for change in (step, -step):
                    tried = best.copy()
                    tried[lane] += change
                    loss = _loss(tried, pieces)
                    if loss < least - 1e-9:
                        best, least, moved = tried, loss, True
    return best - best.mean()


def _loss(leaning: Floats, pieces: list[Piece]) -> float:
    loss = COST * float(((leaning - leaning.mean()) ** 2).sum())
    for piece in pieces:
        named = (piece.behind + leaning).argmax(axis=1)
        hits = np.bincount(named[named == piece.right], minlength=len(leaning))
        share = 100 * hits / np.maximum(piece.count, 1)
        short = np.maximum(piece.goal + MARGIN - share, 0)[piece.count > 0]
        loss += float((short**2).sum() - share.sum())
    return loss
