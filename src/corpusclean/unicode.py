"""What Unicode says of a code point, as tables that a kernel can read: how it folds, and its part in a token."""

import unicodedata
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables, cached
from corpusclean.errors import InvariantError

SEPARATES, IN_RUN, SINGLE, MARK = range(4)

# Scripts that write no spaces between words: every base character is a token. (first, last) code points.
UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),  # Katakana phonetic extensions
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xA9E0, 0xA9FF),  # Myanmar, extended B
    (0xAA60, 0xAA7F),  # Myanmar, extended A
    (0xF900, 0xFAFF),  # Han, compatibility
    (0xFF66, 0xFF9F),  # Katakana, half width
    (0x20000, 0x3FFFF),  # Han, the supplementary planes
)
PAGE = 256
POINTS = 0x110000


class Folding(NamedTuple):
    """Case folding and token kinds of all code points, in two stages; a NamedTuple because kernels can take one.

    `pages`, uint16, (0x1100,): the page of `entries` that holds the code points `256 * i` and following. `entries`,
    uint16: `kind` in the two low bits (SEPARATES, IN_RUN, SINGLE or MARK, of the folded character), above them the
    number of its fold. `folds`, uint64: the UTF-8 bytes of the folded character, the first in the low byte, their count
    in the top byte; fold 0 means that the character folds to itself.
    """

    pages: NDArray[np.uint16]
    entries: NDArray[np.uint16]
    folds: NDArray[np.uint64]


def load_folding() -> Folding:
    """The tables for this Python's version of Unicode; building them takes 0.5 s, so they are kept in the cache."""
    tables = cached("folding", f"2 {unicodedata.unidata_version} {UNSPACED}", build_folding)
    return Folding(**{name: tables[name] for name in Folding._fields})


def build_folding() -> Tables:
    """Ask `unicodedata` and `str.casefold` about every code point."""
    entries = np.zeros(POINTS, np.uint16)
    folds = [0]
    for point in range(POINTS):
        char = chr(point)
        folded = char.casefold()
        entries[point] = _kind(folded)
        if folded != char:
            entries[point] |= len(folds) << 2
            folds.append(_packed(folded))
    pages, numbers = np.unique(entries.reshape(-1, PAGE), axis=0, return_inverse=True)
    return {
        "pages": numbers.astype(np.uint16).ravel(),
        "entries": pages.ravel(),
        "folds": np.array(folds, np.uint64),
    }


def _kind(folded: str) -> int:
    """The part in a token of a character that folds to these; what becomes several characters is always a run."""
    kinds = [_kind_of_one(char) for char in folded]
    if len(kinds) > 1 and (kinds[0] != IN_RUN or SEPARATES in kinds or SINGLE in kinds):
        raise InvariantError(f"a character folds to {folded!a}, which is no run; please report this version of Unicode")
    return kinds[0]


def _kind_of_one(char: str) -> int:
    major = unicodedata.category(char)[0]
    if major == "M":
        return MARK
    if major not in "LN":
        return SEPARATES
    return SINGLE if any(first <= ord(char) <= last for first, last in UNSPACED) else IN_RUN


def _packed(folded: str) -> int:
    encoded = folded.encode()
    if len(encoded) > 7:
        raise InvariantError(f"a character folds to {len(encoded)} bytes; please report this version of Unicode")
    return int.from_bytes(encoded, "little") | len(encoded) << 56
