"""Rows of n-gram scores, added up as vectors: the innermost loop of the language room.

Numba has no vector type. LLVM makes vectors of a plain loop over lanes, but tests before every step whether one of the
rows overlaps with the sum that is written: 2.6 ns a row. With the vectors spelled out here it is 1.7 ns. As in
`corpusclean.kernels.wide`, the functions are plain Python, and `overload` puts the code of LLVM in their place.
"""

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic, overload

from corpusclean.kernels import kernel

LANES = 32  # Latin has 31 languages
LINE = 2 * LANES  # bytes of a row, one cache line: what its n-gram says for each language, then how it surprises there
FEW = 4  # the other scripts with n-grams have 3 or 4 languages: the first lanes
EIGHT = 8  # rows whose sum, times STEP, is within int16
STEP = 10  # evidence is counted in units of 10/256 nat: five nats fill an int8

_POSITION = ir.IntType(64)
_ROW = ir.VectorType(ir.IntType(8), LANES)
_WIDE = ir.VectorType(ir.IntType(16), LANES)
_SUM = ir.VectorType(ir.IntType(32), LANES)


def _row_adder(count):
    """A function add(evidence, rows, first, total), see `add_rows`, for `count` rows, a power of two."""

    def add(evidence, rows, first, total):
        total += STEP * evidence[rows[first : first + count], :LANES].sum(axis=0, dtype=np.int32)

    @intrinsic
    def add_wide(_, evidence, rows, first, total):
        def generate(context, builder, signature, values):
            data = [context.make_array(signature.args[i])(context, builder, values[i]).data for i in (0, 1, 3)]

            def load_row(number):
                place = builder.gep(data[1], [builder.add(values[2], ir.Constant(_POSITION, number))])
                row = builder.zext(builder.load(place), _POSITION)
                start = builder.gep(data[0], [builder.mul(row, ir.Constant(_POSITION, LINE))])
                return builder.sext(builder.load(builder.bitcast(start, _ROW.as_pointer()), align=1), _WIDE)

            sums = [load_row(number) for number in range(count)]
            while len(sums) > 1:
                sums = [builder.add(one, other) for one, other in zip(sums[::2], sums[1::2], strict=True)]
            whole = builder.bitcast(data[2], _SUM.as_pointer())
            scaled = builder.mul(sums[0], ir.Constant(_WIDE, [STEP] * LANES))
            added = builder.add(builder.load(whole, align=4), builder.sext(scaled, _SUM))
            builder.store(added, whole, align=4)
            return context.get_dummy_value()

        return types.void(evidence, rows, types.int64, total), generate

    @overload(add, inline="always")
    def overload_add(evidence, rows, first, total):
        return lambda evidence, rows, first, total: add_wide(evidence, rows, first, total)

    return add


_add_eight = _row_adder(EIGHT)
_add_one = _row_adder(1)


@kernel
def add_rows(evidence, rows, first, count, total):
    """Add the sum of evidence[rows[first:][:count]] to total.

    evidence: int8, shape (n, LINE), C order; rows: uint16, shape (m,), contiguous; total: int32, shape (LANES,).
    """
    whole = count - count % EIGHT
    for i in range(first, first + whole, EIGHT):
        _add_eight(evidence, rows, i, total)
    for i in range(first + whole, first + count):
        _add_one(evidence, rows, i, total)


@kernel
def add_few(evidence, rows, first, count, total):
    """As `add_rows`, for a script of no more than FEW languages; the other lanes of total stay."""
    a = b = c = d = np.int64(0)
    for i in range(np.uint64(first), np.uint64(first + count)):
        row = rows[i]
        a += evidence[row, 0]
        b += evidence[row, 1]
        c += evidence[row, 2]
        d += evidence[row, 3]
    total[0] += STEP * a
    total[1] += STEP * b
    total[2] += STEP * c
    total[3] += STEP * d
