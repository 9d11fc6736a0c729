"""Choices: their ranges, their fingerprint, and the file they may stand in."""

from pathlib import Path
from typing import Any

import pytest

from corpusclean.config import Config, read_config
from corpusclean.errors import UsageError


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1.5}, {"recall": 1}, {"num_perm": 3}])
def test_values_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Config(**wrong)


def test_the_fingerprint_follows_the_choices_and_nothing_else() -> None:
    assert Config().fingerprint == Config(threshold=0.8).fingerprint != Config(threshold=0.7).fingerprint


def test_the_default_fingerprint_changes_only_on_purpose() -> None:
    assert Config().fingerprint == "04744c94d705afc1"


def test_a_file_gives_values_by_name(tmp_path: Path) -> None:
    file = tmp_path / "corpusclean.toml"
    file.write_text("threshold = 0.7\nlanguages = ['en', 'ar']\n")
    assert read_config(file, ["threshold", "languages"]) == {"threshold": 0.7, "languages": "en,ar"}


@pytest.mark.parametrize(
    ("content", "message"),
    [("treshold = 0.7", "did you mean 'threshold'"), ("a b", "not TOML"), ("zzz = 1", "known are threshold")],
)
def test_a_wrong_file_is_refused_with_a_hint(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "corpusclean.toml"
    file.write_text(content)
    with pytest.raises(UsageError, match=message):
        read_config(file, ["threshold"])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_config(tmp_path / "none.toml", [])
