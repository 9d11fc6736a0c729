"""How well a text is spelled, in the language that suits it best: the evidence by which a code page is chosen.

The same bytes are other letters in every code page; in the right one they are those of a language. What is added up is
the logarithm of the probability of every letter after the one before it, from langdetect's profiles (its 1- and 2-grams,
case folded), for each of their languages; the best sum counts. As the sum is over the same bytes for every code page,
single-byte and multi-byte ones can be compared.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from importlib.metadata import version
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables, cached
from corpusclean.language.tables import Profile, read_profiles
from corpusclean.model import F32, F64, I64

FORMAT = 1  # of the tables: part of the key of the cache

# Logarithms of probabilities, rounded from what the profiles' rarest letters have; only their order matters much.
UNSEEN = -9.0  # a letter of another language
BACK_OFF = -2.5  # a pair of letters that a language does not have, on top of its second letter
BROKEN_CASE = -4.0  # a capital after a small letter
PUNCTUATION = -6.0
SYMBOL = -12.0
NOISE = -20.0  # what no text should hold

COMMON_SIGNS = "\xa0¡§«°·»¿–—‘’“”„…€№、。「」，．：；！？（）"
HANGUL = [chr(point) for point in range(0xAC00, 0xD7A4)]
ALPHABETIC = 0x2E80  # code points below are letters of alphabets, whose pairs count
MIXED = -6.0  # a letter of an alphabet beside a Han character or a syllable: é and the c after it, read as one


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
    """The tables, built from the installed langdetect's profiles in a few seconds, or read from the cache."""
    return Spelling(**cached("spelling", f"{FORMAT} {version('langdetect')}", _build))  # type: ignore[arg-type]


def score_spelling(text: str, spelling: Spelling) -> float:
    """The logarithm of the text's probability in the language that suits it best; ASCII signs and spaces are free."""
    points = np.array([ord(character) for character in text.lower()], np.int64)
    letter, is_letter = _find(spelling.letters, points)
    before = np.concatenate([[0], np.where(is_letter, points, 0)[:-1]])
    pair, is_pair = _find(spelling.pairs, before << 32 | points)
    alone = is_letter & ~is_pair
    total = spelling.double[pair[is_pair]].sum(axis=0, dtype=np.float64)
    total += spelling.single[letter[alone]].sum(axis=0, dtype=np.float64)
    penalty = BACK_OFF * np.count_nonzero(alone & (points < ALPHABETIC))
    penalty += MIXED * np.count_nonzero(is_letter[1:] & is_letter[:-1] & ((points[1:] < ALPHABETIC) != (points[:-1] < ALPHABETIC)))
    penalty += BROKEN_CASE * sum(a.islower() and b.isupper() for a, b in zip(text, text[1:], strict=False))
    others = Counter(points[~is_letter & (points >= 0x80)].tolist())
    return float(total.max()) + penalty + sum(count * _score_sign(chr(point)) for point, count in others.items())


def _find(keys: I64, wanted: I64) -> tuple[I64, NDArray[np.bool_]]:
    """Where each wanted number stands in the ascending keys, and whether it does."""
    rows = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return rows, keys[rows] == wanted


def _score_sign(character: str) -> float:
    """The score of a character that is a letter of no profile."""
    category = unicodedata.category(character)
    if character in COMMON_SIGNS:
        return PUNCTUATION
    if category[0] == "C" or character == "\ufffd":
        return NOISE
    return SYMBOL


def _build() -> Tables:
    from langdetect.utils.ngram import NGram  # only here: its classes take 20 ms to import

    with as_file(files("langdetect") / "profiles") as folder:
        profiles = list(read_profiles(folder).values())
    members = _members(NGram.normalize)
    single: dict[str, dict[int, float]] = defaultdict(dict)
    double: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for column, profile in enumerate(profiles):
        ones, twos = _count(profile)
        total = sum(ones.values())
        for letter, count in ones.items():
            for member in members.get(letter, letter):
                single[member][column] = math.log(count / total / len(members.get(letter, letter)))
        begun: Counter[str] = Counter()
        for (first, _), count in twos.items():
            begun[first] += count
        for pair, count in twos.items():
            double[pair][column] = math.log(count / begun[pair[0]])
    letters = sorted(single)
    pairs = sorted(double)
    singles = np.full((len(letters), len(profiles)), UNSEEN, np.float32)
    for row, letter in enumerate(letters):
        for column, value in single[letter].items():
            singles[row, column] = value
    row_of = {letter: row for row, letter in enumerate(letters)}
    doubles = np.empty((len(pairs), len(profiles)), np.float32)
    for row, pair in enumerate(pairs):
        doubles[row] = singles[row_of[pair[1]]] + BACK_OFF
        for column, value in double[pair].items():
            doubles[row, column] = value
    return {
        "letters": np.array([ord(letter) for letter in letters], np.int64),
        "single": singles,
        "pairs": np.array([(ord(a) if a != " " else 0) << 32 | ord(b) for a, b in pairs], np.int64),
        "double": doubles,
    }


def _members(normalize: Callable[[str], str]) -> dict[str, str]:
    """The characters that langdetect takes for one and the same: Han by clusters, all Hangul, all kana."""
    members: dict[str, str] = defaultdict(str)
    for point in (*range(0x3041, 0x30FF), *range(0x4E00, 0xA000), *range(0xAC00, 0xD7A4)):
        members[normalize(chr(point))] += chr(point)
    return members


def _count(profile: Profile) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each letter was seen, and each pair of letters of alphabets; case folded."""
    ones: Counter[str] = Counter()
    twos: Counter[tuple[str, str]] = Counter()
    for gram, count in profile.counts.items():
        folded = gram.lower()
        if len(folded) == 1 and folded != " ":
            ones[folded] += count
        elif len(folded) == 2 and folded[1] != " " and max(folded) < chr(ALPHABETIC):
            twos[folded[0], folded[1]] += count
    return ones, Counter({pair: count for pair, count in twos.items() if pair[1] in ones})
