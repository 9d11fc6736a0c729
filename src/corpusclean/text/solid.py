"""The blocks that are not blank. Nearly always that is all of them: then their columns are looked at and not copied."""

import numpy as np
from numpy.typing import NDArray

from corpusclean.model import I64

Solid = slice | I64
"""Rows of the block table: by their numbers, or all of them."""


def solid_rows(start: I64, end: I64) -> Solid:
    """The rows of the blocks that are not blank (start < end).

    >>> solid_rows(np.array([0, 5]), np.array([4, 9]))
    slice(None, None, None)
    >>> solid_rows(np.array([0, 4, 5]), np.array([4, 4, 9]))
    array([0, 2])
    """
    solid = start < end
    return slice(None) if solid.all() else np.flatnonzero(solid)


def rows_at(solid: Solid, chosen: NDArray[np.bool_]) -> I64:
    """Those of the rows that are chosen, by their numbers. chosen: bool, one entry for each of the rows `solid`.

    >>> rows_at(slice(None), np.array([True, False])), rows_at(np.array([0, 2]), np.array([False, True]))
    (array([0]), array([2]))
    """
    places = np.flatnonzero(chosen)
    return places if isinstance(solid, slice) else solid[places]
