"""Texts to batches and back, for the tests of repair."""

from collections.abc import Sequence

import numpy as np

from corpusclean.model import I64, U8, Batch, Pages
from corpusclean.text.blocks import split

SAFE = {"uncurl_quotes": False, "fix_latin_ligatures": False, "fix_character_width": False}


def batch_of(*pages: str) -> Batch:
    count = len(pages)
    return split(Pages([str(i) for i in range(count)], [page.encode() for page in pages], [b""] * count, [""] * count))


def raw_texts(batch: Batch) -> list[str]:
    blocks, raw = batch.blocks, batch.raw.tobytes()
    return [raw[start:end].decode() for start, end in zip(blocks.raw_start, blocks.raw_end, strict=True)]


def texts_of(batch: Batch) -> list[str]:
    blocks, text = batch.blocks, batch.text.tobytes()
    return [text[start:end].decode() for start, end in zip(blocks.start, blocks.end, strict=True)]


def lay_out(texts: Sequence[str]) -> tuple[U8, I64, I64]:
    """The texts one after the other in a buffer, and where each begins and ends."""
    encoded = [text.encode() for text in texts]
    lengths = np.array([len(text) for text in encoded], np.int64)
    ends = np.cumsum(lengths)
    return np.frombuffer(b"".join(encoded), np.uint8), ends - lengths, ends


def flat(text: str) -> str:
    return " ".join(text.split())
