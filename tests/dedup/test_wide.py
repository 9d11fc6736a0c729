"""Vectors that are spelled out do what the plain functions of the same names do."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numba import njit

from corpusclean.kernels.singles import RANGES, begins_unspaced, find_singles
from corpusclean.kernels.steady import GROUPS, find_steady
from corpusclean.kernels.wide import BLOCK, fold_block, read_word
from corpusclean.unicode import IN_RUN, PAGE, SINGLE, load_folding

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


@njit
def steady_compiled(data, position, lead):
    return find_steady(data, position, lead)


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


EVERY = [point for point in range(0x80, 0x10000) if not 0xD800 <= point < 0xE000]


def points_in(*ranges) -> set[int]:
    """The code points whose bytes are in one of the ranges."""
    encoded = ((point, chr(point).encode()) for point in EVERY)
    return {
        point
        for point, data in encoded
        if any(len(r) == len(data) and all(a <= x <= b for x, (a, b) in zip(data, r, strict=True)) for r in ranges)
    }


def entries_of(points: set[int]) -> set[int]:
    """What the tables of folding say of them; the kind alone where they fold to themselves."""
    pages, entries, _ = load_folding()
    return {int(entries[int(pages[point // PAGE]) * PAGE + point % PAGE]) for point in points}


def begin_in(found, longest: int = 3) -> set[int]:
    """The code points of which a function (data, position) says that they begin in a block, wherever they stand."""
    text = "".join(map(chr, EVERY))
    data = np.frombuffer(text.encode() + bytes(2 * BLOCK), np.uint8)
    begun, bits, step = set(), {}, BLOCK - longest
    for position in range(0, len(data) - BLOCK - longest, step):
        mask = int(found(data, position))
        bits.update({position + i: mask >> i & 1 for i in range(BLOCK)})
    position = 0
    for point in EVERY:
        if bits[position]:
            begun.add(point)
        position += len(chr(point).encode())
    return begun


def test_what_stands_alone_for_certain_does_so_and_folds_to_itself() -> None:
    points = points_in(*RANGES)
    assert len(points) > 20_000
    assert entries_of(points) == {SINGLE}


def test_what_is_steady_is_in_runs_and_folds_to_itself() -> None:
    for group, fewest in zip(GROUPS, (30, 200, 11_000), strict=True):
        points = points_in(*group)
        assert len(points) >= fewest
        assert entries_of(points) == {IN_RUN}


def test_such_characters_are_found_wherever_they_begin() -> None:
    assert begin_in(find_compiled) == begin_in(find_singles) == points_in(*RANGES)
    for lead, group in zip((0xC3, 0xD8, 0xE0), GROUPS, strict=True):
        found = begin_in(lambda data, position, lead=lead: steady_compiled(data, position, lead))
        plain = begin_in(lambda data, position, lead=lead: find_steady(data, position, lead))
        assert found == plain == points_in(*group)


def test_where_it_is_worth_looking_for_them() -> None:
    for char, worth in {"日": True, "の": True, "カ": True, "ก": True, "ह": False, "한": False, "é": False}.items():
        assert bool(begins_unspaced(read_word(np.frombuffer(char.encode() + bytes(8), np.uint8), 0))) is worth
