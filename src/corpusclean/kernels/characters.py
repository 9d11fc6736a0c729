"""Which bytes of a text belong to tokens, 64 bytes at a time: a bit a byte, the first byte in the lowest bit.

Texts are read as little-endian words. Letters are folded in place, so that tokens can be read from the same bytes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel

BLOCK = 64  # bytes
RUN, SINGLE, MARK = (
    1,
    2,
    3,
)  # the part of a character in a token, as `corpusclean.unicode` numbers it: RUN | SINGLE == MARK

# The same byte eight times over. Added a byte at a time, the last four carry into the high bits of letters and digits.
HIGH_BITS = np.uint64(0x8080808080808080)
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
CASE_BITS = np.uint64(0x2020202020202020)
FROM_A = np.uint64(0x1F1F1F1F1F1F1F1F)
PAST_Z = np.uint64(0x0505050505050505)
FROM_0 = np.uint64(0x5050505050505050)
PAST_9 = np.uint64(0x4646464646464646)
GATHER = np.uint64(0x0102040810204080)  # times a word of which only the lowest bits of bytes are set: see `_high_bits`

ZERO = np.uint64(0)
ONE = np.uint64(1)
TWO = np.uint64(2)
SEVEN = np.uint64(7)
LOW_BYTE = np.uint64(0xFF)
THREE = np.uint64(3)
FOUR = np.uint64(4)
SIX = np.uint64(6)
TWELVE = np.uint64(12)
SIX_BITS = np.uint64(0x3F)
THREE_BYTES = np.uint64(0xE0)
FOUR_BYTES = np.uint64(0xF0)
EIGHT = np.uint64(8)
SHIFT_56 = np.uint64(56)
SHIFT_63 = np.uint64(63)


class Workspace(NamedTuple):
    """Where a piece of text is taken apart: `words` and `bytes` are the piece, folded, in the same memory.

    starts, ends: where in it its tokens begin and end.
    """

    words: NDArray[np.uint64]
    bytes: NDArray[np.uint8]
    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]


@kernel
def make_workspace(longest):
    """Room for a piece of `longest` bytes: a character of 2 can fold to 6, and every second byte can begin a token."""
    words = np.empty((3 * longest // BLOCK + 2) * (BLOCK // 8), np.uint64)
    tokens = longest // 2 + 1
    return Workspace(words, words.view(np.uint8), np.empty(tokens, np.uint32), np.empty(tokens, np.uint32))


@kernel
def lowest_bit(bits):
    """The number of the lowest bit that is set; 64 where none is. bits: uint64. LLVM makes one instruction of it."""
    number = 64
    while bits != ZERO:
        bits <<= ONE
        number -= 1
    return number


@kernel
def _gather(marks):
    """The high bits of a word's eight bytes in the eight lowest bits of a uint64. marks: uint64, no other bits set."""
    return ((marks >> SEVEN) * GATHER) >> SHIFT_56


@kernel
def _letters_and_digits(word):
    """Which of eight bytes are ASCII letters or digits (their high bits, uint64), and the bytes in lower case."""
    low = word & LOW_BITS
    lower = low | CASE_BITS
    letters = ((lower + FROM_A) ^ (lower + PAST_Z)) & ~word & HIGH_BITS
    digits = ((low + FROM_0) ^ (low + PAST_9)) & ~word & HIGH_BITS
    return letters | digits, word | (letters >> TWO)


@kernel
def _fold_ascii(words, first):
    """Fold the ASCII letters of the block whose first word is `first`, in place.

    Returns which bytes are ASCII letters or digits, which begin a character beyond ASCII, and which are the others of
    such characters. uint64, a bit a byte.
    """
    letters, beyond = ZERO, ZERO
    leads, others = ZERO, ZERO
    for i in range(first + 7, first - 1, -1):
        word = words[i]
        marks, words[i] = _letters_and_digits(word)
        letters = (letters << EIGHT) | _gather(marks)
        beyond |= word
    if beyond & HIGH_BITS != ZERO:
        for i in range(first + 7, first - 1, -1):
            word = words[i] & HIGH_BITS
            leads = (leads << EIGHT) | _gather(word & (words[i] << ONE))
            others = (others << EIGHT) | _gather(word & ~(words[i] << ONE))
    return letters, leads, others


