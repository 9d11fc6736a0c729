"""Characters to letter classes: which script a character belongs to, and which letter of it it is.

Case, width and presentation form are folded away; marks that a writer may leave out (harakat, tatweel, niqqud,
combining accents) are skipped as if they were not there; everything else that is no letter ends a word.
"""

import unicodedata
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from corpusclean.kernels.language_letters import CAPITAL, CLASS_BITS, CLASS_MASK, FOREIGN, HALF_BITS, PLANE, SKIPPED
from corpusclean.model import I64, U16, U32


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


GROUPS = {
    Script.LATIN: "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi",
    Script.CYRILLIC: "bg mk ru uk",
    Script.ARABIC: "ar fa ur",
    Script.DEVANAGARI: "hi mr ne",
    Script.HAN: "ja zh-Hans zh-Hant",
}
"""The languages that are told apart by n-grams, by script; their order is that of the lanes of a row."""

LANGUAGE_OF = {
    Script.GREEK: "el",
    Script.HEBREW: "he",
    Script.BENGALI: "bn",
    Script.GURMUKHI: "pa",
    Script.GUJARATI: "gu",
    Script.TAMIL: "ta",
    Script.TELUGU: "te",
    Script.KANNADA: "kn",
    Script.MALAYALAM: "ml",
    Script.THAI: "th",
    Script.HANGUL: "ko",
    Script.ARMENIAN: "hy",
    Script.GEORGIAN: "ka",
    Script.KHMER: "km",
    Script.LAO: "lo",
    Script.MYANMAR: "my",
    Script.ETHIOPIC: "am",
    Script.SINHALA: "si",
    Script.TIBETAN: "bo",
    Script.ORIYA: "or",
}
"""The scripts that are taken to write one language only."""

CASED = (Script.LATIN, Script.CYRILLIC)
"""The scripts in which a capital tells: it begins names, which are in every language, and half of the other words."""

HAN_NAMES = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "BOPOMOFO")
ZERO_WIDTH_NON_JOINER = "\u200c"  # parts of a Persian word; langdetect's profiles have a space in its place
TATWEEL = "\u0640"
YEH, FARSI_YEH = "\u064a", "\u06cc"


class Letter(NamedTuple):
    """What a character counts as: a letter of a script, with case and form folded."""

    script: Script
    text: str
    capital: bool = False  # the character was one, before it was folded


SKIP = Letter(Script.NONE, "")
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
    """What a character counts as; None: it ends a word.

    `normalise` is langdetect's, on whose output its profiles were counted. Two of its foldings are left out: that of
    Han characters (the profiles hold the characters themselves) and that of the Farsi yeh, which tells Arabic from
    Persian and Urdu: `grams.WITH_FARSI_YEH` parts the counts again.

    >>> fold("\uff25", str)
    Letter(script=<Script.LATIN: 1>, text='e', capital=True)
    >>> fold("\ufeca", str).text, fold("!", str)
    ('ع', None)
    """
    category = unicodedata.category(char)
    plain = _unless_longer(char, unicodedata.normalize("NFKC", char)).lower()[0]
    script = script_of(plain) if script_of(char) else Script.NONE  # a full-width A is Latin once it is an a
    if char == TATWEEL or (category == "Cf" and char != ZERO_WIDTH_NON_JOINER):
        return SKIP
    if category[0] == "M" and script != Script.DEVANAGARI:
        return SKIP
    if script == Script.NONE:
        return None
    unlike = plain == FARSI_YEH or (plain >= "\u3400" and script == Script.HAN)
    return Letter(script, plain if unlike else normalise(plain), category in ("Lu", "Lt"))


def _unless_longer(char: str, changed: str) -> str:
    return changed if len(changed) == 1 else char


def fold_plane(normalise: Normalise) -> dict[str, Letter]:
    """Every character of the basic plane that counts as a letter or is skipped."""
    folded = {chr(point): fold(chr(point), normalise) for point in range(PLANE)}
    return {char: letter for char, letter in folded.items() if letter}


def classify(letters: dict[str, Letter], alphabets: dict[Script, dict[str, int]]) -> U16:
    """The entry of every character of the basic plane: uint16, shape (65536,).

    `alphabets` has, by script, the class of each letter, from 1; any other letter of that script has the class after
    the last. The letters of a script without an alphabet have class 0. A capital has CAPITAL on top.
    """
    entries = np.zeros(PLANE, np.uint16)
    for char, letter in letters.items():
        alphabet = alphabets.get(letter.script, {})
        unknown = len(alphabet) + 1 if alphabet else 0
        capital = CAPITAL if letter.capital and letter.script in CASED else 0
        entries[ord(char)] = letter.script << CLASS_BITS | capital | alphabet.get(letter.text, unknown)
        if letter == SKIP:
            entries[ord(char)] = SKIPPED
    return entries


def ascii_classes(entries: U16, halves: I64) -> U32:
    """What each byte is in a text of each script: uint32, shape (scripts, 256).

    The class of an ASCII letter of that script, a capital's with `halves` of that script << HALF_BITS; 0 for what ends
    a word; FOREIGN for any other byte.
    """
    classes = np.full((len(Script), 256), FOREIGN, np.uint32)
    for byte in range(0x80):
        entry = int(entries[byte])
        script = entry >> CLASS_BITS
        if entry == 0:
            classes[:, byte] = 0
        elif script:
            initial = int(halves[script]) if entry & CAPITAL else 0
            classes[script, byte] = entry & CLASS_MASK | initial << HALF_BITS
    return classes
