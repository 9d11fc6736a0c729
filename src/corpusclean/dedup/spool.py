"""The spool: where articles wait on disk while others are still to come, and are looked up again in any order.

What a batch adds is a segment, written once and never changed. The files have no name: they are gone when the process
is, however it ends. In memory are eight bytes an entry that say where it ends.
"""

import os
import tempfile
import weakref
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpusclean.dedup.columns import write_all
from corpusclean.errors import ResourceError
from corpusclean.model import I64, Sketches, Verdict


class Log:
    """A list of bytes on disk, which grows at its end.

    >>> log = Log()
    >>> log.extend([b"one", b"", b"three"])
    >>> log[0], log[2], len(log)
    (b'one', b'three', 3)
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(tempfile.gettempdir())
        self._ends = array("q", [0])
        try:
            self._file, name = tempfile.mkstemp(prefix="corpusclean-", dir=self._folder)
            Path(name).unlink()
        except OSError as error:
            raise self._no_room(error) from error
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def extend(self, entries: Sequence[bytes]) -> None:
        """Add entries, in one segment.

        Raises:
            ResourceError: the disk is full.
        """
        end = self._ends[-1]
        try:
            write_all(self._file, [b"".join(entries)], end)
        except OSError as error:
            raise self._no_room(error) from error
        for entry in entries:
            end += len(entry)
            self._ends.append(end)

    def __getitem__(self, number: int) -> bytes:
        """Read an entry back.

        Raises:
            ResourceError: the file is not what was written.
        """
        position, end = self._ends[number], self._ends[number + 1]
        pieces = []
        while position < end:
            piece = os.pread(self._file, end - position, position)
            if not piece:
                raise ResourceError(f"what was written in {self._folder} can not be read back; check that disk")
            pieces.append(piece)
            position += len(piece)
        return b"".join(pieces)

    def _no_room(self, error: OSError) -> ResourceError:
        problem = f"articles can not wait in {self._folder}: {error.strerror}"
        return ResourceError(f"{problem}; give --spool a folder with room for as much as the input")


class Field(NamedTuple):
    """A column of sketches with one row an article: its name, and the type and shape of a row."""

    name: str
    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]


class SketchLog:
    """Sketches on disk, an entry an article: its row of every column, then its shingles."""

    def __init__(self, folder: Path | None = None) -> None:
        self._log = Log(folder)
        self._fields: tuple[Field, ...] = ()

    def extend(self, sketches: Sketches) -> None:
        """Add the sketches of a batch."""
        self._fields = tuple(
            Field(name, column.dtype, column.shape[1:]) for name, column in _row_columns(sketches).items()
        )
        count = len(sketches.exact)
        rows = [
            np.ascontiguousarray(column).reshape(count, -1).view(np.uint8) if count else np.zeros((0, 1), np.uint8)
            for column in _row_columns(sketches).values()
        ]
        fixed = np.concatenate(rows, axis=1)
        shingles, bounds = sketches.shingles, sketches.offsets.tolist()
        self._log.extend([fixed[i].tobytes() + shingles[bounds[i] : bounds[i + 1]].tobytes() for i in range(count)])

    def take(self, numbers: I64) -> Sketches:
        """The sketches of these articles, in this order."""
        entries = [self._log[number] for number in numbers.tolist()]
        width = sum(_bytes_of(field) for field in self._fields)
        fixed = np.frombuffer(b"".join([entry[:width] for entry in entries]), np.uint8).reshape(-1, width)
        columns: dict[str, NDArray[np.generic]] = {}
        start = 0
        for field in self._fields:
            end = start + _bytes_of(field)
            rows = np.ascontiguousarray(fixed[:, start:end])
            columns[field.name] = rows.view(field.dtype).reshape(len(entries), *field.shape)
            start = end
        shingles = np.frombuffer(bytearray().join([entry[width:] for entry in entries]), np.uint32)
        sizes = np.array([len(entry) - width for entry in entries], np.int64) // shingles.itemsize
        offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        return Sketches(**columns, shingles=shingles, offsets=offsets)  # type: ignore[arg-type]


def _row_columns(sketches: Sketches) -> dict[str, NDArray[np.generic]]:
    names = (name for name in Sketches.__dataclass_fields__ if name not in ("shingles", "offsets"))
    return {name: getattr(sketches, name) for name in names}


def _bytes_of(field: Field) -> int:
    return field.dtype.itemsize * int(np.prod(field.shape, dtype=np.int64))


class NumberedLog:
    """Bytes on disk about some of a number of articles, found by the article's number."""

    def __init__(self, count: int, folder: Path | None = None) -> None:
        self._log = Log(folder)
        self._entries: I64 = np.full(count, -1, np.int64)

    def extend(self, numbers: I64, entries: Sequence[bytes]) -> None:
        """Add what there is to say about these articles; empty entries take no room."""
        told = [i for i, entry in enumerate(entries) if entry]
        self._entries[numbers[told]] = np.arange(len(self._log), len(self._log) + len(told))
        self._log.extend([entries[i] for i in told])

    def read(self, first: int, end: int) -> list[bytes]:
        """The entries about the articles from `first` up to, not including, `end`; empty where there is none."""
        return [b"" if entry < 0 else self._log[entry] for entry in self._entries[first:end].tolist()]


class VerdictLog:
    """Verdicts on disk, and what is to be cut, in whatever order they were made."""

    def __init__(self, count: int, folder: Path | None = None) -> None:
        self._verdicts = NumberedLog(count, folder)
        self._cuts = NumberedLog(count, folder)

    def extend(self, numbers: I64, verdicts: Sequence[Verdict], cuts: Sequence[dict[int, str]] = ()) -> None:
        """Add the verdicts about these articles, and their cuts; only removals and cuts take room."""
        self._verdicts.extend(numbers, [_encode(verdict) if verdict.kept else b"" for verdict in verdicts])
        self._cuts.extend(numbers[: len(cuts)], [msgspec.msgpack.encode(cut) if cut else b"" for cut in cuts])

    def read(self, first: int, end: int) -> list[Verdict]:
        """The verdicts about the articles from `first` up to, not including, `end`."""
        return [_decode(entry) if entry else Verdict() for entry in self._verdicts.read(first, end)]

    def read_cuts(self, first: int, end: int) -> list[dict[int, str]]:
        """What is to be cut from them."""
        return [_decode_cuts(entry) if entry else {} for entry in self._cuts.read(first, end)]


def _decode_cuts(entry: bytes) -> dict[int, str]:
    return msgspec.msgpack.decode(entry, type=dict[int, str])


def _encode(verdict: Verdict) -> bytes:
    name, *others = verdict
    return msgspec.msgpack.encode([name.encode("utf-8", "surrogatepass"), *others])


def _decode(entry: bytes) -> Verdict:
    name, *others = msgspec.msgpack.decode(entry)
    return Verdict(name.decode("utf-8", "surrogatepass"), *others)
