"""What waits on disk comes back as it was, in any order."""

import os
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.dedup.spool import Log, SketchLog, VerdictLog
from corpusclean.errors import ResourceError
from corpusclean.model import Sketches, Verdict
from tests.dedup.articles import part, sketches_of

TEXTS = ["the cat sat on the mat today", "", "…", "rain fell on it all the day " * 3, "漢字とかな", "a dog ran"]


@given(st.lists(st.lists(st.binary(max_size=9), max_size=4), max_size=5))
def test_entries_come_back(segments: list[list[bytes]]) -> None:
    log = Log()
    for segment in segments:
        log.extend(segment)
    entries = [entry for segment in segments for entry in segment]
    assert [log[number] for number in range(len(log))] == entries


def test_a_log_leaves_nothing_in_its_folder(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.extend([b"entry"])
    assert list(tmp_path.iterdir()) == []
    assert log[0] == b"entry"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"none: No such file.*--spool"):
        Log(tmp_path / "none")


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwritev", full)
    with pytest.raises(ResourceError, match="No space left on device"):
        log.extend([b"entry"])


def test_a_write_may_stop_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    log, pwritev = Log(), os.pwritev
    monkeypatch.setattr(os, "pwritev", lambda file, pieces, position: pwritev(file, [pieces[0][:3]], position))
    log.extend([b"a long entry", b"another"])
    assert (log[0], log[1]) == (b"a long entry", b"another")


def assert_same(left: Sketches, right: Sketches) -> None:
    for field in fields(Sketches):
        ours, theirs = getattr(left, field.name), getattr(right, field.name)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5], [5, 3, 0], [1], [], [2, 2, 4]])
def test_sketches_come_back_in_any_order(order: list[int]) -> None:
    sketches = sketches_of(TEXTS)
    log = SketchLog()
    for first, end in ((0, 2), (2, 2), (2, 6)):
        log.extend(part(sketches, first, end))
    assert_same(log.take(np.array(order, np.int64)), sketches_of([TEXTS[number] for number in order]))


def test_verdicts_come_back_by_number() -> None:
    log = VerdictLog(4)
    log.extend(np.array([3, 0]), [Verdict("\ud800#0", 0.875, "near"), Verdict()])
    log.extend(np.array([2, 1]), [Verdict(), Verdict("ü#1", 1.0, "exact")])
    assert log.read(0, 4) == [Verdict(), Verdict("ü#1", 1.0, "exact"), Verdict(), Verdict("\ud800#0", 0.875, "near")]
    assert log.read(1, 1) == []
