"""Two texts side by side on a terminal, the words in which they differ in brackets."""

import shutil
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

from corpusclean.difference import Word, find_difference
from corpusclean.terminal import counted, escape

NARROWEST, WIDEST = 60, 160


def lay_beside(left: str, right: str, most_lines: int = 0) -> Iterator[str]:
    """The lines that show both texts; with `most_lines`, no more of them than that, and a word about the rest."""
    width = (min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST) - 3) // 2
    difference = find_difference(left, right)
    columns = [list(_wrap(words, width)) for words in difference]
    lines = [f"{_pad(a, width)} | {b}".rstrip() for a, b in zip_longest(*columns, fillvalue="")]
    shown = lines[:most_lines] if most_lines else lines
    yield from shown
    if len(shown) < len(lines):
        yield f"... {counted(len(lines) - len(shown), 'more line')}"


def _wrap(words: list[Word], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if word.text == "\n":
            yield line
            line = ""
            continue
        for piece in _pieces(escape(word.text) if word.shared else f"[{escape(word.text)}]", width):
            if line and display_width(line) + 1 + display_width(piece) > width:
                yield line
                line = ""
            line = f"{line} {piece}" if line else piece
    yield line


def _pieces(word: str, width: int) -> Iterator[str]:
    """The word, cut where it is too long for a line: words without spaces between them can be very long."""
    piece, room = "", width
    for character in word:
        room -= display_width(character)
        if room < 0:
            yield piece
            piece, room = "", width - display_width(character)
        piece += character
    yield piece


def _pad(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def display_width(text: str) -> int:
    """How many cells of a terminal the text takes: two for wide characters, none for marks.

    >>> [display_width(text) for text in ("word", "文字", "e\\u0301")]
    [4, 4, 1]
    """
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
