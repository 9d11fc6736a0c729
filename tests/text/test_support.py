"""What supports a weak phrase besides other residue: a story's foot or source, a colon between paragraph and title."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.support import strengthen_feet, strengthen_labels, strengthen_last, strengthen_leads, take_tags
from corpusclean.text.ruletables import buffer
from corpusclean.text.signals import read_with

PARAGRAPH = "The ferry was late again on Monday, and nobody on the pier could say when the next one would come."
SOURCE, TITLE = "Source: Harbour Post", "Five walks along the shore"
LINES = st.lists(
    st.sampled_from(
        [
            PARAGRAPH,
            "More:",
            "More",
            TITLE,
            "It rained.",
            "the salt upon the cold sill",
            "Salt, dill and bread of yesterday",
            SOURCE,
            "",
        ]
    ),
    max_size=9,
)


def plain_feet(lines: list[str], pages: list[int], matched: list[int], rows: list[int]) -> list[list[bool]]:
    """Per row: no text that no rule matches stands below it on its page; and no such paragraph."""
    below = [
        [lines[i] for i in range(row + 1, len(lines)) if lines[i] and matched[i] < 0 and pages[i] == pages[row]]
        for row in rows
    ]
    return [[not found for found in below], [PARAGRAPH not in found for found in below]]


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
    """Per row: it ends with a colon, over it is a paragraph, below it a title of five words or more."""
    told = []
    for row in rows:
        above, below = beside(lines, pages, row)
        led = above == PARAGRAPH and below == TITLE
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
    feet, labels = (
        strengthen(*columns, np.array(matched, np.int32), np.zeros(len(lines), np.bool_), reader)
        for strengthen in (strengthen_feet, strengthen_labels)
    )
    leads = strengthen_leads(*columns, np.zeros(len(lines), np.bool_), reader)
    unmatched = np.where(np.isin(lines, ["More:", "More"]), matched, -1).astype(np.int32)
    last = strengthen_last(*columns, unmatched, np.zeros(len(lines), np.bool_), reader)
    assert [feet[rows].tolist(), labels[rows].tolist()] == plain_feet(lines, numbers, matched, rows)
    assert leads[rows].tolist() == plain_leads(lines, numbers, rows)
    assert last[rows].tolist() == plain_last(lines, numbers, rows)


TAGS = "Tags"
SMALL_TALK = st.lists(
    st.sampled_from([TAGS, "sea", "Old pier", "Red for ewes", "div, span, p", "By Ada Finch", "4 March 2019", "", "#"]),
    max_size=9,
)


def plain_tags(lines: list[str], headings: list[int]) -> list[int]:
    """The rows that a heading takes along: a list with commas below it, or tags down to a heading or the end."""
    taken: list[int] = []
    for heading in headings:
        below = [row for row in range(heading + 1, len(lines)) if lines[row]]
        stop = next((row for row in below if lines[row] == TAGS), len(lines))
        run = [row for row in below if row < stop]
        if run and lines[run[0]] == "div, span, p":
            taken += range(heading + 1, run[0] + 1)
        elif run and all(lines[row] in ("sea", "Old pier") for row in run):
            taken += range(heading + 1, run[-1] + 1)
    return taken


@given(SMALL_TALK)
def test_a_strong_heading_of_tags_takes_its_tags(lines: list[str]) -> None:
    headings = [row for row, line in enumerate(lines) if line == TAGS]
    matched = np.where(np.isin(np.array(lines, dtype="U16"), [TAGS]), 0, -1).astype(np.int32)
    strong = matched == 0
    reader = read_with(*buffer(lines))
    take_tags(np.array(headings, np.int64), np.zeros(len(lines), np.int32), matched, strong, reader)
    assert np.flatnonzero(matched == 0).tolist() == sorted({*headings, *plain_tags(lines, headings)})
    assert (strong == (matched == 0)).all()
