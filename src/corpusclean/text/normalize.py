"""Unicode normalisation: what the filter kernel must know of it, and normal forms in linear time."""

import re
import unicodedata
from itertools import groupby
from typing import Literal

import numpy as np

from corpusclean.model import U8
from corpusclean.text.badness import POINTS, Characters

MAX_MARKS = 32  # a word of Tibetan or of Hebrew with all its signs has fewer than ten at a letter
HANGUL_JAMO = (range(0x1161, 0x1176), range(0x11A8, 0x11C3))  # vowels and tails: they join the character before them


def normalize(text: str, form: Literal["NFC", "NFKC"], mark_runs: re.Pattern[str]) -> str:
    """The text in NFC or NFKC; runs of more than 32 combining marks are left as they stand.

    Putting marks in order takes time that grows with the square of their number: 100 kB of marks that alternate took
    `unicodedata` 12 s. Nobody writes such runs; they decorate or attack.

    >>> normalize("e\\u0301", "NFC", compile_mark_runs([0x301]))
    'é'
    """
    pieces = mark_runs.split(text)
    return "".join(piece if number % 2 else unicodedata.normalize(form, piece) for number, piece in enumerate(pieces))


def compile_mark_runs(points: list[int]) -> re.Pattern[str]:
    """What matches, as a group, a run of too many of these code points, which are ascending."""
    runs = [[point for _, point in run] for _, run in groupby(enumerate(points), key=lambda pair: pair[1] - pair[0])]
    ranges = "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)
    return re.compile(f"([{ranges}]{{{MAX_MARKS + 1},}})")


def marks() -> Characters:
    """Whether a code point is a combining mark that NFC puts in order, or decomposes to nothing but such marks."""
    found = np.zeros(POINTS, np.bool_)
    for point in range(0x300, POINTS):
        first = unicodedata.normalize("NFD", chr(point))[0]
        found[point] = unicodedata.combining(first) != 0
    return found


def combining_classes() -> U8:
    """The canonical combining class of the last part of every code point, decomposed; shape (0x110000,).

    For a mark it is its own; for ò it is that of its accent, which decides where a dot below must stand.
    """
    lasts = (unicodedata.normalize("NFD", chr(point))[-1] for point in range(POINTS))
    return np.array([unicodedata.combining(last) for last in lasts], np.uint8)


def changed_alone() -> Characters:
    """Whether NFC changes a code point that stands alone; and the Hangul letters that join the one before them."""
    changed = np.array([unicodedata.normalize("NFC", chr(point)) != chr(point) for point in range(POINTS)])
    for jamo in HANGUL_JAMO:
        changed[jamo.start : jamo.stop] = True
    return changed


def compositions() -> list[tuple[int, int]]:
    """The pairs of code points that NFC makes one of (Hangul apart), ascending."""
    pairs = []
    for point in range(POINTS):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and unicodedata.normalize("NFC", chr(point)) == chr(point):
            pairs.append((int(parts[0], 16), int(parts[1], 16)))
    return sorted(pairs)
