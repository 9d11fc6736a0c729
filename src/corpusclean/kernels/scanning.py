"""Bytes of some kind, looked for 64 at a time: one loop, whatever the kind is."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic, overload

from corpusclean.kernels import inner
from corpusclean.kernels.characters import count_bits, lowest_bit
from corpusclean.kernels.wide import BLOCK as BYTES
from corpusclean.kernels.wide import begins_in_ranges, finder_in

BLOCK = np.uint64(BYTES)
ZERO = np.uint64(0)
ONE = np.uint64(1)

Function = Callable[..., Any]


class Scanner(NamedTuple):
    """Functions about the bytes of a kind, for kernels. text: uint8, shape (n,).

    find(text, position, stop): where the first of them is in text[position:stop], or `stop`. count(text, position,
    stop): how many there are. mask(text, position): which of the BLOCK bytes from `position` on are, uint64, a bit a
    byte, the first in the lowest. is_wanted(byte): whether a byte is one.
    """

    find: Function
    count: Function
    mask: Function
    is_wanted: Function


def scanner(*ranges: tuple[int, int]) -> Scanner:
    """The functions for the bytes in these ranges, each given as the least byte and the highest."""
    is_wanted, mask = _classifier(ranges), _masker(ranges)

    @inner
    def find(text, position, stop):
        at, end, size = np.uint64(position), np.uint64(stop), np.uint64(len(text))
        while at < end and at + BLOCK <= size:
            found = mask(text, at)
            if found != ZERO:
                return np.int64(min(at + np.uint64(lowest_bit(found)), end))
            at += BLOCK
        while at < end and not is_wanted(text[at]):
            at += ONE
        return np.int64(min(at, end))

    @inner
    def count(text, position, stop):
        many, at, end = ZERO, np.uint64(position), np.uint64(stop)
        while at + BLOCK <= end:
            many += count_bits(mask(text, at))
            at += BLOCK
        for i in range(at, end):
            many += np.uint64(is_wanted(text[i]))
        return np.int64(many)

    return Scanner(find, count, mask, is_wanted)


def _classifier(ranges):
    def is_wanted(byte):
        return any(low <= byte <= high for low, high in ranges)

    @intrinsic
    def is_within(_, byte):
        def generate(context, builder, signature, values):
            found = ir.Constant(ir.IntType(1), 0)
            for low, high in ranges:
                above = builder.sub(values[0], ir.Constant(values[0].type, low))
                match = builder.icmp_unsigned("<=", above, ir.Constant(values[0].type, high - low))
                found = builder.or_(found, match)
            return builder.zext(found, values[0].type)

        return types.uint8(types.uint8), generate

    @overload(is_wanted, inline="always")
    def overload_is_wanted(byte):
        return lambda byte: is_within(np.uint8(byte)) != 0

    return is_wanted


def _masker(ranges):
    bounds = tuple((bounds_of_byte,) for bounds_of_byte in ranges)
    mask_block = finder_in(bounds)

    def mask(text, position):
        return begins_in_ranges(text, position, bounds)

    @overload(mask, inline="always")
    def overload_mask(text, position):
        return lambda text, position: mask_block(text, np.uint64(position))

    return mask
