"""Inputs to chunks of whole lines: bounded memory for any length of line, and no waiting when an input is slow."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import NamedTuple

import numpy as np

from corpusclean.errors import InputError
from corpusclean.io.codecs import Damaged, Reader
from corpusclean.io.inputs import Source
from corpusclean.io.rejects import make_reject
from corpusclean.model import Reject

MAX_LINES = 1 << 15
"""Lines of a chunk, at most: 4 MB of two-byte lines would be two million rejects at once, in 740 MB of memory."""

GROWTH = 4  # of the first chunks of a run
LINE_FEED = 0x0A
CACHED = 1 << 17  # bytes


class Limits(NamedTuple):
    """How much is read at once.

    Attributes:
        first_chunk_bytes, chunk_bytes: bytes of the first chunk of a run, so that `| head -1` answers at once, and of
            most others, about; those between grow, so that soon after `head` has left this is noticed.
        wait_seconds: after waiting so long, what whole lines there are become a chunk.
        max_expand: an input that grows by more than this factor when decompressed is refused, beyond 64 MiB.
    """

    first_chunk_bytes: int = 64 << 10
    chunk_bytes: int = 4 << 20
    wait_seconds: float = 0.2
    max_expand: float = 200.0


class Chunk(NamedTuple):
    """Some whole lines of a source, or a whole text file.

    Attributes:
        source: the name of the source.
        form: "jsonl" or "text".
        line: the number of the first line, from 1.
        offset: the position of the first byte in the decompressed source.
        data: the lines, with their line feeds (the last line of a source may have none).
        rejects: the line after those in `data`, where it was too long to be kept.
        consumed: how many bytes of the source, as it is stored, were read so far.
        encoding: what the source's byte order mark says; what is not UTF-8 was turned into UTF-8.
    """

    source: str
    form: str
    line: int
    offset: int
    data: bytes
    rejects: tuple[Reject, ...] = ()
    consumed: int = 0
    encoding: str = "utf-8"


def read_chunks(
    sources: Iterable[Source], max_record_bytes: int = 64 << 20, limits: Limits | None = None
) -> Iterator[Chunk]:
    """Everything that the sources hold, in order. Lines end with a line feed and with nothing else.

    A line longer than `max_record_bytes` is passed over without keeping it in memory, and rejected; so is such a file.

    Raises:
        InputError: a source can not be opened or read, is corrupt, cut off, a bomb, or changed while it was read. What
            came before the fault has been handed out by then.
    """
    limits = limits or Limits()
    sizes = _chunk_sizes(limits)
    for source in sources:
        with _opened(source) as descriptor:
            yield from _read_source(source, descriptor, sizes, max_record_bytes, limits)


def _chunk_sizes(limits: Limits) -> Iterator[int]:
    size = limits.first_chunk_bytes
    while size < limits.chunk_bytes:
        yield size
        size *= GROWTH
    yield from repeat(limits.chunk_bytes)


@contextmanager
def _opened(source: Source) -> Iterator[int]:
    """The source's file descriptor; in the end the file must be as it was."""
    try:
        descriptor = 0 if source.path is None else os.open(source.path, os.O_RDONLY | os.O_CLOEXEC)
        before = os.fstat(descriptor)
    except OSError as error:
        raise InputError(f"{source.name}: {error.strerror}; check the file") from error
    try:
        yield descriptor
        after = os.fstat(descriptor)
    finally:
        if source.path is not None:
            os.close(descriptor)
    if source.size is not None and (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InputError(f"{source.name}: changed while it was read; run again when nothing writes to it")


def _read_source(
    source: Source, descriptor: int, sizes: Iterator[int], max_record_bytes: int, limits: Limits
) -> Iterator[Chunk]:
    chunk = None
    try:
        reader = Reader(descriptor, source.name, limits.max_expand)
        blocks = _read_blocks(reader, sizes, limits.wait_seconds)
        read = _read_text if source.form == "text" else _read_lines
        for chunk in read(source, reader, blocks, max_record_bytes):
            yield chunk
    except Damaged as error:
        whole = chunk.line + chunk.data.count(b"\n") + len(chunk.rejects) - 1 if chunk else 0
        raise InputError(f"{source.name}: {error} (the last whole line is {whole:,})") from error


def _read_blocks(reader: Reader, sizes: Iterator[int], wait_seconds: float) -> Iterator[list[bytes]]:
    """Blocks of about the given sizes, or of what came within the time, each in the pieces that were read at once.

    What came before a fault comes out first.
    """
    ended = False
    while not ended:
        pieces: list[bytes] = []
        try:
            ended = _fill(pieces, reader, next(sizes), wait_seconds)
        except Damaged:
            yield pieces
            raise
        if pieces:
            yield pieces


def _fill(pieces: list[bytes], reader: Reader, size: int, wait_seconds: float) -> bool:
    """Read until there are `size` bytes or the time is over, which counts from the first bytes; True at the end."""
    deadline = None
    while size > 0:
        data = reader.read(size, deadline)
        if not data:
            return data is not None
        pieces.append(data)
        size -= len(data)
        deadline = deadline or time.monotonic() + wait_seconds
    return False


def _read_text(source: Source, reader: Reader, blocks: Iterator[list[bytes]], max_record_bytes: int) -> Iterator[Chunk]:
    """The whole file as one chunk."""
    parts: list[bytes] = []
    size = 0
    rejects: tuple[Reject, ...] = ()
    for block in blocks:
        parts += block
        size += sum(map(len, block))
        if size > max_record_bytes:
            rejects = (make_reject(source.name, 1, 0, "record_too_large", b"".join(parts)),)
            parts = []
            break
    yield Chunk(source.name, "text", 1, reader.start, b"".join(parts), rejects, reader.consumed, reader.encoding)


def _read_lines(
    source: Source, reader: Reader, blocks: Iterator[list[bytes]], max_record_bytes: int
) -> Iterator[Chunk]:
    """The lines, whole ones only."""
    line, offset = 1, reader.start
    tail: list[bytes] = []  # pieces of a line whose end has not been read

    def chunk(data: bytes, *rejects: Reject) -> Chunk:
        return Chunk(source.name, "jsonl", line, offset, data, rejects, reader.consumed, reader.encoding)

    block = next(blocks, None)
    while block is not None:
        ended, begun = _part(block)
        if ended:
            for data, lines in _split_lines(b"".join([*tail, *ended])):
                yield chunk(data)
                line += lines
                offset += len(data)
            tail = []
        tail += begun
        if sum(map(len, tail)) <= max_record_bytes:
            block = next(blocks, None)
        else:
            head = b"".join(tail)
            tail = []
            block, skipped = _skip_line(blocks)
            yield chunk(b"", make_reject(source.name, line, offset, "record_too_large", head))
            line += 1
            offset += len(head) + skipped
    if any(tail):
        yield chunk(b"".join(tail))


def count_lines(data: bytes) -> int:
    """How many line feeds there are: five times as fast as `bytes.count`, where what is compared stays in the cache."""
    every = np.frombuffer(data, np.uint8)
    pieces = (every[start : start + CACHED] for start in range(0, len(every), CACHED))
    return sum(int(np.count_nonzero(piece == LINE_FEED)) for piece in pieces)


def _split_lines(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Whole lines, halved until a piece has at most MAX_LINES; with the number of lines of each piece."""
    lines = count_lines(data)
    if lines <= MAX_LINES:
        yield data, lines
        return
    half = len(data) // 2
    middle = (data.rfind(b"\n", 0, half) + 1) or (data.find(b"\n", half) + 1)
    yield from _split_lines(data[:middle])
    yield from _split_lines(data[middle:])


def _part(pieces: list[bytes]) -> tuple[list[bytes | memoryview], list[bytes]]:
    """The pieces up to the last line feed, and those after it."""
    for number in reversed(range(len(pieces))):
        end = pieces[number].rfind(b"\n") + 1
        if end:
            return [*pieces[:number], memoryview(pieces[number])[:end]], [pieces[number][end:], *pieces[number + 1 :]]
    return [], pieces


def _skip_line(blocks: Iterator[list[bytes]]) -> tuple[list[bytes] | None, int]:
    """Pass over the rest of a line: what follows it in its last block (None at the end), and how long it was."""
    skipped = 0
    for block in blocks:
        for number, piece in enumerate(block):
            end = piece.find(b"\n") + 1
            skipped += end or len(piece)
            if end:
                return [piece[end:], *block[number + 1 :]], skipped
    return None, skipped
