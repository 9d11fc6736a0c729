"""Vectors that are spelled out do what the plain functions of the same names do."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numba import njit

from corpusclean.kernels.wide import BLOCK, fold_block, read_word

BYTES = st.integers(0, 255) | st.sampled_from(b"@AZ[`az{/09:\x7f\x80\xbf\xc0\xff")
TEXTS = hnp.arrays(np.uint8, 2 * BLOCK, elements=BYTES)


@njit
def read_compiled(data, position):
    return read_word(data, position)


@njit
def fold_compiled(data, position):
    return fold_block(data, position)


@given(TEXTS, st.integers(0, BLOCK))
def test_a_word_is_read_from_any_place(data: np.ndarray, position: int) -> None:
    expected = int.from_bytes(data[position : position + 8].tobytes(), "little")
    assert int(read_word(data, position)) == int(read_compiled(data, position)) == expected


@given(TEXTS, st.integers(0, BLOCK))
def test_a_block_is_folded_and_described(data: np.ndarray, position: int) -> None:
    text = data[position : position + BLOCK].tobytes()
    compiled, plain = data.copy(), data.copy()
    letters, leads, others = map(int, fold_compiled(compiled, position))
    assert [int(mask) for mask in fold_block(plain, position)] == [letters, leads, others]
    assert plain.tobytes() == compiled.tobytes()
    assert compiled.tobytes() == data[:position].tobytes() + text.lower() + data[position + BLOCK :].tobytes()
    for i, byte in enumerate(text):
        described = (letters >> i & 1, leads >> i & 1, others >> i & 1)
        assert described == (bytes([byte]).isalnum(), byte >= 0xC0, 0x80 <= byte < 0xC0)
