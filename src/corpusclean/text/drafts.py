"""Blocks being mended, in columns: where each of them stands in a buffer, and what was done to it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpusclean.model import I32, I64, U8
from corpusclean.strings import Strings, fixed

Steps = tuple[str, ...]


class Drafts(NamedTuple):
    """Blocks being mended, d of them.

    Attributes:
        text: uint8, a buffer that holds their texts so far, and maybe others.
        start, end: int64, shape (d,), where in it each of them stands.
        row, page: int64 and int32, shape (d,), the rows of the block and of its page.
        steps: of each of them what was done to it.
    """

    text: U8
    start: I64
    end: I64
    row: I64
    page: I32
    steps: list[Steps]

    def chosen(self, places: I64) -> "Drafts":
        """Those at these places."""
        steps = [self.steps[place] for place in places.tolist()]
        return Drafts(self.text, self.start[places], self.end[places], self.row[places], self.page[places], steps)

    def texts(self) -> list[bytes]:
        """Their texts, one by one."""
        pairs = zip(self.start.tolist(), self.end.tolist(), strict=True)
        return [self.text[start:end].tobytes() for start, end in pairs]

    def then(self, texts: Strings, places: I64, steps: Sequence[Steps]) -> "Drafts":
        """All of them after further steps; what became of each stands at its place among the texts."""
        taken = [before + further for before, further in zip(self.steps, steps, strict=True)]
        start, end = texts.starts[places], texts.ends[places]
        return Drafts(fixed(texts.data), start, end, self.row, self.page, taken)

    def mended(self, answers: Sequence[tuple[bytes, Steps]]) -> "Drafts":
        """All of them, each with another text and what was done to get it."""
        texts = Strings.of([text for text, _ in answers])
        return self.then(texts, np.arange(len(answers)), [steps for _, steps in answers])


def together(parts: Sequence[Drafts]) -> Drafts:
    """The drafts of all parts, in one buffer."""
    begins = np.cumsum([0, *(len(part.text) for part in parts)])[:-1]
    return Drafts(
        fixed(np.concatenate([part.text for part in parts])),
        np.concatenate([part.start + begin for part, begin in zip(parts, begins, strict=True)]),
        np.concatenate([part.end + begin for part, begin in zip(parts, begins, strict=True)]),
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.page for part in parts]),
        [steps for part in parts for steps in part.steps],
    )
