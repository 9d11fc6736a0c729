"""Counting in bounded memory, against counting everything."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.learning.counting import Counter64

BATCHES = st.lists(st.lists(st.integers(0, 40), max_size=30), max_size=12)


def counted(batches: list[list[int]], budget: int) -> Counter64:
    counter = Counter64(budget)
    for batch in batches:
        counter.add(np.array(batch, np.uint64))
    return counter


@given(BATCHES)
def test_within_the_budget_every_count_is_exact(batches: list[list[int]]) -> None:
    true = Counter(key for batch in batches for key in batch)
    counter = counted(batches, 41)
    assert counter.count(np.arange(41, dtype=np.uint64)).tolist() == [true[key] for key in range(41)]
    assert counter.bound == 0


@given(BATCHES, st.integers(1, 8))
def test_beyond_it_none_is_too_large_and_none_too_small_by_more_than_the_bound(
    batches: list[list[int]], budget: int
) -> None:
    true = Counter(key for batch in batches for key in batch)
    counter = counted(batches, budget)
    counts = counter.count(np.arange(41, dtype=np.uint64)).tolist()
    assert counter.bound <= sum(true.values()) / (budget + 1)
    for key, count in enumerate(counts):
        assert true[key] - counter.bound <= count <= true[key]
    assert sum(count > 0 for count in counts) <= budget


def test_what_comes_often_is_never_lost() -> None:
    rare = [[key] for key in range(100, 1100)]
    assert counted([[7] * 3, *rare, [7] * 40], 20).count(np.array([7], np.uint64))[0] > 0
