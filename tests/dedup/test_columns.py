"""Columns on disk: they grow, they let go of memory, and a full disk is an error and no crash."""

import errno
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest

from corpusclean.dedup.columns import SMALLEST, Column
from corpusclean.errors import ResourceError


def test_values_survive_growth_and_release() -> None:
    column = Column(np.uint32)
    column.array[:1000] = np.arange(1000)
    column.reserve(3 * SMALLEST)
    assert len(column.array) >= 3 * SMALLEST
    column.array[3 * SMALLEST - 1] = 5
    column.release()
    assert column.array[:1000].tolist() == list(range(1000))
    assert column.array[3 * SMALLEST - 1] == 5


def test_pieces_are_written_one_after_the_other() -> None:
    column = Column(np.uint32)
    pieces = [np.arange(size, dtype=np.uint32) for size in (3, 0, 1)] * 700
    column.write(2, *pieces)
    expected = np.concatenate([np.zeros(2, np.uint32), *pieces])
    assert column.array[: len(expected)].tolist() == expected.tolist()


def test_room_that_is_there_is_not_made_again() -> None:
    column = Column(np.int64)
    array = column.array
    column.reserve(len(array))
    assert column.array is array


def test_the_file_has_no_name_and_is_closed_with_the_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = len(list(Path("/proc/self/fd").iterdir()))
    column = Column(np.uint8)
    assert list(tmp_path.iterdir()) == []
    del column
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_full_disk_is_an_error_that_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(descriptor: int, offset: int, size: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    column = Column(np.uint8)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(os, "posix_fallocate", no_room)
    with pytest.raises(ResourceError, match=f"{tmp_path}: No space left.*TMPDIR"):
        column.reserve(2 * SMALLEST)


def test_a_folder_for_temporary_files_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with pytest.raises(ResourceError, match=r"/nowhere.*TMPDIR"):
        Column(np.uint32)
