"""Learned rules as a file that a user can read, change and give to `--rules`."""

import json
from collections import Counter

from corpusclean.learning.judging import PLACES, Limits
from corpusclean.learning.learner import LINE_PAGES, Learned, LearnedRule


def write_rules(learned: Learned, limits: Limits) -> str:
    """The file, as `text.rulefiles` reads it: a rule for a line, with what speaks for it."""
    numbers = Counter[str]()
    tables = []
    for rule in learned.rules:
        kind = json.dumps(rule.site) if rule.site else (rule.language or "any")
        numbers[kind] += 1
        tables.append(f"\n[{kind}.{numbers[kind]}]\n{_body(rule)}")
    return "".join([_head(learned, limits), *tables])


def _head(learned: Learned, limits: Limits) -> str:
    lines = [
        f"Learned from {learned.pages:,} pages of {learned.sites:,} sites: lines on {limits.pages} pages or more and",
        f"on {limits.site_share:.0%} of a site's pages, or {limits.language_share:.0%} of those in a language.",
        f"Copies of a page count once. Beyond {LINE_PAGES} pages counts are estimates (6 %).",
        "Look it over before you use it; `corpusclean rules test FILE --on PAGES` shows what it takes.",
    ]
    if learned.missed:
        lines.append(f"Not all lines could be counted: what came {learned.missed:,} times or less may be missing.")
    if not learned.rules:
        lines.append(nothing_learned(learned, limits))
    return "".join(f"# {line}\n" for line in lines)


def nothing_learned(learned: Learned, limits: Limits) -> str:
    """Why there are no rules."""
    if learned.pages < limits.pages:
        few = f"{learned.pages:,} pages of text are fewer than the {limits.pages} that a line must stand on"
        return f"Nothing was learned: {few}."
    return "Nothing was learned: no line stands on enough pages, at the edge of stories."


def _body(rule: LearnedRule) -> str:
    sites = f"sites = [{_quote(rule.site)}]\n" if rule.site else ""
    # A single word is furniture on one page and a heading on another: for all sites it needs other residue beside it.
    weak = "weak = true\n" if not rule.site and len(rule.evidence.text.split()) == 1 else ""
    return f"lines = [{_quote(rule.evidence.text)}]\n{sites}{weak}seen = {_quote(describe(rule))}\n"


def _quote(text: str) -> str:
    """A TOML string: as JSON has it, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def describe(rule: LearnedRule) -> str:
    """What speaks for a rule.

    >>> from corpusclean.learning.judging import Evidence
    >>> evidence = Evidence("Menu", 40, 41, 1, {1: 36, 2: 4}, 0.1)
    >>> describe(LearnedRule("example.com", "", evidence))
    'on 40 of 41 pages of example.com: head 90 %, tail 10 %'
    """
    seen, where = rule.evidence, f"of {rule.site}"
    if not rule.site:
        where = f"in {rule.language}, on {seen.sites} sites" if seen.sites > 1 else f"in {rule.language}"
    total = sum(seen.places.values())
    counts = ((name, seen.places.get(place, 0)) for place, name in PLACES.items())
    places = ", ".join(f"{name} {100 * count / total:.0f} %" for name, count in counts if count)
    return f"on {seen.pages:,} of {seen.of:,} pages {where}: {places}"
