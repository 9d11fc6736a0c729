"""MinHash signatures, bit-equal to `datasketch.MinHash` of scheme affine32."""

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.shingles import KIND_BITS

CHUNK = 4096  # shingles mixed at a time: 16 KB stay in the first-level cache while every permutation passes over them
GROUP = 64  # permutations that pass over them together, as vectors: their least values stay in registers
HIGHEST = np.uint32(0xFFFFFFFF)
MIX_1 = np.uint32(0x85EBCA6B)
MIX_2 = np.uint32(0xC2B2AE35)
SHIFT_13 = np.uint32(13)
SHIFT_16 = np.uint32(16)

_POSITION, _VECTOR = ir.IntType(64), ir.VectorType(ir.IntType(32), GROUP)


@inner
def _mix_chunk(shingles, start, count, mixed):
    """MurmurHash3's 32-bit finaliser of the hashes of shingles[start:][:count], to `mixed`.

    shingles, mixed: uint32; a shingle's hash is what is above its kind.
    """
    for i in range(count):
        value = np.uint32(shingles[start + i] >> np.uint32(KIND_BITS))
        value = np.uint32(value ^ (value >> SHIFT_16))
        value = np.uint32(value * MIX_1)
        value = np.uint32(value ^ (value >> SHIFT_13))
        value = np.uint32(value * MIX_2)
        mixed[i] = np.uint32(value ^ (value >> SHIFT_16))


def lower_group(mixed, count, permutations, lowest, first):
    """Lower GROUP values of `lowest`, from `first` on, to the least that their permutations make of mixed[:count].

    permutations: uint32, shape (2, n): multipliers and increments; lowest: uint32, shape (n,). LLVM makes vectors of
    shingles of a plain loop, with 20 steps after each permutation to find the least of 8: twice the time.
    """
    group = slice(int(first), int(first) + GROUP)
    values = permutations[0, group] * mixed[:count, None] + permutations[1, group]
    lowest[group] = np.minimum(lowest[group], values.min(axis=0, initial=HIGHEST))


@intrinsic
def _lower_group(_, mixed, count, permutations, lowest, first):
    def generate(context, builder, signature, values):
        arrays = [context.make_array(signature.args[i])(context, builder, values[i]) for i in (0, 2, 3)]
        numbers, factors, least = (array.data for array in arrays)
        size = builder.extract_value(arrays[1].shape, 1)

        def place(data, position):
            return builder.bitcast(builder.gep(data, [position]), _VECTOR.as_pointer())

        multipliers = builder.load(place(factors, values[4]), align=4)
        increments = builder.load(place(factors, builder.add(size, values[4])), align=4)
        found = cgutils.alloca_once_value(builder, builder.load(place(least, values[4]), align=4))
        nothing = ir.Constant(_VECTOR, ir.Undefined)
        with cgutils.for_range(builder, values[1]) as loop:
            number = builder.load(builder.gep(numbers, [loop.index]))
            number = builder.insert_element(nothing, number, ir.Constant(ir.IntType(32), 0))
            number = builder.shuffle_vector(number, nothing, ir.Constant(_VECTOR, [0] * GROUP))
            value = builder.add(builder.mul(number, multipliers), increments)
            before = builder.load(found)
            builder.store(builder.select(builder.icmp_unsigned("<", value, before), value, before), found)
        builder.store(builder.load(found), place(least, values[4]), align=4)
        return context.get_dummy_value()

    return types.void(mixed, types.int64, permutations, lowest, types.int64), generate


@overload(lower_group, inline="always")
def _overload_lower_group(mixed, count, permutations, lowest, first):
    return lambda mixed, count, permutations, lowest, first: _lower_group(mixed, count, permutations, lowest, first)


@inner
def _fill_signature(shingles, start, end, room, signature):
    """The signature of an article's shingles, shingles[start:end]; room: see `minhash_signatures`."""
    mixed, permutations, lowest = room
    lowest[:] = HIGHEST
    while start < end:
        count = min(end - start, CHUNK)
        _mix_chunk(shingles, start, count, mixed)
        for first in range(0, len(lowest), GROUP):
            lower_group(mixed, count, permutations, lowest, first)
        start += count
    for p in range(len(signature)):
        signature[p] = lowest[p]


@kernel
def minhash_signatures(shingles, offsets, multipliers, increments):
    """The MinHash signatures of articles: uint32, shape (a, p); all 0xFFFFFFFF for an article without shingles.

    shingles: uint32, every article's shingles, one article after the other; offsets: int64, shape
    (a + 1,), where each article's begin; multipliers, increments: uint32, shape (p,).
    """
    articles = len(offsets) - 1
    signatures = np.empty((articles, len(multipliers)), np.uint32)
    padded = (len(multipliers) + GROUP - 1) // GROUP * GROUP
    permutations = np.zeros((2, padded), np.uint32)
    permutations[0, : len(multipliers)] = multipliers
    permutations[1, : len(increments)] = increments
    room = (np.empty(CHUNK, np.uint32), permutations, np.empty(padded, np.uint32))
    for article in range(articles):
        _fill_signature(shingles, offsets[article], offsets[article + 1], room, signatures[article])
    return signatures
