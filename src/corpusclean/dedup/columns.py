"""Columns that grow on disk: what is known of every kept article, and looked at only where a pair is verified."""

import mmap
import os
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpusclean.errors import ResourceError
from corpusclean.writing import write_pieces

Number = TypeVar("Number", bound=np.generic)

SMALLEST = 1 << 20  # bytes
STEP = 256 << 20  # bytes that a column grows by at most, where no more is asked for


class Column(Generic[Number]):
    """An array that grows at its end, in a temporary file that has no name and is gone when the process is.

    `array` is the file, mapped: readable and writable as far as `reserve` made room. The file's pages are in memory
    while they are used; `release` lets go of them.
    """

    array: NDArray[Number]

    def __init__(self, dtype: type[Number]) -> None:
        self._dtype = np.dtype(dtype)
        try:
            self._file, name = tempfile.mkstemp(prefix="corpusclean-")
            Path(name).unlink()
        except OSError as error:
            raise ResourceError(f"{error.filename}: {error.strerror}; set TMPDIR to a folder for the index") from error
        weakref.finalize(self, os.close, self._file)
        self._resize(SMALLEST)

    def reserve(self, count: int) -> None:
        """Make room for that many values in all; `array` may be another one afterwards.

        Raises:
            ResourceError: the disk is full.
        """
        needed, size = count * self._dtype.itemsize, len(self._map)
        if needed > size:
            self._resize(max(needed, min(2 * size, size + STEP)))

    def write(self, first: int, *pieces: NDArray[Number]) -> None:
        """Write pieces to the file, one after the other, from value number `first` on; `array` shows them at once.

        `reserve` must have made room.

        A file that is written to takes a quarter of the time of memory that is mapped, cleared, and written to.

        Raises:
            ResourceError: the disk can not be written to.
        """
        try:
            write_all(self._file, [piece.data.cast("B") for piece in pieces], first * self._dtype.itemsize)
        except OSError as error:
            raise self._no_room(error, len(self._map)) from error

    def release(self) -> None:
        """Let go of the memory; the values stay in the file and come back when they are looked at."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def _resize(self, size: int) -> None:
        size += -size % mmap.ALLOCATIONGRANULARITY
        try:
            # Not ftruncate: to write to a hole of a file on a full disk would kill the process.
            os.posix_fallocate(self._file, 0, size)
            self._map = mmap.mmap(self._file, size)
            # Otherwise Linux maps up to 2 MB around what is looked at, and the memory in use can not be foreseen.
            self._map.madvise(mmap.MADV_RANDOM)
        except OSError as error:
            raise self._no_room(error, size) from error
        self.array = np.frombuffer(self._map, self._dtype)

    def _no_room(self, error: OSError, size: int) -> ResourceError:
        need = f"the index of kept articles needs a file of {size >> 20} MB in {tempfile.gettempdir()}"
        return ResourceError(f"{need}: {error.strerror}; set TMPDIR to a folder with more room")


def write_all(file: int, pieces: Iterable[bytes | memoryview], position: int) -> None:
    """Write all bytes of some pieces to an open file from a position on."""

    def write(some: list[memoryview]) -> int:
        nonlocal position
        written = os.pwritev(file, some, position)
        position += written
        return written

    write_pieces(pieces, write)
