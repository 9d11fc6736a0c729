"""HTML entities in plain text: &eacute; &#8217; &amp;amp;lt;, in linear time."""

import html
import re
from itertools import accumulate
from string import ascii_letters, digits
from typing import NamedTuple

import numpy as np
from ftfy import fixes
from ftfy.chardata import HTML_ENTITIES, HTML_ENTITY_RE

from corpusclean.kernels.entities import NO_POINT
from corpusclean.model import I64, U8

# A block that holds a tag is markup, or is about markup: its entities stay. ftfy asks for any `<`; but an escaped line
# that says "I <3 this" or "2 < 3" is more common on pages than a tag without a name.
TAG = re.compile(rb"<[A-Za-z/!]")

LONGEST = 27  # characters of an entity: `&#`, 24 more, `;`
INSIDE = "&#" + ascii_letters + digits


class EntityTables(NamedTuple):
    """What `kernels.entities.resolve_blocks` reads.

    Attributes:
        names, values: uint8, the names of the entities in ascending order (`amp`), and what they stand for, in UTF-8.
        name_starts, value_starts: where each of them begins; one more than there are entities.
        odd: the numbers that HTML gives another character than their own, ascending.
        odd_points: that character's code point; NO_POINT: nothing at all.
    """

    names: U8
    name_starts: I64
    values: U8
    value_starts: I64
    odd: I64
    odd_points: I64


def build_entities() -> EntityTables:
    """The tables of the entities that ftfy knows."""
    known = {name.encode(): value.encode() for name, value in HTML_ENTITIES.items() if HTML_ENTITY_RE.fullmatch(name)}
    names, values = zip(
        *((name[1:-1], known[name]) for name in sorted(known, key=lambda name: name[1:-1])), strict=True
    )
    odd = {number: character for number in _suspicious() if (character := html.unescape(f"&#{number};")) != chr(number)}
    return EntityTables(
        *_joined(names),
        *_joined(values),
        np.array(list(odd), np.int64),
        np.array([ord(character) if character else NO_POINT for character in odd.values()], np.int64),
    )


def _suspicious() -> list[int]:
    """The code points that HTML may give another meaning: controls, and those that are no characters."""
    ends = [plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)]
    return sorted({*range(0xA0), *range(0xFDD0, 0xFDF0), *ends})


def _joined(pieces: tuple[bytes, ...]) -> tuple[U8, I64]:
    return np.frombuffer(b"".join(pieces), np.uint8), np.array([0, *accumulate(map(len, pieces))], np.int64)


def resolve_entities(text: str) -> str:
    """The text with the characters that its entities stand for, again and again until none is left.

    The result is that of applying `ftfy.fixes.unescape_html` until nothing changes, which takes time that grows with
    the square of the length where entities are nested. Here every `;`, be it of the text or of an entity just resolved,
    is looked at once, with the few characters before it. No two entities overlap, so the order does not matter.
    `kernels.entities.resolve_blocks` does the same to many blocks at once.

    >>> resolve_entities("P&EACUTE;REZ &amp;amp;lt;3 &nosuch; AT&T;")
    'PÉREZ <3 &nosuch; AT&T;'
    """
    known: dict[str, str] = {}
    text = HTML_ENTITY_RE.sub(lambda match: _resolve(match.group(), known), text)
    if not HTML_ENTITY_RE.search(text):  # nothing nested, as nearly always
        return text
    *pieces, rest = text.split(";")
    done: list[str] = []  # text that no entity can reach any more
    open_: list[str] = []  # the characters since, one by one
    for piece in pieces:
        dead = _dead_length(piece)
        if dead:
            done.extend((*open_, piece[:dead]))
            open_.clear()
        open_.extend(piece[dead:])
        _close(open_, known)
    return "".join([*done, *open_, rest])


def _resolve(entity: str, known: dict[str, str]) -> str:
    """What ftfy makes of an entity; a page of &#1575; &#1604; ... repeats them."""
    if entity not in known:
        known[entity] = fixes.unescape_html(entity)
    return known[entity]


def _dead_length(piece: str) -> int:
    """How much of the text before a `;` can be no part of an entity, nor can anything before it."""
    inside = len(piece.rstrip(INSIDE))
    if inside == 0:
        return 0
    ampersand = piece.find("&", inside)
    return len(piece) if ampersand < 0 else ampersand


def _close(characters: list[str], known: dict[str, str]) -> None:
    """Put a `;` behind the characters; resolve the entity that this ends, and the one that its own `;` ends ..."""
    while True:
        characters.append(";")
        window = "".join(characters[-LONGEST:])
        entity = window[window.rfind("&") :]
        resolved = _resolve(entity, known)
        if resolved == entity:
            return
        del characters[-len(entity) :]
        characters.extend(resolved.removesuffix(";"))
        if not resolved.endswith(";"):
            return
