"""Residue rules as they stand in TOML files: read and checked.

A file is a group; a table in it is a rule, [kind.language] or [kind.any], and its name is group.kind.language:

    [heading.en]                            in related.toml: the rule "related.heading.en"
    opens_list = true                       titles of other posts may follow (default: false)
    weak = true                             taken only beside other residue, or in a run at an end of the page
    foot = true                             weak but where only residue follows on the page (default: false)
    leads = true                            weak but with a colon between a paragraph and a title (default: false)
    alone = true                            not weak even where a phrase of it is a single word (default: false)
    over_weak = true                        so are words that a weak rule has as well (default: false)
    patterns = ["Related (posts|articles)"] see text.patterns for the language they are written in
    match = ["RELATED POSTS:"]              lines that the rule takes; the tests run them
    no_match = ["Related articles of the constitution"]

The rules that come with corpusclean must have all three lists. Those of a user may have any of them, and also

    lines = ["Your daily dose of news"]     whole lines, as they are; never weak unless it is said
    regex = ["(?i)photo: [a-z .]+"]         expressions of RE2 that must match a whole block, however long it is
    sites = ["example.com"]                 the rule holds on pages of these hosts only (`www.` does not count)
    seen = "on 40 of 41 pages"              what speaks for it, as `corpusclean learn` writes it

and their file `keep = ["Share and share alike"]` above its rules: lines that no rule may take, not even ours. A table
[kind] is a rule as well, if it holds one of the lists.

A table [kind] with nothing but a `description` is a rule that a later stage finds by shape. A file that begins with
`off = true` is a group whose rules are used only if they are asked for; one that begins with `everyday = 2` holds
phrases of which those of up to two words are anybody's: they count only on pages that have others as well.
`services.toml` lists the words that `{service}` stands for.
"""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from sys import intern
from typing import Any

from corpusclean.errors import UsageError

SERVICES_FILE = "services.toml"
LISTS = ("patterns", "match", "no_match")
OWN_LISTS = ("lines", "regex", "sites")
FLAGS = ("weak", "alone", "over_weak", "foot", "leads", "opens_list")
TEXTS = ("seen",)
OF_ALL = {"off": False, "everyday": 0}  # what a file says of all its rules
MATCHING = ("patterns", "lines", "regex")
ANY = "any"


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules, and the group that its name makes of them; `path` is for messages only."""

    group: str
    text: str = field(repr=False)
    path: str = field(default="", compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Equal files make equal pickles, as `Config` promises of itself: the place does not count."""
        return RuleFile, (intern(self.group), intern(self.text))


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
    over_weak: bool = False
    foot: bool = False
    leads: bool = False
    opens_list: bool = False
    description: str = ""
    off: bool = False
    everyday: int = 0
    lines: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What a user's file says: its rules, and the lines that no rule may take."""

    rules: tuple[Rule, ...]
    keep: tuple[str, ...]


def read_rules(folder: Path) -> list[Rule]:
    """The rules of all files in a folder, in the order of file names and then as they stand.

    Raises:
        UsageError: as for `load_rules`.
    """
    files = [file for file in sorted(folder.glob("*.toml")) if file.name != SERVICES_FILE]
    rules = [rule for file in files for rule in parse_rules(read_rule_file(file)).rules]
    for rule in rules:
        if not rule.description and not (rule.patterns and rule.match and rule.no_match):
            raise UsageError(f"{folder}: {rule.name}: {', '.join(LISTS)} must all hold something")
    return rules


def read_services(folder: Path) -> list[str]:
    """The words that name a service, from the folder's services.toml.

    Raises:
        UsageError: the file is missing or holds no list of single words.
    """
    path = folder / SERVICES_FILE
    words = _parse_toml(read_rule_file(path)).get("services")
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise UsageError(f"{path}: services must be a list of words")
    return words


def read_rule_file(path: Path | str) -> RuleFile:
    """A file of rules as it stands; what is in it is looked at by `parse_rules`.

    Raises:
        UsageError: the file can not be read, or is not UTF-8.
    """
    path = Path(path)
    try:
        return RuleFile(path.stem, path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not TOML: {error}") from error


def parse_rules(file: RuleFile) -> OwnRules:
    """The rules of a file, in order, and the lines that it keeps.

    Raises:
        UsageError: the file makes no sense; the message names it, the rule and the problem.
    """
    tables = _parse_toml(file)
    keep, of_all = tables.pop("keep", []), {key: tables.pop(key, default) for key, default in OF_ALL.items()}
    for key, default in OF_ALL.items():
        if type(of_all[key]) is not type(default):
            raise UsageError(f"{_path_of(file)}: {key} must be {'a number' if key == 'everyday' else 'true or false'}")
    if not _is_list_of_lines(keep):
        raise UsageError(f"{_path_of(file)}: keep must be a list of lines of text")
    return OwnRules(tuple(_rules_of(file, tables, of_all)), tuple(keep))


def _parse_toml(file: RuleFile) -> dict[str, Any]:
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{_path_of(file)}: not TOML: {error}") from error


def _path_of(file: RuleFile) -> str:
    return file.path or f"{file.group}.toml"


def _rules_of(file: RuleFile, tables: dict[str, Any], of_all: dict[str, Any]) -> Iterator[Rule]:
    for kind, table in tables.items():
        if not isinstance(table, dict):
            hint = _hint(kind, ("keep", *OF_ALL))
            raise UsageError(
                f"{_path_of(file)}: {kind}: stands outside a rule; {hint}; rules are tables such as [x.en]"
            )
        if isinstance(table.get("description"), str):
            yield Rule(f"{file.group}.{kind}", file.group, "", description=table["description"], **of_all)
        elif any(key in MATCHING for key in table):
            yield _checked_rule(file, kind, table, of_all)
        else:
            for language, body in table.items():
                yield _checked_rule(file, f"{kind}.{language}", body, of_all)


def _checked_rule(file: RuleFile, name: str, body: Any, of_all: dict[str, Any]) -> Rule:
    """The rule in a table [name] of a file.

    Raises:
        UsageError: a key is missing, unknown or of the wrong type.
    """
    where = f"{_path_of(file)}: [{name}]"
    if not isinstance(body, dict):
        raise UsageError(f"{where}: is not a table; rules are tables such as [heading.en]")
    for key, value in body.items():
        _check_value(where, key, value)
    if not any(key in MATCHING for key in body):
        raise UsageError(f"{where}: matches nothing; give it at least one of {', '.join(MATCHING)}")
    language = name.rpartition(".")[2]
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in body.items()}
    return Rule(
        f"{file.group}.{name}",
        file.group,
        language if 2 <= len(language) <= 3 and language != ANY and language.isalpha() else "",
        **of_all | values,
    )


def _check_value(where: str, key: str, value: Any) -> None:
    if key in FLAGS:
        if not isinstance(value, bool):
            raise UsageError(f"{where}: {key} must be true or false")
    elif key == "everyday":
        if type(value) is not int:
            raise UsageError(f"{where}: {key} must be a number")
    elif key in LISTS + OWN_LISTS:
        if not value or not _is_list_of_lines(value):
            raise UsageError(f"{where}: {key} must be a list of at least one line of text")
    elif key in TEXTS:
        if not isinstance(value, str):
            raise UsageError(f"{where}: {key} must be a text")
    else:
        raise UsageError(f"{where}: unknown key {key!r}; {_hint(key, LISTS + OWN_LISTS + FLAGS + TEXTS)}")


def _is_list_of_lines(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(line, str) and line.strip() and "\n" not in line.strip() for line in value
    )


def _hint(key: str, known: Collection[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
