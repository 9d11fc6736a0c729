"""Which rules are used: all but those of groups that are off, more or fewer as the user says."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import accumulate

from corpusclean.errors import UsageError
from corpusclean.text.rulefiles import Rule


def choose_rules(rules: Sequence[Rule], with_rules: Iterable[str], without_rules: Iterable[str]) -> list[bool]:
    """Whether each rule is used. Names are those of rules, or their beginnings: of a group, or of a kind in it.

    >>> rules = [Rule("share.bar.en", "share", "en"), Rule("credits.photo.en", "credits", "en", off=True)]
    >>> choose_rules(rules, [], []), choose_rules(rules, ["credits"], ["share.bar"])
    ([True, False], [False, True])

    Raises:
        UsageError: a name is that of no rule and of no group, or stands on both sides.
    """
    wanted, unwanted = frozenset(with_rules), frozenset(without_rules)
    known = {name for rule in rules for name in _names_of(rule)}
    for name in sorted(wanted | unwanted):
        if name not in known:
            raise UsageError(f"there is no rule or group of rules {name!r}; {suggest(name, known)}")
        if name in wanted and name in unwanted:
            raise UsageError(f"the rules {name} are both asked for and left out; say one of the two")
    return [not unwanted.intersection(_names_of(rule)) and _is_wanted(rule, wanted) for rule in rules]


def _is_wanted(rule: Rule, wanted: frozenset[str]) -> bool:
    return not rule.off or bool(wanted.intersection(_names_of(rule)))


def _names_of(rule: Rule) -> list[str]:
    """What the rule can be called by: `related`, `related.heading`, `related.heading.en`."""
    return list(accumulate(rule.name.split("."), "{}.{}".format))


def suggest_rule(name: str, rules: Iterable[Mapping[str, str]]) -> str:
    """What may have been meant by the name of a rule that there is not."""
    return suggest(name, {known for rule in rules for known in accumulate(rule["name"].split("."), "{}.{}".format)})


def suggest(name: str, known: Iterable[str]) -> str:
    """A name that is much like this one, or where to look for it."""
    close = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {close[0]!r}?" if close else "`corpusclean rules list` shows them"
