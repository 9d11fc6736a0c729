"""The edges of a process: closed descriptors, ignored signals, names that no file can have, outputs that fail."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from corpusclean.ledger import Ledger
from corpusclean.uniqueids import UniqueIds
from tests.cli.process import COMMAND, PATIENCE, corpusclean, rows

PAGE = b'{"id": "a", "text": "A story, and not a short one."}\n'


def test_standard_error_may_be_closed(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    script = f"{' '.join(COMMAND)} run - -o {out} 2>&-"
    done = subprocess.run(["bash", "-c", script], input=PAGE, timeout=PATIENCE)
    assert done.returncode == 0
    assert len(rows(out)) == 1


def test_a_hangup_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = ["nohup", *COMMAND, "run", "-", "-o", str(out)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    process.send_signal(signal.SIGHUP)
    process.communicate(PAGE, timeout=PATIENCE)
    assert process.returncode == 0
    assert len(rows(out)) == 1


@pytest.mark.parametrize(("arguments", "code"), [(["-o", "a" * 300], 4), (["b" * 300], 3)])
def test_a_name_that_is_too_long_is_no_bug(arguments: list[str], code: int) -> None:
    done = corpusclean("run", *arguments, stdin=PAGE)
    assert done.returncode == code, done.stderr


def test_a_run_that_fails_leaves_the_rejects_of_an_earlier_one(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert corpusclean("run", "-o", out, stdin=b"{\n").returncode == 1
    failed = corpusclean("run", "-o", out, "--force", "--stats", "/dev/full", stdin=PAGE)
    assert failed.returncode == 4
    assert len(rows(tmp_path / "out.jsonl.rejects.jsonl")) == 1
    assert corpusclean("run", "-o", out, "--force", stdin=PAGE).returncode == 0
    assert list(tmp_path.iterdir()) == [out]


def test_an_allowance_is_a_number_of_ascii_digits() -> None:
    assert corpusclean("run", "--max-rejects", "²", stdin=PAGE).returncode == 2


def test_repeated_ids_are_told_apart_whatever_they_look_like() -> None:
    assert UniqueIds().make(["a", "a~2", "a", "a", "b"], Ledger()) == ["a", "a~2", "a~3", "a~4", "b"]
    ledger = Ledger()
    many = UniqueIds().make(["x"] * 50_000, ledger)  # seconds if it were linear in a search, hours if quadratic
    assert len(set(many)) == 50_000
    assert many[-1] == "x~50000"
    assert ledger.total("input", "repeated ids") == 49_999
