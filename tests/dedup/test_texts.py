"""Real texts in many scripts: copies are found, nothing else is dropped, whatever its script or length."""

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.dedup import plain
from tests.dedup.articles import verdicts_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "dedup"
LENGTHS = (1, 3, 10, 60, 400)  # words

# The first letter of twenty scripts; words of a script are made of the letters that follow it.
SCRIPTS = {
    "Latin": "a", "Greek": "α", "Cyrillic": "а", "Armenian": "ա", "Georgian": "ა", "Hebrew": "א", "Arabic": "ؠ",
    "Devanagari": "क", "Bengali": "ক", "Gurmukhi": "ਕ", "Gujarati": "ક", "Tamil": "க", "Telugu": "క", "Kannada": "ಕ",
    "Malayalam": "ക", "Ethiopic": "ሀ", "Hangul": "가", "Han": "一", "Hiragana": "あ", "Thai": "ก", "Lao": "ກ",
    "Khmer": "ក", "Myanmar": "က",
}  # fmt: skip


def pairs(name: str) -> list[Any]:
    with (FIXTURES / name).open("rb") as file:
        return [pytest.param(pair, id=pair["label"]) for pair in tomllib.load(file)["pair"]]


def made_text(first_letter: str, words: int, seed: int) -> str:
    random.seed(seed)
    letters = [chr(ord(first_letter) + i) for i in range(20)]
    return " ".join("".join(random.choices(letters, k=random.randint(1, 6))) for _ in range(words))


@pytest.mark.parametrize("pair", pairs("near_copies.toml"))
def test_copies_are_found_and_the_similarity_is_exact(pair: dict[str, Any]) -> None:
    assert plain.jaccard(pair["first"], pair["second"]) == pytest.approx(pair["similarity"], abs=0.0006)
    kept, removed = verdicts_of([pair["first"], pair["second"]])
    assert kept.how == "" and removed.kept == "0"
    assert removed.similarity == plain.jaccard(pair["first"], pair["second"])


@pytest.mark.parametrize("pair", pairs("must_not_change.toml"))
def test_what_is_no_copy_stays(pair: dict[str, Any]) -> None:
    assert [verdict.how for verdict in verdicts_of([pair["first"], pair["second"]])] == ["", ""]


def test_nothing_is_dropped_for_its_script_or_length() -> None:
    texts = [made_text(letter, length, length) for letter in SCRIPTS.values() for length in LENGTHS]
    assert [verdict.how for verdict in verdicts_of(texts)] == [""] * len(texts)


@pytest.mark.parametrize("letter", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_copy_with_two_more_words_is_found_in_every_script(letter: str) -> None:
    text = made_text(letter, 60, 7)
    assert verdicts_of([text, f"{text} {text[:2]} {text[1:3]}"])[1].how == "near"
