"""How a signature is cut into bands: the S-curve of locality-sensitive hashing.

Two articles of Jaccard similarity s agree in a value of their signatures with probability s, in all `rows` values of
a band with s ** rows, and in at least one of `bands` bands with 1 - (1 - s ** rows) ** bands (Leskovec, Rajaraman,
Ullman: Mining of Massive Datasets, 3.4).
"""

from typing import NamedTuple

from corpusclean.errors import UsageError


class Bands(NamedTuple):
    """The first bands * rows values of a signature, `rows` a band."""

    bands: int
    rows: int

    def recall(self, similarity: float) -> float:
        """The probability that a pair of this similarity shares a band.

        >>> [round(Bands(21, 6).recall(s), 3) for s in (0.5, 0.8, 0.9)]
        [0.282, 0.998, 1.0]
        """
        return float(1 - (1 - similarity**self.rows) ** self.bands)


def choose_bands(threshold: float, recall: float, num_perm: int) -> Bands:
    """As many rows a band as leave the recall asked for at the threshold, and all the bands that there are values for.

    More rows mean fewer pairs to verify in vain; the recall falls with every row.

    >>> choose_bands(0.8, 0.99, 128)
    Bands(bands=21, rows=6)

    Raises:
        UsageError: a signature of num_perm values can not give that recall.
    """
    for rows in range(num_perm, 0, -1):
        cut = Bands(num_perm // rows, rows)
        if cut.recall(threshold) >= recall:
            return cut
    raise UsageError(f"{num_perm} MinHash values find no {recall:.2%} of pairs at {threshold}; give a higher threshold")
