"""Which characters count in a rule's comparison, and which are the same letter."""

import unicodedata

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.letters import COLON, DIGIT, GAP, SKIP, STOP

COLONS = ":：︓"
STOPS = ".!?。！？؟।۔"
# Letters that Unicode keeps apart and writers do not: Turkish i, Arabic and Persian shapes, strokes.
SAME = dict(zip("ıłøđðħßþəٱىیےکةھەہᾱ", "iloddhspaايييكهههها", strict=False)) | {"ᾱ": "α", "ѐ": "е", "ѝ": "и"}
JOINED = "ـ\u00ad\u200b\u200c\u200d\u2060\ufeff'’‘ʼ`´"  # inside a word: tatweel, hyphenation, joiners, apostrophes
MARKED = "LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "COMBINING"  # scripts whose marks may be left out


def fold_table() -> NDArray[np.uint16]:
    """For every code point of the basic plane its folded letter, or a class of kernels.letters: shape (65536,).

    Folding is case folding, then compatibility decomposition without the marks of the scripts in MARKED; of what
    becomes several letters the first one counts.
    """
    return np.array([_fold(chr(point)) for point in range(0x10000)], dtype=np.uint16)


def small_letters() -> NDArray[np.bool_]:
    """Which code points of the basic plane are small letters that have a capital: shape (65536,)."""
    chars = map(chr, range(0x10000))
    return np.array([char.islower() and char.upper() != char for char in chars], dtype=np.bool_)


def _fold(char: str) -> int:
    if char in COLONS:
        return COLON
    if char in STOPS:
        return STOP
    if char in JOINED:
        return SKIP
    category = unicodedata.category(char)
    if category == "Nd":
        return DIGIT
    if category == "Mn" and unicodedata.name(char, "").startswith(MARKED):
        return SKIP
    if category[0] not in "LMN" and char != "©":
        return GAP
    return ord(_letter(char))


def _letter(char: str) -> str:
    """The letter that stands for `char`; Hangul syllables and Han stay whole."""
    if "\uac00" <= char <= "\ud7a3":
        return char
    base = unicodedata.normalize("NFKD", char.casefold())[0]
    return SAME.get(base, base) if base <= "\uffff" else char
