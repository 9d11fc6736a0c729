"""Eight bytes and 64 bytes at a time, by vectors that are spelled out; the plain functions say what they do.

Numba has no vector type, and no read of a word that does not begin at a word's place. LLVM has both and turns them
into what the processor offers, whichever it is. The functions here are plain Python; for kernels, `overload` puts the
code of LLVM in their place.
"""

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic, overload

BLOCK = 64  # bytes
FURTHER_BYTE = 0x80, 0xBF

_BYTE, _WORD = ir.IntType(8), ir.IntType(64)
_BYTES = ir.VectorType(_BYTE, BLOCK)


def read_word(data, position):
    """The eight bytes of `data` (uint8) that begin at byte `position`, wherever that is: uint64, little-endian."""
    return np.uint64(int.from_bytes(bytes(data[int(position) : int(position) + 8]), "little"))


def fold_block(data, position):
    """Fold the ASCII letters of the block of bytes (uint8) that begins at `position`, in place.

    Returns three masks, uint64, of a bit a byte, the first byte in the lowest bit: ASCII letters and digits; bytes
    that begin a character beyond ASCII; the other bytes of such characters.
    """
    place = slice(int(position), int(position) + BLOCK)
    block = data[place]
    upper, lower, digits = _between(block, "AZ"), _between(block, "az"), _between(block, "09")
    data[place] = block + 0x20 * upper.astype(np.uint8)
    return to_mask(upper | lower | digits), to_mask(block >= 0xC0), to_mask((block >= 0x80) & (block < 0xC0))


def begins_in_ranges(data, position, ranges):
    """Which bytes of a block begin a character whose bytes are within one of the ranges: a mask, uint64.

    data: uint8, as much longer than the block as a character is long; ranges: of the least and the highest byte of
    each place.
    """
    start = int(position)
    found = np.zeros(BLOCK, np.bool_)
    for bounds in ranges:
        parts = [data[start + i : start + i + BLOCK] for i in range(len(bounds))]
        found |= np.all([(low <= part) & (part <= high) for part, (low, high) in zip(parts, bounds, strict=True)], 0)
    return to_mask(found)


def _between(block, ends):
    return (block >= ord(ends[0])) & (block <= ord(ends[1]))


def to_mask(bits):
    """64 truth values as bits of a number, the first in the lowest one: uint64."""
    return np.packbits(bits, bitorder="little").view(np.uint64)[0]


def all_over(byte):
    """The same byte in all places of a block, for LLVM."""
    return ir.Constant(_BYTES, [byte] * BLOCK)


def load_block(builder, place):
    """Read the block that begins at a place in memory, for LLVM."""
    return builder.load(builder.bitcast(place, _BYTES.as_pointer()), align=1)


def place_of_byte(context, builder, signature, values):
    """Where in memory the byte is that the first two arguments of a call name."""
    data = context.make_array(signature.args[0])(context, builder, values[0]).data
    return builder.gep(data, [builder.zext(values[1], _WORD) if values[1].type.width < 64 else values[1]])


@intrinsic
def _read_word(_, data, position):
    def generate(context, builder, signature, values):
        place = builder.bitcast(place_of_byte(context, builder, signature, values), _WORD.as_pointer())
        return builder.load(place, align=1)

    return types.uint64(data, position), generate


@intrinsic
def _fold_block(_, data, position):
    def generate(context, builder, signature, values):
        start = place_of_byte(context, builder, signature, values)
        block = load_block(builder, start)

        def within(vector, first, count):
            return builder.icmp_unsigned("<", builder.sub(vector, all_over(first)), all_over(count))

        letters = within(builder.or_(block, all_over(0x20)), ord("a"), 26)
        digits = within(block, ord("0"), 10)
        case = builder.and_(builder.sext(letters, _BYTES), all_over(0x20))
        builder.store(builder.or_(block, case), builder.bitcast(start, _BYTES.as_pointer()), align=1)
        leads = builder.icmp_unsigned(">=", block, all_over(0xC0))
        beyond = builder.icmp_signed("<", block, all_over(0))
        masks = [builder.bitcast(mask, _WORD) for mask in (builder.or_(letters, digits), leads, beyond)]
        masks[2] = builder.and_(masks[2], builder.not_(masks[1]))
        return context.make_tuple(builder, signature.return_type, masks)

    return types.UniTuple(types.uint64, 3)(data, position), generate


def _match_ranges(builder, place, ranges):
    """What `begins_in_ranges` says of the block at a place in memory, as 64 truth values, for LLVM."""
    longest = max(map(len, ranges))
    parts = [load_block(builder, builder.gep(place, [ir.Constant(_WORD, i)])) for i in range(longest)]

    def within(part, low, high):
        return builder.icmp_unsigned("<=", builder.sub(part, all_over(low)), all_over(high - low))

    found = None
    for bounds in ranges:
        matches = None
        for part, (low, high) in zip(parts, bounds, strict=False):
            if (low, high) != FURTHER_BYTE:  # as every byte of UTF-8 is that does not begin a character
                match = within(part, low, high)
                matches = match if matches is None else builder.and_(matches, match)
        found = matches if found is None else builder.or_(found, matches)
    return found


def finder_in(ranges):
    """A function (data, position), for kernels: `begins_in_ranges` for these ranges."""

    @intrinsic
    def find(_, data, position):
        def generate(context, builder, signature, values):
            return builder.bitcast(
                _match_ranges(builder, place_of_byte(context, builder, signature, values), ranges), _WORD
            )

        return types.uint64(data, position), generate

    return find


@overload(read_word, inline="always")
def _overload_read_word(data, position):
    return lambda data, position: _read_word(data, np.uint64(position))


@overload(fold_block, inline="always")
def _overload_fold_block(data, position):
    return lambda data, position: _fold_block(data, np.uint64(position))
