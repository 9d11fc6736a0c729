"""An output that appears complete or not at all.

A regular file is written under another name beside its target, forced to disk, and renamed over it: readers see the old
file or the new one, whenever the machine stops. What can not be renamed over (standard output, pipes, devices) is
written through. Every failure is an OutputError, but for a standard output that nobody reads any more: that is
ReaderLeft, which the command line answers as if SIGPIPE had killed it.
"""

import contextlib
import errno
import os
import select
import signal
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from corpusclean.errors import OutputError
from corpusclean.io.compressors import compressor_for
from corpusclean.io.inputs import STDOUT
from corpusclean.io.partial import create_partial, remove_stale, sync_folder
from corpusclean.terminal import show_path
from corpusclean.writing import write_pieces

BUFFER_BYTES = 8 << 20
STDOUT_DESCRIPTOR = 1


class ReaderLeft(BrokenPipeError):
    """Nobody reads standard output any more. It carries no errno: at EPIPE click would end the program with exit 1."""


class Sink:
    """An output under construction; `-` is standard output. The ending of its name says how it is compressed.

    As a context manager it commits at the end, or aborts when an exception passes. A target that is a symbolic link
    stays one: the file that it names is replaced. Whether a target may be replaced is not asked here but by
    `corpusclean.io.inputs.refuse_overwrites`, before any work is done.

    Raises:
        OutputError: from every method but `abort`; the target is then what it was before.
        ReaderLeft: from `write`, `flush` and `finish` of standard output.
    """

    def __init__(self, target: str) -> None:
        self._name = "standard output" if target == STDOUT else show_path(target)
        self._compressor = compressor_for(target)
        self._buffer: list[bytes | memoryview] = []
        self._buffered = 0
        self._final = Path(target)
        self._partial: Path | None = None
        self._descriptor: int | None = None
        with self._translated():
            self._open(target)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            commit_all([self])
        else:
            self.abort()

    def write(self, *pieces: bytes | memoryview) -> None:
        """Add to the output, one piece after the other; it is passed on when 8 MiB have come together."""
        self._buffer.extend(pieces)
        self._buffered += sum(map(len, pieces))
        if self._buffered >= BUFFER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Pass on what was written so far; a compressor may hold some of it back."""
        pieces = self._buffer
        self._buffer = []
        self._buffered = 0
        with self._translated():
            self._pass_on(pieces if self._compressor is None else [self._compressor.compress(b"".join(pieces))])

    def finish(self) -> None:
        """Write everything and force it to disk; nothing appears yet."""
        if self._descriptor is None:
            return
        self.flush()
        with self._translated():
            self._pass_on([self._compressor.flush()] if self._compressor else [])
            if self._partial is None:
                self._close()
            else:
                os.fsync(self._descriptor)

    def appear(self) -> None:
        """Let the finished output appear under its name."""
        if self._partial is None:
            return
        with self._translated():
            self._partial.replace(self._final)
            self._partial = None
            with contextlib.suppress(OSError):  # all is on disk; until here the open file kept the lock
                self._close()
            sync_folder(self._final.parent)

    def abort(self) -> None:
        """Drop the output: its target stays as it is. Does nothing to one that was committed or aborted."""
        self._buffer = []
        with contextlib.suppress(OSError):  # it is given up already, perhaps for want of a working disk
            self._close()
        partial, self._partial = self._partial, None
        if partial is not None:
            with contextlib.suppress(OSError):
                partial.unlink()

    def _open(self, target: str) -> None:
        if target == STDOUT:
            if sys.stdout is None:  # closed by the shell (>&-); the number 1 may by now be another file
                raise OutputError("standard output is closed; name a file with -o")
            self._descriptor = STDOUT_DESCRIPTOR
        elif _is_special(self._final):
            self._descriptor = os.open(target, os.O_WRONLY | os.O_CLOEXEC)
        else:
            self._final = self._final.resolve()
            remove_stale(self._final)
            self._partial, self._descriptor = create_partial(self._final)

    def _pass_on(self, pieces: Sequence[bytes | memoryview]) -> None:
        descriptor = self._descriptor
        if descriptor is None:
            return

        def write(some: list[memoryview]) -> int:
            try:
                return os.writev(descriptor, some)
            except BlockingIOError:  # another program left our standard output in this mode
                select.select([], [descriptor], [])
                return 0

        write_pieces(pieces, write)

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None and descriptor != STDOUT_DESCRIPTOR:
            os.close(descriptor)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if isinstance(error, BrokenPipeError) and self._descriptor == STDOUT_DESCRIPTOR:
                raise ReaderLeft("nobody reads standard output any more") from None
            raise OutputError(f"{self._name}: {error.strerror}; {_advice(error)}") from error


def commit_all(sinks: Sequence[Sink]) -> None:
    """Let several outputs appear together: all are safe on disk before the first of them appears.

    Raises:
        OutputError: one of them could not be written. None has appeared, unless it was a renaming that failed.
        ReaderLeft: one of them is standard output, and nobody reads it any more. None has appeared.
    """
    try:
        for sink in sinks:
            sink.finish()
        with _signals_wait():
            for sink in sinks:
                sink.appear()
    except BaseException:
        for sink in sinks:
            sink.abort()
        raise


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Let signals wait: between two renamings they would leave half of the outputs new."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP, signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_special(target: Path) -> bool:
    """Whether the target is there and is neither a regular file nor a folder: a pipe, a terminal, /dev/null."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return not stat.S_ISREG(mode)


def _advice(error: OSError) -> str:
    """What to do about an output that can not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "make room, or write to another place"
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "make its folder first"
    return "write to another place"
