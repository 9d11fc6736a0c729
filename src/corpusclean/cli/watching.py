"""What a run tells its user while it goes on."""

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from corpusclean.cache import forget_old
from corpusclean.cli.progress import Progress, Say
from corpusclean.io.lines import Chunk
from corpusclean.io.rejects import describe
from corpusclean.kernels import machine_code_of
from corpusclean.model import Rendered
from corpusclean.terminal import counted, escape

SILENCE = 15
"""Seconds after which another word is said about kernels that are being compiled."""


@contextlib.contextmanager
def announced_compilation(say: Say) -> Iterator[None]:
    """Say that kernels are compiled: it takes a minute or two, on the first run on a machine; and how far that is.

    A new version leaves the machine code of the one before behind: what is old is removed then.
    """
    # numba takes 0.4 s to import, so not before --help has been answered
    from numba.core import event

    class Announcement(event.Listener):  # type: ignore[misc]
        compiled = 0
        said = 0.0

        def on_start(self, event: Any) -> None:
            if not self.said:
                self.said = time.monotonic()
                say("corpusclean: compiling its kernels, once on this machine (a minute or two)")

        def on_end(self, event: Any) -> None:
            self.compiled += 1
            if time.monotonic() - self.said > SILENCE:
                self.said = time.monotonic()
                say(f"corpusclean: compiled {counted(self.compiled, 'function')} so far")

    announcement = Announcement()
    with event.install_listener("numba:compile", announcement):
        yield
    if announcement.compiled:
        kernels = [name.rpartition(".")[2] for name in sys.modules if name.startswith("corpusclean.kernels.")]
        forget_old([machine_code_of(name) for name in kernels])


def describe_decoded(source: str, line: int, encoding: str) -> str:
    """The message about the first line that was decoded from an encoding."""
    what = "not UTF-8; decoded as " + encoding
    if encoding == "utf-8-damaged":
        what = "some bytes are not UTF-8, and were replaced"
    return escape(f"corpusclean: {source}:{line}: {what} (of others like it only the number is kept)")


def followed(chunks: Iterable[Chunk], progress: Progress) -> Iterator[Chunk]:
    """The chunks, with their progress shown."""
    for chunk in chunks:
        progress.advance(chunk)
        yield chunk


def watched(batches: Iterable[Rendered], say: Say, name_rejects: bool) -> Iterator[Rendered]:
    """The batches, with a word to the user about what looks wrong in them."""
    warned = False
    told: set[str] = set()
    for batch in batches:
        for source, line, encoding in batch.decoded:
            if encoding not in told:
                told.add(encoding)
                say(describe_decoded(source, line, encoding))
        if name_rejects:
            for reject in batch.rejects:
                say(describe(reject))
        if not warned and batch.counts["input", "html pages"]:
            warned = True
            say("corpusclean: some pages are HTML, not text; extract their text first (trafilatura, resiliparse)")
        yield batch
