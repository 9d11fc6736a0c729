"""What supports a weak phrase besides other residue: a story's foot or source, a colon between paragraph and title."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.support import strengthen_feet, strengthen_last, strengthen_leads
from corpusclean.text.ruletables import buffer
from corpusclean.text.signals import read_with

PARAGRAPH = "The ferry was late again on Monday, and nobody on the pier could say when the next one would come."
SOURCE = "Source: Harbour Post"
LINES = st.lists(
    st.sampled_from([PARAGRAPH, "More:", "More", "Five walks along the shore", "It rained.", SOURCE, ""]), max_size=9
)


def plain_feet(lines: list[str], pages: list[int], matched: list[int], rows: list[int]) -> list[bool]:
    """Per row: no paragraph that no rule matches stands below it on its page."""
    return [
        not any(lines[i] == PARAGRAPH and matched[i] < 0 and pages[i] == pages[row] for i in range(row + 1, len(lines)))
        for row in rows
    ]


def beside(lines: list[str], pages: list[int], row: int) -> tuple[str, str]:
    """The lines over and below a row on its page, "" for none; blank ones are passed over."""
    alike = list(zip(lines, pages, strict=True))
    above = [line for line, page in alike[:row] if line and page == pages[row]]
    below = [line for line, page in alike[row + 1 :] if line and page == pages[row]]
    return (above or [""])[-1], (below or [""])[0]


def plain_last(lines: list[str], pages: list[int], rows: list[int]) -> list[bool]:
    """Per row: over it stands a source, below it no paragraph."""
    return [above == SOURCE and below != PARAGRAPH for above, below in (beside(lines, pages, row) for row in rows)]


def plain_leads(lines: list[str], pages: list[int], rows: list[int]) -> list[bool]:
    """Per row: it ends with a colon, over it is a paragraph, below it neither that nor a sentence."""
    told = []
    for row in rows:
        above, below = beside(lines, pages, row)
        led = above == PARAGRAPH and below not in ("", PARAGRAPH) and not below.endswith(".")
        told.append(lines[row].endswith(":") and led)
    return told


@given(st.lists(LINES, max_size=3), st.data())
def test_weak_phrases_are_strong_where_their_place_supports_them(pages: list[list[str]], data: st.DataObject) -> None:
    lines = [line for page in pages for line in page]
    numbers = [number for number, page in enumerate(pages) for _ in page]
    matched = [data.draw(st.sampled_from([-1, 0])) for _ in lines]
    rows = [row for row, line in enumerate(lines) if line in ("More:", "More")]
    text, start, end = buffer(lines)
    columns = (np.array(rows, np.int64), np.array(numbers, np.int32))
    reader = read_with(text, start, end)
    feet = strengthen_feet(*columns, np.array(matched, np.int32), np.zeros(len(lines), np.bool_), reader)
    leads = strengthen_leads(*columns, np.zeros(len(lines), np.bool_), reader)
    unmatched = np.where(np.isin(lines, ["More:", "More"]), matched, -1).astype(np.int32)
    last = strengthen_last(*columns, unmatched, np.zeros(len(lines), np.bool_), reader)
    assert feet[rows].tolist() == plain_feet(lines, numbers, matched, rows)
    assert leads[rows].tolist() == plain_leads(lines, numbers, rows)
    assert last[rows].tolist() == plain_last(lines, numbers, rows)
