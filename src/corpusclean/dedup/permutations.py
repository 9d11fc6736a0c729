"""MinHash's permutations: datasketch's own, so that signatures are its signatures."""

from importlib.metadata import version
from typing import NamedTuple

from corpusclean.cache import Tables, cached
from corpusclean.model import U32


class Permutations(NamedTuple):
    """The functions `multipliers * hash + increments` modulo 2**32; uint32, shape (num_perm,) each."""

    multipliers: U32
    increments: U32


def load_permutations(num_perm: int, seed: int) -> Permutations:
    """The permutations of `datasketch.MinHash(num_perm, seed, scheme="affine32")`, kept in the cache."""
    key = f"datasketch {version('datasketch')} affine32 {num_perm} {seed}"
    tables = cached("permutations", key, lambda: _ask_datasketch(num_perm, seed))
    return Permutations(tables["multipliers"], tables["increments"])


def _ask_datasketch(num_perm: int, seed: int) -> Tables:
    from datasketch import MinHash  # importing it takes 0.7 s, and it is needed once on a machine

    multipliers, increments = MinHash(num_perm, seed, scheme="affine32").permutations
    return {"multipliers": multipliers.copy(), "increments": increments.copy()}
