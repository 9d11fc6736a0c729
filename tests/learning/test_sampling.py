"""Samples of pages, against a plain version; and whatever the order."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.learning.sampling import Samples

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 2)), max_size=60)
SIZE = 5


def sampled(rows: list[tuple[int, int, int]], batch: int) -> Samples:
    samples = Samples(SIZE, 1)
    for i in range(0, len(rows), batch):
        samples.add(np.array(rows[i : i + batch], np.uint64).reshape(-1, 3))
        samples.rows_of(0)  # takes in what waits
    return samples


@given(ROWS, st.integers(1, 60))
def test_the_least_identities_of_every_key_are_kept(rows: list[tuple[int, int, int]], batch: int) -> None:
    samples = sampled(rows, batch)
    plain: dict[int, dict[int, int]] = defaultdict(dict)
    for key, identity, value in sorted(rows, reverse=True):
        plain[key][identity] = value
    for key in range(4):
        expected = [list(row) for row in sorted(plain[key].items())[:SIZE]]
        assert samples.rows_of(key).tolist() == expected
        assert len(plain[key]) >= SIZE or samples.count_of(key) == len(plain[key])


def test_many_pages_are_estimated() -> None:
    samples = Samples(256, 0)
    identities = np.random.default_rng(1).integers(0, 2**64, 100_000, np.uint64)
    samples.add(np.stack((np.zeros(100_000, np.uint64), identities), axis=1))
    assert abs(samples.count_of(0) / 100_000 - 1) < 0.2
