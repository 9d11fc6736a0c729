"""Lines of output: some left out, some made anew, others put between them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.lines import BODY, END, NAME, START, TAIL, Lines, whole_lines

PAGES = st.lists(st.integers(0, 3), max_size=6).map(sorted)


def lines_of(pages: list[int], mark: str = "") -> Lines:
    return whole_lines([(page, f"{page}{mark}{row}\n".encode()) for row, page in enumerate(pages)])


@given(PAGES, st.data())
def test_chosen_lines_are_joined(pages: list[int], data: st.DataObject) -> None:
    lines = lines_of(pages)
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(pages)))))) if pages else []
    assert b"".join(lines.pieces(np.array(chosen, np.int64))) == b"".join(lines.part(row, START, END) for row in chosen)
    assert b"".join(lines.pieces()) == b"".join(lines.part(row, START, END) for row in range(len(lines)))


@given(PAGES, PAGES)
def test_further_lines_stand_behind_those_of_their_page(pages: list[int], more: list[int]) -> None:
    merged = lines_of(pages).merged(lines_of(more, "+"))
    expected = sorted([*((page, 0, row) for row, page in enumerate(pages)), *((p, 1, r) for r, p in enumerate(more))])
    assert b"".join(merged.pieces()) == b"".join(f"{page}{'+' * kind}{row}\n".encode() for page, kind, row in expected)
    assert merged.page.tolist() == sorted(pages + more)


def test_a_line_that_is_made_anew_stands_in_its_place() -> None:
    lines = lines_of([0, 0, 1]).replaced({1: (b"id", b"body", b"", b"name", b"tail\n")})
    assert b"".join(lines.pieces()) == b"00\nidbodynametail\n12\n"
    assert [lines.part(1, *bounds) for bounds in ((START, BODY), (NAME, TAIL), (TAIL, END))] == [
        b"id",
        b"name",
        b"tail\n",
    ]
