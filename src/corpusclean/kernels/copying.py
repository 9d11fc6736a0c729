"""Copying bytes from one buffer to another."""

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from corpusclean.kernels.wide import BLOCK, load_block, place_of_byte


def copy_bytes(source, start, size, out, at):
    """Copy `size` bytes from byte `start` of `source` to byte `at` of `out`, another buffer. source, out: uint8.

    In kernels the system's own copying stands in its place. A loop is compiled to vector code that copies what is left
    over byte by byte, up to 31 of them; assigning a slice counts references.
    """
    begin, to = int(start), int(at)
    out[to : to + int(size)] = source[begin : begin + int(size)]


@intrinsic
def _copy_bytes(_, source, start, size, out, at):
    def generate(context, builder, signature, values):
        read = place_of_byte(context, builder, types.void(*signature.args[:2]), values[:2])
        written = place_of_byte(context, builder, types.void(*signature.args[3:]), values[3:])
        cgutils.raw_memcpy(builder, written, read, values[2], 1)
        return context.get_dummy_value()

    return types.void(source, start, size, out, at), generate


@overload(copy_bytes, inline="always")
def _overload_copy_bytes(source, start, size, out, at):
    return lambda source, start, size, out, at: _copy_bytes(
        source, np.uint64(start), np.uint64(size), out, np.uint64(at)
    )


def copy_block(source, start, out, at):
    """Copy BLOCK bytes from byte `start` of `source` to byte `at` of `out`. source, out: uint8."""
    out[int(at) : int(at) + BLOCK] = source[int(start) : int(start) + BLOCK]


@intrinsic
def _copy_block(_, source, start, out, at):
    def generate(context, builder, signature, values):
        read = place_of_byte(context, builder, types.void(*signature.args[:2]), values[:2])
        written = place_of_byte(context, builder, types.void(*signature.args[2:]), values[2:])
        block = load_block(builder, read)
        builder.store(block, builder.bitcast(written, block.type.as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(source, start, out, at), generate


@overload(copy_block, inline="always")
def _overload_copy_block(source, start, out, at):
    return lambda source, start, out, at: _copy_block(source, np.uint64(start), out, np.uint64(at))
