"""Exact duplicates: a 128-bit hash of the normalised text."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from corpusclean.model import I64, U8, Articles


def hash_texts(normal: U8, spans: I64, articles: Articles) -> NDArray[np.uint64]:
    """BLAKE2b, 128 bits, of every normalised text: uint64, shape (a, 2).

    normal: the normalised texts; spans: int64, shape (a, 2), where each begins and ends. An article without any token
    (all emoji, or empty) is hashed as it stands: its normalised text is empty, like that of other such articles.
    """
    normalised, raw = normal.data, articles.text.data
    digests = []
    for i, (start, end) in enumerate(spans.tolist()):
        text = normalised[start:end] if start < end else raw[articles.start[i] : articles.end[i]]
        digests.append(blake2b(text, digest_size=16).digest())
    return np.frombuffer(bytearray().join(digests), "<u8").astype(np.uint64, copy=False).reshape(-1, 2)
