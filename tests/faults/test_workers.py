"""A record that ends or stops its worker process costs itself and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpusclean.engines.workers import records_of
from corpusclean.io.lines import Chunk
from tests.cli.process import COMMAND, PATIENCE, corpusclean, rows

FAULTS = Path(__file__).with_name("worker_faults.py")
PAGE = '{{"id": "p{0}", "text": "Page {0} tells of {1}."}}\n'
SOUND = [PAGE.format(number, f"{number * 7919} things that no other page tells of") for number in range(60)]


@pytest.fixture
def damaged(tmp_path: Path) -> dict[str, str]:
    """An environment in which workers die and hang at markers."""
    shutil.copy(FAULTS, tmp_path / "sitecustomize.py")
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def clean(lines: list[str], env: dict[str, str], folder: Path, workers: int = 2) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, "run", "-", "-o", folder / "out.jsonl", "--workers", workers, "--force"]
    return subprocess.run(
        list(map(str, command)), input="".join(lines).encode(), env=env, capture_output=True, timeout=PATIENCE
    )


def test_exactly_these_records_are_rejected(tmp_path: Path, damaged: dict[str, str]) -> None:
    clean(SOUND, damaged, tmp_path, workers=1)
    expected = rows(tmp_path / "out.jsonl")
    deadly, endless = PAGE.format("bad", "DIE HERE"), PAGE.format("worse", "HANG HERE")
    done = clean([*SOUND[:15], deadly, *SOUND[15:30], endless, *SOUND[30:]], damaged, tmp_path)
    assert done.returncode == 1, done.stderr.decode()
    assert rows(tmp_path / "out.jsonl") == expected
    rejects = rows(tmp_path / "out.jsonl.rejects.jsonl")
    assert [(reject["line"], reject["reason"]) for reject in rejects] == [(16, "worker_crashed"), (32, "timeout")]
    assert [reject["raw"] + "\n" for reject in rejects] == [deadly, endless]
    assert rejects[0]["offset"] == sum(len(line) for line in SOUND[:15])


def test_workers_that_die_at_anything_end_the_run(tmp_path: Path, damaged: dict[str, str]) -> None:
    faults = tmp_path / "sitecustomize.py"
    faults.write_text(faults.read_text().replace('b"DIE HERE"', 'b"age"'))
    done = clean(SOUND, damaged, tmp_path)
    assert done.returncode == 5
    assert b"worker processes die at once" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_a_worker_that_dies_with_half_a_result_handed_over_holds_up_nothing() -> None:
    subprocess.run([sys.executable, Path(__file__).with_name("torn_result.py")], timeout=PATIENCE / 10, check=True)


def test_a_chunk_in_records_is_the_same_chunk() -> None:
    chunk = Chunk("a", "jsonl", 7, 100, b"{}\n\n\r\n{} x", (), 0)
    records = list(records_of(chunk))
    assert b"".join(record.data for record in records) == chunk.data
    assert [json.dumps([record.line, record.offset]) for record in records] == [
        "[7, 100]",
        "[8, 103]",
        "[9, 104]",
        "[10, 106]",
    ]
    assert list(records_of(chunk._replace(form="text"))) == [chunk._replace(form="text")]


def test_a_worker_that_dies_while_rules_are_learned_ends_the_run_with_a_word(
    tmp_path: Path, damaged: dict[str, str]
) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join([*SOUND, json.dumps({"id": "deadly", "text": "DIE HERE"}) + "\n"]))
    done = corpusclean("run", pages, "--learn", "--workers", "2", "-o", tmp_path / "out.jsonl", env=damaged)
    assert done.returncode == 5
    assert b"a worker process died while rules were learned" in done.stderr
    assert b"--workers 1" in done.stderr and not (tmp_path / "out.jsonl").exists()
