"""SQLite's loop: the nth operation of the system fails, for n = 1, 2, 3 ... until a run gets through.

Whatever fails, once or from then on, each output is the old file or the complete new one, nothing lies about beside it,
and the error is an OutputError.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpusclean.errors import OutputError
from corpusclean.io.sink import Sink, commit_all

OPERATIONS = ("open", "write", "fsync", "close", "replace", "listdir", "scandir")
OLD, NEW = b"old\n", b"new line\n" * 5000


class FaultyFile:
    """Stands in for operations of `os`: passes them on, but for the nth."""

    def __init__(self, fail_at: int, code: int, persistent: bool) -> None:
        self.fail_at = fail_at
        self.code = code
        self.persistent = persistent
        self.count = 0
        self.failed = False

    def wrap(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self.fail_at or (self.persistent and self.count > self.fail_at):
                self.failed = True
                raise OSError(self.code, os.strerror(self.code))
            return operation(*arguments, **options)

        return call


def write_three(folder: Path) -> None:
    sinks = []
    try:
        for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl"):
            sinks.append(Sink(str(folder / name)))
            sinks[-1].write(NEW)
            sinks[-1].flush()
        commit_all(sinks)
    finally:
        for sink in sinks:
            sink.abort()


@pytest.mark.parametrize("persistent", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EINTR], ids=errno.errorcode.get)
def test_the_nth_operation_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, persistent: bool) -> None:
    for fail_at in range(1, 200):
        folder = tmp_path / str(fail_at)
        folder.mkdir()
        (folder / "a.jsonl").write_bytes(OLD)
        faults = FaultyFile(fail_at, code, persistent)
        with monkeypatch.context() as patch:
            for name in OPERATIONS:
                patch.setattr(os, name, faults.wrap(getattr(os, name)))
            error = None
            try:
                write_three(folder)
            except OutputError as caught:
                error = caught
        names = {path.name for path in folder.iterdir()}
        assert names <= {"a.jsonl", "b.jsonl.gz", "c.jsonl"}, f"operation {fail_at} left something behind"
        assert (folder / "a.jsonl").read_bytes() in (OLD, NEW)
        assert not (folder / "c.jsonl").exists() or (folder / "c.jsonl").read_bytes() == NEW
        if error is None:  # only the closing of files that are on disk may fail without harm
            assert names == {"a.jsonl", "b.jsonl.gz", "c.jsonl"}
            assert (folder / "a.jsonl").read_bytes() == NEW
        if not faults.failed:
            assert error is None
            assert fail_at > 12
            return
    pytest.fail("no run got through")


def test_before_the_first_renaming_a_fault_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_bytes(OLD)
    for fail_at in (1, 2, 3):
        faults = FaultyFile(fail_at, errno.EIO, persistent=False)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", faults.wrap(os.fsync))
            with pytest.raises(OutputError, match="Input/output error"):
                write_three(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
        assert (tmp_path / "a.jsonl").read_bytes() == OLD


def test_writes_may_be_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, data[:1000]))
    with Sink(str(tmp_path / "out")) as sink:
        sink.write(NEW)
    assert (tmp_path / "out").read_bytes() == NEW
