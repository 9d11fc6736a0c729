"""Which blocks need repair: one pass over a buffer, with tables that `corpusclean.text.repair_tables` builds."""

import numpy as np

from corpusclean.kernels import inlined, inner, kernel
from corpusclean.kernels.calm import find_calm
from corpusclean.kernels.characters import EIGHT, count_bits, decode_word, lowest_bit, read_character
from corpusclean.kernels.copying import copy_bytes
from corpusclean.kernels.entities import AMPERSAND, LONGEST, is_alphanumeric
from corpusclean.kernels.scanning import BLOCK, ONE, ZERO, scanner
from corpusclean.kernels.utf8 import decode, decode_before, is_space
from corpusclean.kernels.wide import read_word

# What a block needs. SUSPECT: its first characters that are not ASCII could be UTF-8 read in a wrong code page. FORM:
# it holds characters that are wanted in their plain form.
MOJIBAKE, ENTITY, CONTROL, NORMALIZE, SUSPECT, NON_ASCII, FORM = 1, 2, 4, 8, 16, 32, 64

_, _, _leads_in, _is_lead = scanner((0xC0, 0xFF))  # what begins a character beyond ASCII
_, _, _odd_in, _is_odd = scanner((0x00, 0x08), (0x0A, 0x1F), (AMPERSAND, AMPERSAND), (0x7F, 0x7F))

MANY = np.uint64(8)  # characters beyond ASCII in a block for which it is worth to find the calm ones
LONGER = np.uint64(2)  # bytes behind a block that `find_calm` reads

# What a class of characters means (`tables.traits`): CONTROL, NORMALIZE, FORM as above; MARK: look at its neighbours.
MARK = 1


@kernel
def skip_space(text, starts, ends):
    """Where the text of each block begins: after white space, but not after U+0085, which may be part of a letter.

    text: uint8, shape (n,); starts, ends: int64, shape (b,). Returns int64, shape (b,).
    """
    begins = np.empty(len(starts), np.int64)
    for row in range(len(starts)):
        position = starts[row]
        while position < ends[row]:
            point, length = decode(text, position)
            if point == 0x85 or not is_space(point):
                break
            position += length
        begins[row] = position
    return begins


@inner
def _is_entity(text, position, end):
    """Whether the `&` at text[position] opens what is written like an entity: `&#?[0-9A-Za-z]{1,24};`."""
    first = position + 1
    if first < end and text[first] == 0x23:
        first += 1
    position = first
    while position < end and position - first <= LONGEST and is_alphanumeric(text[position]):
        position += 1
    return position < end and first < position <= first + LONGEST and text[position] == 0x3B


@inner
def _composes(compositions, first, second):
    """Whether NFC may make one character of these two."""
    key = (np.int64(first) << 21) | second
    row = np.searchsorted(compositions, key)
    return row < len(compositions) and compositions[row] == key


@inlined
def _special_masks(text, first, end):
    """Of text[first:end], or of its first 64 bytes: which begin a character beyond ASCII, which are `&` or controls.

    Two masks, uint64, a bit a byte.
    """
    leads, odd = ZERO, ZERO
    if first + BLOCK <= np.uint64(len(text)):
        leads, odd = _leads_in(text, first), _odd_in(text, first)
    else:
        for i in range(end - first):
            leads |= np.uint64(_is_lead(text[first + i])) << i
            odd |= np.uint64(_is_odd(text[first + i])) << i
    if end - first >= BLOCK:
        return leads, odd
    inside = (ONE << (end - first)) - ONE
    return leads & inside, odd & inside


@inlined
def _restless(text, first, leads):
    """Those of the leads that have to be looked at: where there are many, without those of calm characters."""
    if count_bits(leads) < MANY or first + BLOCK + LONGER > np.uint64(len(text)):
        return leads
    return leads & ~find_calm(text, first, text[first + np.uint64(lowest_bit(leads))])


@inner
def _ascii_needs(text, first, odd, end):
    """What the bytes that are `&` or controls say about their block; odd: their mask, of the block from `first` on."""
    need = 0
    while odd != ZERO:
        position = np.int64(first + np.uint64(lowest_bit(odd)))
        odd &= odd - ONE
        if text[position] != AMPERSAND:
            need |= CONTROL
        elif _is_entity(text, position, np.int64(end)):
            need |= ENTITY
    return need


@inlined
def _read(text, position):
    """The code point beyond ASCII that begins at text[position], and its length: uint64s."""
    whole = position + EIGHT <= np.uint64(len(text))
    return decode_word(read_word(text, position) if whole else read_character(text, position))


@inner
def _suspicion(text, position, end, tables):
    """SUSPECT if the character at text[position] and its successor could be the first bytes of a UTF-8 sequence."""
    point, length = _read(text, position)
    if position + length >= end or point > 0xFFFF:
        return NON_ASCII
    after, _ = decode(text, np.int64(position + length))
    if after > 0xFFFF or tables.leads[tables.letters[point]] & tables.trails[tables.letters[after]] == 0:
        return NON_ASCII
    return NON_ASCII | SUSPECT


