"""Worker processes, which may die or hang: what they were at is done again, and the record to blame is rejected.

When a worker dies, all of its pool go, and nobody says at which record. The first chunk that was under way is then
cleaned by a worker of its own; if that dies as well, line by line, which shows the line. The other chunks are given to
new workers. The results are the same: a chunk can be cleaned as often as one likes, and in pieces.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Generic, TypeVar

from corpusclean.errors import ResourceError
from corpusclean.io.lines import Chunk
from corpusclean.io.rejects import make_reject
from corpusclean.model import Rendered

STALLED = 300.0
SLOWEST = 10.0
"""Seconds after which a worker is taken to hang, and how many more for each MB of its chunk: most chunks have 4 MB, but
a record can have --max-record-bytes, and the slowest texts take a second or two a MB."""

START = 300.0
"""Seconds that a worker may take to start and to clean a page that is HARMLESS."""

HARMLESS = Chunk("harmless", "jsonl", 1, 0, b'{"id": "1", "text": "A page."}\n')

Result = TypeVar("Result")
Clean = Callable[[Chunk], Rendered]


class Workers(Generic[Result]):
    """A pool of worker processes.

    work: what they make of a chunk; it must be found by its name when imported. start: what each does first.
    """

    def __init__(self, count: int, work: Callable[[Chunk], Result], start: Callable[[], None]) -> None:
        self.count = count
        self._work = work
        self._start = start
        self._open()

    def _open(self) -> None:
        self._others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("forkserver")
        self._executor = ProcessPoolExecutor(self.count, context, start_worker, (self._start,))
        self._handed_over = self._executor._result_queue._writer  # type: ignore[attr-defined]

    def submit(self, chunk: Chunk) -> Future[Result]:
        """Let a worker work on a chunk."""
        try:
            return self._executor.submit(self._work, chunk)
        except BrokenProcessPool as error:  # a worker died since the last one
            failed: Future[Result] = Future()
            failed.set_exception(error)
            return failed

    def alone(self) -> "Workers[Result]":
        """Another pool, of one worker that is known to work; see `prove`."""
        worker = Workers(1, self._work, self._start)
        worker.prove()
        return worker

    def restart(self) -> None:
        """New workers in the place of these, whatever they are at."""
        self.kill()
        self._open()

    def prove(self) -> None:
        """Wait until a worker has cleaned something harmless.

        Raises:
            ResourceError: it can not, so that no record is to blame.
        """
        try:
            self.submit(HARMLESS).result(START)
        except (BrokenProcessPool, TimeoutError) as error:
            self.kill()
            message = "worker processes die at once, perhaps for want of memory; run again with --workers 1"
            raise ResourceError(message) from error

    def kill(self) -> None:
        """End the workers now.

        One that dies while it hands a result over leaves half of it in the pipe. The thread of the pool that reads it
        then waits for the other half, and Python for the thread, for ever: unless the pipe ends, because this process
        closes its end for writing, which it has no use for.
        """
        for process in set(multiprocessing.active_children()) - self._others:
            process.kill()
        self._handed_over.close()
        self.close()

    def close(self) -> None:
        """Let the workers end."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def patience_for(chunk: Chunk) -> float:
    """Seconds after which a worker that cleans this chunk is taken to hang.

    >>> patience_for(HARMLESS._replace(data=bytes(64_000_000)))
    940.0
    """
    return round(STALLED + SLOWEST * len(chunk.data) / 1e6, 1)


def start_worker(start: Callable[[], None]) -> None:
    """What a worker process does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; a terminal sends SIGINT to the whole group
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def clean_alone(chunk: Chunk, workers: Workers[Rendered], clean_here: Clean) -> Iterator[Rendered]:
    """What a chunk comes to whose worker died or hung, perhaps through no fault of its own.

    clean_here: the same in this process, for what is harmless.

    Raises:
        ResourceError: workers die whatever they are at.
    """
    worker = workers.alone()
    try:
        result, _ = _attempt(worker, chunk)
        if result is not None:
            yield result
        else:
            worker.restart()
            worker.prove()
            for record in records_of(chunk):
                yield _clean_record(record, worker, clean_here)
    finally:
        worker.kill()


def _clean_record(record: Chunk, worker: Workers[Rendered], clean_here: Clean) -> Rendered:
    """What a record comes to: it is rejected if no worker survives it that survives others."""
    result, reason = _attempt(worker, record)
    if result is not None:
        return result
    worker.restart()
    worker.prove()
    reject = make_reject(record.source, record.line, record.offset, reason, record.data.removesuffix(b"\n"))
    return clean_here(record._replace(data=b"", rejects=(reject, *record.rejects)))


def _attempt(worker: Workers[Rendered], chunk: Chunk) -> tuple[Rendered | None, str]:
    """What a worker makes of a chunk, or the reason for which it makes nothing of it."""
    try:
        return worker.submit(chunk).result(patience_for(chunk)), ""
    except BrokenProcessPool:
        return None, "worker_crashed"
    except TimeoutError:
        return None, "timeout"


def records_of(chunk: Chunk) -> Iterator[Chunk]:
    r"""The chunk as chunks of one record each; a line that was rejected when it was read goes with the last of them.

    >>> [(record.line, record.offset) for record in records_of(Chunk("a", "jsonl", 7, 100, b"{}\n\n{}"))]
    [(7, 100), (8, 103), (9, 104)]
    """
    lines = chunk.data.split(b"\n") if chunk.form == "jsonl" else [chunk.data]
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    line, offset = chunk.line, chunk.offset
    for number, data in enumerate(lines, 1):
        rejects = chunk.rejects if number == len(lines) else ()
        whole = data + b"\n" if number < len(lines) or chunk.data.endswith(b"\n") else data
        yield chunk._replace(line=line, offset=offset, data=whole, rejects=rejects)
        line, offset = line + 1, offset + len(data) + 1
