"""`--signatures FILE`: what datasketch makes of it, as docs/datasketch.md shows."""

import json
import re
from pathlib import Path
from typing import Any

from tests.cli.process import corpusclean, rows
from tests.cli.test_index import pages

EXAMPLE = Path(__file__).parents[2] / "docs" / "datasketch.md"


def run_example(folder: Path, monkeypatch: Any) -> dict[str, Any]:
    """Run the Python of the guide in a folder that holds its signatures."""
    [program] = re.findall(r"```python\n(.*?)```", EXAMPLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(program, names)
    return names


def test_datasketch_finds_the_neighbours_that_corpusclean_finds(tmp_path: Path, monkeypatch: Any) -> None:
    source, removed = tmp_path / "pages.jsonl", tmp_path / "removed.jsonl"
    source.write_text("".join(json.dumps(page) + "\n" for page in pages(0, 300)))
    # What is exactly the same is removed in both runs; near-copies only in the second.
    first = corpusclean("run", source, "--threshold", "1", "--signatures", tmp_path / "signatures.parquet")
    assert first.returncode == 0, first.stderr
    assert corpusclean("run", source, "--removed", removed, "--stats", tmp_path / "stats.json").returncode == 0
    found = run_example(tmp_path, monkeypatch)["neighbours"]
    assert set(found) == {row["id"] for row in rows(first.stdout)}
    ours = [(row["id"], row["kept"]) for row in rows(removed) if row["how"] == "near" and row["id"] in found]
    assert len(ours) > 20
    for name, kept in ours:
        assert kept in found[name]


def test_without_sketches_there_are_no_signatures(tmp_path: Path) -> None:
    for options in (["--no-duplicates"], ["--keep", "longest", "--spool", str(tmp_path)]):
        done = corpusclean("run", "--signatures", tmp_path / "s.parquet", *options, stdin=b'{"text": "a"}\n')
        assert done.returncode == 2 and b"--signatures" in done.stderr
        assert not (tmp_path / "s.parquet").exists()
