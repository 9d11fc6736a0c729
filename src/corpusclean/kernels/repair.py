"""Which blocks need repair: one pass over a buffer, with tables that `corpusclean.text.repair_tables` builds."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.copying import copy_bytes
from corpusclean.kernels.entities import LONGEST, is_alphanumeric
from corpusclean.kernels.scanning import HIGH, LOW, UP_TO_SPACE, finder
from corpusclean.kernels.utf8 import decode, is_space

AMPERSANDS = np.uint64(0x2626262626262626)
UP_TO_DELETE = np.uint64(0x0101010101010101)

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
def _ascii_need(text, position, end):
    """What the ASCII character at text[position] says about its block."""
    byte = text[position]
    if byte == 0x26:
        return ENTITY if _is_entity(text, position, end) else 0
    return CONTROL if (byte < 0x20 and byte != 0x09) or byte == 0x7F else 0


@inner
def _special_bytes(word):
    """The high bits of those bytes of a uint64 that are `&`, controls or not ASCII; no other bits are set."""
    low = word & LOW
    ampersand = word ^ AMPERSANDS
    plain = ((ampersand & LOW) + LOW) | ampersand
    plain &= (low + UP_TO_SPACE) & ~(low + UP_TO_DELETE) & ~word
    return ~plain & HIGH


@inner
def _is_special(byte):
    """Whether a byte is `&`, a control or not ASCII."""
    return (byte < 0x20) | (byte >= 0x7F) | (byte == 0x26)


_plain_end = finder(_is_special, _special_bytes)


@inner
def _calm_end(text, words, position, end, calm_pairs, calm_rows):
    """The end of the run of plain ASCII and of calm characters (`MarkTables.calm`) from text[position] on."""
    while position < end:
        byte = np.int64(text[position])
        if byte < 0x80:
            if _is_special(byte):
                break
            position += 1
            if position < end and text[position] < 0x80:
                position = _plain_end(text, words, position, end)
            continue
        trail = np.int64(text[position + 1]) & 0x3F
        if byte < 0xE0:
            if not calm_pairs[((byte & 0x1F) << 6) | trail]:
                break
            position += 2
        elif byte < 0xF0 and calm_rows[((byte & 0x0F) << 6) | trail]:
            position += 3
        else:
            break
    return position


@inner
def _composes(compositions, first, second):
    """Whether NFC may make one character of these two."""
    key = (np.int64(first) << 21) | second
    row = np.searchsorted(compositions, key)
    return row < len(compositions) and compositions[row] == key


@inner
def _step_back(text, position, characters):
    """The position so many characters before."""
    for _ in range(characters):
        position -= 1
        while (text[position] & 0xC0) == 0x80:
            position -= 1
    return position


@inner
def _suspicion(text, position, point, length, end, letters, leads, trails):
    """SUSPECT if the character at text[position] and its successor could be the first bytes of a UTF-8 sequence."""
    if position + length >= end or point > 0xFFFF:
        return NON_ASCII
    after, _ = decode(text, position + length)
    if after > 0xFFFF or leads[letters[point]] & trails[letters[after]] == 0:
        return NON_ASCII
    return NON_ASCII | SUSPECT


@kernel
def mark_blocks(text, starts, ends, tables):
    """What every block needs, as flags: uint8, shape (b,); 0 and NON_ASCII alone mean nothing.

    MOJIBAKE: `ftfy.badness.is_bad` holds. ENTITY: something is written like an HTML entity. CONTROL: it holds control
    characters, or line breaks other than \\n and \\r. NORMALIZE: it may not be in the normal form that is wanted; FORM:
    see `corpusclean.text.forms`. text: uint8, shape (n,); starts,
    ends: int64, shape (b,); tables: `corpusclean.text.repair_tables.MarkTables`.

    What is plain ASCII to its end is passed over at once, and so are runs of calm characters; then the automaton takes
    up the last `reach` of them. All in one function: each call with the tables costs 150 ns, for Numba counts who holds
    their arrays, and a block has 150 bytes.
    """
    needs = np.zeros(len(starts), np.uint8)
    words = text[: len(text) // 8 * 8].view(np.uint64)
    classes, moves, traits, calm = tables.classes, tables.moves, tables.traits, tables.calm
    calm_pairs, calm_rows, combining, compositions = (
        tables.calm_pairs,
        tables.calm_rows,
        tables.combining,
        tables.compositions,
    )
    letters, leads, trails = tables.letters, tables.leads, tables.trails
    reach, found = tables.reach, tables.found
    for row in range(len(starts)):
        end = ends[row]
        special = _plain_end(text, words, starts[row], end)
        if special == end:
            continue
        position = max(special - reach, starts[row])
        state = tables.begin if position == starts[row] else 0  # of the automaton that finds mojibake
        need = quiet = base = 0  # quiet: calm characters since the last other one; base: the one that marks may join
        rank = -1  # the combining class of the mark before; -1: no mark, but the base itself
        passed = 0  # up to here there is nothing left to pass over
        while position < end:
            if quiet == reach and state != found and position >= passed:
                passed = _plain_end(text, words, position, end)
                if passed < end and need & NON_ASCII and text[passed] > 0xC3:  # Latin-1 is not calm
                    passed = _calm_end(text, words, passed, end, calm_pairs, calm_rows)
                if passed == end:
                    break
                if passed > position:
                    position, state, quiet = _step_back(text, passed, reach), 0, 0
                passed += 1
            byte = text[position]
            if byte < 0x80:
                need |= _ascii_need(text, position, end)
                state = moves[np.uint64(state) + classes[byte]]
                base, rank = np.int64(byte), -1
                quiet = min(quiet + 1, reach)
                position += 1
                continue
            point, length = decode(text, position)
            kind = classes[point]
            state = moves[np.uint64(state) + kind]
            trait = traits[kind]
            need |= trait & (CONTROL | NORMALIZE | FORM)
            if need & NON_ASCII == 0:
                need |= _suspicion(text, position, point, length, end, letters, leads, trails)
            if trait & MARK:
                before = rank if rank >= 0 else np.int64(combining[base])
                rank = np.int64(combining[point])
                if 0 < rank < before or _composes(compositions, base, point):
                    need |= NORMALIZE
                if rank == 0:
                    base, rank = point, -1
            else:
                base, rank = point, -1
            quiet = min(quiet + 1, reach) if calm[kind] else 0
            position += length
        needs[row] = need | MOJIBAKE if state == found else need
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
        copy_bytes(raw, position, kept, out, at)
        at += kept
        copy_bytes(pieces, begin, stops[row] - begin, out, at)
        at += stops[row] - begin
        begin = stops[row]
        position = ends[row]
    copy_bytes(raw, position, len(raw) - position, out, at)
    return out
