"""Choices: their ranges, their fingerprint, and the file they may stand in."""

from math import nan
from pathlib import Path
from typing import Any

import pytest

from corpusclean.config import Config, read_config
from corpusclean.errors import UsageError

WRONG = [
    {"threshold": 0},
    {"threshold": 1.5},
    {"threshold": "0.8"},
    {"recall": 1},
    {"num_perm": 3},
    {"containment": 1.5},
    {"contained": "longer"},
    {"quotes": "curly"},
    {"normalize": "nfc"},
    {"repair": 1},
    {"keep_lines": ["More"]},
    {"max_expand": 1},
    {"strange": -0.1},
    {"strange": nan},
    {"hopeless": -1},
    {"hopeless": nan},
    {"doubt": 1.1},
    {"doubt": -0.1},
    {"doubt": nan},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_values_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Config(**wrong)


def test_the_fingerprint_follows_the_choices_and_nothing_else() -> None:
    assert Config().fingerprint == Config(threshold=0.8).fingerprint != Config(threshold=0.7).fingerprint


def test_the_default_fingerprint_changes_only_on_purpose() -> None:
    assert Config().fingerprint == "f43c7493b0d7065d"


def test_a_file_gives_values_by_name(tmp_path: Path) -> None:
    file = tmp_path / "corpusclean.toml"
    file.write_text("threshold = 0.7\nlanguages = ['en', 'ar']\n")
    known = {"threshold": (float, int), "languages": (list, str)}
    assert read_config(file, known) == {"threshold": 0.7, "languages": ["en", "ar"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("treshold = 0.7", "did you mean 'threshold'"),
        ("a b", "not TOML"),
        ("zzz = 1", "known are languages, threshold"),
        ("threshold = true", "threshold is true or false; give a number or a whole number"),
        ("threshold = '0.7'", "threshold is a text; give a number or a whole number"),
        ("threshold = 2018-02-05", "threshold is a date or a table; give a number"),
        ("languages = [1]", "give a list of texts or a text"),
    ],
)
def test_a_wrong_file_is_refused_with_a_hint(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "corpusclean.toml"
    file.write_text(content)
    with pytest.raises(UsageError, match=message):
        read_config(file, {"threshold": (float, int), "languages": (list, str)})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_config(tmp_path / "none.toml", {})


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ({"languages": ("english",)}, "unknown language 'english'"),
        ({"with_rules": ("nothing.here",)}, "no rule or group of rules 'nothing.here'"),
        ({"without_rules": ("related", "relatd")}, "did you mean 'related'"),
    ],
)
def test_names_that_there_are_not_are_refused_at_once(choices: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        Config(**choices)


def test_rules_that_are_still_to_be_learned_may_be_named() -> None:
    assert Config(without_rules=("learned.site",)).without_rules == ("learned.site",)
