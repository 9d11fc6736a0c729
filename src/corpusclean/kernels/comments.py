"""Comments: what readers wrote under a story, told by who they are said to be from, and when.

Two kinds of lines open a comment: "Ada Finch says:", and a name over a date with a time of day. Chats, plays and forums
have the like. So the first one must stand below a story, and two of three must speak for it: the verb, the date, and
residue of comments beside it ("3 Comments", "Reply"). From it on the page holds comments, up to a head that is none of
theirs.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_rows import BEGINS, PAGE, SHAPE, SIZE, TRAITS, shape_at
from corpusclean.kernels.head_words import SAYS, SPAN, hash_of, read_words
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.shapes import CLOCK, DATE, PROSE, RESIDUE
from corpusclean.kernels.utf8 import decode_before

NO_COMMENT, OPENS, GOES_ON = range(3)
LONGEST_NAME = 60  # bytes in the line that names who wrote a comment
LEAST_STORY = 300  # bytes of paragraphs before the first comment
VERB_WORDS = 2  # in the longest verb
LONGEST_LAST = 12  # rows in the last comment, where nothing closes it
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
        said |= _is_verb(reader, 0, words) or _is_verb(reader, count - words, count)
    return said


@inner
def _is_verb(reader, first, last):
    """Whether the words from `first` up to `last` in `reader.words` are a verb that comments are introduced by."""
    slot = find(reader.signals.keys, key_of(hash_of(reader.words, first, last), SPAN))
    return slot >= 0 and reader.signals.flags[slot] & SAYS != 0


@inner
def _tells_time(rows, at, row):
    """Whether row `at`, on the page of `row`, is a date with a time of day."""
    return shape_at(rows, at, row) == DATE and rows[TRAITS, at] & CLOCK != 0


@inner
def _has_time_below(rows, row):
    """Whether a date with a time of day is right below a row that may be a name."""
    if not _tells_time(rows, row + 1, row):
        return False
    return rows[SHAPE, row] not in (RESIDUE, PROSE, DATE) and rows[SIZE, row] <= LONGEST_NAME


@inner
def _opens_comments(rows, row, remarks, reader):
    """Whether a row opens the first comment of its page."""
    beside = row > 0 and remarks[row - 1] and shape_at(rows, row - 1, row) == RESIDUE
    dated = _has_time_below(rows, row)
    return (dated and beside) or ((dated or beside) and _says(rows, row, reader))


@inner
def _opens_comment(rows, row, reader):
    """Whether a row opens one of the comments after the first."""
    return _tells_time(rows, row, row) or _has_time_below(rows, row) or _says(rows, row, reader)


@inner
def _has_story_over(rows, row):
    """Whether enough text in paragraphs stands over a row on its page."""
    story = 0
    over = row - 1
    while story < LEAST_STORY and shape_at(rows, over, row) >= 0:
        story += rows[SIZE, over] if rows[SHAPE, over] == PROSE else 0
        over -= 1
    return story >= LEAST_STORY


@inner
def _first_verb(rows, row, reader):
    """The row shortly over one that surely opens comments that does so by its verb alone: pages lose dates."""
    first = row
    while row - first < LONGEST_LAST and shape_at(rows, first - 1, row) >= 0:
        first -= 1
    while first < row and (rows[SHAPE, first + 1] == RESIDUE or not _says(rows, first, reader)):
        first += 1
    return first


@inner
def _mark_comments(rows, first, last, reader, found):
    """Note what the rows from `first` on are, up to the head of another article or the page's end."""
    opened = row = first
    while row < last:
        opens = row == first or _opens_comment(rows, row, reader)
        if rows[BEGINS, row] and not opens:
            break
        opened = row if opens else opened
        found[row] = OPENS if opens else GOES_ON
        row += 1
    stop = opened + 1
    while stop < row and stop - opened <= LONGEST_LAST and (rows[SHAPE, stop] != RESIDUE or stop == opened + 1):
        stop += 1
    found[stop:row] = NO_COMMENT
    for i in range(first, stop):
        rows[BEGINS, i] = False


@kernel
def find_comments(rows, opening, remarks, reader):
    """What each row is: NO_COMMENT, or it OPENS one, or GOES_ON with it; uint8, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`; no article begins any more where a comment does. opening:
    int64, the rows right over a date and those right under residue of comments, in order; remarks: bool, shape (b,),
    the row is such residue; reader: kernels.heads.Reader of the same blocks.
    """
    found = np.zeros(rows.shape[1], np.uint8)
    page = -1  # the last one that has comments
    for row in opening:
        if rows[PAGE, row] == page or not _opens_comments(rows, row, remarks, reader):
            continue
        if _has_story_over(rows, row):
            page = rows[PAGE, row]
            last = row + 1
            while shape_at(rows, last, row) >= 0:
                last += 1
            _mark_comments(rows, _first_verb(rows, row, reader), last, reader, found)
    return found
