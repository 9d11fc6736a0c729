"""Text that others wrote, made safe to print: a terminal obeys what it is sent, and file names and pages are not ours.

Everything that corpusclean prints for people goes through here; records on standard output do not.
"""

import os
import re

_ORDERS = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: cursor moves, colours, window titles, the clipboard (OSC 52)
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # order of writing: text that reads other than it is
    "\u2028\u2029"  # line breaks to some terminals
    "\ud800-\udfff]"  # lone surrogates: can not be written as UTF-8
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escape(text: str, keep: str = "") -> str:
    r"""The text with every character that could steer a terminal shown as an escape, but for those in `keep`.

    A surrogate that stands for a byte of a file name (PEP 383) is shown as that byte.

    >>> print(escape("a\x1b[31mb\n\u202ec\udcff"))
    a\x1b[31mb\n\u202ec\xff
    >>> escape("two\nlines", keep="\n\t")
    'two\nlines'
    """

    def show(match: re.Match[str]) -> str:
        character = match[0]
        if character in keep:
            return character
        point = ord(character)
        if 0xDC80 <= point <= 0xDCFF:
            point -= 0xDC00
        return _SHORT.get(character) or (f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}")

    return _ORDERS.sub(show, text)


def show_path(path: str) -> str:
    r"""A path as text that can be encoded: bytes that are not UTF-8 become `\xff`. For messages, stats and ids.

    >>> print(show_path("caf\udce9.txt"))
    caf\xe9.txt
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def counted(number: int, noun: str) -> str:
    """A number and what is counted, in the right form.

    >>> counted(1, "line"), counted(0, "line"), counted(1200, "page")
    ('1 line', '0 lines', '1,200 pages')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
