"""Characters that pages should not hold: line breaks inside a line, terminal escapes, control characters."""

import re

from ftfy import fixes

# \n and \r come out of entities only: a block has none. ftfy makes all of these \n, which would make two blocks of one.
BREAKS = "\n\r\v\f\x85\u2028\u2029"
BREAK = re.compile(f"[{BREAKS}]")

# ftfy reads these as Windows-1252; the five that it has no character for are what remains.
C1 = range(0x80, 0xA0)
C1_CONTROL = re.compile("[\x80-\x9f]")


def remove_line_breaks(text: str) -> str:
    """The text with a space for every character that some programs take for a line break.

    >>> remove_line_breaks("one\\u2028two")
    'one two'
    """
    return BREAK.sub(" ", text)


def remove_controls(text: str) -> str:
    """The text without terminal escapes, without the characters that ftfy removes, and without C1 controls.

    >>> remove_controls("\\x1b[31mred\\x1b[0m \\x00\\ufefftext")
    'red text'
    """
    return C1_CONTROL.sub("", fixes.remove_control_chars(fixes.remove_terminal_escapes(text)))
