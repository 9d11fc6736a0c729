"""Who survives: rules, the values they read, and the order they make."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.dedup.policy import KeepRule, needs_all, order_by_priority, parse_keep, rank, read_number, read_time
from corpusclean.errors import UsageError

DAY = 86400.0


@pytest.mark.parametrize(
    "text",
    ["", "long", "first:x", "longest:", "newest", "newest:", "prefer:source", "prefer:=a", "prefer:source=", "max="],
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="give one of first, longest"):
        parse_keep([text])


def test_nothing_comes_after_first() -> None:
    assert parse_keep(["newest:date", "first"])[1] == KeepRule("first")
    with pytest.raises(UsageError, match="can decide nothing"):
        parse_keep(["first", "longest"])


def test_only_first_can_do_without_the_others() -> None:
    assert not needs_all(parse_keep(["first"]))
    assert needs_all(parse_keep(["longest", "first"]))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-03", 2 * DAY),
        ("1970-01-03T00:00:00+02:00", 2 * DAY - 7200),
        ("19700103", 2 * DAY),
        ("1970-02", 31 * DAY),
        ("1971", 365 * DAY),
        ("Sat, 03 Jan 1970 00:00:00 +0000", 2 * DAY),
        ("1711120512", 1711120512.0),
        ("1711120512000", 1711120512.0),
        ("-1.5e3", -1500.0),
        ("0001-01-01T00:00:00+14:00", -62135596800.0 - 14 * 3600),
    ],
)
def test_times_are_read(text: str, seconds: float) -> None:
    assert read_time(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "2024-13", "1e999", "nan", "99999999", "٢٠٢٤", "Sat, 99 Foo 1970"])
def test_what_is_no_time_is_last(text: str) -> None:
    assert read_time(text) == math.inf


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-1.5", -1.5), ("1e3", 1000), ("9" * 400, math.inf)])
def test_numbers_are_read(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "nan", "-inf", "-1e999", "1_000", "twelve"])
def test_what_is_no_number_is_last(text: str) -> None:
    assert read_number(text) == math.inf


FIELDS = [
    b'"date": "2024-05-01", "views": 7, "source": "afp", "n": 1.0',
    b'"date": "2024-05-02", "views": "30", "source": "dpa", "n": true',
    b'"views": null, "date": ["x"], "x": "\\ud800"',
]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("first", [0, 1, 2]),
        ("longest", [2, 0, 1]),
        ("shortest", [1, 0, 2]),
        ("newest:date", [1, 0, 2]),
        ("oldest:date", [0, 1, 2]),
        ("max:views", [1, 0, 2]),
        ("min:views", [0, 1, 2]),
        ("prefer:source=dpa,afp", [1, 0, 2]),
        ("prefer:n=true,1.0", [1, 0, 2]),
    ],
)
def test_every_rule_orders(text: str, order: list[int]) -> None:
    rules = parse_keep([text])
    ranked = rank(rules, np.array([20, 10, 30]), np.array([0, 1, 2]), FIELDS)
    assert order_by_priority(ranked.ranks, rules, lambda rows: [b""] * len(rows)).tolist() == order


def test_what_can_not_be_read_is_counted() -> None:
    rules = parse_keep(["newest:date", "max:views", "prefer:source=dpa", "min:n"])
    ranked = rank(rules, np.array([1, 1, 1, 1]), np.array([0, 1, 2, 2]), FIELDS)
    assert ranked.unread == {"newest:date": 2, "max:views": 2, "min:n": 3}


@given(st.permutations(range(9)))
def test_the_order_is_that_of_ranks_then_ids_however_they_came(arrival: list[int]) -> None:
    ranks = np.array(
        [[0.0, 1.0], [0.0, 1.0], [0.0, 0.0], [math.inf, 0.0], [math.inf, 0.0], [-1, 5], [-1, 5], [3, 3], [3, 3]]
    )
    ids = [b"b", b"a", b"c", b"e", b"d", b"g", b"f", b"i", b"h"]
    rules = parse_keep(["max:x", "min:y"])
    order = order_by_priority(ranks[arrival], rules, lambda rows: [ids[arrival[row]] for row in rows])
    assert [ids[arrival[row]] for row in order] == [b"f", b"g", b"c", b"a", b"b", b"h", b"i", b"d", b"e"]


def test_no_articles_have_an_order_too() -> None:
    assert order_by_priority(np.zeros((0, 1)), parse_keep(["longest"]), lambda rows: []).tolist() == []
