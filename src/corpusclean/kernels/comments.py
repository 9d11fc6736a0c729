"""Comments: what readers wrote under a story, told by who they are said to be from, and when.

A comment opens with a name, a verb of speech and a colon, right over a date with a time of day: "Ada Finch says:", "May
3, 2018 at 7:12 am". A name and a time alone are the head of the next post as often, and a verb alone quotes somebody.
After one such pair the next comment may lack its date. Each is read up to what may be no part of it: residue ("Reply"),
a title over text, the beginning of an article, a paragraph that dwarfs what was written so far.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_rows import BEGINS, PAGE, SHAPE, SIZE, TRAITS, shape_at
from corpusclean.kernels.head_words import CASE, LETTERS, LOWER, SAYS, SPAN, hash_of, read_words
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.shapes import BYLINE, CLOCK, DATE, MIXED, NAME, PROSE, RESIDUE
from corpusclean.kernels.utf8 import decode_before

NO_COMMENT, OPENS, GOES_ON = range(3)
LONGEST_NAME = 60  # bytes in the line that names who wrote a comment
LEAST_STORY = 300  # bytes of paragraphs before the first comment
VERB_WORDS = 2  # in the longest verb
NAME_WORDS = 4  # in the longest name
PARTICLE_LETTERS = 3  # in the longest word of a name that may begin with a small letter ("von")
LONGEST_COMMENT = 12  # rows below its name and date
DWARFS = 3  # how many times longer than what precedes it in a comment a paragraph must be to be none of it
DATELINE = 40  # bytes that hold the dateline of a paragraph, "HULL (AP) -- "
_ENDS = (0x3A, 0xFF1A, 0x2026)  # a colon, a wide one, an ellipsis


@inner
def _says(rows, row, reader):
    """Whether a row is a name and a verb of speech, in either order, and a colon: "Ada Finch says:"."""
    text, start, end = reader.text, reader.start[row], reader.end[row]
    if rows[SHAPE, row] in (RESIDUE, PROSE) or rows[SIZE, row] > LONGEST_NAME:
        return False
    point, _ = decode_before(text, end)
    dots = text[end - 1] == 0x2E and end - start > 3 and text[end - 2] == text[end - 3] == 0x2E
    if point not in _ENDS and not dots:
        return False
    count, _, _ = read_words(text, start, end, reader.signals.letters, reader.words)
    said = False
    for words in range(1, min(VERB_WORDS, count - 1) + 1):
        said |= _is_verb(reader, 0, words) and _is_name(reader.words, words, count)
        said |= _is_verb(reader, count - words, count) and _is_name(reader.words, 0, count - words)
    return said


@inner
def _is_verb(reader, first, last):
    """Whether the words from `first` up to `last` in `reader.words` are a verb that comments are introduced by."""
    slot = find(reader.signals.keys, key_of(hash_of(reader.words, first, last), SPAN))
    return slot >= 0 and reader.signals.flags[slot] & SAYS != 0


@inner
def _is_name(words, first, last):
    """Whether words may be a name: one word, or a few of which the longer ones have capitals ("The mayor" has not)."""
    if last - first > NAME_WORDS:
        return False
    for i in range(first, last if last - first > 1 else first):
        before = words[i - 1, LETTERS] if i > 0 else 0
        if words[i, CASE] == LOWER and words[i, LETTERS] - before > PARTICLE_LETTERS:
            return False
    return True


@inner
def _tells_time(rows, at, row):
    """Whether row `at`, on the page of `row`, is a date with a time of day and nothing else."""
    return shape_at(rows, at, row) == DATE and rows[TRAITS, at] & (CLOCK | MIXED) == CLOCK


@inner
def _has_dateline(text, start, end):
    """Whether a paragraph begins with the place and the agency of a report: "HULL (AP) -- "."""
    for i in range(start, min(start + DATELINE, end - 4)):
        if text[i] == 0x29 and text[i + 1] == 0x20:  # ") "
            return text[i + 2] == 0x2D or (text[i + 2] == 0xE2 and text[i + 3] == 0x80)  # a hyphen, a dash
    return False


@inner
def _is_foreign(rows, row, written, reader):
    """Whether a row is no part of a comment of which `written` bytes stand before it: it opens or closes something."""
    if rows[SHAPE, row] == RESIDUE or rows[BEGINS, row] or _says(rows, row, reader):
        return True
    if rows[SHAPE, row] != PROSE:
        return rows[SHAPE, row] >= NAME and shape_at(rows, row + 1, row) in (DATE, BYLINE)
    if _has_dateline(reader.text, reader.start[row], reader.end[row]):
        return True
    return written > 0 and rows[SIZE, row] > DWARFS * written


@inner
def _end_of_comment(rows, head, reader):
    """The row after the comment whose text begins at `head`.

    A paragraph that is none of it throws doubt on rows over it: the comment ends before what looks like a title,
    or after its first row.
    """
    title = -1
    written = 0
    row = head
    while row - head < LONGEST_COMMENT and shape_at(rows, row, head - 1) >= 0:
        if rows[SHAPE, row] == PROSE and title >= 0:
            return title
        if _is_foreign(rows, row, written, reader):
            return min(row, head + 1) if rows[SHAPE, row] == PROSE else row
        if rows[SHAPE, row] >= NAME and title < 0:
            title = row
        written += rows[SIZE, row]
        row += 1
    return row


@inner
def _mark_comment(rows, first, story, reader, found):
    """Note what the rows of the comment that opens at `first` are; returns the row after it.

    That is `first` itself where it would be longer than the `story` above it, in bytes: it is no comment then.
    """
    head = first + 2 if _tells_time(rows, first + 1, first) else first + 1
    end = _end_of_comment(rows, head, reader)
    if rows[SIZE, head:end].sum() > story:
        return first
    found[first:head] = OPENS
    found[head:end] = GOES_ON
    rows[BEGINS, first:head] = 0
    return end


@inner
def _mark_comments(rows, first, story, reader, found):
    """Note what the rows from `first` on are, as long as comment follows comment; returns the row after them."""
    row = first
    while True:
        end = _mark_comment(rows, row, story, reader, found)
        if end == row:
            return end
        row = end
        while shape_at(rows, row, first) == RESIDUE:
            row += 1
        if shape_at(rows, row, first) < 0 or not _says(rows, row, reader):
            return row


@kernel
def find_comments(rows, dates, reader):
    """What each row is: NO_COMMENT, or it OPENS one, or GOES_ON with it; uint8, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`; no article begins any more where a comment does. dates: int64,
    the rows of the shape DATE, in order; reader: kernels.heads.Reader of the same blocks.
    """
    found = np.zeros(rows.shape[1], np.uint8)
    story = read = 0  # the bytes of paragraphs on the page, comments left out, before the row `read`
    for date in dates:
        row = date - 1
        if row < read or not (_tells_time(rows, date, row) and _says(rows, row, reader)):
            continue
        while read < row:
            story *= read == 0 or rows[PAGE, read] == rows[PAGE, read - 1]
            story += rows[SIZE, read] if rows[SHAPE, read] == PROSE else 0
            read += 1
        story *= row == 0 or rows[PAGE, row] == rows[PAGE, row - 1]
        if story >= LEAST_STORY:
            read = _mark_comments(rows, row, story, reader, found)
    return found
