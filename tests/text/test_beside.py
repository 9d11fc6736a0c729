"""What stands beside a phrase of a rule can say that it is text: lists, verses, glossaries, facts, speech."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpusclean.model import NO_RULE, Pages
from corpusclean.text.blocks import split
from corpusclean.text.residue import mark_residue
from corpusclean.text.rulebook import load_rules

CASES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "fixtures" / "residue" / "beside.toml").read_text(encoding="utf-8")
)
BOOK = load_rules()


@pytest.mark.parametrize("page", CASES["page"], ids=lambda page: page["why"])
def test_what_stands_beside_a_phrase_counts(page: dict[str, Any]) -> None:
    lines = page["text"].strip().split("\n")
    batch = mark_residue(split(Pages(["p"], ["\n".join(lines).encode()], [b""], [""])), BOOK)
    gone = [line for line, rule in zip(lines, batch.blocks.rule.tolist(), strict=True) if rule != NO_RULE]
    assert gone == [line for line in lines if line in page.get("go", [])]
