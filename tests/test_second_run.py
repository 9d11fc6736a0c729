"""RELIABILITY R39, invariant I6: a second run over the output changes no text, cuts nothing, and splits nothing."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusclean.api import Change, Cleaner, Removal
from corpusclean.config import Config

FIXTURES = Path(__file__).parents[1] / "fixtures"
MARKED = re.compile(r"^(?:\[\w+\]|~) |^=+$", re.MULTILINE)  # how the fixtures mark lines that must go


def pages_of(path: Path) -> list[str]:
    """The pages that a fixture holds."""
    text = path.read_bytes().decode()
    if path.suffix == ".json":
        return [case["raw"] for case in json.loads(text)]
    if path.suffix == ".jsonl":
        return [json.loads(line)["text"] for line in text.split("\n") if line.endswith("}")]
    return [MARKED.sub("", text)]


FILES = [
    *sorted(FIXTURES.glob("articles/*/*.txt")),
    *sorted(FIXTURES.glob("residue/*/*.txt")),
    FIXTURES / "repair" / "cases.json",
    FIXTURES / "repair" / "must_not_change.txt",
    FIXTURES / "demo" / "pages.jsonl",
]
LINES = sorted({line for path in FILES for page in pages_of(path) for line in page.split("\n") if line.strip()})


TOLD: list[Removal | Change] = []
CLEANER = Cleaner(on_removal=TOLD.append, on_change=TOLD.append)
WHOLE = Cleaner(Config(split="off"), on_removal=TOLD.append, on_change=TOLD.append)


def check_second_run(pages: list[str], cleaner: Cleaner) -> None:
    """Clean the pages, and what comes out of that."""
    once = [article.text for article in cleaner(pages)]
    TOLD.clear()
    assert [article.text for article in cleaner(once)] == once
    assert TOLD == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_every_fixture(path: Path) -> None:
    check_second_run(pages_of(path), CLEANER)


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=12).map("\n\n".join), min_size=1, max_size=3))
def test_pages_of_any_lines(pages: list[str]) -> None:
    """Where articles begin is for the fixtures to show: lines thrown together are no page."""
    check_second_run(pages, WHOLE)


PROSE = "He walked all night along the railway, past the sleeping farms, until the first windows lit up ahead of him."
SEA = "更多的风从海上来"


@pytest.mark.parametrize(
    "blocks",
    [
        [PROSE, "Music", "&nbsp;"],
        [PROSE, "Search", "\u200b"],
        [PROSE, "Continue reading", "&nbsp;", "the stars above the bay", "\u200b", PROSE],
        ["Home", "&nbsp;", PROSE, "Share", "\u200b", PROSE, "Search", "&nbsp;", PROSE],
        ["Rooms: 12", "\u200b", "Reviews: 231", "&nbsp;", PROSE],
        ["- Share", "&nbsp;", "- Save", PROSE],
        [PROSE, "Notificar un problema", SEA, "Kommentar schreiben"],
        [PROSE, SEA, "\u200b", "Kommentar schreiben"],
        [PROSE, SEA, "&nbsp;"],
    ],
)
def test_what_the_first_run_empties_or_takes_stands_beside_nothing(blocks: list[str]) -> None:
    check_second_run(["\n\n".join(["The Road", *blocks])], CLEANER)
