"""Pages of lines, as the fixtures of articles write them: "¶" stands for a paragraph."""

import tomllib
from itertools import cycle
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
PARAGRAPHS = (
    "The old swing bridge at the mouth of the harbour will be shut to cars every night between ten and five.",
    "Ferries will run every twenty minutes instead, and the port office has promised that nobody will have to wait.",
    "Whoever has to get to the hospital in the night is asked to come by way of the mill, where the road stays open.",
)


def read_pages(name: str) -> list[dict[str, Any]]:
    """The pages of a file of the fixtures."""
    pages: list[dict[str, Any]] = tomllib.loads((FIXTURES / name).read_text(encoding="utf-8"))["page"]
    return pages


def lines_of(page: dict[str, Any]) -> list[str]:
    """The lines of a page, with paragraphs where they are to stand."""
    paragraphs = cycle(PARAGRAPHS)
    return [next(paragraphs) if line == "¶" else line for line in page["text"].strip().split("\n")]
