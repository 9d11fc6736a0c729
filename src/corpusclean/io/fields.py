"""The members of a page's JSON object: which are ours, and how the others go through as they are."""

import json
import re
from typing import NamedTuple

from corpusclean.config import Config
from corpusclean.io.encoding import encode

OURS = ("id", "text", "lang", "clean")
"""The members that every article has; a page's own members of these names are kept under others."""

Member = list[int]
"""Where a member stands: start and end of its key (with quotes), start and end of its value."""

_INTEGER = re.compile(rb"-?[0-9]+")


class Plan(NamedTuple):
    """What is to be done with objects that have certain keys: most lines of a file share a handful of plans.

    `text`, `id` and `url` are the positions of these members among the object's, -1 where there is none; `others` are
    the positions of those that go through, each with a new key or none; `spare_id` is the key under which an id that
    can not be used goes through; `duplicates` and `renamed` count members.
    """

    text: int
    id: int
    url: int
    others: tuple[tuple[int, bytes], ...]
    spare_id: bytes
    duplicates: int
    renamed: int


def make_plan(keys: tuple[bytes, ...], config: Config) -> Plan:
    """What to do with objects that have these keys; of members with the same name the last one counts."""
    names = [json.loads(key) for key in keys]
    last = {name: position for position, name in enumerate(names)}
    positions = sorted(last[name] for name in last if name not in (config.text_field, config.id_field))
    others = tuple((position, _free_key(names[position], names)) for position in positions)
    return Plan(
        text=last.get(config.text_field, -1),
        id=last.get(config.id_field, -1),
        url=last.get(config.url_field, -1),
        others=others,
        spare_id=_free_key("id", names),
        duplicates=len(names) - len(last),
        renamed=sum(key != b"" for _, key in others),
    )


def _free_key(name: str, names: list[str]) -> bytes:
    """A new key, with its colon, for a member that is called like one of ours; nothing where it can keep its own.

    >>> _free_key("lang", ["lang", "page_lang"]), _free_key("title", ["title"])
    (b'"page_page_lang": ', b'')
    """
    if name not in OURS:
        return b""
    while name in OURS or name in names:
        name = f"page_{name}"
    return b'"%b": ' % name.encode()


def read_id(data: bytes, members: list[Member], plan: Plan) -> str:
    """The page's id: a string, or an integer of any size as it was written; "" where there is none to use."""
    if plan.id < 0:
        return ""
    _, _, start, end = members[plan.id]
    if data[start] == 0x22:
        return read_string(data[start:end])
    value = data[start:end]
    return value.decode() if _INTEGER.fullmatch(value) else ""


def read_url(data: bytes, members: list[Member], plan: Plan) -> str:
    """The page's address; "" where there is none."""
    if plan.url < 0:
        return ""
    _, _, start, end = members[plan.url]
    return read_string(data[start:end]) if data[start] == 0x22 else ""


def read_string(literal: bytes) -> str:
    r"""What a sound string literal says; lone surrogates become U+FFFD.

    >>> read_string(b'"a\\u00e9\\ud800"')
    'aé\ufffd'
    """
    if b"\\" not in literal:
        return literal[1:-1].decode()
    return encode(json.loads(literal)).decode()


def join_fields(data: bytes, members: list[Member], plan: Plan, name: str) -> bytes:
    """The members that are not ours, byte for byte, joined by `, `; `name` is the page's id, "" if it can not be used.

    Of such an id the value goes through as well, under a name of its own.
    """
    fields = []
    for position, key in plan.others:
        key_start, _, start, end = members[position]
        fields.append(key + data[start:end] if key else data[key_start:end])
    if not name and plan.id >= 0:
        value = data[slice(*members[plan.id][2:])]
        if value not in (b"null", b'""'):
            fields.append(plan.spare_id + value)
    return b", ".join(fields)
