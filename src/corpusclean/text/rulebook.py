"""The residue rules: read from TOML files, checked, and compiled to tables of hashes.

A file is a group; a table in it is a rule, [kind.language] or [kind.any], and its name is group.kind.language:

    [heading.en]                            in related.toml: the rule "related.heading.en"
    opens_list = true                       titles of other posts may follow (default: false)
    weak = false                            true: taken only beside other residue, or in a run at an end of the page
    patterns = ["Related (posts|articles)"] see text.patterns for the language they are written in
    match = ["RELATED POSTS:"]              lines that the rule takes; the tests run them
    no_match = ["Related articles of the constitution"]

A table [kind] with nothing but a `description` is a rule that a later stage finds by shape. `slots.toml` holds the
words that `{service}` and its like stand for.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables as Stored
from corpusclean.cache import cached
from corpusclean.errors import UsageError
from corpusclean.kernels.residue import MAX_WORDS, WHOLE, Line, Tables, fill, hash_lines, keys_of, make_sieve, powers
from corpusclean.text.folding import fold_table, small_letters
from corpusclean.text.patterns import Phrase, expand

RULES_FOLDER = Path(__file__).parent / "rules"
SLOTS_FILE = "slots.toml"
LIMIT = 300  # bytes; a longer block is no residue that a phrase could name
FORMAT = 1  # of the compiled tables; to be raised whenever compiling changes


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its file states it. `language` is an ISO 639-1 code, or empty for any."""

    name: str
    group: str
    language: str
    patterns: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()
    weak: bool = False
    opens_list: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules. Their numbers are the indices of `names`, `groups` and `opens_list`.

    `opens_list` has shape (r,), dtype bool: the rule is a heading that titles of other posts follow.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    opens_list: NDArray[np.bool_]
    tables: Tables = field(repr=False)

    def number(self, name: str) -> int:
        """The number of the rule called `name`; ValueError if there is none."""
        return self.names.index(name)


def load_rules(keep_lines: tuple[str, ...] = ()) -> RuleSet:
    """The rules that come with corpusclean; none of them takes a block that reads like one of `keep_lines`.

    Lines are compared as rules are: case, accents, punctuation and white space do not count.

    >>> rules = load_rules()
    >>> rules.groups[rules.number("related.titles")]
    'related'

    Raises:
        UsageError: a rules file is wrong; the message names the file, the rule and the problem.
    """
    files = sorted(RULES_FOLDER.glob("*.toml"))
    content = [file.read_bytes() for file in files]
    key = f"{FORMAT} {LIMIT} {[hashlib.blake2b(text, digest_size=16).hexdigest() for text in content]}"
    stored = cached("rules", key, lambda: compile_rules(read_rules(RULES_FOLDER), read_slots(RULES_FOLDER)))
    return _rule_set(stored, keep_lines)


def read_rules(folder: Path) -> list[Rule]:
    """The rules of all files in a folder, in the order of file names and then as they stand.

    Raises:
        UsageError: as for `load_rules`.
    """
    files = [file for file in sorted(folder.glob("*.toml")) if file.name != SLOTS_FILE]
    return [rule for file in files for rule in _rules_of(file)]


def read_slots(folder: Path) -> dict[str, list[str]]:
    """The words of every slot, such as the names of services.

    Raises:
        UsageError: the file is not a table of lists of strings.
    """
    path = folder / SLOTS_FILE
    slots = _read_toml(path) if path.exists() else {}
    for name, words in slots.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise UsageError(f"{path}: {name}: must be a list of words")
    return slots


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from error


def _rules_of(path: Path) -> list[Rule]:
    rules = []
    for kind, table in _read_toml(path).items():
        if not isinstance(table, dict):
            raise UsageError(f"{path}: {kind}: stands outside a rule; rules are tables such as [{kind}.en]")
        if isinstance(table.get("description"), str):
            rules.append(Rule(f"{path.stem}.{kind}", path.stem, "", description=table["description"]))
            continue
        for language, body in table.items():
            rules.append(_checked_rule(path, f"{kind}.{language}", body))
    return rules


def _checked_rule(path: Path, name: str, body: Any) -> Rule:
    """The rule in a table [name] of a file.

    Raises:
        UsageError: a key is missing, unknown or of the wrong type.
    """
    where = f"{path}: [{name}]"
    if not isinstance(body, dict):
        raise UsageError(f"{where}: is not a table; rules are tables such as [heading.en]")
    values: dict[str, Any] = {}
    for key in ("patterns", "match", "no_match"):
        lines = body.get(key)
        if not isinstance(lines, list) or not lines or not all(isinstance(line, str) and line for line in lines):
            raise UsageError(f"{where}: {key} must be a list of at least one line of text")
        values[key] = tuple(lines)
    for key, value in body.items():
        if key not in values and key not in ("weak", "opens_list"):
            raise UsageError(f"{where}: unknown key {key!r}; known are patterns, match, no_match, weak, opens_list")
        if key not in values and not isinstance(value, bool):
            raise UsageError(f"{where}: {key} must be true or false")
    language = name.rpartition(".")[2]
    values |= {key: body.get(key, False) for key in ("weak", "opens_list")}
    return Rule(f"{path.stem}.{name}", path.stem, "" if language == "any" else language, **values)


