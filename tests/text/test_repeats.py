"""Blocks that come again are known again, and no others."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.repeats import LONGEST, find_repeats

LINE = st.text(alphabet="abé漢 ", max_size=12) | st.integers(LONGEST - 9, LONGEST + 9).map("x".__mul__)


def repeats_of(lines: list[str]) -> list[int]:
    encoded = [line.encode() for line in lines]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return find_repeats(np.frombuffer(b"".join(encoded), np.uint8), ends[:-1], ends[1:]).tolist()


@given(st.lists(LINE, max_size=30))
def test_a_repeat_is_the_last_block_with_the_same_bytes(lines: list[str]) -> None:
    places: dict[str, int] = {}
    for row, (line, before) in enumerate(zip(lines, repeats_of(lines), strict=True)):
        known = places.get(line, -1)
        assert before in (-1, known)
        if known >= 0 and known == row - 1:  # nothing came between that could have taken its place
            assert before == known
        if 0 < len(line.encode()) <= LONGEST:
            places[line] = row


def test_lines_between_do_not_hide_a_repeat() -> None:
    assert repeats_of(["Share this", "Home", "", "Share this", "share this", "Home"]) == [-1, -1, -1, 0, -1, 1]


def test_what_the_table_forgets_is_no_repeat_and_what_it_finds_is_one() -> None:
    lines = [f"line {number % 9000}" for number in range(30_000)]
    found = repeats_of(lines)
    assert 0 < sum(before >= 0 for before in found) < 21_000
    assert all(before < row and lines[before] == lines[row] for row, before in enumerate(found) if before >= 0)
