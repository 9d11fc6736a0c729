"""The counts of a run. They are taken where things are read and again where they are written, and must balance."""

from collections import Counter
from typing import Any

from corpusclean.errors import InvariantError

Counts = Counter[tuple[str, ...]]
"""How often something happened, by a path of words: ("blocks", "removed", "residue")."""

BALANCE: tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = (
    (("lines", "read"), (("pages", "read"), ("lines", "rejected"))),
    (("pages", "read"), (("pages", "with articles"), ("pages", "emptied"))),
    (("blocks", "read"), (("blocks", "kept"), ("blocks", "removed"))),
    (("articles", "found"), (("articles", "kept"), ("articles", "removed"))),
)
"""What must be equal: a count on the left, the sum of the counts on the right."""


class Ledger:
    """Adds up the counts of a run and knows whether they balance."""

    def __init__(self) -> None:
        self.counts: Counts = Counter()

    def add(self, counts: Counts) -> None:
        """Add the counts of one batch."""
        self.counts.update(counts)

    def total(self, *path: str) -> int:
        """The sum of every count whose path begins with `path`."""
        return sum(count for key, count in self.counts.items() if key[: len(path)] == path)

    def check(self) -> None:
        """Compare what was read with what became of it.

        Raises:
            InvariantError: something was lost or counted twice.
        """
        for whole, parts in BALANCE:
            there, found = self.total(*whole), [self.total(*part) for part in parts]
            if there != sum(found):
                names = " + ".join(f"{' '.join(part)} {count}" for part, count in zip(parts, found, strict=True))
                raise InvariantError(
                    f"the ledger does not balance: {' '.join(whole)} {there}, but {names}; "
                    "nothing was written. Please report this with the input that shows it"
                )

    def tree(self) -> dict[str, Any]:
        """The counts as nested dictionaries, keys sorted."""
        root: dict[str, Any] = {}
        for path, count in sorted(self.counts.items()):
            node = root
            for word in path[:-1]:
                node = node.setdefault(word, {})
            node[path[-1]] = count
        return root
