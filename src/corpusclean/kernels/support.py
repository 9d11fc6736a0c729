"""Weak phrases that their place supports: at the foot of a story, below its source, or leading to titles of others."""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.around import begins_small, neighbour
from corpusclean.kernels.head_words import CASE, LETTERS, LOWER, NUMBER, STOP, last_class, read_words
from corpusclean.kernels.heads import LONGEST_BYTES, is_prose, read_head
from corpusclean.kernels.shapes import CREDIT, TITLE

LEAST_COMMAS = 2  # in a list of tags on one line
LONGEST_TAG, MOST_TAGS = 40, 24  # bytes in a tag on a line of its own, and lines of them
MOST_TAG_WORDS, MOST_TYING = 3, 3  # words in it, and letters in one that ties two others
LEAST_TITLE = 5  # words in the title below a word that leads to it: "Salz und Dill" is none
_COLON, _COMMA = 0x3A, 0x2C


@inner
def _is_paragraph(row, reader):
    """Whether the block at `row` is a paragraph; row: -1 for none."""
    return row >= 0 and is_prose(reader.text, reader.start[row], reader.end[row], reader.signals.letters)


@kernel
def strengthen_feet(rows, page, matched, strong, reader):
    """Let the blocks `rows` (int64, shape (f,), rising) be strong, in place, where nothing but residue follows.

    Returns `strong`. page, matched: int32; strong: bool; of shape (b,); reader: kernels.heads.Reader of these blocks.
    """
    left, found = len(rows), False
    for row in range(len(page) - 1, -1, -1):
        if row + 1 < len(page) and page[row + 1] != page[row]:
            found = False
        if left > 0 and rows[left - 1] == row:
            left -= 1
            strong[row] = not found
        found |= matched[row] < 0 and reader.start[row] < reader.end[row]
    return strong


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
def strengthen_labels(rows, page, matched, strong, reader):
    """Let the headings of tags `rows` be strong, in place, where no paragraph follows: see `strengthen_feet`."""
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


@inner
def _count_commas(reader, row):
    """How many commas are in the block at `row`."""
    commas = 0
    for position in range(reader.start[row], reader.end[row]):
        commas += reader.text[position] == _COMMA
    return commas


@inner
def _may_be_title(reader, row):
    """Whether the block at `row` may be the title of a story: some words, no sentence, no list, no verse."""
    text, start, end, letters = reader.text, reader.start[row], reader.end[row], reader.signals.letters
    if _is_paragraph(row, reader) or last_class(text, start, end, letters) == STOP or _count_commas(reader, row) > 0:
        return False
    _, _, size = read_words(text, start, end, letters, reader.words)
    return size >= LEAST_TITLE and not begins_small(text, start, letters)


@kernel
def strengthen_leads(rows, page, strong, reader):
    """Let the blocks `rows` (int64, shape (l,)) be strong, in place, that lead from a paragraph to a title ("More:").

    They end with a colon. Returns `strong`. The other arguments are as in `strengthen_feet`.
    """
    for row in rows:
        below = neighbour(reader, page, row, 1)
        if below >= 0 and reader.text[reader.end[row] - 1] == _COLON and _may_be_title(reader, below):
            strong[row] = _is_paragraph(neighbour(reader, page, row, -1), reader)
    return strong


@inner
def _is_list_of_tags(reader, row):
    """Whether the block at `row` is a list with commas that does not end like a sentence."""
    closed = last_class(reader.text, reader.start[row], reader.end[row], reader.signals.letters) == STOP
    return not closed and _count_commas(reader, row) >= LEAST_COMMAS


@inner
def _may_be_tag(reader, row):
    """Whether the block at `row` may be a tag by itself: up to three words, no comma, figure, date or sentence.

    A small word of up to three letters between two others ties them ("Red for ewes").
    """
    text, start, end, letters = reader.text, reader.start[row], reader.end[row], reader.signals.letters
    if end - start > LONGEST_TAG or last_class(text, start, end, letters) >= STOP:
        return False
    if _count_commas(reader, row) > 0 or read_head(reader, row)[0] > TITLE:
        return False
    words = reader.words
    count, _, size = read_words(text, start, end, letters, words)
    tied = count == 3 and words[1, CASE] == LOWER and words[1, LETTERS] - words[0, LETTERS] <= MOST_TYING
    figure = False
    for word in range(count):
        figure |= words[word, NUMBER] >= 0
    return count > 0 and size <= MOST_TAG_WORDS and not tied and not figure


@inner
def _count_tags(heading, page, matched, reader):
    """How many rows below `heading` are blocks of tags that end with the page or at residue; 0 if other text does."""
    row, tags = heading, 0
    below = neighbour(reader, page, row, 1)
    while below >= 0 and matched[below] < 0 and tags < MOST_TAGS:
        if not _may_be_tag(reader, below):
            return 0
        tags += 1
        row = below
        below = neighbour(reader, page, row, 1)
    return row - heading


@kernel
def take_tags(rows, page, matched, strong, reader):
    """Give the lists of tags below the headings `rows` (int64, shape (t,)) their rule, in place. Returns `matched`.

    Such is a line with commas, or short lines down to the page's end or to residue, if the heading is strong: where no
    paragraph follows. The other arguments are as in `strengthen_feet`.
    """
    for heading in rows:
        below = neighbour(reader, page, heading, 1)
        if not strong[heading] or below < 0 or matched[below] >= 0:
            continue
        last = below if _is_list_of_tags(reader, below) else heading + _count_tags(heading, page, matched, reader)
        for row in range(heading + 1, last + 1):
            matched[row], strong[row] = matched[heading], True
    return matched
