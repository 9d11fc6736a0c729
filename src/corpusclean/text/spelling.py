"""How well a text is spelled, in the language that suits it best: the evidence by which a code page is chosen.

The same bytes are other letters in every code page; in the right one they are those of a language. What is added up is
the logarithm of the probability of every letter after the one before it, from langdetect's profiles (its 1- and
2-grams, case folded), for each of their languages; the best sum counts. As the sum is over the same bytes for every
code page, single-byte and multi-byte ones can be compared.
"""

import math
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables, cached
from corpusclean.kernels.spelling import CAPITAL, SMALL, score_points
from corpusclean.language.grams import Profile, read_profiles
from corpusclean.model import F32, I32, I64, U8

FORMAT = 5  # of the tables: part of the key of the cache

# Logarithms of probabilities, rounded from what the profiles' rarest letters have; only their order matters much.
UNSEEN = -9.0  # a letter of another language
BACK_OFF = -2.5  # a pair of letters that a language does not have, on top of its second letter
BROKEN_CASE = -4.0  # a capital after a small letter
BROKEN_WORD = -8.0  # a sign between two letters, but for an apostrophe
MIXED = -6.0  # letters of two scripts in one word: é and the c after it, read as one Chinese character
PUNCTUATION = -6.0
ASCII_WEIGHT = 0.1  # ASCII is the same in every code page; it says which language to expect, but pages mix languages
SYMBOL = -12.0
NOISE = -20.0  # what no text should hold

COMMON_SIGNS = "\xa0¡§«°·»¿–—‘’“”„…€№、。「」，．：；！？（）"

# Where Greek, Cyrillic, Armenian, Hebrew, Arabic, the scripts of India, Thai and what follows, Latin and Greek again,
# signs, and Han, kana and Hangul begin. Below the last are alphabets, whose pairs of letters count.
SCRIPTS = (0x370, 0x400, 0x530, 0x590, 0x600, 0x900, 0xE00, 0x1E00, 0x2000, 0x2E80)
ALPHABETIC = SCRIPTS[-1]


class Spelling(NamedTuple):
    """The profiles as tables; a column of `single` and `double` is a language.

    `letter_of`, shape (0x10000,): the row of a code point in `single`, or -1: it is a letter of no language; `single`,
    shape (letters, languages): the logarithm of a letter's probability. `pairs`, ascending, as first << 32 | second,
    and `double`, shape (pairs, languages): that of the second letter after the first; a first letter of 0 is the
    beginning of a word. `begins`, shape (0x10001,): the row at which the pairs of a first letter begin. `signs`,
    `scripts`, `cases`, shape (0x10000,): the score of a character that is no letter, the number of its script, SMALL or
    CAPITAL.
    """

    letter_of: I32
    single: F32
    pairs: I64
    begins: I32
    double: F32
    signs: F32
    scripts: U8
    cases: U8
    ascii_weight: float = ASCII_WEIGHT
    back_off: float = BACK_OFF
    mixed: float = MIXED
    broken_case: float = BROKEN_CASE
    broken_word: float = BROKEN_WORD
    alphabetic: int = ALPHABETIC


@cache
def load_spelling() -> Spelling:
    """The tables, built from the installed langdetect's profiles in a few seconds, or read from the cache."""
    return Spelling(**cached("spelling", f"{FORMAT} {version('langdetect')} {_without_profile()}", _build))  # type: ignore[arg-type]


def score_spelling(text: str, spelling: Spelling) -> float:
    """The logarithm of the text's probability in the language that suits it best; ASCII counts little."""
    return float(score_points(_points(text), _points(text.lower()), spelling))


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def _score_sign(character: str) -> float:
    """The score of a character that is a letter of no profile."""
    category = unicodedata.category(character)
    if character in COMMON_SIGNS:
        return PUNCTUATION
    if category[0] == "C" or character == "\ufffd" or ord(character) >= ALPHABETIC:  # Han that nobody writes
        return NOISE
    return UNSEEN if category[0] == "L" else SYMBOL


