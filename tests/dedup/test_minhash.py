"""Signatures are those of datasketch, bit for bit."""

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.dedup.permutations import load_permutations
from corpusclean.kernels.minhash import CHUNK, GROUP, minhash_signatures
from corpusclean.kernels.shingles import KIND_BITS

HASHES = st.integers(0, 2**32 - 1) | st.sampled_from([0, 1, 2**31, 2**32 - 1])


def assert_as_datasketch(sets: list[list[int]], num_perm: int = 128, seed: int = 1) -> None:
    offsets = np.cumsum([0] + [len(values) for values in sets], dtype=np.int64)
    shingles = np.array([value for values in sets for value in values], np.uint32)
    signatures = minhash_signatures(shingles, offsets, *load_permutations(num_perm, seed))
    for values, signature in zip(sets, signatures, strict=True):
        theirs = MinHash(num_perm, seed, hashfunc=int, scheme="affine32")
        theirs.update_batch([value >> KIND_BITS for value in values])
        assert signature.tolist() == theirs.hashvalues.tolist()


@given(st.lists(st.lists(HASHES, max_size=70, unique=True), max_size=4))
def test_any_set(sets: list[list[int]]) -> None:
    assert_as_datasketch(sets)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 7])
def test_sizes_at_which_the_loops_are_cut(size: int) -> None:
    values = np.random.default_rng(size).integers(0, 2**32, size, np.uint32)
    assert_as_datasketch([[5], values.tolist(), []])


@pytest.mark.parametrize(
    ("num_perm", "seed"), [(16, 1), (GROUP - 1, 3), (GROUP, 4), (GROUP + 1, 5), (100, 7), (256, 42)]
)
def test_other_permutations(num_perm: int, seed: int) -> None:
    assert_as_datasketch([[1, 2, 3], list(range(1000))], num_perm, seed)
