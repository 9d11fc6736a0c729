"""What a run tells its user while it goes on."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from corpusclean.cli.progress import Progress
from corpusclean.io.lines import Chunk
from corpusclean.io.rejects import describe
from corpusclean.model import Rendered

Say = Callable[[str], None]


@contextlib.contextmanager
def announced_compilation(say: Say) -> Iterator[None]:
    """Say once, when it begins, that kernels are compiled: it takes a minute or two, on the first run on a machine."""
    # numba takes 0.4 s to import, so not before --help has been answered
    from numba.core import event

    class Announcement(event.Listener):  # type: ignore[misc]
        said = False

        def on_start(self, event: Any) -> None:
            if not self.said:
                self.said = True
                say("corpusclean: compiling its kernels, once on this machine (a minute or two)")

        def on_end(self, event: Any) -> None:
            pass

    with event.install_listener("numba:compile", Announcement()):
        yield


def followed(chunks: Iterable[Chunk], progress: Progress) -> Iterator[Chunk]:
    """The chunks, with their progress shown."""
    for chunk in chunks:
        progress.advance(chunk)
        yield chunk


def watched(batches: Iterable[Rendered], say: Say, name_rejects: bool) -> Iterator[Rendered]:
    """The batches, with a word to the user about what looks wrong in them."""
    warned = False
    for batch in batches:
        if name_rejects:
            for reject in batch.rejects:
                say(describe(reject))
        if not warned and batch.counts["input", "html pages"]:
            warned = True
            say("corpusclean: some pages are HTML, not text; extract their text first (trafilatura, resiliparse)")
        yield batch
