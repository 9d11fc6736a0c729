"""Which blocks need repair: one pass over a buffer, with tables that `corpusclean.text.repair_tables` builds."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.entities import LONGEST, is_alphanumeric
from corpusclean.kernels.utf8 import decode, is_space

# What a block needs. SUSPECT: its first characters that are not ASCII could be UTF-8 read in a wrong code page. FORM:
# it holds characters that are wanted in their plain form.
MOJIBAKE, ENTITY, CONTROL, NORMALIZE, SUSPECT, NON_ASCII, FORM = 1, 2, 4, 8, 16, 32, 64

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


@kernel
def _is_entity(text, position, end):
    """Whether the `&` at text[position] opens what is written like an entity: `&#?[0-9A-Za-z]{1,24};`."""
    first = position + 1
    if first < end and text[first] == 0x23:
        first += 1
    position = first
    while position < end and position - first <= LONGEST and is_alphanumeric(text[position]):
        position += 1
    return position < end and first < position <= first + LONGEST and text[position] == 0x3B


@kernel
def _ascii_need(text, position, end):
    """What the ASCII character at text[position] says about its block."""
    byte = text[position]
    if byte == 0x26:
        return ENTITY if _is_entity(text, position, end) else 0
    return CONTROL if (byte < 0x20 and byte != 0x09) or byte == 0x7F else 0


@kernel
def _plain_end(text, position, end):
    """The end of the run, from text[position] on, of ASCII characters that are neither `&` nor controls."""
    while position + 32 <= end:
        special = 0
        for i in range(32):  # compiled to vector instructions: 20 GB/s
            byte = text[position + i]
            special |= (byte >= 0x7F) | (byte < 0x20) | (byte == 0x26)
        if special:
            break
        position += 32
    while position < end and 0x20 <= text[position] < 0x7F and text[position] != 0x26:
        position += 1
    return position


@kernel
def _composes(tables, first, second):
    """Whether NFC may make one character of these two."""
    key = (np.int64(first) << 21) | second
    row = np.searchsorted(tables.compositions, key)
    return row < len(tables.compositions) and tables.compositions[row] == key


@kernel
def _resume(text, position, tables):
    """The automaton's state before text[position], which at least `reach` ASCII characters precede."""
    state = 0
    for i in range(position - tables.reach, position):
        state = tables.moves[state + tables.classes[text[i]]]
    return state


@kernel
def _suspicion(text, position, point, length, end, tables):
    """SUSPECT if the character at text[position] and its successor could be the first bytes of a UTF-8 sequence."""
    if position + length >= end or point > 0xFFFF:
        return NON_ASCII
    after, _ = decode(text, position + length)
    if after > 0xFFFF or tables.leads[tables.letters[point]] & tables.trails[tables.letters[after]] == 0:
        return NON_ASCII
    return NON_ASCII | SUSPECT


@kernel
def _mark(text, start, end, tables):
    """What text[start:end] needs."""
    need = 0
    state = tables.begin  # of the automaton that finds mojibake
    base = 0  # the last character that marks may join
    rank = -1  # the combining class of the mark before; -1: no mark, but the base itself
    quiet = 0  # ASCII characters since the last other one
    position = start
    while position < end:
        if text[position] < 0x80:
            if quiet >= tables.reach and state != tables.found:
                position = _plain_end(text, position, end)
                if position == end:
                    break
                state = _resume(text, position, tables)
                base, rank = np.int64(text[position - 1]), -1
            if text[position] < 0x80:
                need |= _ascii_need(text, position, end)
                state = tables.moves[state + tables.classes[text[position]]]
                base, rank = np.int64(text[position]), -1
                quiet += 1
                position += 1
                continue
        point, length = decode(text, position)
        kind = tables.classes[point]
        state = tables.moves[state + kind]
        trait = tables.traits[kind]
        if trait:
            need |= trait & (CONTROL | NORMALIZE | FORM)
        if need & NON_ASCII == 0:
            need |= _suspicion(text, position, point, length, end, tables)
        if trait & MARK:
            rank_before = rank if rank >= 0 else np.int64(tables.combining[base])
            rank = np.int64(tables.combining[point])
            if 0 < rank < rank_before or _composes(tables, base, point):
                need |= NORMALIZE
            if rank == 0:
                base, rank = point, -1
        else:
            base, rank = point, -1
        quiet = 0
        position += length
    return need | MOJIBAKE if state == tables.found else need


@kernel
def mark_blocks(text, starts, ends, tables):
    """What every block needs, as flags: uint8, shape (b,); 0 and NON_ASCII alone mean nothing.

    MOJIBAKE: `ftfy.badness.is_bad` holds. ENTITY: something is written like an HTML entity. CONTROL: it holds control
    characters, or line breaks other than \\n and \\r. NORMALIZE: it may not be in the normal form that is wanted; FORM:
    see `corpusclean.text.forms`. text: uint8, shape (n,); starts,
    ends: int64, shape (b,); tables: `corpusclean.text.repair_tables.MarkTables`.
    """
    needs = np.empty(len(starts), np.uint8)
    for row in range(len(starts)):
        needs[row] = _mark(text, starts[row], ends[row], tables)
    return needs


@kernel
def splice(raw, starts, ends, pieces, stops):
    """The buffer with other texts in the place of raw[starts[i]:ends[i]], which are ascending and apart.

    raw, pieces: uint8; starts, ends, stops: int64, shape (b,); the text of i is pieces[stops[i - 1]:stops[i]].
    """
    out = np.empty(len(raw) + len(pieces) - np.sum(ends - starts), np.uint8)
    position = 0
    at = 0
    begin = 0
    for row in range(len(starts)):
        kept = starts[row] - position
        out[at : at + kept] = raw[position : starts[row]]
        at += kept
        out[at : at + stops[row] - begin] = pieces[begin : stops[row]]
        at += stops[row] - begin
        begin = stops[row]
        position = ends[row]
    out[at:] = raw[position:]
    return out
