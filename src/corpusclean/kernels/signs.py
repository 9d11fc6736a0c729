"""What the signs of a short block say where its words alone read like residue: source code, or what somebody says."""

import numpy as np

from corpusclean.kernels import inlined, inner
from corpusclean.kernels.utf8 import decode, decode_before, is_space

ITEM_WORDS = 4  # in a name of a list
LONGEST_LIST = 200  # bytes

_QUOTES = (0x22, 0x27, 0xAB, 0xBB, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x300C, 0x300D)  # " ' « » ‘ … 」
_DASHES = (0x2D, 0x2013, 0x2014, 0x2015)  # - – — ―
_ARROWS = (0xAB, 0xBB, 0x2039, 0x203A, 0x2190, 0x2192, 0x25B6, 0x25B8)  # « » ‹ › ← → ▶ ▸
_COMMAS = (0x2C, 0x60C, 0x3001, 0xFF0C)  # , ، 、 ，
_ENDS = (0x2E, 0x21, 0x3F, 0x61F, 0x3002, 0xFF01, 0xFF1F)  # . ! ? ؟ 。！？
_OF_CODE = np.zeros(256, np.bool_)  # by byte: a look at each costs a quarter of the comparisons
_OF_CODE[[ord(sign) for sign in "(=;}\\#{$`"]] = True


@inlined
def _is_letter(byte):
    """Whether this is an ASCII letter: names in source code are made of them."""
    return 0x61 <= (byte | 0x20) <= 0x7A


@inner
def _is_call(text, bracket, end):
    """Whether the bracket that follows a letter opens a call.

    It holds nothing, a string, or a small name that no space follows. "Comments(3)", "Post(s)", "Email(Opens in ..."
    and "Twitter(ouvre dans ..." are none.
    """
    first = bracket + 1
    if first < end and (0x30 <= text[first] <= 0x39 or 0x41 <= text[first] <= 0x5A or text[first] >= 0x80):
        return False
    after = first
    while after < end and _is_letter(int(text[after])):
        after += 1
    if after in (first, end):
        return True
    return text[after] != 0x20 and not (after - first <= 2 and text[after] == 0x29)


@inner
def _begins_as_code(text, start, end):
    """Whether text[start:end] begins like a comment, or a line at a prompt: `//`, `/*`, `# `, `$ `."""
    if end - start < 2:
        return False
    first, second = int(text[start]), int(text[start + 1])
    if first == 0x2F:
        return second == 0x2F or second == 0x2A
    return second == 0x20 and (first == 0x23 or first == 0x24)


@inner
def _is_beside_name(text, start, end, position):
    """Whether the sign at `position` in text[start:end] stands directly beside a letter, as it does in code only."""
    sign = int(text[position])
    before = position > start and _is_letter(int(text[position - 1]))
    after = position + 1 < end and _is_letter(int(text[position + 1]))
    number = position > start and 0x30 <= text[position - 1] <= 0x39  # "%1$s comments"
    if sign == 0x28:
        return before and _is_call(text, position, end)
    if sign == 0x3D:
        return before or after
    if sign == 0x3B or sign == 0x7D:
        return before
    if sign == 0x24 or sign == 0x60:
        return after and not before and not number
    return after


@inner
def is_code(text, start, end):
    """Whether text[start:end] is source code: a sign that stands directly beside a letter there, and not in prose.

    text: uint8, shape (n,). Before a letter that is one of `\\ $ # { =` and a backtick, after one `( ; } =`.
    """
    found = _begins_as_code(text, start, end)
    for position in range(start, end):
        if _OF_CODE[text[position]]:
            found |= _is_beside_name(text, start, end, position)
    return found


@inner
def has_comma(text, start, end):
    """Whether a comma and a space are in text[start:end]: "Sign in, sign out" is said, "Sign in | Sign out" is not."""
    found = False
    for position in range(start, end - 1):
        found |= text[position] == 0x2C and text[position + 1] == 0x20
    return found


@inner
def is_after_arrow(text, start, position):
    """Whether an arrow, as paths through a site have it, is the last sign in text[start:position]."""
    before = position
    while before > start and text[before - 1] == 0x20:
        before -= 1
    return before > start and before < position and decode_before(text, before)[0] in _ARROWS


@inner
def is_list(text, start, end):
    """Whether text[start:end] is a list of names of a few words each, with commas between them."""
    items = words = 1
    longest = 0
    position = start
    while position < end:
        point, length = decode(text, position)
        if point in _COMMAS:
            items += 1
            words = 0
        elif point == 0x20:
            words += 1
            longest = max(longest, words)
        position += length
    return items > 1 and longest <= ITEM_WORDS and end - start <= LONGEST_LIST


@inner
def is_said(text, start, end):
    """Whether text[start:end] stands in quotation marks, or begins with a dash and ends like a sentence ("— Share!").

    A space inside the marks says that they are arrows: "« Older posts | Newer posts »". text: uint8, shape (n,).
    """
    first, length = decode(text, start)
    last, last_length = decode_before(text, end)
    inner, inner_end = start + length, end - last_length
    if inner >= inner_end:
        return False
    if first in _QUOTES:
        return (
            last in _QUOTES and not is_space(decode(text, inner)[0]) and not is_space(decode_before(text, inner_end)[0])
        )
    if first not in _DASHES or (first == 0x2D and text[inner] != 0x20):
        return False
    return last in _ENDS and decode_before(text, inner_end)[0] != last  # "- Read more..."
