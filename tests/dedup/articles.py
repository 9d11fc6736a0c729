"""What the tests of this room start from: articles of given texts, and sketches that no text has."""

import numpy as np

from corpusclean.dedup.index import Criteria, Index
from corpusclean.dedup.permutations import load_permutations
from corpusclean.dedup.sketch import load_tables, sketch
from corpusclean.kernels.blockkeys import BLOCKS
from corpusclean.kernels.minhash import minhash_signatures
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.model import Articles, Sketches, Verdict

NUM_PERM = 128
SEED = 1


def articles_of(texts: list[str]) -> Articles:
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    n = len(texts)
    return Articles(
        text=np.frombuffer(bytearray().join(encoded), np.uint8),
        page=np.arange(n, dtype=np.int32),
        number=np.zeros(n, np.int32),
        start=ends - np.array([len(text) for text in encoded], np.int64),
        end=ends,
        lang=np.zeros(n, np.int16),
        first=np.arange(n + 1, dtype=np.int64),
        block=np.arange(n, dtype=np.int64),
        span_start=np.zeros(n, np.int32),
        span_end=np.zeros(n, np.int32),
        span_lang=np.zeros(n, np.int16),
        span_prob=np.zeros(n, np.float32),
    )


def sketches_of(texts: list[str]) -> Sketches:
    return sketch(articles_of(texts), load_tables(NUM_PERM, SEED))


def made_sketches(shingles: list[list[int]], signatures: np.ndarray | None = None) -> Sketches:
    """Sketches of these sets of shingles, each with an exact hash of its own; forged `signatures` where given."""
    sets = [np.unique(np.array(values, np.uint32)) << np.uint32(KIND_BITS) for values in shingles]
    offsets = np.cumsum([0] + [len(values) for values in sets], dtype=np.int64)
    flat = np.concatenate([*sets, np.zeros(0, np.uint32)])
    exact = np.random.default_rng(len(sets)).integers(0, 2**64, (len(sets), 2), np.uint64)
    if signatures is None:
        signatures = minhash_signatures(flat, offsets, *load_permutations(NUM_PERM, SEED))
    return Sketches(exact, signatures, np.zeros((len(sets), BLOCKS), np.uint32), flat, offsets)


def part(sketches: Sketches, first: int, end: int) -> Sketches:
    """The sketches of some of the articles, as if they had come in a batch of their own."""
    start, stop = sketches.offsets[first], sketches.offsets[end]
    return Sketches(
        sketches.exact[first:end].copy(),
        sketches.signatures[first:end].copy(),
        sketches.block_keys[first:end].copy(),
        sketches.shingles[start:stop].copy(),
        sketches.offsets[first : end + 1] - start,
    )


def verdicts_of(texts: list[str], threshold: float = 0.8, figures: str = "strict") -> list[Verdict]:
    """The verdicts about texts whose ids are their numbers."""
    return Index(Criteria(threshold, 0.99, NUM_PERM, figures)).decide(
        sketches_of(texts), [str(i) for i in range(len(texts))]
    )
