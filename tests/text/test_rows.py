"""Rows of phrases: those that have a language in common fill a line, however many languages each of them is in."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.rows import ANY
from corpusclean.text.residue import match_lines
from corpusclean.text.rulebook import RuleSet, _rule_set, load_rules
from corpusclean.text.rulefiles import Rule
from corpusclean.text.ruletables import MOST_LANGUAGES, _languages, compile_rules

CASES = tomllib.loads((Path(__file__).parents[2] / "fixtures" / "residue" / "rows.toml").read_text(encoding="utf-8"))
LANGUAGES: dict[str, list[str]] = CASES["languages"]


@pytest.mark.parametrize(
    ("line", "goes"), [(line, kind == "go") for kind in CASES["lines"] for line in CASES["lines"][kind]]
)
def test_words_of_several_languages_stand_in_rows_of_each(line: str, goes: bool) -> None:
    assert bool(match_lines([line], load_rules())[0] >= 0) == goes


def book() -> RuleSet:
    """A rule for each language, with its phrases."""
    phrases = {lang: [text for text, langs in LANGUAGES.items() if lang in langs] for lang in ("en", "de", "fr")}
    phrases[""] = [text for text, langs in LANGUAGES.items() if not langs]
    rules = [Rule(f"a.b.{lang or 'any'}", "a", lang, tuple(texts), alone=True) for lang, texts in phrases.items()]
    return _rule_set(compile_rules(rules, ["Facebook"]), ())


BOOK = book()


@given(st.lists(st.sampled_from(sorted(LANGUAGES)), min_size=1, max_size=5))
def test_a_row_needs_a_language_that_all_of_it_is_in(row: list[str]) -> None:
    common = {"en", "de", "fr"}.intersection(*(LANGUAGES[text] or ["en", "de", "fr"] for text in row))
    assert bool(match_lines([" | ".join(row)], BOOK)[0] >= 0) == bool(common)


def test_there_is_a_bit_for_every_language_and_the_last_one_is_shared() -> None:
    codes = [f"{first}{second}" for first in "abcdefgh" for second in "abcdefgh"]
    rules = [Rule(f"a.b.{code}", "a", code, ("x",)) for code in codes]
    bits = _languages([*rules, Rule("a.b.any", "a", "", ("x",))]).tolist()
    assert bits[: MOST_LANGUAGES - 1] == [1 << number for number in range(MOST_LANGUAGES - 1)]
    assert set(bits[MOST_LANGUAGES - 1 : -1]) == {1 << (MOST_LANGUAGES - 1)}
    assert bits[-1] == int(ANY)
