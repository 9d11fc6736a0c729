"""Rows of n-gram scores, added up as vectors: the innermost loop of the language room.

Numba has no vector type. LLVM makes vectors of a plain loop over lanes, but keeps the sum in memory, and tests before
every step whether one of the rows overlaps with it: 2.6 ns a row; spelled out as here it is 0.5 ns. As in
`corpusclean.kernels.wide`, the functions are plain Python, and `overload` puts the code of LLVM in their place.
"""

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from corpusclean.kernels import inner

LANES = 32  # Latin has 31 languages
LINE = 2 * LANES  # bytes of a row, one cache line: what its n-gram says for each language, then how it surprises there
FEW = 4  # the other scripts with n-grams have 3 or 4 languages: the first lanes
AT_ONCE = 128  # rows whose sum is within int16
STEP = 10  # evidence is counted in units of 10/256 nat: five nats fill an int8

_POSITION = ir.IntType(64)


def _row_adder(lanes):
    """A function add(evidence, rows, first, count, total) for the first so many lanes; see `add_rows`."""
    row, sums, totals = (ir.VectorType(ir.IntType(bits), lanes) for bits in (8, 16, 32))

    def add(evidence, rows, first, count, total):
        total[:lanes] += STEP * evidence[rows[first : first + count], :lanes].sum(axis=0, dtype=np.int32)

    @intrinsic
    def add_wide(_, evidence, rows, first, count, total):
        def generate(context, builder, signature, values):
            data = [context.make_array(signature.args[i])(context, builder, values[i]).data for i in (0, 1, 4)]
            whole = builder.bitcast(data[2], totals.as_pointer())
            step, stop = ir.Constant(_POSITION, AT_ONCE), builder.add(values[2], values[3])
            added = cgutils.alloca_once(builder, sums)

            def load_row(place):
                number = builder.zext(builder.load(builder.gep(data[1], [place])), _POSITION)
                start = builder.gep(data[0], [builder.mul(number, ir.Constant(_POSITION, LINE))])
                return builder.sext(builder.load(builder.bitcast(start, row.as_pointer()), align=1), sums)

            with cgutils.for_range_slice(builder, values[2], stop, step, _POSITION) as (part, _):
                end = builder.add(part, step)
                end = builder.select(builder.icmp_signed("<", end, stop), end, stop)
                builder.store(ir.Constant(sums, [0] * lanes), added)
                with cgutils.for_range_slice(builder, part, end, ir.Constant(_POSITION, 1), _POSITION) as (place, _):
                    builder.store(builder.add(builder.load(added), load_row(place)), added)
                scaled = builder.mul(builder.sext(builder.load(added), totals), ir.Constant(totals, [STEP] * lanes))
                builder.store(builder.add(builder.load(whole, align=4), scaled), whole, align=4)
            return context.get_dummy_value()

        return types.void(evidence, rows, types.int64, types.int64, total), generate

    @overload(add, inline="always")
    def overload_add(evidence, rows, first, count, total):
        return lambda evidence, rows, first, count, total: add_wide(evidence, rows, first, count, total)

    return add


_add_all = _row_adder(LANES)
_add_few = _row_adder(FEW)


@inner
def add_rows(evidence, rows, first, count, total):
    """Add the sum of evidence[rows[first:][:count]] to total.

    evidence: int8, shape (n, LINE), C order; rows: uint16, shape (m,), contiguous; total: int32, shape (LANES,).
    """
    _add_all(evidence, rows, first, count, total)


@inner
def add_few(evidence, rows, first, count, total):
    """As `add_rows`, for a script of no more than FEW languages; the other lanes of total stay."""
    _add_few(evidence, rows, first, count, total)


def lanes_from(total, least):
    """The lanes whose total (int32, shape (LANES,)) is no less than `least`: uint64, a bit a lane, the first lowest."""
    return np.uint64(np.packbits(total >= least, bitorder="little").view(np.uint32)[0])


@intrinsic
def _lanes_from(_, total, least):
    def generate(context, builder, signature, values):
        vector = ir.VectorType(ir.IntType(32), LANES)
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        whole = builder.load(builder.bitcast(data, vector.as_pointer()), align=4)
        same = builder.insert_element(ir.Constant(vector, ir.Undefined), values[1], ir.Constant(ir.IntType(32), 0))
        spread = builder.shuffle_vector(same, ir.Constant(vector, ir.Undefined), ir.Constant(vector, [0] * LANES))
        bits = builder.icmp_signed(">=", whole, spread)
        return builder.zext(builder.bitcast(bits, ir.IntType(LANES)), _POSITION)

    return types.uint64(total, types.int32), generate


@overload(lanes_from, inline="always")
def _overload_lanes_from(total, least):
    return lambda total, least: _lanes_from(total, np.int32(least))
