"""Files of tables that are there at once: the file is mapped, and its tables are views of it.

    magic      8 bytes
    checksums  of everything after them, three uint64
    size       of the header, uint64
    header     JSON: the tables' names, types, shapes and places
    tables     one after the other, each at a multiple of 64 bytes

Numpy's .npz takes 20 ms to read the tables of a run, most of them for the checksums of zip; this takes 3 ms.
"""

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"cctables"
SUMMED, HEADER = 32, 40  # where what has checksums begins, and the header
ALIGNMENT = 64  # bytes: a cache line
ROW = 1024  # words that are summed up together: 8 KB

Tables = dict[str, NDArray[Any]]


def read_tables(path: Path) -> Tables:
    """The tables in a file. They can be written to; the file stays as it is.

    Raises:
        OSError: the file can not be read.
        ValueError: it is not what `tables_bytes` made.
    """
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    data = np.frombuffer(mapped, np.uint8)
    if mapped[: len(MAGIC)] != MAGIC or mapped[len(MAGIC) : SUMMED] != _checksums(data[SUMMED:]):
        raise ValueError("this is no file of tables, or it is damaged")
    first = HEADER + int.from_bytes(mapped[SUMMED:HEADER], "little")
    return {
        name: np.frombuffer(mapped, np.dtype(kind), int(np.prod(shape)), first + place).reshape(shape)
        for name, kind, shape, place in json.loads(mapped[HEADER:first])
    }


def tables_bytes(tables: Mapping[str, NDArray[Any]]) -> bytes:
    """The bytes of a file that holds these tables."""
    pieces: list[bytes] = []
    columns = []
    place = 0
    for name, table in tables.items():
        data = np.ascontiguousarray(table).tobytes()
        columns.append([name, table.dtype.str, list(table.shape), place])
        pieces += [data, bytes(-len(data) % ALIGNMENT)]
        place += len(data) + len(pieces[-1])
    header = json.dumps(columns).encode()
    header += b" " * (-(HEADER + len(header)) % ALIGNMENT)
    rest = b"".join([len(header).to_bytes(8, "little"), header, *pieces])
    return MAGIC + _checksums(np.frombuffer(rest, np.uint8)) + rest


def _checksums(data: NDArray[np.uint8]) -> bytes:
    """Of the data as words (uint64) in rows: the sums of rows and the exclusive ors of columns, times their place, and
    how long it is. 10 GB/s; a changed byte changes the second, what stands elsewhere one of them.

    The factors of columns are odd, so that no change is lost in a product.
    """
    words = data[: len(data) // 8 * 8].view(np.uint64)
    whole = len(words) // ROW * ROW
    last = np.zeros((1, ROW), np.uint64)
    last[0, : len(words) - whole] = words[whole:]
    parts = words[:whole].reshape(-1, ROW), last
    rows = np.concatenate([np.add.reduce(part, axis=1) for part in parts])
    columns = np.bitwise_xor.reduce(parts[0], axis=0) ^ last[0]
    places = np.arange(1, 1 + max(len(rows), ROW), dtype=np.uint64)
    sums = [np.sum(rows * places[: len(rows)]), np.sum(columns * (2 * places[:ROW] + 1)), len(data)]
    return np.array(sums, "<u8").tobytes()
