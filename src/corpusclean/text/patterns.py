"""The small language that rules are written in, and its expansion to plain phrases.

    Share (on|via) {service}      one of several
    Click to share [on Facebook]  may be missing; [a|b] is one of several, or nothing
    {n} comments                  a number, in any digits, or %d and its like
    Posted in {rest}              anything short beside it, at the end or at the beginning

Case, accents, punctuation and the gaps between words do not count, so none of them needs an alternative. The one
exception is a colon right before a `{name}`, `{rest}` or `{text}` at the end: it must stand in the block as well.
"""

import re
from itertools import product
from typing import NamedTuple

from corpusclean.kernels.residue import (
    AFTER_COLON,
    AFTER_NAME,
    AFTER_REST,
    AFTER_TEXT,
    BEFORE_NAME,
    BEFORE_REST,
    BEFORE_TEXT,
    WHOLE,
)

MOST_PHRASES = 20_000  # that one pattern may stand for
BEFORE = {"{name}": BEFORE_NAME, "{rest}": BEFORE_REST, "{text}": BEFORE_TEXT}
AFTER = {"{name}": AFTER_NAME, "{rest}": AFTER_REST, "{text}": AFTER_TEXT}
PIECES = re.compile(r"\((?P<one>[^()\[\]]*)\)|\[(?P<maybe>[^()\[\]]*)\]|(?P<slot>\{\w+\})|(?P<text>[^()\[\]{}]+)|(?P<bad>.)")


class Phrase(NamedTuple):
    """A phrase without alternatives, and the shape of the blocks it stands for (see kernels.residue)."""

    text: str
    shape: int


def expand(pattern: str, slots: dict[str, list[str]]) -> list[Phrase]:
    """All phrases that a pattern stands for; `slots` gives the words of `{service}` and its like.

    >>> [phrase.text for phrase in expand("(Share|Post) on {service} [now]", {"service": ["X"]})]
    ['Share on X now', 'Share on X', 'Post on X now', 'Post on X']
    >>> expand("Posted in {rest}", {})
    [Phrase(text='Posted in', shape=2)]

    Raises:
        ValueError: the pattern is not well-formed; the message says where.
    """
    inner, shape = _split_shape(pattern.strip())
    choices = [_choices(piece, slots) for piece in PIECES.finditer(inner)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST_PHRASES:
        raise ValueError(f"it stands for {count} phrases; {MOST_PHRASES} is the most")
    texts = ["".join(words).split() for words in product(*choices)]
    if not all(texts):
        raise ValueError("it also stands for the empty phrase")
    return [Phrase(" ".join(words), shape) for words in texts]


def _split_shape(pattern: str) -> tuple[str, int]:
    """The pattern without a {name}, {rest} or {text} at one of its ends, and the shape which that gives it."""
    for slot, shape in BEFORE.items():
        if pattern.endswith(slot):
            inner = pattern.removesuffix(slot).rstrip()
            return inner, shape + (AFTER_COLON if inner.endswith((":", "：")) else 0)
    for slot, shape in AFTER.items():
        if pattern.startswith(slot):
            return pattern.removeprefix(slot), shape
    return pattern, WHOLE


def _choices(piece: re.Match[str], slots: dict[str, list[str]]) -> list[str]:
    """The texts that one piece of a pattern can stand for."""
    match piece.lastgroup:
        case "text":
            return [piece[0]]
        case "one" | "maybe":
            texts = [text for part in piece[0][1:-1].split("|") for text in _plain(part, slots)]
            return [*texts, ""] if piece.lastgroup == "maybe" else texts
        case "slot":
            return _plain(piece[0], slots)
        case _:
            raise ValueError(f"{piece[0]!r} at character {piece.start() + 1} has no partner, or stands inside another")


def _plain(text: str, slots: dict[str, list[str]]) -> list[str]:
    """An alternative with its slots filled in."""
    texts = [""]
    for part in re.split(r"(\{\w*\})", text):
        values = [part]
        if part == "{n}":
            values = ["0"]
        elif part.startswith("{"):
            if part[1:-1] not in slots:
                raise ValueError(f"{part} is none of {{n}}, {', '.join('{' + name + '}' for name in slots)}")
            values = slots[part[1:-1]]
        texts = [done + value for done in texts for value in values]
    return texts
