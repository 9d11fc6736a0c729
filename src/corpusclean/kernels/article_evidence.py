"""What speaks for a head, in points, and how many of them it needs."""

from corpusclean.kernels import inner
from corpusclean.kernels.article_rows import (
    CLOSES,
    EAGER,
    LOOK_AHEAD,
    MARKS,
    SHAPE,
    TEXT,
    TITLE_ROW,
    TRAITS,
    same_title,
    shape_at,
)
from corpusclean.kernels.article_starts import NEAR
from corpusclean.kernels.shapes import (
    ASKS,
    BYLINE,
    CLOCK,
    CREDIT,
    DATE,
    OLD,
    PROSE,
    RESIDUE,
    SHORT,
    SOURCE,
    TITLE,
    WORDY,
)

ENOUGH = 4  # points that make a boundary
ENOUGH_AFTER_TITLE = 6  # and where the article so far is hardly more than a title
NEVER = 1 << 14
AFTER_RESIDUE = 2
AFTER_INTERRUPTION = 1  # a single line of advertising, or a link inside a story
HAS_TITLE = 2
HAS_DOUBTFUL_TITLE = 1  # it asks, or is long enough for a sentence
HAS_DATE = 3
HAS_BYLINE = 3
HAS_SOURCE = 2

SOME_TEXT = 3  # as much text makes an article that another one can follow (see TEXT)
STANDFIRST = 6  # at most this much text stands between a title and its date or byline

# Shapes that mark a head, as bits; and what is noted beside them: a second title that says something else, and a date
# that is too old to be one of posting.
MARKING = 1 << DATE | 1 << BYLINE | 1 << SOURCE
FURTHER_TITLE, OLD_DATE = 1 << 15, 1 << 13


@inner
def _tells_time(rows, at, row):
    """Whether row `at`, on the page of `row`, is a date with a time of day."""
    return shape_at(rows, at, row) == DATE and rows[TRAITS, at] & CLOCK != 0


@inner
def count_evidence(rows, start, end):
    """The points for the head [start, end) by itself, the row of its title (-1: none), and its shapes, as bits."""
    points = 0
    title = -1
    seen = 0
    clock = False
    for i in range(start, end):
        shape = rows[SHAPE, i]
        if seen & (1 << shape):
            if shape == TITLE and not same_title(rows, i, title):
                seen |= FURTHER_TITLE
            continue
        seen |= 1 << shape
        if shape == TITLE:
            title = i
            points += HAS_DOUBTFUL_TITLE if rows[TRAITS, i] & (ASKS | WORDY) else HAS_TITLE
        elif shape == DATE:
            points += HAS_DATE
            seen |= OLD_DATE * (rows[TRAITS, i] & OLD != 0)
            clock = (rows[TRAITS, i] & CLOCK) != 0
        elif shape == BYLINE:
            points += HAS_BYLINE
        elif shape == SOURCE or (shape == CREDIT and i > start):
            points += HAS_SOURCE
    if clock and (title < 0 or _tells_time(rows, start - 1, start)):  # name and time of a comment, or of two
        points -= HAS_DATE
    return points, title, seen


@inner
def residue_before(rows, row):
    """The points for residue right before a row: fewer for lines of kinds that also interrupt stories."""
    i = row - 1
    closes = False
    while shape_at(rows, i, row) == RESIDUE:
        closes |= rows[TRAITS, i] == CLOSES
        i -= 1
    if i == row - 1:
        return 0
    return AFTER_RESIDUE if closes else AFTER_INTERRUPTION


@inner
def text_follows(rows, end, last, marked):
    """Whether a paragraph follows a head that ends at row `end`.

    Below a marked head there may be residue, captions and short paragraphs before it, but no other date or byline, as
    in a list of posts; below a bare title one short paragraph.
    """
    for i in range(end, min(last, end + (LOOK_AHEAD if marked else 2))):
        if rows[SHAPE, i] == PROSE:
            return True
        if rows[SHAPE, i] != SHORT and (not marked or rows[SHAPE, i] > TITLE):
            return False
    return False


@inner
def is_own_head(rows, start, title, seen, article):
    """Whether the head at `start` is that of the article so far: its title, or what follows a standfirst."""
    if article[TEXT] == 0:
        own = article[TITLE_ROW]
        return own < 0 or (seen & MARKING != 0 if title < 0 else same_title(rows, title, own))
    if article[TEXT] > STANDFIRST or article[MARKS] & seen or seen & MARKING == 0:
        return False
    if title < 0:
        return True
    return (title > start or article[TEXT] < SOME_TEXT) and shape_at(rows, start - 1, start) != RESIDUE


@inner
def points_needed(start, end, seen, new_language, article):
    """How many points make a boundary of the head [start, end), as things stand in the article so far."""
    if article[TEXT] < SOME_TEXT:
        return ENOUGH_AFTER_TITLE - article[EAGER]
    bare = seen & MARKING == 0 and not new_language
    return NEVER if bare and (end - start > NEAR or seen & FURTHER_TITLE) else ENOUGH - article[EAGER]
