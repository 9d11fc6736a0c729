"""The members of a page's JSON object: which are ours, and how the others go through as they are."""

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpusclean.config import Config
from corpusclean.kernels.members import join_members
from corpusclean.kernels.strings import unescape
from corpusclean.model import I64
from corpusclean.strings import Strings

OURS = ("id", "text", "lang", "clean")
"""The members that every article has; a page's own members of these names are kept under others."""

QUOTE = 0x22
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


class Found(NamedTuple):
    """The lines that hold a page: their numbers in the chunk from 0, and where their members are.

    first: int64, shape (p,), the row of each page's first member in `members`; plan: int64, shape (p,), which of the
    plans each follows; members: int64, shape (m, 4), start and end of the key (with quotes), of the value.
    """

    lines: list[int]
    first: I64
    plan: I64
    plans: list[Plan]
    members: I64

    def column(self, name: str) -> I64:
        """What the pages' plans say of this, a number: int64, shape (p,)."""
        return np.array([getattr(plan, name) for plan in self.plans], np.int64)[self.plan]

    def places(self, position: I64) -> I64:
        """Start and end of the values at these positions among the pages' members: int64, shape (p, 2).

        A position of -1 is a page's first member, or whatever stands in its place.
        """
        rows = np.minimum(self.first + np.maximum(position, 0), len(self.members) - 1)
        return self.members[rows, 2:] if len(self.members) else np.zeros((len(rows), 2), np.int64)


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


def read_strings(data: bytes, places: I64) -> tuple[Strings, int]:
    """What sound string literals say, in UTF-8, and how many lone surrogates in them became U+FFFD.

    places: int64, shape (s, 2), where each begins and ends, quotes and all.
    """
    text, ends, replaced = unescape(np.frombuffer(data, np.uint8), places[:, 0].copy(), places[:, 1].copy())
    return Strings(text, ends), int(replaced.sum())


def _texts_at(data: bytes, found: Found, position: I64) -> list[str]:
    """The strings at these positions, "" where there is no string."""
    places = found.places(position)
    is_string = position >= 0
    is_string[is_string] = np.frombuffer(data, np.uint8)[places[is_string, 0]] == QUOTE
    strings = read_strings(data, places[is_string])[0].texts()
    if len(strings) == len(position):
        return strings
    texts = [""] * len(position)
    for row, text in zip(np.flatnonzero(is_string).tolist(), strings, strict=True):
        texts[row] = text
    return texts


def read_ids(data: bytes, found: Found) -> list[str]:
    """The pages' ids: a string, or an integer of any size as it was written; "" where there is none to use."""
    position = found.column("id")
    ids = _texts_at(data, found, position)
    if "" in ids:
        places = found.places(position).tolist()
        for row, ((start, end), there) in enumerate(zip(places, (position >= 0).tolist(), strict=True)):
            if there and not ids[row] and _INTEGER.fullmatch(value := data[start:end]):
                ids[row] = value.decode()
    return ids


def read_urls(data: bytes, found: Found) -> list[str]:
    """The pages' addresses; "" where there is none."""
    return _texts_at(data, found, found.column("url"))


def join_fields(data: bytes, found: Found, ids: list[str]) -> Sequence[bytes]:
    """Of every page the members that are not ours, byte for byte, joined by `, `.

    ids: "" where a page's id can not be used; its value goes through as well then, under a name of its own.
    """
    counts, rows, keys, names = _others(found)
    new_keys = (names.data, names.ends)
    fields = Strings(*join_members(np.frombuffer(data, np.uint8), found.members[rows], counts, keys, new_keys))
    if "" not in ids:
        return fields
    every = list(fields)
    for row, (name, (start, end)) in enumerate(zip(ids, found.places(found.column("id")).tolist(), strict=True)):
        plan = found.plans[found.plan[row]]
        if not name and plan.id >= 0 and (value := data[start:end]) not in (b"null", b'""'):
            every[row] = b", ".join([*filter(None, [every[row]]), plan.spare_id + value])
    return every


def _others(found: Found) -> tuple[I64, I64, I64, Strings]:
    """How many members of each page go through; their rows in the table, and the numbers of their new keys, or 0."""
    others = [other for plan in found.plans for other in plan.others]
    names = sorted({b"", *(key for _, key in others)})
    key_of = np.array([names.index(key) for _, key in others], np.int64)
    sizes = np.array([len(plan.others) for plan in found.plans], np.int64)
    counts = sizes[found.plan]
    ends = np.cumsum(counts)
    begins = (np.cumsum(sizes) - sizes)[found.plan]
    places = np.repeat(begins - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
    positions = np.array([position for position, _ in others], np.int64)
    return counts, np.repeat(found.first, counts) + positions[places], key_of[places], Strings.of(names)