@kernel
def _fold_in_place(text, position, length, folded):
    """Write a folded character over one of `length` bytes; whether it is as long. folded: see `Folding.folds`."""
    if folded >> SHIFT_56 != length:
        return False
    for i in range(position, position + np.int64(length)):
        text[i] = np.uint8(folded & LOW_BYTE)
        folded >>= EIGHT
    return True


@kernel
def _decode(text, position):
    """The code point beyond ASCII that begins at text[position], and its length in bytes; all uint64, for speed."""
    first = np.uint64(text[position])
    second = np.uint64(text[position + ONE]) & SIX_BITS
    if first < THREE_BYTES:
        return ((first & np.uint64(0x1F)) << SIX) | second, TWO
    second = (second << SIX) | (np.uint64(text[position + TWO]) & SIX_BITS)
    if first < FOUR_BYTES:
        return ((first & np.uint64(0x0F)) << TWELVE) | second, THREE
    return ((first & SEVEN) << np.uint64(18)) | (second << SIX) | (np.uint64(text[position + THREE]) & SIX_BITS), FOUR


@kernel
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
        point, length = _decode(text, np.uint64(base) + number)
        entry = np.uint64(entries[(np.uint64(pages[point >> EIGHT]) << EIGHT) | (point & LOW_BYTE)])
        if entry > MARK:
            in_place &= _fold_in_place(text, base + np.int64(number), length, folds[entry >> TWO])
        joining |= (entry & ONE) << number
        alone |= ((entry >> ONE) & ONE) << number
    return joining, alone, in_place


@kernel
def _grown(bits, followers, before):
    """`bits`, and the followers that stand behind one of them without a gap. All uint64, a bit a byte.

    before: 1 where the byte before the block is such a bit, else 0. A sum carries through all followers in a row.
    """
    first = followers & ((bits << ONE) | before)
    return bits | (followers & ~(followers + first))


@kernel
def _list_bits(bits, base, positions, count):
    """Write `base` and the number of every bit that is set to positions[count:]; returns the new count."""
    while bits != ZERO:
        positions[count] = base + lowest_bit(bits)
        bits &= bits - ONE
        count += 1
    return count


@kernel
def find_tokens(space, size, folding):
    """Fold the `size` bytes of `space`, in place, and find the tokens in them: how many there are.

    space: `Workspace`, the bytes behind the text are 0 to the end of a block, one at least; folding:
    `corpusclean.unicode.Folding`. Returns -1, and is not done, where a character folds to one of another length.
    """
    words, text, starts, ends = space
    started, ended = 0, 0
    joins_before, alone_before, run_before, single_before = ZERO, ZERO, ZERO, ZERO
    for base in range(0, size + 1, BLOCK):
        joining, leads, others = _fold_ascii(words, base >> 3)
        alone = ZERO
        if leads | others != ZERO:
            more, alone, in_place = _fold_beyond(text, base, leads, folding)
            if not in_place:
                return -1
            joining = _grown(joining | more, others, joins_before)
            alone = _grown(alone, others, alone_before)
        joins_before, alone_before = joining >> SHIFT_63, alone >> SHIFT_63
        marks = joining & alone
        runs = _grown(joining ^ marks, marks, run_before)
        singles = _grown(alone ^ marks, marks, single_before)
        beginnings = (leads & (alone ^ marks)) | (runs & ~((runs << ONE) | run_before))
        before = ((runs | singles) << ONE) | run_before | single_before
        started = _list_bits(beginnings, base, starts, started)
        ended = _list_bits(before & (~(runs | singles) | beginnings), base, ends, ended)
        run_before, single_before = runs >> SHIFT_63, singles >> SHIFT_63
    return started


@kernel
def write_folded(text, span, folding, out):
    """Write the characters of text[span[0]:span[1]] to `out`, those folded that change their length. uint8 both.

    Returns how many bytes that are.
    """
    pages, entries, folds = folding.pages, folding.entries, folding.folds
    position, end = np.uint64(span[0]), np.uint64(span[1])
    size = ZERO
    while position < end:
        if text[position] < 0x80:
            out[size] = text[position]
            size += ONE
            position += ONE
            continue
        point, length = _decode(text, position)
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
