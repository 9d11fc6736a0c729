"""Bytes of a kind, found and counted by vectors, and bytes copied: as plain Python does it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from corpusclean.kernels.copying import copy_block, copy_bytes
from corpusclean.kernels.scanning import scanner
from corpusclean.kernels.wide import BLOCK

KIND = ((0x00, 0x1F), (0x22, 0x22), (0x7F, 0xFF))
WANTED = {byte for low, high in KIND for byte in range(low, high + 1)}

find, count, mask, is_wanted = scanner(*KIND)


@njit
def scan(text, start, stop):  # type: ignore[no-untyped-def]
    return find(text, start, stop), count(text, start, stop)


@njit
def mask_of(text, start):  # type: ignore[no-untyped-def]
    return mask(text, start)


@njit
def copy(text, start, size, out):  # type: ignore[no-untyped-def]
    copy_bytes(text, start, size, out, 1)
    copy_block(text, start, out, 1 + size)


FEW_WANTED = st.binary(max_size=3 * BLOCK).map(lambda data: bytes(0x61 if byte % 50 else byte for byte in data))


@given(st.binary(max_size=3 * BLOCK) | FEW_WANTED, st.data())
def test_they_are_found_and_counted_wherever_they_stand(text: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    places = [place for place in range(start, stop) if text[place] in WANTED]
    assert scan(np.frombuffer(text, np.uint8), start, stop) == (min(places, default=stop), len(places))


@given(st.binary(min_size=BLOCK, max_size=2 * BLOCK))
def test_a_block_has_a_bit_for_each_of_them(text: bytes) -> None:
    whole = np.frombuffer(text, np.uint8)
    bits = sum(1 << place for place in range(BLOCK) if text[place] in WANTED)
    assert int(mask_of(whole, 0)) == int(mask(whole, 0)) == bits


def test_each_byte_is_of_the_kind_or_not() -> None:
    assert {byte for byte in range(256) if is_wanted(byte)} == WANTED


@given(st.binary(min_size=BLOCK, max_size=4 * BLOCK), st.data())
def test_bytes_are_copied_to_their_place_and_to_no_other(text: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - BLOCK))
    size = data.draw(st.integers(0, len(text) - start))
    out = np.full(size + BLOCK + 2, 0xEE, np.uint8)
    copy(np.frombuffer(text, np.uint8), start, size, out)
    assert out.tobytes() == b"\xee" + text[start : start + size] + text[start : start + BLOCK] + b"\xee"
