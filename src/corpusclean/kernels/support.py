"""Weak phrases that their place supports: at the foot of a story, below its source, or leading to titles of others."""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.around import neighbour
from corpusclean.kernels.head_words import STOP, last_class
from corpusclean.kernels.heads import LONGEST_BYTES, is_prose, read_head
from corpusclean.kernels.shapes import CREDIT

LEAST_COMMAS = 2  # in a list of tags on one line
LONGEST_TAG, MOST_TAGS = 40, 24  # bytes in a tag on a line of its own, and lines of them
_COLON, _COMMA = 0x3A, 0x2C


@inner
def _is_paragraph(row, reader):
    """Whether the block at `row` is a paragraph; row: -1 for none."""
    return row >= 0 and is_prose(reader.text, reader.start[row], reader.end[row], reader.signals.letters)


@inner
def _has_paragraph(first, last, page, matched, reader):
    """Whether a paragraph that no rule matches stands from `first` up to `last`, on the page of the block above."""
    found = False
    row = first
    while not found and row < last and page[row] == page[first - 1]:
        found = matched[row] < 0 and reader.start[row] < reader.end[row] and _is_paragraph(row, reader)
        row += 1
    return found


@kernel
def strengthen_feet(rows, page, matched, strong, reader):
    """Let the blocks `rows` (int64, shape (f,), rising) be strong, in place, where no paragraph follows.

    Returns `strong`. page, matched: int32; strong: bool; of shape (b,); reader: kernels.heads.Reader of these blocks.
    """
    last, found = len(page), False
    for row in rows[::-1]:
        if last < len(page) and page[last] != page[row]:
            last, found = len(page), False
        found = found or _has_paragraph(row + 1, last, page, matched, reader)
        strong[row] = not found
        last = row
    return strong


@inner
def _ends_story(row, matched, reader):
    """Whether the block at `row` says where a story comes from ("Source: Harbour Post"); row: -1 for none."""
    if row < 0 or matched[row] >= 0 or reader.end[row] - reader.start[row] > LONGEST_BYTES:
        return False
    return not _is_paragraph(row, reader) and read_head(reader, row)[0] == CREDIT


@kernel
def strengthen_last(rows, page, matched, strong, reader):
    """Let the blocks `rows` (int64, shape (w,)) be strong, in place, that stand below a story's source.

    Below them stands no paragraph: over one they would be its heading. Returns `strong`. The other arguments are as in
    `strengthen_feet`.
    """
    for row in rows:
        if _ends_story(neighbour(reader, page, row, -1), matched, reader):
            strong[row] |= not _is_paragraph(neighbour(reader, page, row, 1), reader)
    return strong


@kernel
def strengthen_leads(rows, page, strong, reader):
    """Let the blocks `rows` (int64, shape (l,)) be strong, in place, that lead from a paragraph to a title.

    They end with a colon, and what stands below is no paragraph and does not end like a sentence ("More:"). Returns
    `strong`. The other arguments are as in `strengthen_feet`.
    """
    for row in rows:
        below = neighbour(reader, page, row, 1)
        if below < 0 or reader.text[reader.end[row] - 1] != _COLON or _is_paragraph(below, reader):
            continue
        closed = last_class(reader.text, reader.start[below], reader.end[below], reader.signals.letters) == STOP
        strong[row] = not closed and _is_paragraph(neighbour(reader, page, row, -1), reader)
    return strong


@inner
def _is_list_of_tags(reader, row):
    """Whether the block at `row` is a list with commas that does not end like a sentence."""
    text, start, end = reader.text, reader.start[row], reader.end[row]
    commas = 0
    for position in range(start, end):
        commas += text[position] == _COMMA
    return commas >= LEAST_COMMAS and last_class(text, start, end, reader.signals.letters) != STOP


@inner
def _may_be_tag(reader, row):
    """Whether the block at `row` may be a tag by itself: short, and not closed like a sentence."""
    text, start, end = reader.text, reader.start[row], reader.end[row]
    return end - start <= LONGEST_TAG and last_class(text, start, end, reader.signals.letters) < STOP


@kernel
def take_tags(rows, page, matched, strong, reader):
    """Give the lists of tags below the headings `rows` (int64, shape (t,)) their rule, in place. Returns `matched`.

    Such is a line with commas, which makes the heading strong; and, where no paragraph follows, short lines. The other
    arguments are as in `strengthen_feet`.
    """
    for heading in rows:
        below = neighbour(reader, page, heading, 1)
        if below >= 0 and matched[below] < 0 and _is_list_of_tags(reader, below):
            matched[below], strong[below] = matched[heading], True
            strong[heading] = True
            continue
        taken = 0
        while strong[heading] and below >= 0 and matched[below] < 0 and taken < MOST_TAGS:
            if not _may_be_tag(reader, below):
                break
            matched[below], strong[below] = matched[heading], True
            taken += 1
            below = neighbour(reader, page, below, 1)
    return matched
