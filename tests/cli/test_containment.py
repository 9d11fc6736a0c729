"""`corpusclean run --containment`: the wire story that stands in a longer article goes, and the removal says why."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import corpusclean, rows

WORDS = [f"{a}{b}{c}" for a in "bdfklm" for b in "aeiou" for c in "nrst"]


def paragraphs(seed: int, count: int) -> str:
    chance = random.Random(seed)
    return "\n\n".join(f"{' '.join(chance.choices(WORDS, k=25))}." for _ in range(count))


def pages() -> list[dict[str, Any]]:
    """Of every story a version with local paragraphs, the wire's own under another head, and a still longer one."""
    found = []
    for n in range(40):
        story = paragraphs(n, 4)
        found.append({"id": f"long{n}", "text": f"From our desk {n}.\n\n{story}\n\n{paragraphs(n + 100, 4)}"})
        found.append({"id": f"wire{n}", "text": f"{story}\n\nReporting by the agency {n}."})
        found.append({"id": f"late{n}", "text": f"{paragraphs(n + 200, 9)}\n\n{story}"})
    return found


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    return write(tmp_path / "stories.jsonl", pages())


def clean(*arguments: Path | str | int) -> list[str]:
    done = corpusclean("run", *arguments, "--no-articles")
    assert done.returncode == 0, done.stderr
    return [row["clean"]["page"] for row in rows(done.stdout)]


def test_what_a_longer_article_holds_goes_and_the_removal_says_why(stories: Path, tmp_path: Path) -> None:
    removed, stats = tmp_path / "removed.jsonl", tmp_path / "stats.json"
    kept = clean(stories, "--containment", "0.9", "--removed", removed, "--stats", stats)
    assert kept == [page["id"] for page in pages() if not page["id"].startswith("wire")]
    for n, row in enumerate(rows(removed)):
        assert (row["id"], row["kept"], row["how"]) == (f"wire{n}#0", f"long{n}#0", "contained")
        assert row["similarity"] < 0.8 and 0.9 <= row["share"] < 1
    counts = json.loads(stats.read_bytes())
    assert counts["duplicates"] == {"contained": 40}
    assert sum(counts["containment"].values()) == counts["ledger"]["articles"]["removed"]["duplicate"] == 40
    assert len(clean(stories)) == 120


def test_what_came_first_stays_and_priority_can_be_another(stories: Path, tmp_path: Path) -> None:
    """The last version holds the story as well, and came after the wire's: by length it is the first."""
    late = write(tmp_path / "late.jsonl", [page for page in pages() if not page["id"].startswith("long")])
    assert len(clean(late, "--containment", "0.9")) == 80
    assert {name[:4] for name in clean(late, "--containment", "0.9", "--keep", "longest")} == {"late"}
    assert {name[:4] for name in clean(late, "--containment", "0.9", "--contained", "either")} == {"wire"}


def test_the_same_for_any_number_of_workers_and_in_two_halves(stories: Path, tmp_path: Path) -> None:
    whole = clean(stories, "--containment", "0.9")
    assert clean(stories, "--containment", "0.9", "--workers", 2) == whole
    half = len(pages()) // 2
    halves = [write(tmp_path / "one.jsonl", pages()[:half]), write(tmp_path / "two.jsonl", pages()[half:])]
    index = tmp_path / "seen"
    assert [name for part in halves for name in clean(part, "--containment", "0.9", "--index", index)] == whole
    again = write(tmp_path / "again.jsonl", [{"id": "x", "text": paragraphs(3, 4)}])
    assert clean(again, "--index", index, "--index-mode", "read") == ["x"]
    assert clean(again, "--index", index, "--index-mode", "read", "--containment", "0.9") == []


def test_explain_and_tune_know_it(stories: Path) -> None:
    told = corpusclean("explain", "wire3", stories, "--containment", "0.9", "--no-articles").stdout.decode()
    assert "wire3#0 is a duplicate of long3#0: contained 0.9" in told
    assert "only in what was removed: Reporting by the agency" in told
    table = json.loads(corpusclean("tune", stories, "--containment", "0.9", "--no-articles", "--json").stdout)
    assert {level["contained"] for level in table["levels"]} == {40}
    assert {(pair["removed"][:4], pair["kept"][:4], pair["goes"]) for pair in table["pairs"]} == {
        ("wire", "long", True)
    }
    assert all(pair["share"] >= 0.9 > 0.8 > pair["similarity"] for pair in table["pairs"])


@pytest.mark.parametrize("arguments", [["--containment", "1.5"], ["--contained", "longer"]])
def test_what_makes_no_sense_is_refused(stories: Path, arguments: list[str]) -> None:
    assert corpusclean("run", stories, *arguments).returncode == 2
