"""`--index DIR`: today's pages are cleaned against yesterday's articles, and the folder survives whatever happens."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import corpusclean, rows

WORDS = [f"{a}{b}{c}" for a in "bdfklm" for b in "aeiou" for c in "nrst"]


def pages(first: int, end: int) -> list[dict[str, Any]]:
    """Every third page repeats an earlier one, exactly or nearly."""
    found = []
    for number in range(first, end):
        source = random.Random(number).randrange(number) if number % 3 == 2 else number
        text = " ".join(random.Random(source * 31).choices(WORDS, k=80))
        found.append({"id": f"p{number}", "text": text + (" at last" if number % 2 else "")})
    return found


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture
def halves(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path / "one.jsonl", pages(0, 300)), write(tmp_path / "two.jsonl", pages(300, 600))


def clean(*arguments: Path | str) -> list[dict[str, Any]]:
    done = corpusclean("run", *arguments)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = rows(done.stdout)
    return found


def test_two_halves_are_as_one(halves: tuple[Path, Path], tmp_path: Path) -> None:
    index = tmp_path / "seen"
    removed = tmp_path / "removed.jsonl"
    parts = clean(halves[0], "--index", index) + clean(halves[1], "--index", index, "--removed", removed)
    assert parts == clean(*halves)
    old = {f"p{number}#0" for number in range(300)}
    assert any(row["kept"] in old for row in rows(removed))
    assert corpusclean("index", "verify", index).returncode == 0
    merged = corpusclean("index", "merge", index)
    assert b"in 1 segment" in merged.stdout
    assert clean(*halves, "--index", index, "--index-mode", "read") == []
    assert b"p" in corpusclean("index", "info", index).stdout


def test_an_index_that_is_only_read_stays_as_it_is(halves: tuple[Path, Path], tmp_path: Path) -> None:
    index = tmp_path / "seen"
    clean(halves[0], "--index", index)
    before = {path.name: path.read_bytes() for path in index.iterdir()}
    clean(halves[1], "--index", index, "--index-mode", "read")
    assert {path.name: path.read_bytes() for path in index.iterdir()} == before


def test_an_index_to_read_must_be_there(halves: tuple[Path, Path], tmp_path: Path) -> None:
    done = corpusclean("run", halves[0], "--index", tmp_path / "none", "--index-mode", "read")
    assert done.returncode == 3 and b"no index here" in done.stderr


def test_another_kind_of_index_is_refused_with_the_difference(halves: tuple[Path, Path], tmp_path: Path) -> None:
    index = tmp_path / "seen"
    clean(halves[0], "--index", index)
    done = corpusclean("run", halves[1], "--index", index, "--threshold", "0.6")
    assert done.returncode == 2 and b"bands is 21 of 6 rows there and" in done.stderr
    assert b"give the --threshold and the --recall that it was made with" in done.stderr


@pytest.mark.parametrize(("damage", "message"), [("cut", b"bytes, and"), ("flip", b"BLAKE2b"), ("remove", b"missing")])
def test_a_damaged_segment_is_refused(halves: tuple[Path, Path], tmp_path: Path, damage: str, message: bytes) -> None:
    index = tmp_path / "seen"
    clean(halves[0], "--index", index)
    segment = index / "segment-000001.parquet"
    data = segment.read_bytes()
    if damage == "remove":
        segment.unlink()
    else:
        segment.write_bytes(data[:-1] if damage == "cut" else data[:99] + bytes([data[99] ^ 1]) + data[100:])
    for command in (("run", halves[1], "--index", index), ("index", "verify", index)):
        done = corpusclean(*command)
        assert done.returncode == 3 and message in done.stderr and b"segment-000001.parquet" in done.stderr


def test_a_damaged_manifest_is_refused(halves: tuple[Path, Path], tmp_path: Path) -> None:
    index = tmp_path / "seen"
    index.mkdir()
    for text, message in (("{", b"damaged"), ('{"format": 9}', b"format 9"), ("[]", b"damaged")):
        (index / "manifest.json").write_text(text)
        done = corpusclean("run", halves[1], "--index", index)
        assert done.returncode == 3 and message in done.stderr


def test_a_killed_run_leaves_the_index_as_it_was(halves: tuple[Path, Path], tmp_path: Path) -> None:
    index, out = tmp_path / "seen", tmp_path / "out.jsonl"
    clean(halves[0], "--index", index)
    manifest = (index / "manifest.json").read_bytes()
    command = [sys.executable, "-m", "corpusclean", "run", str(halves[1]), "--index", str(index), "-o", str(out), "-q"]
    for moment in (0.4, 0.8, 1.2):
        process = subprocess.Popen([*command, "--force"])
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (index / "manifest.json").read_bytes() != manifest:  # it was done already
            return
        assert corpusclean("index", "verify", index).returncode == 0
    subprocess.run([*command, "--force"], check=True)
    assert rows(out) == clean(*halves)[-len(rows(out)) :]


def test_nobody_else_adds_at_the_same_time(halves: tuple[Path, Path], tmp_path: Path) -> None:
    from corpusclean.dedup.folder import locked

    with locked(tmp_path / "seen"):
        done = corpusclean("run", halves[0], "--index", tmp_path / "seen")
    assert done.returncode == 4 and b"another run is adding" in done.stderr
