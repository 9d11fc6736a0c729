"""Having memory brought near before it is needed: most of the time to read a block's edges is waiting for them.

A batch of text does not fit into the second cache, so that every kernel that walks over its blocks finds them in the
third one, 70 ns away; the processor guesses what comes next in texts that are read through, not at the edges of blocks.
"""

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic, overload

from corpusclean.kernels import inlined
from corpusclean.kernels.wide import place_of_byte

AHEAD = 8  # blocks
TO_READ, ALL_CACHES, DATA = 0, 3, 1  # what LLVM's prefetch is told


def bring(data, position):
    """Have the byte at `position` of `data` (uint8) brought into the cache; a place beyond its end does no harm."""


@intrinsic
def _bring(_, data, position):
    def generate(context, builder, signature, values):
        place = place_of_byte(context, builder, signature, values)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        builder.call(prefetch, [place, *map(number, (TO_READ, ALL_CACHES, DATA))])
        return context.get_dummy_value()

    return types.void(data, position), generate


@overload(bring, inline="always")
def _overload_bring(data, position):
    return lambda data, position: _bring(data, np.uint64(position))


@inlined
def bring_block(text, starts, ends, row):
    """Have the edges of the block AHEAD of the one at `row` brought into the cache."""
    ahead = np.uint64(row + AHEAD)
    if ahead < np.uint64(len(starts)):
        bring(text, starts[ahead])
        bring(text, ends[ahead] - 1)
