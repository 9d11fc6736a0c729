"""MinHash signatures, bit-equal to `datasketch.MinHash` of scheme affine32."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.shingles import KIND_BITS

CHUNK = 4096  # shingles mixed at a time: 16 KB stay in the first-level cache while every permutation passes over them
LANES = 32  # a chunk is filled up to a multiple of this, so that the vectorised loop leaves no remainder
HIGHEST = np.uint32(0xFFFFFFFF)
MIX_1 = np.uint32(0x85EBCA6B)
MIX_2 = np.uint32(0xC2B2AE35)
SHIFT_13 = np.uint32(13)
SHIFT_16 = np.uint32(16)


@inner
def _mix_chunk(shingles, start, end, mixed):
    """MurmurHash3's 32-bit finaliser of the hashes of shingles[start:end], the last repeated up to a multiple of LANES.

    shingles, mixed: uint32; a shingle's hash is what is above its kind. Returns how many values of `mixed` are
    filled. A minimum does not mind a repeated value.
    """
    count = end - start
    for i in range(count):
        value = np.uint32(shingles[start + i] >> np.uint32(KIND_BITS))
        value = np.uint32(value ^ (value >> SHIFT_16))
        value = np.uint32(value * MIX_1)
        value = np.uint32(value ^ (value >> SHIFT_13))
        value = np.uint32(value * MIX_2)
        mixed[i] = np.uint32(value ^ (value >> SHIFT_16))
    filled = (count + LANES - 1) // LANES * LANES
    for i in range(count, filled):
        mixed[i] = mixed[count - 1]
    return filled


@inner
def _lower_signature(mixed, filled, multipliers, increments, signature):
    """Lower every value of `signature` to the least that its permutation makes of mixed[:filled]. All uint32."""
    for p in range(len(multipliers)):
        multiplier = multipliers[p]
        increment = increments[p]
        lowest = signature[p]
        for i in range(filled):
            value = np.uint32(multiplier * mixed[i] + increment)
            lowest = min(lowest, value)
        signature[p] = lowest


@kernel
def minhash_signatures(shingles, offsets, multipliers, increments):
    """The MinHash signatures of articles: uint32, shape (a, p); all 0xFFFFFFFF for an article without shingles.

    shingles: uint32, every article's shingles, one article after the other; offsets: int64, shape
    (a + 1,), where each article's begin; multipliers, increments: uint32, shape (p,).
    """
    articles = len(offsets) - 1
    signatures = np.full((articles, len(multipliers)), HIGHEST, np.uint32)
    mixed = np.empty(CHUNK, np.uint32)
    for article in range(articles):
        for start in range(offsets[article], offsets[article + 1], CHUNK):
            end = min(start + CHUNK, offsets[article + 1])
            filled = _mix_chunk(shingles, start, end, mixed)
            _lower_signature(mixed, filled, multipliers, increments, signatures[article])
    return signatures
