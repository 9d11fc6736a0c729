"""langdetect's profiles, compiled: one load finds the row of the longest known n-gram at a place in a text.

For each script whose languages are told apart by n-grams, a cube is indexed by the classes of three letters in a row
and holds the number of a row; where the three are no known trigram, it is the row of the last two, or of the last one.
A row has what its n-gram says of every language of the script (`evidence.GramScores`), a byte a language, in units of
10/256 nat: with them, sentences of lingua and FLORES are told apart as well as with int16 in units of 1/256.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables
from corpusclean.kernels.language import SURPRISE_UNIT, UNIT
from corpusclean.kernels.language_rows import LANES, STEP
from corpusclean.language.evidence import score_grams
from corpusclean.language.grams import Grams, Profile, fold_grams
from corpusclean.language.scripts import CASED, Normalise, Script, ascii_classes, classify, fold_plane
from corpusclean.model import I8, I64, U8

SPACE = 0
BITS = {Script.LATIN: 7, Script.CYRILLIC: 6, Script.ARABIC: 6, Script.DEVANAGARI: 6, Script.HAN: 10}
"""How many bits hold a letter class. Of Devanagari two letters, of Han 76 have no room, the rarest: no text of lingua,
FLORES and UDHR is named worse for it, and the tables are half as large."""


def choose_letters(grams: Grams, bits: int) -> dict[str, int]:
    """The class of each letter, from 1: the commonest, by the language that has it most, as far as bits go.

    Two classes are for the space and for letters nobody knows.
    """
    share = dict(zip(grams.texts, (grams.counts / grams.totals[0]).max(axis=1).tolist(), strict=True))
    letters = sorted(set("".join(grams.texts)) - {" "}, key=lambda letter: (-share.get(letter, 0), letter))
    return {letter: number for number, letter in enumerate(sorted(letters[: (1 << bits) - 2]), 1)}


def fill_cube(grams: Grams, alphabet: dict[str, int], first_row: int, bits: int) -> I64:
    """The row of the longest known n-gram that ends a sequence of three classes; shape (size, size, size).

    size: 1 << bits, more than there are classes. Where no trigram is known, the shape is (1, size, size). Rows are
    counted from `first_row`, which is the unknown letter's.
    """
    size = 1 << bits
    depth = size if len(grams.texts[-1]) == 3 else 1
    cube = np.full((depth, size, size), first_row)
    classes = {" ": SPACE} | alphabet
    for row, text in enumerate(grams.texts, first_row + 1):  # the longer come later, and overwrite
        if not classes.keys() >= set(text):
            continue
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
    evidence: list[I8] = []
    surprise: list[U8] = []
    steps = np.zeros((len(Script), 4), np.int64)
    cased = 0
    for script, bits in BITS.items():
        grams = fold_grams(script, profiles, letters)
        alphabets[script] = choose_letters(grams, bits)
        cube = fill_cube(grams, alphabets[script], sum(map(len, evidence)), bits)
        steps[script, :3] = (sum(part.size for part in cubes), bits, cube.size - 1)
        cubes.append(cube)
        scores = score_grams(grams)
        evidence.append(_pad(np.rint(scores.evidence * UNIT / STEP).astype(np.int8)))
        surprise.append(_pad(np.rint(scores.surprise * SURPRISE_UNIT).astype(np.uint8)))
        if script in CASED:
            cased = sum(map(len, evidence))
    steps[list(CASED), 3] = sum(map(len, evidence))
    classes = classify(letters, alphabets)
    return {
        "classes": classes,
        "ascii": ascii_classes(classes, steps[:, 3]),
        "cube": np.concatenate([cube.ravel() for cube in cubes]).astype(np.uint16),
        "steps": steps,
        "cased": np.array(cased),
        "evidence": np.concatenate(evidence),
        "surprise": np.concatenate(surprise),
    }


def _pad(scores: NDArray[Any]) -> NDArray[Any]:
    """The scores with a lane for every language of the largest script; lanes without a language hold 0."""
    return np.pad(scores, ((0, 0), (0, LANES - scores.shape[1])))
