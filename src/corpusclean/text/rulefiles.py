"""Residue rules as they stand in TOML files: read and checked.

A file is a group; a table in it is a rule, [kind.language] or [kind.any], and its name is group.kind.language:

    [heading.en]                            in related.toml: the rule "related.heading.en"
    opens_list = true                       titles of other posts may follow (default: false)
    weak = true                             taken only beside other residue, or in a run at an end of the page
    alone = true                            not weak even where a phrase of it is a single word (default: false)
    patterns = ["Related (posts|articles)"] see text.patterns for the language they are written in
    match = ["RELATED POSTS:"]              lines that the rule takes; the tests run them
    no_match = ["Related articles of the constitution"]

A table [kind] with nothing but a `description` is a rule that a later stage finds by shape. A file that begins with
`off = true` is a group whose rules are used only if they are asked for. `services.toml` lists the words that
`{service}` stands for.
"""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpusclean.errors import UsageError

SERVICES_FILE = "services.toml"
LISTS = ("patterns", "match", "no_match")
FLAGS = ("weak", "alone", "opens_list")


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
    off: bool = False


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
    tables = _read_toml(path)
    off = tables.pop("off", False)
    if not isinstance(off, bool):
        raise UsageError(f"{path}: off must be true or false")
    for kind, table in tables.items():
        if not isinstance(table, dict):
            raise UsageError(f"{path}: {kind}: stands outside a rule; rules are tables such as [{kind}.en]")
        if isinstance(table.get("description"), str):
            rules.append(Rule(f"{path.stem}.{kind}", path.stem, "", description=table["description"]))
            continue
        for language, body in table.items():
            rules.append(_checked_rule(path, f"{kind}.{language}", body))
    return [replace(rule, off=off) for rule in rules]


def _checked_rule(path: Path, name: str, body: Any) -> Rule:
    """The rule in a table [name] of a file.

    Raises:
        UsageError: a key is missing, unknown or of the wrong type.
    """
    where = f"{path}: [{name}]"
    if not isinstance(body, dict):
        raise UsageError(f"{where}: is not a table; rules are tables such as [heading.en]")
    for key, value in body.items():
        if key not in LISTS + FLAGS:
            raise UsageError(f"{where}: unknown key {key!r}; known are {', '.join(LISTS + FLAGS)}")
        if key in FLAGS and not isinstance(value, bool):
            raise UsageError(f"{where}: {key} must be true or false")
    for key in LISTS:
        lines = body.get(key)
        if not isinstance(lines, list) or not lines or not all(isinstance(line, str) and line for line in lines):
            raise UsageError(f"{where}: {key} must be a list of at least one line of text")
    values: dict[str, Any] = {key: tuple(body[key]) for key in LISTS} | {key: body.get(key, False) for key in FLAGS}
    language = name.rpartition(".")[2]
    return Rule(f"{path.stem}.{name}", path.stem, "" if language == "any" else language, **values)
