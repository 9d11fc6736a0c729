"""Characters that have a plainer form: curly quotes, full and half width, ligatures. By default they stay.

ftfy changes them; but “ and ’ are how people write, and ＡＢＣ is what stood there: who wants it otherwise says so.
"""

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from ftfy import chardata, fixes

from corpusclean.model import U8
from corpusclean.text.badness import POINTS, Characters


class Forms(NamedTuple):
    """What becomes of them: each field as in `corpusclean.config.Config`."""

    quotes: str = "keep"
    width: str = "keep"
    ligatures: str = "keep"
    normalize: str = "NFC"


STEPS: dict[str, Callable[[str], str]] = {
    "ligatures": fixes.fix_latin_ligatures,
    "width": fixes.fix_character_width,
    "quotes": fixes.uncurl_quotes,
}
"""The steps that change them, in ftfy's order. None of them changes a text that holds none of its characters."""


def steps_of(forms: Forms) -> list[str]:
    """The names of the steps that are wanted, in order."""
    return [step for step in STEPS if getattr(forms, step) != "keep"]


def plain_forms(forms: Forms) -> Characters:
    """Whether a code point is one that the wanted steps change; shape (0x110000,)."""
    points = {"ligatures": chardata.LIGATURES, "width": chardata.WIDTH_MAP, "quotes": _quotes()}
    found = np.zeros(POINTS, np.bool_)
    for step in steps_of(forms):
        found[list(points[step])] = True
    return found


def _quotes() -> list[int]:
    """The code points that ftfy makes straight quotes of; all are in the first planes of Unicode."""
    return [point for point in range(0x80, 0x10000) if fixes.uncurl_quotes(chr(point)) != chr(point)]


def compatible() -> Characters:
    """Whether NFKC changes a code point that stands alone; shape (0x110000,)."""
    return np.array([not unicodedata.is_normalized("NFKC", chr(point)) for point in range(POINTS)])


def refine(classes: U8, points: Characters) -> tuple[U8, U8]:
    """The classes of code points, divided further by whether a code point is marked; and of each new class the old one.

    classes: shape (0x110000,). The old classes of the new ones have shape (new classes,).
    """
    kinds, refined = np.unique(classes.astype(np.uint16) << 1 | points, return_inverse=True)
    return refined.astype(np.uint8), (kinds >> 1).astype(np.uint8)
