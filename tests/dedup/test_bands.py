"""How a signature is cut, and that band keys are equal where bands are."""

import numpy as np
import pytest

from corpusclean.dedup.bands import Bands, choose_bands
from corpusclean.errors import UsageError
from corpusclean.kernels.index import band_keys


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9, 0.99, 1.0])
@pytest.mark.parametrize("recall", [0.9, 0.99, 0.9999])
@pytest.mark.parametrize("num_perm", [64, 128, 256])
def test_the_recall_is_reached_and_one_row_more_would_miss_it(threshold: float, recall: float, num_perm: int) -> None:
    bands, rows = choose_bands(threshold, recall, num_perm)
    assert bands * rows <= num_perm
    assert Bands(bands, rows).recall(threshold) >= recall
    if rows < num_perm:
        assert Bands(num_perm // (rows + 1), rows + 1).recall(threshold) < recall or threshold == 1.0


def test_what_no_signature_can_find_is_refused() -> None:
    with pytest.raises(UsageError, match="higher threshold"):
        choose_bands(0.01, 0.999, 64)


def test_keys_are_equal_where_bands_are() -> None:
    random = np.random.default_rng(3)
    signatures = random.integers(0, 3, (300, 32), np.uint32)
    keys = band_keys(signatures, 10, 3)
    for band in range(10):
        rows = [tuple(row) for row in signatures[:, band * 3 : band * 3 + 3].tolist()]
        assert len(set(rows)) == len(set(keys[:, band].tolist())) == len(set(zip(rows, keys[:, band], strict=True)))
