"""Ids are made unique one after the other, however they come in batches."""

from hypothesis import given
from hypothesis import strategies as st

from corpusclean.ledger import Ledger
from corpusclean.uniqueids import FULLEST, SMALLEST, UniqueIds

IDS = st.lists(st.sampled_from(["a", "b", "a~2", "a~3", "b~2~2", "", "é", "\ud800", "x" * 70]), max_size=30)


def plainly(ids: list[str]) -> list[str]:
    """What is said of ids: a repeated one gets the next free number, counted from 2, and none is given twice."""
    seen: set[str] = set()
    copies: dict[str, int] = {}
    told = []
    for name in ids:
        candidate = name
        while candidate in seen:
            copies[name] = copies.get(name, 1) + 1
            candidate = f"{name}~{copies[name]}"
        seen.add(candidate)
        told.append(candidate)
    return told


@given(IDS, IDS)
def test_as_one_by_one(first: list[str], second: list[str]) -> None:
    unique, ledger = UniqueIds(), Ledger()
    told = unique.make(first, ledger) + unique.make(second, ledger)
    assert told == plainly(first + second)
    assert ledger.total("input", "repeated ids") == sum(
        new != old for new, old in zip(told, first + second, strict=True)
    )


def test_the_set_grows() -> None:
    unique, ledger = UniqueIds(), Ledger()
    count = int(3 * FULLEST * SMALLEST)
    assert unique.make([f"p{i}" for i in range(count)], ledger)[-1] == f"p{count - 1}"
    assert unique.make(["p0", f"p{count - 1}", "new"], ledger) == ["p0~2", f"p{count - 1}~2", "new"]
