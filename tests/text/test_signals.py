"""Short lines are taken for what they are."""

import tomllib
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels import head_words, shapes
from corpusclean.kernels.article_rows import SHAPE
from corpusclean.kernels.head_words import MAX_WORDS, NUMBER, Signals, read_words
from corpusclean.kernels.heads import Reader, read_shapes
from corpusclean.text.signals import MEANINGS, SIGNALS_FOLDER, load_signals, room_for_words

LINES = tomllib.loads((Path(__file__).parents[2] / "fixtures" / "articles" / "lines.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def signals() -> Signals:
    return load_signals()


def shapes_of(lines: list[str], signals: Signals) -> list[int]:
    encoded = [line.encode() for line in lines]
    ends = np.cumsum([0, *map(len, encoded)])
    text = np.frombuffer(b"".join(encoded), np.uint8)
    taken = np.zeros(len(lines), np.bool_)
    rows = read_shapes(Reader(text, ends[:-1], ends[1:], signals, room_for_words()), taken)
    return list(rows[SHAPE].tolist())


@pytest.mark.parametrize("kind", LINES)
def test_a_line_is_taken_for_what_it_is(kind: str, signals: Signals) -> None:
    expected = getattr(shapes, kind.upper())
    found = shapes_of(LINES[kind], signals)
    assert [line for line, shape in zip(LINES[kind], found, strict=True) if shape != expected] == []


def test_long_blocks_are_prose(signals: Signals) -> None:
    sentence = "The ferry leaves at nine in the morning and comes back when the harbour master has had his lunch"
    assert shapes_of([sentence * 2, sentence + ".", "渡" * 130], signals) == [shapes.PROSE] * 3


def words_of(text: str, signals: Signals) -> list[str]:
    """The words that a plain loop over characters finds, as `read_words` describes them."""
    words: list[str] = []
    before = ""
    for char in text:
        kind = kind_of(char, signals)
        if kind == "ignored":
            continue
        goes_on = (kind == before and kind != "ideograph") or (
            {before, kind} <= {"lower", "capital", "letter", "run on"} and (before, kind) != ("lower", "capital")
        )
        if kind == "gap":
            before = ""
            continue
        if before and goes_on:
            words[-1] += char
        else:
            words.append(char)
        before = kind
    return words


def kind_of(char: str, signals: Signals) -> str:
    kind = int(signals.letters[ord(char)]) >> 16
    if kind >= head_words.ZERO:
        return "digit"
    names = {
        head_words.LOWER: "lower",
        head_words.CAPITAL: "capital",
        head_words.LETTER: "letter",
        head_words.RUN_ON: "run on",
    }
    return {**names, head_words.IDEOGRAPH: "ideograph", head_words.IGNORED: "ignored"}.get(kind, "gap")


SOME_TEXT = st.text(st.sampled_from("aBé ßЖж12٣قد\u0301’.-/:,汉字カกขa "), max_size=60)


@given(SOME_TEXT)
def test_words_are_those_of_a_plain_loop(text: str) -> None:
    signals, words = load_signals(), room_for_words()
    buffer = np.frombuffer(text.encode(), np.uint8)
    count, _, _ = read_words(buffer, 0, len(buffer), signals.letters, words)
    expected = words_of(text, signals)
    assert count == len(expected)
    numbers = [
        min(int("".join(str(unicodedata.digit(c)) for c in word)), 99999) if word[0].isdigit() else -1
        for word in expected
    ]
    assert words[:count, NUMBER].tolist() == numbers


def test_too_many_words_make_no_head(signals: Signals) -> None:
    assert shapes_of(["a " * (MAX_WORDS + 1)], signals) == [shapes.PROSE]


@given(SOME_TEXT)
def test_case_accents_and_punctuation_do_not_change_the_hash(text: str) -> None:
    signals = load_signals()
    variants = [text.upper(), text.replace(".", " -") + " !"] if text.upper().lower() == text.lower() else [text]
    assert len({key_of(variant, signals) for variant in [text, *variants]}) == 1


def key_of(line: str, signals: Signals) -> int:
    buffer = np.frombuffer(line.encode(), np.uint8)
    words = room_for_words()
    count, _, _ = read_words(buffer, 0, len(buffer), signals.letters, words)
    return int(words[count - 1, head_words.OPENED]) if count else 0


def test_every_table_of_the_data_files_has_a_meaning() -> None:
    tables = {
        (file.stem, name) for file in SIGNALS_FOLDER.glob("*.toml") for name in tomllib.loads(file.read_text("utf-8"))
    }
    assert tables == set(MEANINGS)
