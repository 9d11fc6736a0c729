"""langdetect's profiles, compiled: one load finds the row of the longest known n-gram at a place in a text.

For each script whose languages are told apart by n-grams, a cube is indexed by the classes of three letters in a row
and holds the number of a row; where the three are no known trigram, it is the row of the last two, or of the last one.
A row has the evidence of its n-gram for every language of the script, as int16 in units of 1/256 nat: half the
logarithm of the n-gram's probability (naive Bayes, as in langdetect), half that of its last letter after the others
(Markov).
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables
from corpusclean.kernels.language import SURPRISE_UNIT, UNIT
from corpusclean.kernels.language_rows import LANES
from corpusclean.language.scripts import GROUPS, Letter, Normalise, Script, ascii_classes, classify, fold_plane
from corpusclean.model import F64, I16, I64, U8

FLOOR = 0.2  # of the smallest probability that a profile kept: what an n-gram that it does not have is taken to have
SPACE = 0
STRANGEST = 5.0  # nats; the most that one n-gram can add to a text's strangeness


@dataclass(frozen=True)
class Profile:
    """What langdetect knows of a language: how often each n-gram was seen, and how many n-grams of each length."""

    counts: dict[str, int]
    totals: tuple[int, int, int]


@dataclass(frozen=True)
class Grams:
    """The n-grams of a script's languages, folded: `counts` has shape (n-grams, languages)."""

    texts: list[str]
    counts: F64
    totals: F64  # shape (3, languages)


class GramScores(NamedTuple):
    """Scores of n-grams in nats, shape (n-grams + 1, languages).

    `evidence` tells languages apart. `surprise` tells whether a text is in any of them at all: how unlikely a letter is
    after the ones before, one nat more for each letter by which the n-gram is shorter than three. It is capped, so that
    a few foreign names do not decide: with the cap, 86 % of FLORES's sentences in Latin letters and languages without a
    profile stand out at 2.5 % of the others, without it 81 %, with `evidence` in its place 78 %.
    """

    evidence: F64
    surprise: F64


def read_profiles(folder: Path) -> dict[str, Profile]:
    """langdetect's profiles by our codes."""
    ours = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}
    profiles = {}
    for path in sorted(folder.iterdir()):
        content = json.loads(path.read_bytes())
        one, two, three = content["n_words"]
        profiles[ours.get(content["name"], content["name"])] = Profile(content["freq"], (one, two, three))
    return profiles


def fold_grams(script: Script, profiles: dict[str, Profile], letters: dict[str, Letter]) -> Grams:
    """The n-grams that the script's languages were seen to have, written in this script alone.

    Han has no trigrams: its alphabet of some 1,100 letters makes the square of two already as large as Latin's cube.
    """
    longest = 2 if script == Script.HAN else 3
    languages = GROUPS[script].split()
    seen: dict[str, Counter[str]] = {code: Counter() for code in languages}
    for code in languages:
        for gram, count in profiles[code].counts.items():
            folded = _fold_gram(gram, script, letters)
            if folded.strip() and len(folded) <= longest:
                seen[code][folded] += count
    totals = np.array([profiles[code].totals for code in languages], np.float64).T
    texts = sorted({gram for counter in seen.values() for gram in counter}, key=lambda gram: (len(gram), gram))
    counts = np.array([[seen[code][gram] for code in languages] for gram in texts], np.float64)
    return Grams(texts, counts, totals)


def _fold_gram(gram: str, script: Script, letters: dict[str, Letter]) -> str:
    """The n-gram as the kernel sees it; empty where a character of it is no letter of the script."""
    folded = [Letter(script, " ") if char == " " else letters.get(char) for char in gram]
    if any(letter is None or letter.script != script for letter in folded):
        return ""
    return "".join(letter.text for letter in folded if letter)


