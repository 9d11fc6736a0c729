"""What short blocks look like, as links of a menu or a footer do: points for each, and which come twice on a page.

The blocks that are not blank stand in a table of int64, shape (COLUMNS, b): kernels.head_words says why.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.ahead import bring_block
from corpusclean.kernels.head_words import ASK, BULLET, GAP, IGNORED, LOWER, NOTHING, PAUSE, STOP, ZERO, letter_of
from corpusclean.kernels.heads import is_prose
from corpusclean.kernels.utf8 import decode

PAGE = 0
KIND = 1  # PLAIN, KNOWN, TAKEN or PROSE
SIZE = 2  # bytes
OWN = 3  # points for what the block itself looks like
KEY = 4  # hash of its letters and digits; 0 for prose
TWIN = 5  # NO_TWIN, ONE_TWIN or ROW_OF_TWINS
ZONE = 6  # how many paragraphs the page has before it
POINTS = 7  # all points, for and against its being one of a run of links
PLACE = 8  # INSIDE a body of text, BETWEEN two, AFTER the last one, or elsewhere AT_EDGE
MENU = 9  # whether a phrase of a rule about menus and footers matches it: "Privacy policy", "Log in", "Newsletter"
COLUMNS = 10

PLAIN = 0  # a short block that no phrase of a rule matches
KNOWN = 1  # one that a weak phrase matches, which nothing beside it supports
TAKEN = 2  # residue already
PROSE = 3

NO_TWIN, ONE_TWIN, ROW_OF_TWINS = range(3)
AFTER, AT_EDGE, BETWEEN, INSIDE = range(-1, 3)

# Points for looks, in units of which evidence has 40.
LONG, CLOSED, OPEN_END, SMALL, FIGURE, LABEL, CODE = -8, -30, -30, -20, -15, -25, -60
SEPARATED, ADDRESS, COPYRIGHT = 30, 20, 40
NEUTRAL = 0  # what has less looks less like a link than a word or two do, and may come twice as part of the text
LONG_CHARACTERS, LONG_BYTES = 50, 100
SEPARATORS = 2  # in a block that is a row of links: "Imprint | Privacy | Contact"

NO_SIGN, OF_LABEL, OF_ADDRESS, OF_COPYRIGHT, OF_CODE = range(5)

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MARKS = (0xBB, 0x203A, 0x2190, 0x2192, 0x7C, 0xB7, 0x2022)  # » › ← → | · •
_SPACED_MARKS = (0x3E, 0x2F)  # > /
_CODE = (0x7B, 0x7D, 0x3B, 0x3D, 0x5C)  # { } ; = \
_PIPE, _SPACE = 0x7C, 0x20


@inner
def _sign_of(point, before, text, position, end):
    """What a character is a sign of, where `before` is the one before it and text[position:end] comes after it.

    Of several signs in a block the highest counts: NO_SIGN, OF_LABEL, OF_ADDRESS, OF_COPYRIGHT, OF_CODE.
    """
    if point in _CODE:
        return OF_CODE
    if point == 0xA9:
        return OF_COPYRIGHT
    if point == 0x40:  # @
        return OF_ADDRESS if before != _SPACE else NO_SIGN
    if point != 0x3A or position + 1 >= end:
        return NO_SIGN
    return OF_LABEL if text[position] == _SPACE else OF_ADDRESS if text[position] == 0x2F else NO_SIGN


@inner
def _separates(point, before, text, position, end):
    """Whether a character, between `before` and text[position:end], parts links from each other."""
    if point in _MARKS:
        return True
    return point in _SPACED_MARKS and before == _SPACE and position < end and text[position] == _SPACE


@inner
def _points_for(sign, first, ending):
    """Points for the highest sign in a block and for the classes of its first and its last character."""
    points = 0
    if sign == OF_LABEL:
        points = LABEL
    elif sign == OF_ADDRESS:
        points = ADDRESS
    elif sign == OF_COPYRIGHT:
        points = COPYRIGHT
    elif sign == OF_CODE:
        points = CODE
    if ending in (STOP, ASK):
        points += CLOSED
    elif ending == PAUSE:
        points += OPEN_END
    if first == LOWER:
        points += SMALL
    elif first >= ZERO or first in (BULLET, PAUSE):
        points += FIGURE
    return points


@inner
def read_link(text, start, end, letters):
    """The points for what text[start:end] looks like, and the hash of its letters and digits.

    text: uint8, shape (n,); letters: see kernels.head_words.Signals. Sentences, list items, figures, "name:
    value", cells of tables and code are not what links look like; rows of links, addresses and copyright signs are.
    """
    size = separators = 0
    sign = NO_SIGN
    first = NOTHING
    ending = GAP
    before = _SPACE
    value = np.uint64(0)
    position = start
    while position < end:
        point, length = decode(text, position)
        kind, letter = letter_of(point, letters)
        position += length
        size += 1
        if first == NOTHING and kind != GAP:
            first = kind
        if GAP < kind < IGNORED or kind >= ZERO:
            value = value * _FACTOR + np.uint64(letter if kind < ZERO else kind)
            ending = kind
        elif point != _SPACE:
            ending = kind if STOP <= kind <= PAUSE else ending
            separators += _separates(point, before, text, position, end)
            sign = max(sign, _sign_of(point, before, text, position, end))
        before = point
    if text[start] == _PIPE or text[end - 1] == _PIPE:  # a cell of a table
        sign, separators = OF_CODE, 0
    points = _points_for(sign, first, ending)
    points += SEPARATED if separators >= SEPARATORS else 0
    points += LONG if size > LONG_CHARACTERS or end - start > LONG_BYTES else 0
    return points, np.int64(value)


@kernel
def read_links(reader, before, rows):
    """Fill in SIZE, KIND (where it is prose), OWN, KEY and ZONE of the rows. PAGE and the other kinds are there.

    reader: kernels.heads.Reader, no block is blank; before: int32, shape (b,), see `find_repeats`; rows: int64, shape
    (COLUMNS, b).
    """
    text, start, end, letters = reader.text, reader.start, reader.end, reader.signals.letters
    zone = 0
    for row in range(len(start)):
        bring_block(text, start, end, row)
        rows[SIZE, row] = end[row] - start[row]
        if before[row] >= 0:
            rows[OWN, row], rows[KEY, row] = rows[OWN, before[row]], rows[KEY, before[row]]
        elif is_prose(text, start[row], end[row], letters):
            zone += 1
            if rows[KIND, row] != TAKEN:
                rows[KIND, row] = PROSE
        else:
            rows[OWN, row], rows[KEY, row] = read_link(text, start[row], end[row], letters)
        rows[ZONE, row] = zone


@inner
def _three(rows, row):
    """The hash of three blocks in a row on one page, unlike each other and looking like links; 0 if there are none."""
    if row + 2 >= rows.shape[1] or rows[PAGE, row] != rows[PAGE, row + 2]:
        return np.uint64(0)
    if min(rows[OWN, row], rows[OWN, row + 1], rows[OWN, row + 2]) < NEUTRAL:
        return np.uint64(0)
    one, two, three = rows[KEY, row], rows[KEY, row + 1], rows[KEY, row + 2]
    if 0 in (one, two, three) or one in (two, three) or two == three:
        return np.uint64(0)
    return (np.uint64(one) * _FACTOR + np.uint64(two)) * _FACTOR + np.uint64(three)


@inner
def _twin_of(rows, row, value, values, first):
    """The first row of the same page with this hash, if prose stands between the two; else -1.

    values: uint64, the hashes of all rows; first: int64, a table of rows with a power of two of slots, -1 where empty.
    """
    mask = len(first) - 1
    slot = int((value ^ (np.uint64(rows[PAGE, row]) * _FACTOR)) >> np.uint64(32)) & mask
    while first[slot] >= 0:
        other = first[slot]
        if values[other] == value and rows[PAGE, other] == rows[PAGE, row]:
            return other if rows[ZONE, other] != rows[ZONE, row] else -1
        slot = (slot + 1) & mask
    first[slot] = row
    return -1


@inner
def _find_twins(rows, values, length, found, first):
    """Set TWIN of the rows whose hash comes again to `found`, and that of the length - 1 rows after each."""
    first[:] = -1
    for row in range(rows.shape[1]):
        if values[row] == 0:
            continue
        other = _twin_of(rows, row, values[row], values, first)
        if other >= 0:
            rows[TWIN, row : row + length] = found
            rows[TWIN, other : other + length] = found


@kernel
def mark_twins(rows):
    """Fill in TWIN: the short blocks that stand on their page again, with prose in between, as menus do in a footer.

    Three in a row that come again are better evidence than single ones; a refrain comes again without prose between.
    """
    slots = 64
    while slots < 2 * rows.shape[1]:
        slots *= 2
    first = np.empty(slots, np.int64)
    values = np.empty(rows.shape[1], np.uint64)
    for row in range(rows.shape[1]):
        values[row] = np.uint64(rows[KEY, row])
    _find_twins(rows, values, 1, ONE_TWIN, first)
    for row in range(rows.shape[1]):
        values[row] = _three(rows, row)
    _find_twins(rows, values, 3, ROW_OF_TWINS, first)
