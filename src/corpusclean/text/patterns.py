"""The small language that rules are written in, and its expansion to plain phrases.

    Share (on|via) {service}      one of several
    Click to share [on Facebook]  may be missing; [a|b] is one of several, or nothing
    {n} comments                  a number, in any digits, or %d and its like
    Posted in {rest}              anything short beside it, at the end or at the beginning
    Tagged {list}                 some names with commas between them, however they begin
    Subscribe to {gap} newsletter some words or none between two halves; {text} may end the second one

Case, accents, punctuation and the gaps between words do not count, so none of them needs an alternative. The exceptions
are a colon right before a `{name}`, `{rest}` or `{text}` at the end, and a `»` before a `{rest}`: a colon, or an arrow
of some form, must stand in the block as well.
"""

import re
from typing import NamedTuple

from corpusclean.kernels.phrases import (
    AFTER_ARROW,
    AFTER_COLON,
    BEGINNING,
    END,
    LIST,
    NAME,
    OPENING,
    PAIR,
    REST,
    TEXT,
    WHOLE,
)

MOST_PHRASES = 8_000  # that one pattern may stand for
BESIDE = {"{name}": NAME, "{rest}": REST, "{text}": TEXT, "{list}": LIST}
PIECES = re.compile(r"\{\w*\}|[()\[\]|]|[^()\[\]|{]+|\{")
PARTNER = {"(": ")", "[": "]"}


class Phrase(NamedTuple):
    """A phrase without alternatives; where in a block it stands, what may stand beside it (see kernels.phrases).

    `second` is what follows the gap in a pair.
    """

    text: str
    place: int
    beside: int
    second: str = ""


def expand(pattern: str, slots: dict[str, list[str]]) -> list[Phrase]:
    """All phrases that a pattern stands for; `slots` gives the words of `{service}` and its like.

    >>> [phrase.text for phrase in expand("(Share|Post) on {service} [now]", {"service": ["X"]})]
    ['Share on X now', 'Share on X', 'Post on X now', 'Post on X']
    >>> expand("Posted in {rest}", {})
    [Phrase(text='Posted in', place=1, beside=2, second='')]
    >>> [(phrase.text, phrase.second) for phrase in expand("Follow {gap} on {service}", {"service": ["X"]})]
    [('Follow', ''), ('Follow', 'on X')]

    Raises:
        ValueError: the pattern is not well-formed; the message says where.
    """
    first, gap, second = pattern.partition("{gap}")
    if gap:
        return _expand_pair(first, second, slots)
    inner, place, beside = _split(pattern.strip())
    return [Phrase(text, place, beside) for text in _texts(inner, slots)]


def _expand_pair(first: str, second: str, slots: dict[str, list[str]]) -> list[Phrase]:
    """The openings of the pairs that the two halves of a pattern stand for, and the pairs."""
    inner, place, beside = _split(second.strip())
    if place == END or beside not in (0, TEXT):
        raise ValueError("after {gap} only {text} may stand, at the end")
    openings = _texts(first, slots)
    pairs = [Phrase(text, PAIR, beside, end) for text in openings for end in _texts(inner, slots)]
    if len(pairs) > MOST_PHRASES:
        raise ValueError(f"it stands for more than {MOST_PHRASES} pairs")
    return [*(Phrase(text, OPENING, 0) for text in openings), *pairs]


def _texts(pattern: str, slots: dict[str, list[str]]) -> list[str]:
    """The texts that a pattern without places stands for."""
    pieces = PIECES.findall(pattern)
    pieces.reverse()
    texts = [" ".join(text.split()) for text in _alternatives(pieces, "", slots)]
    if not all(texts):
        raise ValueError("it also stands for the empty phrase")
    return texts


def _split(pattern: str) -> tuple[str, int, int]:
    """The pattern without a {name}, {rest} or {text} at one of its ends, its place, and what may stand beside it."""
    for slot, beside in BESIDE.items():
        if pattern.endswith(slot):
            inner = pattern.removesuffix(slot).rstrip()
            return inner, BEGINNING, _behind(inner, beside)
        if pattern.startswith(slot):
            return pattern.removeprefix(slot), END, beside
    return pattern, WHOLE, 0


def _behind(inner: str, beside: int) -> int:
    """What may stand behind the pattern `inner`, with what its last sign asks for."""
    if beside == REST and inner.endswith("»"):
        return AFTER_ARROW
    return beside * AFTER_COLON if beside != LIST and inner.endswith((":", "：")) else beside


def _alternatives(pieces: list[str], closing: str, slots: dict[str, list[str]]) -> list[str]:
    """The texts that the pieces up to `closing` stand for; takes them off the end of the list, where they begin."""
    done: list[str] = []
    texts = [""]
    while pieces:
        piece = pieces.pop()
        if piece == closing:
            return done + texts
        if piece == "|" and closing:
            done += texts
            texts = [""]
            continue
        choices = _choices(piece, pieces, slots)
        if len(texts) * len(choices) > MOST_PHRASES:
            raise ValueError(f"it stands for more than {MOST_PHRASES} phrases")
        texts = [text + choice for text in texts for choice in choices]
    if closing:
        raise ValueError(f"a {closing!r} is missing")
    return texts


def _choices(piece: str, pieces: list[str], slots: dict[str, list[str]]) -> list[str]:
    """The texts that one piece stands for: a word, a slot, or a bracket and all that it holds."""
    if piece in PARTNER:
        texts = _alternatives(pieces, PARTNER[piece], slots)
        return [*texts, ""] if piece == "[" else texts
    if piece in (")", "]", "|", "{"):
        raise ValueError(f"{piece!r} stands alone")
    if piece == "{n}":
        return ["0"]
    if piece.startswith("{"):
        if piece[1:-1] not in slots:
            raise ValueError(f"{piece} is none of {', '.join('{' + name + '}' for name in ['n', *slots])}")
        return slots[piece[1:-1]]
    return [piece]
