"""Sorting hashes and dropping those that repeat."""

import numpy as np

from corpusclean.kernels import inner

LOW_BYTE = np.uint64(0xFF)
EIGHT = np.uint64(8)


@inner
def _scatter(values, out, count, counters, shift):
    """One pass of a radix sort: by the byte at `shift`, stable. counters: where in `out` each byte's values begin."""
    for i in range(np.uint64(count)):
        byte = np.uint64(values[i] >> shift) & LOW_BYTE
        out[counters[byte]] = values[i]
        counters[byte] += 1


@inner
def _sort_by_half(values, scratch, count, counters, shift):
    """Sort values[:count] by the 16 bits at `shift`, stable.

    values, scratch, shift: uint32; counters: int32, shape (512,), scratch.
    """
    low, high = counters[:256], counters[256:]
    counters[:] = 0
    for i in range(np.uint64(count)):
        bits = np.uint64(values[i] >> shift)
        low[bits & LOW_BYTE] += 1
        high[(bits >> EIGHT) & LOW_BYTE] += 1
    of_low, of_high = 0, 0
    for byte in range(np.uint64(256)):
        low[byte], of_low = of_low, of_low + low[byte]
        high[byte], of_high = of_high, of_high + high[byte]
    _scatter(values, scratch, count, low, shift)
    _scatter(scratch, values, count, high, shift + np.uint32(8))


@inner
def sort_distinct(values, count, scratch, positions, low):
    """Sort values[:count] and drop what repeats but for the `low` lowest bits; how many remain, in front of `values`.

    values, scratch: uint32, at least `count` long; positions: int64, shape (256,), scratch. A radix sort by bytes.
    Of few values only the two high bytes are sorted so: these are hashes, and almost none share both. The insertion
    sort that follows then moves next to nothing.
    """
    counters = positions.view(np.int32)
    if count > 4096:
        _sort_by_half(values, scratch, count, counters, np.uint32(0))
    if count > 32:
        _sort_by_half(values, scratch, count, counters, np.uint32(16))
    _insertion_sort(values, count)
    return _drop_repeated(values, count, low)


@inner
def sort_numbers(values, count, scratch, positions):
    """As `sort_distinct` for numbers, which may all be small: of more than a few all bytes are sorted by."""
    if count > 32:
        counters = positions.view(np.int32)
        _sort_by_half(values, scratch, count, counters, np.uint32(0))
        _sort_by_half(values, scratch, count, counters, np.uint32(16))
    _insertion_sort(values, count)
    return _drop_repeated(values, count, 0)


@inner
def _insertion_sort(values, count):
    """Sort values[:count], most of which are in their places."""
    for i in range(1, count):
        value = values[i]
        j = i
        while j > 0 and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        if j < i:
            values[j] = value


@inner
def _drop_repeated(values, count, low):
    """Of the ascending values[:count] that are the same but for the `low` lowest bits, keep the first; how many remain.

    What came before is kept in a register: to look it up in `values` again would take five times as long.
    """
    if count == 0:
        return 0
    distinct = 1
    before = values[0] >> low
    for i in range(1, count):
        value = values[i]
        values[distinct] = value
        distinct += value >> low != before
        before = value >> low
    return distinct
