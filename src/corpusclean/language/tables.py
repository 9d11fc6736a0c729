"""langdetect's profiles, compiled: one load finds the row of the longest known n-gram at a place in a text.

For each script whose languages are told apart by n-grams, a cube is indexed by the classes of three letters in a row
and holds the number of a row; where the three are no known trigram, it is the row of the last two, or of the last one.
A row has what its n-gram says of every language of the script (`evidence.GramScores`), as int16 in units of 1/256 nat.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables
from corpusclean.kernels.language import SURPRISE_UNIT, UNIT
from corpusclean.kernels.language_rows import LANES
from corpusclean.language.evidence import score_grams
from corpusclean.language.grams import Grams, Profile, fold_grams
from corpusclean.language.scripts import GROUPS, Normalise, Script, ascii_classes, classify, fold_plane
from corpusclean.model import I16, I64, U8

SPACE = 0


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