def compile_rules(rules: list[Rule], slots: dict[str, list[str]]) -> Stored:
    """The tables of `kernels.residue.Tables`, and what a RuleSet says of each rule.

    Where two rules hold the same phrase, the first counts, a strong one before a weak one.

    Raises:
        UsageError: a pattern can not be understood, or has nothing to compare.
    """
    phrases = [(number, phrase) for number, rule in enumerate(rules) for phrase in _phrases(rule, slots)]
    phrases.sort(key=lambda item: rules[item[0]].weak)
    numbers = np.array([number for number, _ in phrases], np.int32)
    folding = {"fold": fold_table(), "small": small_letters()}
    places = np.array([phrase.place for _, phrase in phrases], np.uint8)
    values, words, heads, tails = _hash([phrase.text for _, phrase in phrases], _bare_tables(folding))
    if not words.all():
        number, phrase = phrases[int(np.argmin(words))]
        raise UsageError(f"{rules[number].name}: {phrase.text!r} holds no letter, or more than {MAX_WORDS} words")
    beside = np.array([phrase.beside for _, phrase in phrases], np.uint8)
    keys, slot_phrase, slot_beside = fill(keys_of(values, places), beside, 1 << (2 * len(phrases)).bit_length())
    return {
        "names": _column([rule.name for rule in rules]),
        "groups": _column([rule.group for rule in rules]),
        "opens_list": np.array([rule.opens_list for rule in rules], np.bool_),
        "weak": np.array([rule.weak for rule in rules], np.bool_),
        "sieve": make_sieve(heads, tails, places),
        "keys": keys,
        "rules": np.append(numbers, np.int32(-1))[slot_phrase],
        "beside": slot_beside,
        "power": powers(LIMIT + 1),
        "longest": np.array([words.max(initial=1)], np.int64),
        **folding,
    }


def _phrases(rule: Rule, slots: dict[str, list[str]]) -> dict[Phrase, None]:
    """The phrases of a rule, each once, in order."""
    phrases: dict[Phrase, None] = {}
    for pattern in rule.patterns:
        try:
            phrases |= dict.fromkeys(expand(pattern, slots))
        except ValueError as error:
            raise UsageError(f"{rule.name}: pattern {pattern!r}: {error}") from error
    return phrases


def _hash(lines: list[str], tables: Tables) -> Any:
    """What `hash_lines` says of lines that are in no buffer yet."""
    encoded = [line.encode() for line in lines]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return hash_lines(np.frombuffer(b"".join(encoded), np.uint8), ends[:-1], ends[1:], tables, line_room())


def _column(words: list[str]) -> NDArray[np.uint8]:
    """Names as bytes: an array of strings would cost a megabyte."""
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _rule_set(stored: Stored, keep_lines: tuple[str, ...]) -> RuleSet:
    names, groups = (tuple(bytes(stored[column]).decode().split("\n")) for column in ("names", "groups"))
    columns: dict[str, Any] = {name: stored[name] for name in Tables._fields if name in stored}
    tables = Tables(**columns | {"kept": np.zeros(1, np.uint64), "longest": int(stored["longest"][0]), "limit": LIMIT})
    if keep_lines:
        values, words, _, _ = _hash(list(keep_lines), tables)
        none = np.full(int((words > 0).sum()), WHOLE, np.uint8)
        kept, _, _ = fill(keys_of(values[words > 0], none), none, 1 << (2 * len(none)).bit_length())
        tables = tables._replace(kept=kept)
    return RuleSet(names, groups, stored["opens_list"].astype(np.bool_), tables)


def _bare_tables(folding: dict[str, Any]) -> Tables:
    """Tables without a phrase, enough to normalise lines with."""
    none = np.zeros(1, np.uint64)
    flags = np.zeros(1, np.bool_)
    phrases = (np.zeros(1, np.uint8), none, np.zeros(1, np.int32), np.zeros(1, np.uint8), flags)
    return Tables(*phrases, kept=none, power=none, longest=1, limit=LIMIT, **folding)


def line_room() -> Line:
    """Room for the words of one block."""
    dtypes = {"hashes": np.uint64, "letters": np.int32, "colons": np.bool_, "small": np.bool_, "head": np.uint64}
    return Line(**{name: np.zeros(MAX_WORDS + 1, dtypes.get(name, np.int32)) for name in Line._fields})
