"""Pages to blocks: nothing is lost, and the rows say where everything stood."""

import re

from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.blocks import trim_blocks
from corpusclean.kernels.utf8 import is_space
from corpusclean.kernels.wide import BLOCK
from corpusclean.model import Pages
from corpusclean.text.blocks import split

LINES = st.text(alphabet=st.sampled_from("ab \t\n\r\x0b\x0c\x85\xa0\u2028é漢😀\u200b"), max_size=40)

PARTS = ["", "\n", "\r", "\r\n", "\n\n", " ", "x", "é", "x" * (BLOCK - 2), "x" * BLOCK, "漢" * BLOCK]
LONG = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


def pages_of(*texts: str) -> Pages:
    return Pages(
        [str(i) for i in range(len(texts))], [t.encode() for t in texts], [b""] * len(texts), [""] * len(texts)
    )


def plain_split(text: str) -> list[str]:
    """The oracle: lines with more than ASCII white space."""
    return [line for line in re.split("\r\n|\n|\r", text) if line.strip(" ") and any(c > " " for c in line)]


@given(st.lists(LINES | LONG, max_size=5))
def test_blocks_are_the_lines_that_hold_something(texts: list[str]) -> None:
    batch = split(pages_of(*texts))
    raw = batch.raw.tobytes()
    rows = zip(batch.blocks.page, batch.blocks.raw_start, batch.blocks.raw_end, strict=True)
    found = [(int(page), raw[start:end].decode()) for page, start, end in rows]
    assert found == [(page, line) for page, text in enumerate(texts) for line in plain_split(text)]


@given(LINES | LONG)
def test_the_gaps_between_blocks_hold_nothing_but_line_breaks_and_spaces(text: str) -> None:
    batch = split(pages_of(text))
    raw, position = batch.raw.tobytes(), 0
    for start, end in zip(batch.blocks.raw_start, batch.blocks.raw_end, strict=True):
        assert all(byte <= 0x20 for byte in raw[position:start])
        position = end
    assert all(byte <= 0x20 for byte in raw[position:])


@given(LINES)
def test_blocks_are_trimmed_as_str_strip_does(text: str) -> None:
    batch = split(pages_of(text))
    blocks, raw = batch.blocks, batch.raw.tobytes()
    start, end = trim_blocks(batch.raw, blocks.raw_start, blocks.raw_end)
    for row in range(len(blocks)):
        assert raw[start[row] : end[row]].decode() == raw[blocks.raw_start[row] : blocks.raw_end[row]].decode().strip()


def test_breaks_count_to_two_and_start_anew_on_each_page() -> None:
    batch = split(pages_of("a\nb\n\nc\n\n\n\nd\r\ne\r\n\r\nf", "g\n \nh"))
    assert batch.blocks.breaks.tolist() == [2, 1, 2, 2, 1, 2, 2, 2]


def test_line_breaks_of_unicode_end_no_block() -> None:
    assert len(split(pages_of("a\x85b\u2028c\u2029d\x0be\x0cf")).blocks) == 1


def test_white_space_is_what_str_isspace_says() -> None:
    assert [p for p in range(0x3100) if is_space(p)] == [p for p in range(0x3100) if chr(p).isspace()]


def test_no_pages_and_empty_pages() -> None:
    assert len(split(pages_of()).blocks) == 0
    assert len(split(pages_of("", "\n\n", "x")).blocks) == 1
