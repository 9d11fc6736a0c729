"""The rules of a user, learned ones among them: compiled, and matched after ours.

Patterns go into tables like those of our own rules. Whole lines go into one table of all sites, a line of a site under
a key that holds the site: ten thousand sites cost a look-up more a line and not ten thousand tables. Expressions go
to RE2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.errors import UsageError
from corpusclean.kernels.lines import match_whole
from corpusclean.kernels.phrase_tables import fill, hash_lines, keys_of
from corpusclean.kernels.phrases import WHOLE, Tables
from corpusclean.kernels.repeats import find_repeats
from corpusclean.kernels.residue import match_blocks
from corpusclean.kernels.sieve import make_sieve
from corpusclean.kernels.words import MAX_WORDS
from corpusclean.model import I32, I64, U8
from corpusclean.text.patterns import expand
from corpusclean.text.regexes import Expression, Expressions
from corpusclean.text.rulefiles import Rule
from corpusclean.text.ruletables import buffer, compile_rules, match_with, slots_for, tables_of
from corpusclean.text.sites import site_key, site_of

Numbered = tuple[int, Rule]
"""A rule and its number."""


class Rows(NamedTuple):
    """Blocks to be looked at: where they stand in `text`, the page of each, and the address of every page.

    `before` is for each the row of one before it with the same bytes, -1 where there is none or none was found.
    """

    text: U8
    start: I64
    end: I64
    page: I32
    urls: Sequence[str]
    before: I32


def rows_of(text: U8, start: I64, end: I64, page: I32, urls: Sequence[str]) -> Rows:
    """Blocks to be looked at: text[start:end] on these pages, all of shape (b,), with the addresses of all pages."""
    return Rows(text, start, end, page, urls, find_repeats(text, start, end))


@dataclass(frozen=True, slots=True)
class Own:
    """Rules of a user, compiled.

    `patterns` has rules numbered from 0; their real numbers are `pattern_rules`, int32. `lines` is what
    `kernels.lines.match_whole` takes, `line_rules` (int32) and `line_strong` (bool) say what each entry stands for.
    `tables` are our own, by which lines are normalised.
    """

    tables: Tables
    patterns: Tables | None
    pattern_rules: I32
    lines: tuple[Any, Any, Any] | None
    line_rules: I32
    line_strong: NDArray[np.bool_]
    expressions: Expressions | None
    by_site: bool


class _Line(NamedTuple):
    """A whole line that a rule takes, on one site or ("") on all."""

    text: str
    rule: int
    strong: bool
    site: str


def compile_own(rules: Sequence[Numbered], services: list[str], tables: Tables) -> Own:
    """Compile the rules of a user; `tables` are those of our own rules.

    Raises:
        UsageError: a pattern, a line or an expression can not be used; the message names the rule.
    """
    everywhere = [(number, rule) for number, rule in rules if rule.patterns and not rule.sites]
    lines = [line for number, rule in rules for line in _lines_of(number, rule, services)]
    names = {number: rule.name for number, rule in rules}
    expressions = [
        Expression(source, number, frozenset(map(_normal_site, rule.sites)))
        for number, rule in rules
        for source in rule.regex
    ]
    return Own(
        tables=tables,
        patterns=_compile_patterns([rule for _, rule in everywhere], services, tables) if everywhere else None,
        pattern_rules=np.array([number for number, _ in everywhere], np.int32),
        lines=_compile_lines(lines, names, tables) if lines else None,
        line_rules=np.array([line.rule for line in lines], np.int32),
        line_strong=np.array([line.strong for line in lines], np.bool_),
        expressions=Expressions(expressions, names) if expressions else None,
        by_site=any(rule.sites for _, rule in rules),
    )


def match_own(own: Own, rows: Rows, matched: I32, strong: NDArray[np.bool_]) -> None:
    """Set, in place, the rule of blocks that a rule of the user takes, and whether it is a strong one.

    A block that one of our rules has already keeps that rule, unless it is weak and the user's is strong. matched:
    int32, strong: bool, both of shape (b,), -1 and False where no rule takes the block.
    """
    if own.patterns is not None:
        found, sure, _ = match_blocks(match_with(rows.text, own.patterns), rows.start, rows.end, rows.before)
        _take(matched, strong, np.where(found >= 0, own.pattern_rules[found], -1), sure)
    sites = [site_of(url) if own.by_site else "" for url in rows.urls]
    if own.lines is not None:
        keys = np.array([site_key(site) for site in sites], np.uint64)[rows.page]
        entries = match_whole(match_with(rows.text, own.tables), rows.start, rows.end, keys, own.lines)
        found = np.where(entries >= 0, own.line_rules[entries], -1)
        _take(matched, strong, found, (entries >= 0) & own.line_strong[entries])
    if own.expressions is not None:
        found = _match_expressions(own.expressions, rows, sites, np.flatnonzero(matched < 0))
        _take(matched, strong, found, found >= 0)


def _take(matched: I32, strong: NDArray[np.bool_], found: I32, sure: NDArray[np.bool_]) -> None:
    chosen = (found >= 0) & ((matched < 0) | (sure & ~strong))
    matched[chosen] = found[chosen]
    strong[chosen] = sure[chosen]


def _match_expressions(expressions: Expressions, rows: Rows, sites: list[str], places: NDArray[np.intp]) -> I32:
    found = np.full(len(rows.start), -1, np.int32)
    text = rows.text.tobytes()
    columns = (places, rows.start[places], rows.end[places], rows.page[places])
    for place, start, end, page in zip(*(column.tolist() for column in columns), strict=True):
        if start < end:
            found[place] = expressions.match(text[start:end], sites[page])
    return found


def _lines_of(number: int, rule: Rule, services: list[str]) -> Iterable[_Line]:
    """The whole lines of a rule: those that it spells out and, where it holds on some sites only, its patterns."""
    sites = list(map(_normal_site, rule.sites)) or [""]
    texts = [*rule.lines]
    for pattern in rule.patterns if rule.sites else ():
        try:
            phrases = expand(pattern, {"service": services[:1]})
        except ValueError as error:
            raise UsageError(f"{rule.name}: pattern {pattern!r}: {error}") from error
        if any(phrase.place != WHOLE for phrase in phrases):
            raise UsageError(f"{rule.name}: pattern {pattern!r}: with `sites` it must be a whole line; use regex")
        texts += [phrase.text for phrase in phrases]
    return [_Line(text, number, not (rule.weak or rule.foot or rule.leads), site) for text in texts for site in sites]


def _normal_site(site: str) -> str:
    return site_of(site) or site.lower()


def _compile_patterns(rules: list[Rule], services: list[str], tables: Tables) -> Tables:
    """The tables of a user's patterns, normalised as ours are."""
    return tables_of(compile_rules(rules, services), tables.kept)


def _compile_lines(lines: Sequence[_Line], names: dict[int, str], tables: Tables) -> tuple[Any, Any, Any]:
    """The sieve, the keys and the entry in each slot of the table of whole lines; of equal ones the first counts."""
    texts = buffer([line.text for line in lines])
    values, counts = hash_lines(match_with(texts.text, tables), texts.starts, texts.ends)
    for line, count in zip(lines, counts.tolist(), strict=True):
        if count == 0 or len(line.text.encode()) > tables.limit:
            limit = f"more than {MAX_WORDS} words or {tables.limit} bytes"
            raise UsageError(f"{names[line.rule]}: line {line.text!r} holds no letter, or {limit}; use regex")
    values ^= np.array([site_key(line.site) for line in lines], np.uint64)
    whole = np.full(len(lines), WHOLE, np.uint8)
    keys, entries, _ = fill(keys_of(values, whole), np.zeros(len(lines), np.uint64), slots_for(len(lines)))
    return make_sieve(*texts, whole, tables.fold), keys, entries
