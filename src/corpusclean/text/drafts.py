"""Blocks being mended: as Python objects, a block each, and as one buffer that a kernel reads."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from corpusclean.model import I64, U8


class Draft(NamedTuple):
    """A block being mended: its row, its page, its text so far and what was done to it."""

    row: int
    page: int
    text: bytes
    steps: tuple[str, ...] = ()

    def then(self, text: bytes, *steps: str) -> "Draft":
        """The draft after further steps."""
        return Draft(self.row, self.page, text, self.steps + steps)


def lay_out(drafts: Sequence[Draft]) -> tuple[U8, I64, I64]:
    """The texts of the drafts, one after the other, and where each begins and ends."""
    lengths = np.array([len(draft.text) for draft in drafts], np.int64)
    ends = np.cumsum(lengths)
    return np.frombuffer(b"".join([draft.text for draft in drafts]), np.uint8), ends - lengths, ends


def take_apart(buffer: U8, stops: I64) -> list[bytes]:
    """The texts that stand in a buffer one after the other, up to these positions."""
    whole = buffer.tobytes()
    return [whole[begin:end] for begin, end in pairwise([0, *stops.tolist()])]
