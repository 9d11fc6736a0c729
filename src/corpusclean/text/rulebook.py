"""The rules of residue, ready to be used: ours, and those of the user."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables as Stored
from corpusclean.cache import cached
from corpusclean.errors import UsageError
from corpusclean.kernels import letters, phrase_tables, phrases, rows, sieve, words
from corpusclean.kernels.phrases import Tables
from corpusclean.text import choosing, folding, patterns, rulefiles, ruletables
from corpusclean.text.choosing import choose_rules
from corpusclean.text.ownrules import Own, compile_own
from corpusclean.text.rulefiles import Rule, RuleFile, parse_rules, read_rules, read_services
from corpusclean.text.ruletables import compile_rules, table_of, tables_of

RULES_FOLDER = Path(__file__).parent / "rules"
LEARNED = "learned"  # the group of rules that are learned
# Tables must not outlive the code that they were made with.
SOURCES = (choosing, folding, patterns, rulefiles, ruletables, letters, phrases, rows, sieve, words, phrase_tables)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules. Their numbers are the indices of `names`, `groups`, `opens_list`, `foot`, `leads`, `used`,
    `everyday` and `seen`.

    `opens_list`, `foot`, `leads` and `used` have shape (r,), dtype bool: titles of other posts follow the rule's lines;
    they are strong where nothing but residue follows; or where they lead from one to a title; the rule is used at all.
    `everyday`, int8, says how many words of it anybody may write on a line of their own. `seen` is what speaks for a
    rule that was learned, empty for others. `own` holds the rules of the user.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    opens_list: NDArray[np.bool_]
    foot: NDArray[np.bool_]
    leads: NDArray[np.bool_]
    used: NDArray[np.bool_]
    everyday: NDArray[np.int8]
    seen: tuple[str, ...]
    tables: Tables = field(repr=False)
    own: Own | None = field(repr=False, default=None)

    def number(self, name: str) -> int:
        """The number of the rule called `name`; ValueError if there is none."""
        return self.names.index(name)

    def uses(self, name: str) -> bool:
        """Whether the rule called `name` is used; ValueError if there is none."""
        return bool(self.used[self.number(name)])


def load_rules(
    keep_lines: tuple[str, ...] = (),
    with_rules: tuple[str, ...] = (),
    without_rules: tuple[str, ...] = (),
    files: tuple[RuleFile, ...] = (),
) -> RuleSet:
    """The rules that come with corpusclean, and those of `files`; none takes a block that reads like a line to keep.

    Lines are compared as rules are: case, accents, punctuation and white space do not count. Those to keep are
    `keep_lines` and what the files say. `with_rules` and `without_rules` are names of rules or groups: see
    `choose_rules`.

    >>> rules = load_rules()
    >>> rules.groups[rules.number("related.titles")]
    'related'

    Raises:
        UsageError: a rules file is wrong, or a name; the message names the file, the rule and the problem.
    """
    parsed = [parse_rules(file) for file in files]
    own = [rule for file in parsed for rule in file.rules]
    stored, own_used = _stored_rules(own, with_rules, without_rules)
    rules = _rule_set(stored, (*keep_lines, *(line for file in parsed for line in file.keep)))
    return _with_own(rules, own, own_used) if own else rules


def check_names(with_rules: tuple[str, ...], without_rules: tuple[str, ...], files: tuple[RuleFile, ...]) -> None:
    """Look for rules and groups of these names among ours and those of `files`; what `--learn` adds is not there yet.

    Raises:
        UsageError: there is none of a name, or a file is wrong.
    """
    own = [rule for file in files for rule in parse_rules(file).rules]
    asked = ([name for name in names if not name.startswith(LEARNED)] for names in (with_rules, without_rules))
    choose_rules([*read_rules(RULES_FOLDER), *own], *asked)


def _stored_rules(
    own: list[Rule], with_rules: tuple[str, ...], without_rules: tuple[str, ...]
) -> tuple[Stored, list[bool]]:
    """The tables of our rules, from the cache if they are there; which of the user's own are used."""
    key = " ".join(_digest(file) for file in [*sorted(RULES_FOLDER.glob("*.toml")), *_source_files()])
    if not with_rules and not without_rules:
        stored = cached("rules", key, lambda: _compile(read_rules(RULES_FOLDER), []))
        return stored, choose_rules(own, (), ())
    rules = read_rules(RULES_FOLDER)
    used = choose_rules([*rules, *own], with_rules, without_rules)
    ours = used[: len(rules)]
    return cached("rules", f"{key} used {ours}", lambda: _compile(rules, ours)), used[len(rules) :]


def _source_files() -> list[Path]:
    return [Path(str(module.__file__)) for module in SOURCES]


def _digest(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()


def _compile(rules: list[Rule], used: list[bool]) -> Stored:
    return compile_rules(rules, read_services(RULES_FOLDER), used or choose_rules(rules, (), ()))


def _rule_set(stored: Stored, keep_lines: tuple[str, ...]) -> RuleSet:
    names, groups = (tuple(bytes(stored[column]).decode().split("\n")) for column in ("names", "groups"))
    tables = tables_of(stored, np.zeros(1, np.uint64))
    if keep_lines:
        tables = tables._replace(kept=table_of(keep_lines, tables))
    opens_list, foot, leads, used = (
        stored[column].astype(np.bool_) for column in ("opens_list", "foot", "leads", "used")
    )
    return RuleSet(names, groups, opens_list, foot, leads, used, stored["everyday"], ("",) * len(names), tables)


def _with_own(rules: RuleSet, own: list[Rule], used: list[bool]) -> RuleSet:
    """The rules with those of the user behind them."""
    names = (*rules.names, *(rule.name for rule in own))
    twice = [name for number, name in enumerate(names) if name in names[:number]] if len({*names}) < len(names) else []
    if twice:
        raise UsageError(f"there are two rules {twice[0]!r}; rename one of them, or its file")
    chosen = [(number, rule) for number, rule in enumerate(own, len(rules.names)) if used[number - len(rules.names)]]
    return RuleSet(
        names,
        (*rules.groups, *(rule.group for rule in own)),
        np.append(rules.opens_list, [rule.opens_list for rule in own]),
        np.append(rules.foot, [rule.foot for rule in own]),
        np.append(rules.leads, [rule.leads for rule in own]),
        np.append(rules.used, used),
        np.append(rules.everyday, np.zeros(len(own), np.int8)),
        (*rules.seen, *(rule.seen for rule in own)),
        rules.tables,
        compile_own(chosen, read_services(RULES_FOLDER), rules.tables),
    )
