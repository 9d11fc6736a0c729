"""Characters to letter classes: which script a character belongs to, and which letter of it it is.

Case, width and presentation form are folded away; marks that a writer may leave out (harakat, tatweel, niqqud, combining
accents) are skipped as if they were not there; everything else that is no letter ends a word.
"""

import unicodedata
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from corpusclean.model import U16

PLANE = 0x10000  # characters beyond the basic plane count as no letters: emoji, mostly
CLASS_BITS = 11  # a character's entry is script << CLASS_BITS | class
SKIPPED = 1  # script NONE, class 1


class Script(IntEnum):
    """The scripts that are told apart. NONE: no letter; OTHER: letters of which no language here is written."""

    NONE = 0
    LATIN = 1
    CYRILLIC = 2
    ARABIC = 3
    DEVANAGARI = 4
    HAN = 5  # with kana and bopomofo
    OTHER = 6
    GREEK = 7
    HEBREW = 8
    BENGALI = 9
    GURMUKHI = 10
    GUJARATI = 11
    TAMIL = 12
    TELUGU = 13
    KANNADA = 14
    MALAYALAM = 15
    THAI = 16
    HANGUL = 17
    ARMENIAN = 18
    GEORGIAN = 19
    KHMER = 20
    LAO = 21
    MYANMAR = 22
    ETHIOPIC = 23
    SINHALA = 24
    TIBETAN = 25
    ORIYA = 26


HAN_NAMES = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "BOPOMOFO")
ZERO_WIDTH_NON_JOINER = "\u200c"  # parts of a Persian word; langdetect's profiles have a space in its place
TATWEEL = "\u0640"


class Letter(NamedTuple):
    """What a character counts as: a letter of a script, case and form folded; `text` is empty where it is skipped."""

    script: Script
    text: str


Normalise = Callable[[str], str]


def script_of(char: str) -> Script:
    """The script of a letter or mark; NONE for anything else.

    >>> script_of("é").name, script_of("語").name, script_of("7").name
    ('LATIN', 'HAN', 'NONE')
    """
    if unicodedata.category(char)[0] not in "LM" or char in "ªº":
        return Script.NONE
    first = unicodedata.name(char, "?").split()[0]
    return Script.HAN if first in HAN_NAMES else Script.__members__.get(first, Script.OTHER)


def fold(char: str, normalise: Normalise) -> Letter | None:
    """What a character counts as; None: it ends a word. `normalise` is langdetect's, on which its profiles stand.

    Its table of rare Han characters is left out: the profiles count every one of them by itself.

    >>> fold("Ｅ", str), fold("ﻊ", str), fold("!", str)
    (Letter(script=<Script.LATIN: 1>, text='e'), Letter(script=<Script.ARABIC: 3>, text='ع'), None)
    """
    category = unicodedata.category(char)
    script = script_of(char)
    if char == TATWEEL or (category == "Cf" and char != ZERO_WIDTH_NON_JOINER):
        return Letter(Script.NONE, "")
    if category[0] == "M" and script != Script.DEVANAGARI:
        return Letter(Script.NONE, "")
    plain = _one(_one(char, unicodedata.normalize("NFKC", char)), char.lower()[:1])
    if script == Script.NONE:
        return None
    return Letter(script, plain)


def _one(char: str, changed: str) -> str:
    return changed if len(changed) == 1 else char
