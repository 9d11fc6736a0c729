"""What the heads of articles are known by: the words of dates, bylines and sources, compiled from signals/*.toml."""

import hashlib
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from corpusclean.cache import Tables, cached
from corpusclean.kernels.head_words import (
    AGENCY,
    ARTICLE,
    ASK,
    BULLET,
    BYLINE_PHRASE,
    CAPITAL,
    CLOSER,
    CLOSING,
    COLUMNS,
    CREDIT_PHRASE,
    DATE_WORD,
    GAP,
    IDEOGRAPH,
    IGNORED,
    LETTER,
    LOWER,
    MAX_WORDS,
    MONTH,
    OF_NAME,
    OPENING,
    PARTICLE,
    PAUSE,
    RUN_ON,
    SAYS,
    SPAN,
    SPEECH,
    STAMP,
    STOP,
    WEEKDAY,
    WHOLE,
    WORD,
    ZERO,
    Signals,
    hash_phrases,
)
from corpusclean.kernels.heads import Reader
from corpusclean.kernels.letters import SKIP
from corpusclean.kernels.phrase_tables import fill
from corpusclean.kernels.phrases import key_of
from corpusclean.model import I64, U8, U32
from corpusclean.text.folding import fold_table

SIGNALS_FOLDER = Path(__file__).parent / "signals"
FORMAT = 7  # of the compiled tables; to be raised whenever compiling changes

MEANINGS = {
    ("dates", "months"): (WORD, MONTH),
    ("dates", "other_months"): (WORD, MONTH),
    ("dates", "weekdays"): (WORD, WEEKDAY),
    ("dates", "words"): (WORD, DATE_WORD),
    ("dates", "stamps"): (WORD, DATE_WORD | STAMP),
    ("heads", "particles"): (WORD, PARTICLE),
    ("heads", "articles"): (WORD, ARTICLE),
    ("heads", "byline"): (OPENING, BYLINE_PHRASE),
    ("heads", "byline_of_name"): (OPENING, BYLINE_PHRASE | OF_NAME),
    ("heads", "credit"): (OPENING, CREDIT_PHRASE),
    ("heads", "credit_of_name"): (OPENING, CREDIT_PHRASE | OF_NAME),
    ("heads", "source"): (WHOLE, AGENCY),
    ("speech", "verbs"): (SPAN, SPEECH),
    ("speech", "closings"): (SPAN, CLOSING),
    ("speech", "comments"): (SPAN, SAYS),
}
"""For every table of a file: which part of a block its phrases are compared with, and what they mean there."""

PUNCTUATION = {
    STOP: ".。．｡।॥۔።។၊။",
    ASK: "?!？！؟…⁇‽",
    PAUSE: ",;:،؛，；：、-–—",
    CLOSER: "\"'”’»›)]}）］」』】〉》*_",
    BULLET: "•·▪■●◦►▶→*>#",
}
RUN_ON_SCRIPTS = ("THAI", "LAO", "KHMER", "MYANMAR")  # written without spaces between words
IDEOGRAPHS = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "BOPOMOFO")


@cache
def load_signals() -> Signals:
    """The signals that come with corpusclean, compiled once on a machine and read once in a process.

    Several stages ask for them at every batch; to read them takes 1 ms, a tenth of what finding runs does.
    """
    files = sorted(SIGNALS_FOLDER.glob("*.toml"))
    digests = [hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest() for file in files]
    key = f"{FORMAT} {unicodedata.unidata_version} {digests}"
    return Signals(**cached("signals", key, lambda: _compile(files)))


def read_with(text: U8, start: I64, end: I64) -> Reader:
    """What the kernels read the blocks text[start:end] with; start, end: shape (b,)."""
    return Reader(text, start, end, load_signals(), room_for_words())


def room_for_words() -> I64:
    """Room for the words of one block, for the kernels to work in."""
    return np.zeros((MAX_WORDS, COLUMNS), np.int64)


def _compile(files: list[Path]) -> Tables:
    """The columns of Signals; a phrase in several tables gets all their flags."""
    letters = letter_table()
    meaning: dict[int, int] = {}
    for file in files:
        for name, by_language in tomllib.loads(file.read_text(encoding="utf-8")).items():
            place, flags = MEANINGS[file.stem, name]
            phrases = [phrase for entry in by_language.values() for phrase in _phrases(entry, place)]
            for value in _hash(phrases, letters).view(np.uint64):
                key = int(key_of(value, place))
                meaning[key] = meaning.get(key, 0) | flags
    slots = 1 << (2 * len(meaning)).bit_length()
    keys, row, _ = fill(np.array(list(meaning), np.uint64), np.zeros(len(meaning), np.uint64), slots)
    flags_of_row = np.append(np.array(list(meaning.values()), np.uint16), np.uint16(0))
    return {"letters": letters, "keys": keys, "flags": flags_of_row[row]}


def _phrases(entry: Any, place: int) -> list[str]:
    """The phrases of an entry: a list of them, or one text, divided by spaces (words) or bars (whole blocks)."""
    if place == WORD:
        return (" ".join(entry) if isinstance(entry, list) else entry).split()
    if isinstance(entry, list):
        return entry
    return [phrase.strip() for line in entry.splitlines() for phrase in line.split("|")]


def _hash(phrases: list[str], letters: U32) -> I64:
    encoded = [phrase.encode() for phrase in phrases if phrase]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    text = np.frombuffer(b"".join(encoded), np.uint8)
    values: I64 = hash_phrases(text, ends[:-1], ends[1:], letters, room_for_words())
    return values


def letter_table() -> U32:
    """For every code point of the basic plane its class, times 65536, plus its folded letter: see Signals."""
    folded = fold_table().astype(np.uint32)
    classes = np.array([_class_of(chr(point)) for point in range(0x10000)], dtype=np.uint32)
    classes[folded == SKIP] = IGNORED
    for kind, characters in PUNCTUATION.items():
        classes[[ord(character) for character in characters]] = kind
    table: U32 = classes << np.uint32(16) | folded
    return table


def _class_of(character: str) -> int:
    category = unicodedata.category(character)
    if category == "Nd":
        return ZERO + unicodedata.digit(character)
    if category[0] not in "LMN":
        return GAP
    if category in ("Ll", "Lu", "Lt"):
        return LOWER if category == "Ll" else CAPITAL
    name = unicodedata.name(character, "")
    return IDEOGRAPH if name.startswith(IDEOGRAPHS) else RUN_ON if name.startswith(RUN_ON_SCRIPTS) else LETTER
