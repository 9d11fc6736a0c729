"""Who survives: the order of priority in which articles are decided about, from the rules of `--keep`.

A rule gives every article a rank, smaller is better. Articles are ordered by the rank under the first rule, then the
second, and so on, and at last by id; so the order is the same however the input was shuffled.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import numpy as np

from corpusclean.errors import UsageError
from corpusclean.model import F64, I32, I64, Articles, Pages, Ranked

FIRST = "first"
BY_LENGTH = ("longest", "shortest")
BY_VALUE = ("newest", "oldest", "max", "min")
LARGEST_FIRST = ("longest", "newest", "max")
FORMS = "first, longest, shortest, newest:FIELD, oldest:FIELD, max:FIELD, min:FIELD, prefer:FIELD=v1,v2"
MILLISECONDS = 1e11  # from here on a number stands for milliseconds since 1970: as seconds it is the year 5138

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
_YEAR_MONTH = re.compile(r"[0-9]{4}(-[0-9]{2})?")


class KeepRule(NamedTuple):
    """One rule of `--keep`: what it goes `by`, the page's `field` that it reads, and the `values` it prefers."""

    by: str
    field: str = ""
    values: tuple[str, ...] = ()


def parse_keep(texts: Sequence[str]) -> tuple[KeepRule, ...]:
    """The rules that these texts stand for, in order.

    >>> parse_keep(["prefer:source=dpa,afp", "longest"])
    (KeepRule(by='prefer', field='source', values=('dpa', 'afp')), KeepRule(by='longest', field='', values=()))

    Raises:
        UsageError: a text is no rule, or a rule comes after `first`, which leaves nothing to decide.
    """
    rules = tuple(map(_parse_rule, texts)) or (KeepRule(FIRST),)
    if FIRST in (rule.by for rule in rules[:-1]):
        raise UsageError("keep: a rule after 'first' can decide nothing; give 'first' last, or leave it out")
    return rules


def _parse_rule(text: str) -> KeepRule:
    by, colon, rest = text.partition(":")
    field, equals, values = rest.partition("=")
    if by in (FIRST, *BY_LENGTH) and not colon:
        return KeepRule(by)
    if by in BY_VALUE and rest:
        return KeepRule(by, rest)
    if by == "prefer" and field and equals and values:
        return KeepRule(by, field, tuple(value.strip() for value in values.split(",")))
    raise UsageError(f"keep: {text!r} is no rule; give one of {FORMS}")


def needs_all(rules: Sequence[KeepRule]) -> bool:
    """Whether an article can be decided about only when all others are known: not where the first to come stays."""
    return rules[0].by != FIRST


def rank_articles(rules: Sequence[KeepRule], articles: Articles, pages: Pages) -> Ranked:
    """Rank a batch's articles, by what is known of them and of their pages."""
    lengths = articles.span_end[articles.first[1:] - 1]
    return rank(rules, lengths, articles.page, pages.fields)


def rank(rules: Sequence[KeepRule], lengths: I32, page: I32, fields: Sequence[bytes]) -> Ranked:
    """Rank articles of the given lengths, in characters, on the given pages.

    page: the row of each article's page in `fields`, its JSON members, joined by `, `. The rank under `first` is not
    known in a batch, and 0.
    """
    ranks = np.zeros((len(page), len(rules)))
    unread: dict[str, int] = {}
    members = {row: read_members(fields[row]) for row in set(page.tolist())} if any(r.field for r in rules) else {}
    for column, rule in enumerate(rules):
        if rule.by in BY_LENGTH:
            ranks[:, column] = lengths
        elif rule.field:
            values = {row: rank_of(rule, found.get(rule.field)) for row, found in members.items()}
            ranks[:, column] = [values[row] for row in page.tolist()]
            unread[f"{rule.by}:{rule.field}"] = int(np.count_nonzero(np.isinf(ranks[:, column])))
        if rule.by in LARGEST_FIRST:
            ranks[:, column] = np.where(np.isinf(ranks[:, column]), math.inf, -ranks[:, column])
    return Ranked(ranks, {name: count for name, count in unread.items() if count})


def read_members(fields: bytes) -> dict[str, Any]:
    r"""A page's members; numbers as they were written.

    >>> read_members(b'"date": "2024-05-01", "views": 1.50')
    {'date': '2024-05-01', 'views': '1.50'}
    """
    members: dict[str, Any] = json.loads(b"{" + fields + b"}", parse_int=str, parse_float=str)
    return members


def rank_of(rule: KeepRule, value: object) -> float:
    """What a rule makes of a page's value, before the sign: infinity where it can not be read."""
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
    if rule.by == "prefer":
        return float(rule.values.index(text) if text in rule.values else len(rule.values))
    read: Callable[[str], float] = read_time if rule.by in ("newest", "oldest") else read_number
    return read(text.strip()) if isinstance(text, str) else math.inf


def read_number(text: str) -> float:
    """The number that a text is; infinity where it is none, or too large for a float of either sign."""
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else math.inf


def read_time(text: str) -> float:
    """Seconds since 1970 for a date in ISO 8601 or as in mail headers, or a number of (milli)seconds; else infinity.

    Without a time zone UTC is meant. Four digits are a year, eight a date.

    >>> read_time("1970-01-02") == read_time("19700102") == read_time("Fri, 02 Jan 1970 00:00:00 GMT") == 86400
    True
    >>> read_time("1700000000") == read_time("1700000000000") == read_time("2023-11-14T23:13:20+01:00")
    True
    >>> read_time("yesterday")
    inf
    """
    if _YEAR_MONTH.fullmatch(text):
        text = f"{text}-01-01"[:10]
    elif _NUMBER.fullmatch(text) and len(text) != len("20240501"):
        seconds = read_number(text)
        return seconds / 1000 if MILLISECONDS <= abs(seconds) < math.inf else seconds
    moment = _read_moment(text)
    if moment is None:
        return math.inf
    # Not timestamp(): it fails for some years, on some systems.
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def _read_moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(text)
        except (ValueError, TypeError, IndexError, OverflowError):  # mail's parser is not strict about what it raises
            continue
    return None


def order_by_priority(ranks: F64, rules: Sequence[KeepRule], read_ids: Callable[[I64], list[bytes]]) -> I64:
    """The numbers of all articles, in order of priority: int64, shape (n,).

    ranks: shape (n, rules), in order of arrival. Ids are read for articles of equal ranks only, some at a time.
    """
    arrival = np.arange(len(ranks))
    columns = [arrival if rule.by == FIRST else ranks[:, column] for column, rule in enumerate(rules)]
    order: I64 = np.lexsort(columns[::-1]).astype(np.int64)
    differs = np.zeros(len(order) + 1, np.bool_)
    differs[[0, -1]] = True
    for column in columns:
        differs[1:-1] |= column[order[1:]] != column[order[:-1]]
    edges = np.flatnonzero(differs)
    starts = edges[:-1][np.diff(edges) > 1]
    ends = edges[1:][np.diff(edges) > 1]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        equal = order[start:end].copy()
        ids = read_ids(equal)
        order[start:end] = equal[sorted(range(len(ids)), key=ids.__getitem__)]
    return order
