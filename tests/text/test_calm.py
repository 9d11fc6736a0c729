"""Characters that repair passes over, whole blocks at a time: they are those of a list, and that list is right."""

import unicodedata

import numpy as np
import pytest
from ftfy.badness import is_bad
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from corpusclean.kernels.calm import GROUPS, find_calm
from corpusclean.kernels.repair import MOJIBAKE, NON_ASCII, NORMALIZE, SUSPECT, mark_blocks
from corpusclean.kernels.wide import BLOCK
from corpusclean.text.forms import Forms
from corpusclean.text.repair import load_tables
from tests.text.repair_batches import lay_out

TABLES = load_tables()
EVERY = [chr(point) for point in range(0x80, 0x10000) if not 0xD800 <= point < 0xE000]


@njit
def find_calm_compiled(data, position, lead):
    return find_calm(data, position, lead)


def in_ranges(character: str) -> bool:
    data = character.encode()
    return any(
        len(bounds) == len(data) and all(low <= byte <= high for byte, (low, high) in zip(data, bounds, strict=True))
        for group in GROUPS
        for bounds in group
    )


CALM = "".join(filter(in_ranges, EVERY))


@pytest.mark.parametrize("lead", [0x41, 0xC3, 0xCE, 0xD8, 0xDF, 0xE0, 0xE1, 0xE5, 0xF0])
def test_calm_characters_are_found_wherever_they_begin(lead: int) -> None:
    data = np.frombuffer("".join(EVERY).encode() + bytes(BLOCK), np.uint8)
    found = {}
    for position in range(0, len(data) - BLOCK - 2, BLOCK - 3):
        mask = int(find_calm_compiled(data, position, lead))
        assert mask == int(find_calm(data, position, lead))
        found.update({position + i: bool(mask >> i & 1) for i in range(BLOCK)})
    group = GROUPS[(lead >= 0xE0) + (lead >= 0xE1)] if lead >= 0xCE else ()
    starts = {bounds[0] for bounds in group}
    position = 0
    for character in EVERY:
        mine = any(low <= character.encode()[0] <= high for low, high in starts)
        assert found.get(position, False) == (mine and in_ranges(character)), hex(ord(character))
        position += len(character.encode())


def test_calm_characters_need_nothing() -> None:
    assert TABLES.marks.calm
    assert len(CALM) > 40_000
    needs = mark_blocks(*lay_out([*CALM, *(f"a{character} " for character in CALM)]), TABLES.marks)
    assert not (needs & ~np.uint8(NON_ASCII | SUSPECT)).any()


def test_where_some_of_them_are_wanted_in_another_form_all_are_looked_at() -> None:
    tables = load_tables(Forms(normalize="NFKC")).marks
    text = "ก" * 40 + "ำ" + "ก" * 40
    assert not tables.calm
    assert mark_blocks(*lay_out([text]), tables)[0] & NORMALIZE
    assert not mark_blocks(*lay_out([text]), TABLES.marks)[0] & NORMALIZE


@given(
    st.lists(
        st.sampled_from(["бумага и перо ", "قلم وورقة ", "纸和笔", "कागज ", "กระดาษ"]).map(lambda word: word * 8)
        | st.text(st.sampled_from("aZ ,.ÂÃâ€ØÙ°²ВРС»\xa0\u0301\u093c\u064bе"), max_size=4),
        max_size=6,
    )
)
def test_calm_characters_hide_nothing_that_stands_beside_them(pieces: list[str]) -> None:
    text = "".join(pieces)
    need = mark_blocks(*lay_out([text]), TABLES.marks)[0]
    assert (need & MOJIBAKE != 0) == bool(is_bad(text))
    assert need & NORMALIZE or unicodedata.is_normalized("NFC", text)
