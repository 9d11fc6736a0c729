"""How well a text is spelled, in the language that suits it best: the evidence by which a code page is chosen.

The same bytes are other letters in every code page; in the right one they are those of a language. What is added up is
the logarithm of the probability of every letter after the one before it, from langdetect's profiles (its 1- and 2-grams,
case folded), for each of their languages; the best sum counts. As the sum is over the same bytes for every code page,
single-byte and multi-byte ones can be compared.
"""

import unicodedata
from collections import Counter
from importlib.metadata import version
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables, cached
from corpusclean.model import F32, F64, I64

FORMAT = 1  # of the tables: part of the key of the cache

# Logarithms of probabilities, chosen once. A letter that a language does not have is as likely as 1 in 10,000 others,
# a character that no text should hold as 1 in a billion.
UNSEEN = -9.0
PUNCTUATION = -6.0
SYMBOL = -12.0
NOISE = -20.0
BROKEN_CASE = -4.0  # for a capital after a small letter
BACK_OFF = -2.5  # for a pair of letters that a language does not have, on top of its second letter


class Spelling(NamedTuple):
    """The profiles as tables; a column is a language.

    `letters`, ascending code points, and `single`, shape (letters, languages): the logarithm of a letter's probability.
    `pairs`, ascending, as first << 32 | second, and `double`, shape (pairs, languages): that of the second letter after
    the first; a first letter of 0 is the beginning of a word.
    """

    letters: I64
    single: F32
    pairs: I64
    double: F32


def load_spelling() -> Spelling:
    """The tables, built from the installed langdetect's profiles in about 2 s, or read from the cache."""
    return Spelling(**cached("spelling", f"{FORMAT} {version('langdetect')}", _build))  # type: ignore[arg-type]


def score_spelling(text: str, spelling: Spelling) -> float:
    """The logarithm of the text's probability in the language that suits it best; ASCII other than letters is free."""
    points = np.array([ord(character) for character in text.lower()], np.int64)
    breaks = text.swapcase() != text and sum(a.islower() and b.isupper() for a, b in zip(text, text[1:], strict=False))
    letter, known_letter = _find(spelling.letters, points)
    before = np.where(_is_letter(points, known_letter), points, 0)
    pair, known_pair = _find(spelling.pairs, np.concatenate([[0], before[:-1]]) << 32 | points)
    known_pair &= known_letter
    total = spelling.double[pair[known_pair]].sum(axis=0, dtype=np.float64)
    total += (spelling.single[letter[known_letter & ~known_pair]] + BACK_OFF).sum(axis=0, dtype=np.float64)
    others = Counter(points[~known_letter & (points >= 0x80)].tolist())
    rest = sum(count * _score_other(chr(point)) for point, count in others.items())
    return float(total.max()) + rest + BROKEN_CASE * breaks
