"""Which bytes of a text belong to tokens, 64 bytes at a time: a bit a byte, the first byte in the lowest bit.

Letters are folded in place, so that tokens can be read from the same bytes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.singles import begins_unspaced, find_singles
from corpusclean.kernels.steady import find_steady
from corpusclean.kernels.wide import BLOCK, fold_block, read_word

RUN, SINGLE, MARK = (
    1,
    2,
    3,
)  # the part of a character in a token, as `corpusclean.unicode` numbers it: RUN | SINGLE == MARK
AT_ONCE = 4  # places of tokens that are written without looking whether there are so many

ZERO = np.uint64(0)
ONE = np.uint64(1)
TWO = np.uint64(2)
THREE = np.uint64(3)
FOUR = np.uint64(4)
SIX = np.uint64(6)
SEVEN = np.uint64(7)
EIGHT = np.uint64(8)
TWELVE = np.uint64(12)
LOW_BYTE = np.uint64(0xFF)
SIX_BITS = np.uint64(0x3F)
THREE_BYTES = np.uint64(0xE0)
FOUR_BYTES = np.uint64(0xF0)
SHIFT_16 = np.uint64(16)
SHIFT_24 = np.uint64(24)
SHIFT_56 = np.uint64(56)
SHIFT_63 = np.uint64(63)


class Workspace(NamedTuple):
    """Where a piece of text is taken apart: its bytes, folded; `starts` and `ends`: where in it its tokens do."""

    bytes: NDArray[np.uint8]
    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]


@kernel
def make_workspace(longest):
    """Room for a piece of `longest` bytes: a character of 2 can fold to 6, and every second byte can begin a token."""
    tokens = longest // 2 + 1 + BLOCK
    size = (3 * longest // BLOCK + 2) * BLOCK
    return Workspace(np.empty(size, np.uint8), np.empty(tokens, np.uint32), np.empty(tokens, np.uint32))


@inner
def lowest_bit(bits):
    """The number of the lowest bit that is set; 64 where none is. bits: uint64. LLVM makes one instruction of it."""
    number = 64
    while bits != ZERO:
        bits <<= ONE
        number -= 1
    return number


@inner
def _fold_in_place(text, position, length, folded):
    """Write a folded character over one of `length` bytes; whether it is as long. folded: see `Folding.folds`."""
    if folded >> SHIFT_56 != length:
        return False
    for i in range(position, position + np.int64(length)):
        text[i] = np.uint8(folded & LOW_BYTE)
        folded >>= EIGHT
    return True


@inner
def decode_word(word):
    """The code point beyond ASCII that begins with the low byte of `word`, and its length in bytes; all uint64."""
    second = (word >> EIGHT) & SIX_BITS
    first = word & LOW_BYTE
    if first < THREE_BYTES:
        return ((first & np.uint64(0x1F)) << SIX) | second, TWO
    second = (second << SIX) | ((word >> SHIFT_16) & SIX_BITS)
    if first < FOUR_BYTES:
        return ((first & np.uint64(0x0F)) << TWELVE) | second, THREE
    return ((first & SEVEN) << np.uint64(18)) | (second << SIX) | ((word >> SHIFT_24) & SIX_BITS), FOUR


@inner
def _fold_beyond(text, base, leads, folding):
    """Fold the characters beyond ASCII that begin where `leads` says, counted from byte `base` of `text`, in place.

    Returns the leads of letters, digits and marks, and those of characters that stand alone and marks: uint64; and
    whether all characters are as long when folded.
    """
    pages, entries, folds = folding.pages, folding.entries, folding.folds
    joining, alone = ZERO, ZERO
    in_place = True
    while leads != ZERO:
        number = np.uint64(lowest_bit(leads))
        leads &= leads - ONE
        point, length = decode_word(read_word(text, base + number))
        entry = np.uint64(entries[(np.uint64(pages[point >> EIGHT]) << EIGHT) | (point & LOW_BYTE)])
        if entry > MARK:
            in_place &= _fold_in_place(text, np.int64(base + number), length, folds[entry >> TWO])
        joining |= (entry & ONE) << number
        alone |= ((entry >> ONE) & ONE) << number
    return joining, alone, in_place


@inner
def _find_sure(text, base, leads):
    """The leads of letters in runs, and of characters that stand alone, of which both is certain: uint64.

    The first character beyond ASCII tells which to look for.
    """
    word = read_word(text, np.uint64(base) + np.uint64(lowest_bit(leads)))
    if begins_unspaced(word):
        return ZERO, find_singles(text, base)
    return find_steady(text, base, word & LOW_BYTE), ZERO


@inner
def _grown(bits, followers, before):
    """`bits`, and the followers that stand behind one of them without a gap. All uint64, a bit a byte.

    before: 1 where the byte before the block is such a bit, else 0. A sum carries through all followers in a row.
    """
    first = followers & ((bits << ONE) | before)
    return bits | (followers & ~(followers + first))


@inner
def count_bits(bits):
    """How many bits are set: uint64, as `bits`. LLVM makes one instruction of it."""
    count = ZERO
    while bits != ZERO:
        bits &= bits - ONE
        count += ONE
    return count


@inner
def _list_places(space, base, bits, counts):
    """Write where tokens begin and end in a block, by the bits that say so, behind those that there are.

    base: of the block; bits: uint64, two, of beginnings and ends; counts: uint64, two, of what is listed. Returns what
    is listed then. Some at once are written, whatever there is, since no processor can guess how many there are.
    """
    starts, ends = space.starts, space.ends
    beginnings, endings = bits
    started, ended = counts
    further = max(count_bits(beginnings), count_bits(endings))
    counts = started + count_bits(beginnings), ended + count_bits(endings)
    for i in range(ZERO, further, np.uint64(AT_ONCE)):
        for j in range(AT_ONCE):
            starts[started + i + np.uint64(j)] = base + lowest_bit(beginnings)
            ends[ended + i + np.uint64(j)] = base + lowest_bit(endings)
            beginnings &= beginnings - ONE
            endings &= endings - ONE
    return counts


@inner
def find_tokens(space, size, folding):
    """Fold the `size` bytes of `space`, in place, and find the tokens in them: how many there are.

    space: `Workspace`, the bytes behind the text are 0 to the end of a block, one at least; folding:
    `corpusclean.unicode.Folding`. Returns -1, and is not done, where a character folds to one of another length.
    """
    text = space.bytes
    counts = ZERO, ZERO
    joins_before, alone_before, run_before, single_before = ZERO, ZERO, ZERO, ZERO
    for base in range(ZERO, np.uint64(size + 1), np.uint64(BLOCK)):
        joining, leads, others = fold_block(text, base)
        alone = ZERO
        if leads | others != ZERO:
            steady, singles = _find_sure(text, base, leads)
            more, alone, in_place = _fold_beyond(text, base, leads & ~(steady | singles), folding)
            if not in_place:
                return -1
            alone |= singles
            joining = _grown(joining | steady | more, others, joins_before)
            alone = _grown(alone, others, alone_before)
        joins_before, alone_before = joining >> SHIFT_63, alone >> SHIFT_63
        marks = joining & alone
        runs = _grown(joining ^ marks, marks, run_before)
        singles = _grown(alone ^ marks, marks, single_before)
        beginnings = (leads & (alone ^ marks)) | (runs & ~((runs << ONE) | run_before))
        before = ((runs | singles) << ONE) | run_before | single_before
        endings = before & (~(runs | singles) | beginnings)
        counts = _list_places(space, base, (beginnings, endings), counts)
        run_before, single_before = runs >> SHIFT_63, singles >> SHIFT_63
    return np.int64(counts[0])


@inner
def read_character(text, position):
    """The bytes of the character at a position as the low bytes of a number, uint64; no more than the text has."""
    word = ZERO
    for i in range(min(FOUR, np.uint64(len(text)) - position)):
        word |= np.uint64(text[position + np.uint64(i)]) << np.uint64(8 * i)
    return word


@inner
def write_folded(text, span, folding, out):
    """Write the characters of text[span[0]:span[1]] to `out`, those folded that change their length. uint8 both.

    text: as it is outside, without bytes to spare behind it, so a word is not read from its end: that may be the end
    of a page of memory. Returns how many bytes that are.
    """
    pages, entries, folds = folding.pages, folding.entries, folding.folds
    position, end = np.uint64(span[0]), np.uint64(span[1])
    safe = np.uint64(max(len(text) - 7, 0))
    size = ZERO
    while position < end:
        if text[position] < 0x80:
            out[size] = text[position]
            size += ONE
            position += ONE
            continue
        point, length = decode_word(read_word(text, position) if position < safe else read_character(text, position))
        entry = np.uint64(entries[(np.uint64(pages[point >> EIGHT]) << EIGHT) | (point & LOW_BYTE)])
        folded = folds[entry >> TWO]
        if entry > MARK and folded >> SHIFT_56 != length:
            for i in range(folded >> SHIFT_56):
                out[size + i] = np.uint8((folded >> (i << THREE)) & LOW_BYTE)
            size += folded >> SHIFT_56
        else:
            for i in range(length):
                out[size + i] = text[position + i]
            size += length
        position += length
    return np.int64(size)
