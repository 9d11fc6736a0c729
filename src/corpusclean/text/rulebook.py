"""The residue rules: read from TOML files, checked, and compiled to tables of hashes.

A file is a group; a table in it is a rule, [kind.language] or [kind.any], and its name is group.kind.language:

    [heading.en]                            in related.toml: the rule "related.heading.en"
    opens_list = true                       titles of other posts may follow (default: false)
    weak = false                            true: taken only beside other residue, or in a run at an end of the page
    alone = true                            a single word that is a phrase needs no such support (default: false)
    patterns = ["Related (posts|articles)"] see text.patterns for the language they are written in
    match = ["RELATED POSTS:"]              lines that the rule takes; the tests run them
    no_match = ["Related articles of the constitution"]

A table [kind] with nothing but a `description` is a rule that a later stage finds by shape. `services.toml` lists
the words that `{service}` stands for.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables as Stored
from corpusclean.cache import cached
from corpusclean.errors import UsageError
from corpusclean.kernels.residue import (
    MAX_WORDS,
    WHOLE,
    Line,
    Tables,
    fill,
    hash_lines,
    keys_of,
    make_sieve,
    make_stems,
    powers,
)
from corpusclean.text.folding import fold_table, small_letters
from corpusclean.text.patterns import Phrase, expand

RULES_FOLDER = Path(__file__).parent / "rules"
SERVICES_FILE = "services.toml"
LIMIT = 300  # bytes; a longer block is no residue that a phrase could name
FLAGS = ("weak", "alone", "opens_list")
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
    alone: bool = False
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
    stored = cached("rules", key, lambda: compile_rules(read_rules(RULES_FOLDER), read_services(RULES_FOLDER)))
    return _rule_set(stored, keep_lines)


def read_rules(folder: Path) -> list[Rule]:
    """The rules of all files in a folder, in the order of file names and then as they stand.

    Raises:
        UsageError: as for `load_rules`.
    """
    files = [file for file in sorted(folder.glob("*.toml")) if file.name != SERVICES_FILE]
    return [rule for file in files for rule in _rules_of(file)]


def read_services(folder: Path) -> list[str]:
    """The words that name a service, from the folder's services.toml.

    Raises:
        UsageError: the file is missing or holds no list of single words.
    """
    path = folder / SERVICES_FILE
    words = _read_toml(path).get("services")
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise UsageError(f"{path}: services must be a list of words")
    return words


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
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
        if key not in values and key not in FLAGS:
            raise UsageError(f"{where}: unknown key {key!r}; known are {', '.join([*values, *FLAGS])}")
        if key not in values and not isinstance(value, bool):
            raise UsageError(f"{where}: {key} must be true or false")
    language = name.rpartition(".")[2]
    values |= {key: body.get(key, False) for key in FLAGS}
    return Rule(f"{path.stem}.{name}", path.stem, "" if language == "any" else language, **values)


def compile_rules(rules: list[Rule], services: list[str]) -> Stored:
    """The tables of `kernels.residue.Tables`, and what a RuleSet says of each rule.

    Where two rules hold the same phrase, the first counts; but one that is weak, if the phrase is a single word, and
    one that is not, if it has more.

    Raises:
        UsageError: a pattern can not be understood, or has nothing to compare.
    """
    slots = {"service": [f"\0{services[0]} "]}
    phrases = [(number, phrase) for number, rule in enumerate(rules) for phrase in _phrases(rule, slots)]
    phrases.sort(key=lambda item: _is_weak(rules[item[0]], item[1]) != (" " not in item[1].text))
    numbers = np.array([number for number, _ in phrases], np.int16)
    places = np.array([phrase.place for _, phrase in phrases], np.uint8)
    beside = np.array([phrase.beside for _, phrase in phrases], np.uint8)
    weak = np.array([_is_weak(rules[number], phrase) for number, phrase in phrases], np.bool_)
    folding = _folding_tables(services)
    lines = _buffer([phrase.text for _, phrase in phrases])
    values, words = hash_lines(*lines, folding, line_room())
    if not words.all():
        number, phrase = phrases[int(np.argmin(words))]
        raise UsageError(f"{rules[number].name}: {phrase.text!r} holds no letter, or more than {MAX_WORDS} words")
    keys, slot_phrase, slot_beside = fill(keys_of(values, places), beside, _slots_for(len(phrases)))
    heads = _buffer([phrase.text for _, phrase in phrases] + services)
    return {
        "names": _column([rule.name for rule in rules]),
        "groups": _column([rule.group for rule in rules]),
        "opens_list": np.array([rule.opens_list for rule in rules], np.bool_),
        "languages": _language_numbers(rules),
        "sieve": make_sieve(*heads, np.append(places, np.zeros(len(services), np.uint8)), folding.fold),
        "stems": make_stems(*lines, folding, line_room()),
        "keys": keys,
        "rules": np.append(numbers, np.int16(-1))[slot_phrase],
        "beside": slot_beside,
        "weak": np.append(weak, np.False_)[slot_phrase],
        "power": powers(LIMIT + 1),
        "longest": np.array([words.max(initial=1)], np.int64),
        "fold": folding.fold,
        "small": folding.small,
        "services": folding.services,
    }


def _is_weak(rule: Rule, phrase: Phrase) -> bool:
    """Whether the phrase takes a block only where others support it: a single word does, unless the rule says alone."""
    return rule.weak or (phrase.place == WHOLE and " " not in phrase.text and not rule.alone)


def _language_numbers(rules: list[Rule]) -> NDArray[np.int16]:
    """A number per language, and 0 for rules that hold in any."""
    languages = sorted({rule.language for rule in rules} - {""})
    numbers = {language: number for number, language in enumerate(languages, 1)}
    return np.array([numbers.get(rule.language, 0) for rule in rules], np.int16)


def _phrases(rule: Rule, slots: dict[str, list[str]]) -> dict[Phrase, None]:
    """The phrases of a rule, each once, in order."""
    phrases: dict[Phrase, None] = {}
    for pattern in rule.patterns:
        try:
            phrases |= dict.fromkeys(expand(pattern, slots))
        except ValueError as error:
            raise UsageError(f"{rule.name}: pattern {pattern!r}: {error}") from error
    return phrases


class _Lines(NamedTuple):
    """Lines one after the other in a buffer."""

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def _buffer(lines: Sequence[str]) -> _Lines:
    encoded = [line.encode() for line in lines]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return _Lines(np.frombuffer(b"".join(encoded), np.uint8), ends[:-1], ends[1:])


def _slots_for(phrases: int) -> int:
    """The slots of a hash table that is at most three quarters full: a power of two."""
    return 1 << (phrases + phrases // 3 + 1).bit_length()


def _column(words: list[str]) -> NDArray[np.uint8]:
    """Names as bytes: an array of strings would cost a megabyte."""
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _rule_set(stored: Stored, keep_lines: tuple[str, ...]) -> RuleSet:
    names, groups = (tuple(bytes(stored[column]).decode().split("\n")) for column in ("names", "groups"))
    columns: dict[str, Any] = {name: stored[name] for name in Tables._fields if name in stored}
    tables = Tables(**columns | {"kept": np.zeros(1, np.uint64), "longest": int(stored["longest"][0]), "limit": LIMIT})
    if keep_lines:
        tables = tables._replace(kept=_table_of(keep_lines, tables))
    return RuleSet(names, groups, stored["opens_list"].astype(np.bool_), tables)


def _table_of(lines: Sequence[str], tables: Tables) -> Any:
    """The hash table of whole lines; such as hold no letter and no number are left out."""
    values, words = hash_lines(*_buffer(lines), tables, line_room())
    whole = np.full(int((words > 0).sum()), WHOLE, np.uint8)
    keys, _, _ = fill(keys_of(values[words > 0], whole), whole, _slots_for(len(whole)))
    return keys


def _folding_tables(services: list[str]) -> Tables:
    """Tables without a phrase, enough to normalise lines with."""
    none = np.zeros(1, np.uint64)
    small = np.zeros(1, np.uint8)
    phrases = (small, small, none, np.zeros(1, np.int16), small, np.zeros(1, np.bool_), np.zeros(1, np.int16))
    bare = Tables(*phrases, none, none, fold_table(), small_letters(), power=none, longest=1, limit=LIMIT)
    return bare._replace(services=_table_of(services, bare))


def line_room() -> Line:
    """Room for the words of one block."""
    dtypes = {"hashes": np.uint64, "letters": np.int32, "colons": np.bool_, "small": np.bool_}
    return Line(**{name: np.zeros(MAX_WORDS + 1, dtypes.get(name, np.int32)) for name in Line._fields})