def score_grams(grams: Grams) -> GramScores:
    """What every n-gram says for every language of its script; row 0 stands for a letter that nobody knows.

    The floor is set per language and length, since the profiles were cut at different counts: one smoothing constant
    for all favours those that kept more. A language that knows neither the n-gram nor its beginning gets the floor as
    its conditional probability too; anything else would reward it for not knowing the beginning.
    """
    lengths = np.array([len(text) for text in grams.texts])
    floors = np.array([_smallest(grams.counts[lengths == length]) for length in (1, 2, 3)]) * FLOOR
    counts = np.maximum(grams.counts, floors[lengths - 1])
    joint = np.log(counts / grams.totals[lengths - 1])
    before = _counts_before(grams)
    known = (lengths[:, None] > 1) & ((grams.counts > 0) | (before > 0))
    conditional = np.where(known, np.log(counts / np.maximum(before, counts)), joint)
    nobody = np.full((1, joint.shape[1]), np.log(floors[0] / grams.totals[0]).mean())
    shortened = [0 if text[0] == " " else 3 - len(text) for text in grams.texts]
    return GramScores(
        evidence=np.vstack([nobody, (joint + conditional) / 2]),
        surprise=np.vstack([-nobody, np.array(shortened)[:, None] - conditional]).clip(0, STRANGEST),
    )


def _smallest(counts: F64) -> F64:
    """The smallest count above zero in every column; 1 where there is none."""
    smallest = np.where(counts > 0, counts, np.inf).min(axis=0, initial=np.inf)
    return np.where(np.isfinite(smallest), smallest, 1.0)


def _counts_before(grams: Grams) -> F64:
    """How often the n-grams were seen without their last letter; for a first letter, how many words there were."""
    rows = {text: row for row, text in enumerate(grams.texts)}
    first_letters = [row for text, row in rows.items() if len(text) == 2 and text[0] == " "]
    none = np.zeros_like(grams.totals[0])
    words = grams.counts[first_letters].sum(axis=0)
    before = [rows.get(text[:-1]) for text in grams.texts]
    return np.array(
        [
            words if text[:-1] == " " else grams.counts[row] if row is not None else none
            for text, row in zip(grams.texts, before, strict=True)
        ]
    )


def fill_cube(grams: Grams, alphabet: dict[str, int], first_row: int) -> I64:
    """The row of the longest known n-gram that ends a sequence of three classes; shape (size, size, size).

    size: letters + 2, for the space and for letters nobody knows. Where no trigram is known, the shape is
    (1, size, size). Rows are counted from `first_row`, which is the unknown letter's.
    """
    size = len(alphabet) + 2
    depth = size if len(grams.texts[-1]) == 3 else 1
    cube = np.full((depth, size, size), first_row)
    classes = {" ": SPACE} | alphabet
    for row, text in enumerate(grams.texts, first_row + 1):  # the longer come later, and overwrite
        place = [classes[char] for char in text]
        if len(place) == 3:
            cube[place[0], place[1], place[2]] = row
        elif len(place) == 2:
            cube[:, place[0], place[1]] = row
        else:
            cube[:, :, place[0]] = row
    cube[:, SPACE, :] = cube[SPACE, SPACE, :]  # before a word's first letter there is only the space
    return cube


def build_tables(profiles: dict[str, Profile], normalise: Normalise) -> Tables:
    """The tables of `profiles.LanguageModel`, by name; `normalise` is langdetect's way with a letter."""
    letters = fold_plane(normalise)
    alphabets: dict[Script, dict[str, int]] = {}
    cubes: list[I64] = []
    evidence: list[I16] = []
    surprise: list[U8] = []
    steps = np.zeros((len(Script), 3), np.int64)
    for script in GROUPS:
        grams = fold_grams(script, profiles, letters)
        alphabets[script] = {text: i for i, text in enumerate(sorted(set("".join(grams.texts)) - {" "}), 1)}
        cube = fill_cube(grams, alphabets[script], sum(map(len, evidence)))
        size = cube.shape[2]
        steps[script] = (sum(part.size for part in cubes), size if len(cube) > 1 else 0, size)
        cubes.append(cube)
        scores = score_grams(grams)
        evidence.append(_pad(np.rint(scores.evidence * UNIT).astype(np.int16)))
        surprise.append(_pad(np.rint(scores.surprise * SURPRISE_UNIT).astype(np.uint8)))
    classes = classify(letters, alphabets)
    return {
        "classes": classes,
        "ascii": ascii_classes(classes),
        "cube": np.concatenate([cube.ravel() for cube in cubes]).astype(np.uint16),
        "steps": steps,
        "evidence": np.concatenate(evidence),
        "surprise": np.ascontiguousarray(np.concatenate(surprise).T),
    }


def _pad(scores: NDArray[Any]) -> NDArray[Any]:
    """The scores with a lane for every language of the largest script; lanes without a language hold 0."""
    return np.pad(scores, ((0, 0), (0, LANES - scores.shape[1])))
