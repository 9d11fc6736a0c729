"""How far a run has come: a bar on a terminal, a line now and then elsewhere, or nothing."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import click

from corpusclean.io.inputs import Source
from corpusclean.io.lines import Chunk

Say = Callable[[str], None]
"""What tells the user something."""

PLAIN_SECONDS = 30


class Progress(Protocol):
    """Told of every chunk that was read."""

    def advance(self, chunk: Chunk) -> None: ...

    def above(self, say: Say) -> Say:
        """What says the same without writing into the middle of a line that shows the progress."""
        ...


class Silent:
    """Shows nothing."""

    def advance(self, chunk: Chunk) -> None:
        pass

    def above(self, say: Say) -> Say:
        return say


class Plain(Silent):
    """Writes a line to standard error every 30 seconds."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._done = Done()
        self._next = time.monotonic() + PLAIN_SECONDS

    def advance(self, chunk: Chunk) -> None:
        read = self._done.add(chunk)
        if time.monotonic() >= self._next:
            self._next += PLAIN_SECONDS
            share = f" of {self._total / 1e6:.0f}" if self._total else ""
            click.echo(f"corpusclean: {read / 1e6:.0f}{share} MB read", err=True)


class Done:
    """Adds up how many bytes of all sources were read, from what each chunk knows of its own."""

    def __init__(self) -> None:
        self._finished = 0
        self._source = ""
        self._consumed = 0

    def add(self, chunk: Chunk) -> int:
        if chunk.source != self._source:
            self._finished += self._consumed
            self._source = chunk.source
        self._consumed = chunk.consumed
        return self._finished + self._consumed


@contextmanager
def progress_for(choice: str, quiet: bool, sources: Sequence[Source]) -> Iterator[Progress]:
    """The progress display that fits: `choice` is auto, bar, plain or off."""
    sizes = [source.size for source in sources]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    if quiet or choice == "off" or (choice == "auto" and not sys.stderr.isatty()):
        yield Silent()
    elif choice == "plain":
        yield Plain(total)
    else:
        with _bar(total) as bar:
            yield bar


@contextmanager
def _bar(total: int | None) -> Iterator[Progress]:
    # rich takes 0.1 s to import: only who looks at a terminal waits for it
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as RichProgress

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("", total=total)
        done = Done()

        class Bar:
            """Moves the bar, and lets it step aside for messages."""

            def advance(self, chunk: Chunk) -> None:
                display.update(task, completed=done.add(chunk))

            def above(self, say: Say) -> Say:
                def say_above(message: str) -> None:
                    if display.finished or not display.live.is_started:
                        say(message)  # the bar is gone
                    else:
                        display.console.print(message, markup=False, highlight=False, emoji=False, soft_wrap=True)

                return say_above

        yield Bar()
