"""What the rows of a head say of its article, where that is certain: its title, date, byline and source."""

from corpusclean.kernels import inner
from corpusclean.kernels.article_rows import PARAGRAPH, ROLE, SHAPE, SIZE, TEXT, TRAITS, shape_at
from corpusclean.kernels.shapes import BYLINE, CLOCK, DATE, NAME, PHRASE, RESIDUE, SEVERAL, TITLE

LONGEST_STANDFIRST = 400  # bytes; a longer paragraph under a title is the story
NEAR = 3  # rows between a short title and the date or byline under it


@inner
def mark_head(rows, start, end, title):
    """Note what the rows of a head are: its title (-1: none), and dates, bylines and sources, the first of each."""
    seen = 0
    for i in range(start, end):
        bit = 1 << rows[SHAPE, i]
        if i == title:
            rows[ROLE, i] = TITLE
        elif not seen & bit and rows[SHAPE, i] > TITLE:
            rows[ROLE, i] = rows[SHAPE, i]
            seen |= bit


@inner
def follows_closely(rows, start, article):
    """Whether no more than a standfirst stands between the head at `start` and the one over it, if any.

    A time of day parts the entries of a ticker, and what is under a long paragraph is a part of the story.
    """
    if article[TEXT] > PARAGRAPH:
        return False
    row = start - 1
    while 0 <= shape_at(rows, row, start) < NAME:
        if rows[SHAPE, row] != RESIDUE and (rows[TRAITS, row] & CLOCK or rows[SIZE, row] > LONGEST_STANDFIRST):
            return False
        row -= 1
    return True


@inner
def title_by_place(rows, start, end):
    """The row of [start, end) that is the title by its place only: a short one, over a date or byline; -1: none.

    It is too short to open an article for what it is ("City wins cup"), and none if any row is a title by itself.
    """
    found = -1
    for row in range(start, end):
        if rows[SHAPE, row] == TITLE:
            return -1
        if found < 0 and (rows[SHAPE, row] == DATE or rows[SHAPE, row] == BYLINE):
            found = _name_over(rows, row, start)
    return found


@inner
def _name_over(rows, mark, start):
    """The nearest name of several words over row `mark`; over a date one that is not a person's."""
    for row in range(mark - 1, max(start, mark - NEAR) - 1, -1):
        told = rows[SHAPE, mark] == BYLINE or rows[TRAITS, row] & PHRASE
        if rows[SHAPE, row] == NAME and rows[TRAITS, row] & SEVERAL and told:
            return row
    return -1
