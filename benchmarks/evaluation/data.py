"""The labelled data, in one form: pages of lines, each line content, residue or neither."""

import gzip
import json
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

TOP = Path(__file__).parents[2]
SHARED = TOP.parent / "shared"
FIXTURES = TOP / "fixtures"

CONTENT, RESIDUE, NEITHER = 1, 0, -1
"""Labels. NEITHER is counted nowhere: a line that holds both, a bare title of another post."""

MARKED = re.compile(r"(?:\[\w+\]|~) ")


class Page(NamedTuple):
    """A page as lines, each without a line break, with a label for each; `lang` is an ISO 639-1 code where known."""

    name: str
    lines: list[str]
    labels: list[int]
    lang: str = ""


def data_path(name: str) -> Path:
    """Where a file of that name is kept."""
    return Path(os.environ.get("CORPUSCLEAN_DATA", SHARED / "data")) / f"{name}.jsonl.gz"


def read_rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(data_path(name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def one_line(text: str) -> str:
    """The text without line breaks, so that it is one block."""
    return re.sub(r"[\r\n]+", " ", text)


def labelled_rows(name: str) -> list[Page]:
    """Rows with `lines` and `labels`."""
    return [
        Page(row["id"], list(map(one_line, row["lines"])), row["labels"], row.get("lang", "en"))
        for row in read_rows(name)
    ]


def fixture_pages() -> list[Page]:
    """The project's own pages: lines that must go are marked with `[group] ` or `~ `; see fixtures/articles."""
    pages = []
    for path in sorted([*(FIXTURES / "residue" / "pages").glob("*.txt"), *FIXTURES.glob("articles/archives/*.txt")]):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip("= ")]
        labels = [RESIDUE if MARKED.match(line) else CONTENT for line in lines]
        pages.append(Page(path.stem, [MARKED.sub("", line, count=1) for line in lines], labels))
    return pages
