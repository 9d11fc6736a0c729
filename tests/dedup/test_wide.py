"""Vectors that are spelled out do what the plain functions of the same names do."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numba import njit

from corpusclean.kernels.singles import RANGES, begins_unspaced, find_singles
from corpusclean.kernels.wide import BLOCK, fold_block, read_word
from corpusclean.unicode import PAGE, SINGLE, load_folding

BYTES = st.integers(0, 255) | st.sampled_from(b"@AZ[`az{/09:\x7f\x80\xbf\xc0\xff")
TEXTS = hnp.arrays(np.uint8, 2 * BLOCK, elements=BYTES)


@njit
def read_compiled(data, position):
    return read_word(data, position)


@njit
def fold_compiled(data, position):
    return fold_block(data, position)


@njit
def find_compiled(data, position):
    return find_singles(data, position)


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


def sure_points() -> list[int]:
    """The code points of `RANGES`."""
    encoded = ((point, chr(point).encode()) for point in range(0x800, 0x10000) if not 0xD800 <= point < 0xE000)
    return [
        point
        for point, data in encoded
        if any(all(a <= x <= b for x, (a, b) in zip(data, r, strict=True)) for r in RANGES)
    ]


def test_what_stands_alone_for_certain_does_so_and_folds_to_itself() -> None:
    pages, entries, _ = load_folding()
    points = sure_points()
    assert len(points) > 20_000
    assert {int(entries[int(pages[point // PAGE]) * PAGE + point % PAGE]) for point in points} == {SINGLE}


def test_such_characters_are_found_wherever_they_begin() -> None:
    every = "".join(chr(point) for point in range(0x800, 0x10000) if not 0xD800 <= point < 0xE000)
    data, sure = np.frombuffer(every.encode() + bytes(BLOCK), np.uint8), set(sure_points())
    expected = [point in sure for point in map(ord, every)]
    found: list[bool] = []
    for position in range(0, 3 * len(every), 3 * (BLOCK // 3)):
        mask = int(find_compiled(data, position))
        assert mask == int(find_singles(data, position))
        found += [bool(mask >> i & 1) for i in range(0, BLOCK - 3, 3)]
    assert found[: len(every)] == expected


def test_where_it_is_worth_looking_for_them() -> None:
    for char, worth in {"日": True, "の": True, "カ": True, "ก": True, "ह": False, "한": False, "é": False}.items():
        assert bool(begins_unspaced(read_word(np.frombuffer(char.encode() + bytes(8), np.uint8), 0))) is worth