@inner
def _is_bad(text, start, end, tables):
    """Whether the automaton finds mojibake in text[start:end]."""
    classes, moves, found = tables.classes, tables.moves, tables.found
    state = np.uint64(tables.begin)
    while start < end and state != found:
        point, length = decode(text, start)
        state = np.uint64(moves[state + classes[point]])
        start += length
    return state == found


@inlined
def _class_before(text, start, position, tables):
    """The class of the character before text[position], in a block that begins at `start`."""
    if position == start:
        return np.uint64(len(tables.traits))
    return np.uint64(tables.classes[decode_before(text, np.int64(position))[0]])


@inlined
def _class_at(text, position, end, tables):
    """The class of the character at text[position], in a block that ends at `end`."""
    if position == end:
        return np.uint64(len(tables.traits))
    return np.uint64(tables.classes[decode(text, np.int64(position))[0]])


@inlined
def _point_before(text, start, position):
    """The code point before text[position], in a block that begins at `start`; 0 where there is none."""
    return decode_before(text, np.int64(position))[0] if position > start else 0


@inlined
def _add_mark(base, rank, point, tables):
    """Whether NFC changes what a mark makes of its base; then the base and the rank for a mark that follows.

    rank: the combining class of the mark before this one, -1 where the base itself stands before it.
    """
    before = rank if rank >= 0 else np.int64(tables.combining[base])
    rank = np.int64(tables.combining[point])
    changes = 0 < rank < before or _composes(tables.compositions, base, point)
    return (changes, point, -1) if rank == 0 else (changes, base, rank)


@inlined
def _needs_of(text, start, end, tables):
    """What one block, text[start:end], needs: see `mark_blocks`."""
    classes, traits, hot = tables.classes, tables.traits, tables.hot
    width = np.uint64(len(traits) + 1)
    need = 0
    warm = False  # whether there are neighbours that may be mojibake
    kind, stop = ZERO, end  # the class of the character that was looked at last, and its end
    base, rank, marked = 0, -1, end  # see `_add_mark`; and the end of the mark that was read last
    for first in range(start, end, BLOCK):
        leads, odd = _special_masks(text, first, end)
        if odd != ZERO:
            need |= _ascii_needs(text, first, odd, end)
        if leads == ZERO:
            continue
        if need & NON_ASCII == 0:
            need |= _suspicion(text, first + np.uint64(lowest_bit(leads)), end, tables)
        if tables.calm:
            leads = _restless(text, first, leads)
        while leads != ZERO:
            position = first + np.uint64(lowest_bit(leads))
            leads &= leads - ONE
            before = kind if position == stop else _class_before(text, start, position, tables)
            point, length = _read(text, position)
            kind, stop = np.uint64(classes[point]), position + length
            warm |= hot[before * width + kind]
            if stop - first >= BLOCK or leads & (ONE << (stop - first)) == ZERO:  # what follows is not looked at itself
                warm |= hot[kind * width + _class_at(text, stop, end, tables)]
            trait = traits[kind]
            need |= trait & (CONTROL | NORMALIZE | FORM)
            if trait & MARK:
                if position != marked:
                    base, rank = _point_before(text, start, position), -1
                changes, base, rank = _add_mark(base, rank, np.int64(point), tables)
                need |= NORMALIZE if changes else 0
                marked = stop
    if warm and _is_bad(text, np.int64(start), np.int64(end), tables):
        need |= MOJIBAKE
    return need


@kernel
def mark_blocks(text, starts, ends, tables):
    """What every block needs, as flags: uint8, shape (b,); 0 and NON_ASCII alone mean nothing.

    MOJIBAKE: `ftfy.badness.is_bad` holds. ENTITY: something is written like an HTML entity. CONTROL: it holds control
    characters, or line breaks other than \\n and \\r. NORMALIZE: it may not be in the normal form that is wanted; FORM:
    see `corpusclean.text.forms`. text: uint8, shape (n,); starts, ends: int64, shape (b,); tables:
    `corpusclean.text.repair_tables.MarkTables`.

    Of ASCII only `&` and control characters are looked at, and of most scripts none of the letters (`kernels.calm`).
    The automaton that finds mojibake reads no block but those in which two characters stand side by side that may be a
    part of it: a thousandth of what is undamaged.
    """
    needs = np.empty(len(starts), np.uint8)
    for row in range(len(starts)):
        needs[row] = _needs_of(text, np.uint64(starts[row]), np.uint64(ends[row]), tables)
    return needs


@kernel
def splice(raw, starts, ends, pieces):
    """The buffer with other texts in the place of raw[starts[i]:ends[i]], which are ascending and apart.

    raw: uint8; starts, ends: int64, shape (b,); pieces: a buffer (uint8), and where in it each of the texts begins and
    ends: int64, shape (b,).
    """
    source, begins, stops = pieces
    out = np.empty(len(raw) + np.sum(stops - begins) - np.sum(ends - starts), np.uint8)
    position = at = 0
    for row in range(len(starts)):
        kept, length = starts[row] - position, stops[row] - begins[row]
        copy_bytes(raw, position, kept, out, at)
        copy_bytes(source, begins[row], length, out, at + kept)
        at += kept + length
        position = ends[row]
    copy_bytes(raw, position, len(raw) - position, out, at)
    return out
