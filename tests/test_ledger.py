"""The ledger knows whether anything was lost."""

from collections import Counter

import pytest

from corpusclean.errors import InvariantError
from corpusclean.ledger import Ledger


def balanced() -> Ledger:
    ledger = Ledger()
    ledger.add(Counter({("lines", "read"): 3, ("lines", "rejected", "not_json"): 1}))
    ledger.add(Counter({("pages", "read"): 2, ("pages", "with articles"): 1, ("pages", "emptied"): 1}))
    ledger.add(Counter({("blocks", "read"): 5, ("blocks", "kept"): 3, ("blocks", "removed", "residue"): 2}))
    ledger.add(Counter({("articles", "found"): 1, ("articles", "kept"): 1}))
    return ledger


def test_a_balanced_ledger_passes() -> None:
    balanced().check()


@pytest.mark.parametrize("path", list(balanced().counts), ids=" ".join)
def test_every_count_matters(path: tuple[str, ...]) -> None:
    ledger = balanced()
    ledger.counts[path] += 1
    with pytest.raises(InvariantError, match="does not balance"):
        ledger.check()


def test_totals_and_tree() -> None:
    ledger = balanced()
    ledger.counts["blocks", "removed", "duplicate"] = 7
    assert ledger.total("blocks", "removed") == 9
    assert ledger.tree()["blocks"] == {"kept": 3, "read": 5, "removed": {"duplicate": 7, "residue": 2}}
