"""What can be said about rules: what they stand for, and whether their examples come out as they should."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from corpusclean.kernels.phrases import AFTER_COLON, BEGINNING, END, OPENING, PAIR, WHOLE
from corpusclean.text.ownrules import match_own, rows_of
from corpusclean.text.patterns import BESIDE, Phrase
from corpusclean.text.rulebook import RuleSet
from corpusclean.text.rulefiles import Rule
from corpusclean.text.ruletables import buffer, phrases_of

FLAGS = ("weak", "alone", "over_weak", "foot", "leads", "opens_list", "off", "everyday")
LISTS = ("patterns", "lines", "regex", "sites", "match", "no_match")


class Failure(NamedTuple):
    """An example that does not come out as its rule says: it is in `match` or `no_match`, and `taken` by that rule
    ("": by none)."""

    rule: str
    example: str
    kind: str
    taken: str


def describe_rule(rule: Rule, services: list[str]) -> dict[str, Any]:
    """What a rule is, as a plain value. `phrases` are those that its patterns stand for, and its lines."""
    phrases = [phrase for phrase in phrases_of(rule, services) if phrase.place != OPENING]  # pairs have it, too
    shown = {"name": rule.name, "group": rule.group, "language": rule.language or "any"}
    return {
        **shown,
        "phrases": [*(_readable(phrase, services) for phrase in phrases), *rule.lines],
        **{flag: getattr(rule, flag) for flag in FLAGS},
        **{name: list(getattr(rule, name)) for name in LISTS},
        "description": rule.description,
        "seen": rule.seen,
    }


def _readable(phrase: Phrase, services: list[str]) -> str:
    """A phrase as the words that it stands for, with what may stand beside it."""
    text, second = (
        half.replace(f"\0{services[0]}", "{service}").replace("0", "{n}").strip()
        for half in (phrase.text, phrase.second)
    )
    beside = next((slot for slot, flag in BESIDE.items() if phrase.beside in (flag, flag * AFTER_COLON)), "")
    return {
        WHOLE: text,
        BEGINNING: f"{text} {beside}",
        END: f"{beside} {text}",
        PAIR: f"{text} {{gap}} {second} {beside}".rstrip(),
    }[phrase.place]


def check_examples(rules: Iterable[Rule], book: RuleSet) -> Iterator[Failure]:
    """The examples of a user's rules that do not come out right: each is looked at with the rules of the user alone.

    A line of `match` must be taken by its own rule, one of `no_match` by no rule of the user.
    """
    for rule in rules:
        for kind in ("match", "no_match"):
            examples = getattr(rule, kind)
            for example, taken in zip(examples, own_rules_of(examples, book, rule.sites), strict=True):
                if (taken != rule.name) if kind == "match" else taken:
                    yield Failure(rule.name, example, kind, taken)


def own_rules_of(lines: tuple[str, ...], book: RuleSet, sites: tuple[str, ...] = ()) -> list[str]:
    """The rule of the user that takes each line on a page of the first of these sites, "" for none."""
    if book.own is None:
        return [""] * len(lines)
    matched, strong = np.full(len(lines), -1, np.int32), np.zeros(len(lines), np.bool_)
    rows = rows_of(*buffer(lines), np.zeros(len(lines), np.int32), [f"//{sites[0]}" if sites else ""])
    match_own(book.own, rows, matched, strong)
    return [book.names[number] if number >= 0 else "" for number in matched.tolist()]