def _build() -> Tables:
    from langdetect.utils.ngram import NGram  # only here: its classes take 20 ms to import

    with as_file(files("langdetect") / "profiles") as folder:
        profiles = list(read_profiles(folder).values())
    members = _members(NGram.normalize)
    further = [_shares(letters) for letters in _without_profile().values()]
    singles = [*(_letter_chances(profile, members) for profile in profiles), *further]
    doubles = [_pair_chances(profile) for profile in profiles]
    letters = sorted(set().union(*singles))
    known_letters = set(letters)
    pairs = sorted(pair for pair in set().union(*doubles) if pair[1] in known_letters)
    single = np.array([[chances.get(letter, UNSEEN) for chances in singles] for letter in letters], np.float32)
    row = {letter: number for number, letter in enumerate(letters)}
    double = single[[row[pair[1]] for pair in pairs]]
    double[:, : len(profiles)] += np.float32(BACK_OFF)  # of the others no pair is known, so none is unusual
    for column, chances in enumerate(doubles):
        known = [number for number, pair in enumerate(pairs) if pair in chances]
        double[known, column] = [chances[pairs[number]] for number in known]
    keys = np.array([_pair_key(pair) for pair in pairs], np.int64)
    letter_of = np.full(0x10000, -1, np.int32)
    letter_of[[ord(letter) for letter in letters]] = np.arange(len(letters))
    characters = [chr(point) for point in range(0x10000)]
    return {
        "letter_of": letter_of,
        "single": single,
        "pairs": keys,
        "begins": np.searchsorted(keys, np.arange(0x10001, dtype=np.int64) << 32).astype(np.int32),
        "double": double,
        "signs": np.array([_score_sign(character) for character in characters], np.float32),
        "scripts": np.searchsorted(SCRIPTS, np.arange(0x10000), side="right").astype(np.uint8),
        "cases": np.array([SMALL * c.islower() + CAPITAL * c.isupper() for c in characters], np.uint8),
    }


def _without_profile() -> dict[str, dict[str, float]]:
    """How often each letter is written in some languages without a profile, in per cent."""
    return tomllib.loads((files("corpusclean") / "text" / "letters.toml").read_text(encoding="utf-8"))


def _shares(letters: dict[str, float]) -> dict[str, float]:
    return {letter: math.log(share / 100) for letter, share in letters.items()}


def _pair_key(pair: str) -> int:
    return (0 if pair[0] == " " else ord(pair[0])) << 32 | ord(pair[1])


def _members(normalize: Callable[[str], str]) -> dict[str, str]:
    """The characters that langdetect takes for one and the same: Han by clusters, all Hangul, all kana."""
    members: dict[str, str] = defaultdict(str)
    for point in (*range(0x3041, 0x30FF), *range(0x4E00, 0xA000), *range(0xAC00, 0xD7A4)):
        members[normalize(chr(point))] += chr(point)
    return members


def _letter_chances(profile: Profile, members: dict[str, str]) -> dict[str, float]:
    """The logarithm of every letter's probability; a letter that stands for several shares it with them."""
    counts: Counter[str] = Counter()
    for gram, count in profile.counts.items():
        if len(gram) == 1 and len(gram.lower()) == 1 and gram != " ":
            counts[gram.lower()] += count
    total = math.log(counts.total())
    return {
        member: math.log(count / len(members.get(letter, letter))) - total
        for letter, count in counts.items()
        for member in members.get(letter, letter)
    }


def _pair_chances(profile: Profile) -> dict[str, float]:
    """The logarithm of the probability of every letter of an alphabet, after each letter before it."""
    counts: Counter[str] = Counter()
    for gram, count in profile.counts.items():
        folded = gram.lower()
        if len(gram) == len(folded) == 2 and folded[1] != " " and max(folded) < chr(ALPHABETIC):
            counts[folded] += count
    begun: Counter[str] = Counter()
    for pair, count in counts.items():
        begun[pair[0]] += count
    return {pair: math.log(count / begun[pair[0]]) for pair, count in counts.items()}
