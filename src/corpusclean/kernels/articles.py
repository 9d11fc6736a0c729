"""Dividing pages into articles: evidence in points, a boundary where there is enough of it.

The unit of evidence is a *run*: blocks in a row that may stand in the head of an article (a title, a date, a byline, a
source line, short names and captions between them). A run opens an article only if text follows it. Without a run, only
a change of language that lasts opens one.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.article_rows import (
    BEGINS,
    CLOSES,
    EAGER,
    FACTS,
    LACKS,
    LANG,
    LOOK_AHEAD,
    MARKS,
    PAGE,
    POINTS,
    QUOTED,
    SHAPE,
    SIZE,
    SURE,
    SURENESS,
    TEXT,
    TITLE_ROW,
    TONGUE,
    TRAITS,
    forget,
    hear_language,
    is_new_language,
    is_quotation,
    is_sure,
    same_title,
    shape_at,
)
from corpusclean.kernels.head_roles import follows_closely, mark_head, title_by_place
from corpusclean.kernels.second_look import look_again
from corpusclean.kernels.shapes import (
    ASKS,
    BYLINE,
    CLOCK,
    CREDIT,
    DATE,
    NAME,
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
AFTER_CREDIT = 1  # the line over the head names a source, as the last one of a story does, and that of a picture
NEW_LANGUAGE = 4
SAME_TITLE = -3  # a caption that repeats the article's title

SOME_TEXT = 3  # as much text makes an article that another one can follow (see TEXT)
STANDFIRST = 6  # at most this much text stands between a title and its date or byline
NEAR = 3  # rows between a title and the date or byline that belongs to it
LONGEST_OVER = 300  # bytes in a title that reads like a sentence

# Shapes that mark a head, as bits; and what is noted beside them: a second title that says something else, and a date
# that is too old to be one of posting.
MARKING = 1 << DATE | 1 << BYLINE | 1 << SOURCE
VOUCHED = 1 << BYLINE | 1 << SOURCE
FURTHER_TITLE, OLD_DATE = 1 << 15, 1 << 13


@inner
def _run_end(rows, first, last):
    """Where the run that begins at row `first` ends: the first row that can not stand in a head."""
    end = first
    while end < last and rows[SHAPE, end] >= NAME:
        end += 1
    return end


@inner
def _title_before(rows, row, first):
    """The nearest title at most NEAR rows before `row` and not before `first`; -1 if there is none."""
    for i in range(row - 1, max(first, row - NEAR) - 1, -1):
        if rows[SHAPE, i] == TITLE:
            return i
    return -1


@inner
def _marks_head(rows, row):
    """Whether a row is one that stands beside titles: a date, a byline, a source."""
    return rows[SHAPE, row] == DATE or rows[SHAPE, row] == BYLINE or rows[SHAPE, row] == SOURCE


@inner
def _head_start(rows, first, end):
    """The title in rows [first, end) that dates, bylines or sources say is one, or such a row over it; -1: none.

    Where a second title has a mark of a kind that the first one has, they are heads of two posts; the last one counts.
    """
    start = -1
    seen = 0
    for i in range(first, end):
        if not _marks_head(rows, i):
            continue
        title = _title_before(rows, i, first if start < 0 else start + 1)
        bit = 1 << rows[SHAPE, i]
        if title >= 0 and (start < 0 or (seen & bit and not same_title(rows, title, start))):
            start = title
            seen = 0
        elif start < 0 and i + 1 < end and rows[SHAPE, i + 1] == TITLE and not _is_marked(rows, i + 1, end):
            start = i
        seen |= bit
    return start


@inner
def _is_marked(rows, title, end):
    """Whether a date, byline or source follows a title closely."""
    marked = False
    for i in range(title + 1, min(end, title + 1 + NEAR)):
        marked |= _marks_head(rows, i)
    return marked


@inner
def _start_in_language(rows, first, end, article):
    """The first row of [first, end) after all that are surely in the article's language, or credits over a title."""
    start = first
    titled = False
    for i in range(first, end):
        titled |= rows[SHAPE, i] == TITLE
        if rows[LANG, i] == article[TONGUE] and rows[SURENESS, i] >= SURE:
            start = i + 1
            titled = False
        elif rows[SHAPE, i] == CREDIT and not titled:
            start = i + 1
    return min(start, end - 1)


@inner
def _extend(rows, start, first):
    """The first row of [first, start] from which on the titles say the same as the one at `start`."""
    found = start
    for i in range(start - 1, max(first, start - NEAR) - 1, -1):
        if rows[SHAPE, i] == TITLE and same_title(rows, i, start):
            found = i
    return found


@inner
def _count_evidence(rows, start, end):
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
def _tells_time(rows, at, row):
    """Whether row `at`, on the page of `row`, is a date with a time of day."""
    return shape_at(rows, at, row) == DATE and rows[TRAITS, at] & CLOCK != 0


@inner
def _residue_before(rows, row):
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
def _text_follows(rows, end, last, marked):
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
def _has_title_over(rows, first, end, new_language):
    """Whether the block before the run [first, end) is its title though it ends like a sentence or begins like an item.

    So it may be where a date or a byline comes first in the run, and residue or another language before that block.
    """
    over = shape_at(rows, first - 1, first)
    if not _marks_head(rows, first) or _title_before(rows, end, first) >= 0 or rows[SIZE, first - 1] > LONGEST_OVER:
        return False
    if over == SHORT:
        return new_language or shape_at(rows, first - 2, first) == RESIDUE or end - first > 1
    return over == PROSE and shape_at(rows, first - 2, first) == RESIDUE


@inner
def _choose_start(rows, first, end, article, new_language):
    """The row in the run [first, end), or the one before it, at which an article would begin."""
    start = _head_start(rows, first, end)
    after_residue = shape_at(rows, first - 1, first) == RESIDUE
    if start >= 0:
        if after_residue and start - first <= NEAR and _title_before(rows, start, first) < 0:
            return first
        return _extend(rows, start, first)
    if _has_title_over(rows, first, end, new_language):
        return first - 1
    if new_language and not after_residue:
        return _start_in_language(rows, first, end, article)
    return first if article[TEXT] == 0 or after_residue else _after_credits(rows, first, end)


@inner
def _after_credits(rows, first, end):
    """The first row of the run [first, end) that is no credit, if a title follows that; else `first`."""
    start = first
    while start < end and rows[SHAPE, start] == CREDIT:
        start += 1
    return start if start < end and rows[SHAPE, start] == TITLE else first


@inner
def _is_own_head(rows, start, title, seen, article):
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
def _points_needed(start, end, seen, new_language, article):
    """How many points make a boundary of the head [start, end), as things stand in the article so far."""
    if article[TEXT] < SOME_TEXT:
        return ENOUGH_AFTER_TITLE - article[EAGER]
    bare = seen & MARKING == 0 and not new_language
    return NEVER if bare and (end - start > NEAR or seen & FURTHER_TITLE) else ENOUGH - article[EAGER]


@inner
def _judge_run(rows, first, end, last, article):
    """Weigh the run [first, end) of a page that ends at row `last`; begin an article there if that is enough."""
    new_language = end >= article[QUOTED] and is_new_language(rows, end, last, article)
    start = _choose_start(rows, first, end, article, new_language)
    points, title, seen = _count_evidence(rows, start, end)
    residue = _residue_before(rows, min(start, first))
    if title >= 0 and article[TITLE_ROW] >= 0 and same_title(rows, title, article[TITLE_ROW]):
        points += SAME_TITLE
    if new_language and not seen & MARKING and not residue and is_quotation(rows, end, last, article):
        new_language = False
    points += residue + NEW_LANGUAGE * new_language + AFTER_CREDIT * (shape_at(rows, start - 1, start) == CREDIT)
    if seen & OLD_DATE and not (residue or new_language or seen & VOUCHED):
        points -= HAS_DATE
    rows[POINTS, start] = points
    own = _is_own_head(rows, start, title, seen, article) and not (new_language and article[TEXT] > 0)
    needed = NEVER if own else _points_needed(start, end, seen, new_language, article)
    followed = needed < NEVER or own
    followed &= _text_follows(rows, end, last, seen & MARKING != 0)
    if followed and not own:
        if points >= needed:
            _begin(rows, start, article)
            own = True
        else:
            rows[LACKS, start] = needed - points
    if own:
        certain = article[TEXT] == 0 or (title >= 0 and article[TITLE_ROW] < 0) or follows_closely(rows, start, article)
        article[MARKS] |= seen & MARKING
        if article[TITLE_ROW] < 0:
            article[TITLE_ROW] = title
        sure = followed and (seen & MARKING != 0 or not seen & FURTHER_TITLE)
        if title < 0 and followed:
            title = title_by_place(rows, start, end)
        if certain:
            mark_head(rows, start, end, title if sure else -1)


@inner
def _judge_change(rows, row, last, article):
    """Begin an article at a paragraph, or at short ones before it, if another language begins there and lasts."""
    if row < article[QUOTED] or not is_sure(rows, row) or not is_new_language(rows, row, last, article):
        return
    start = row
    while row - start < 2 and shape_at(rows, start - 1, row) == SHORT:
        if rows[LANG, start - 1] == article[TONGUE] and rows[SURENESS, start - 1] >= SURE:
            break
        start -= 1
    residue = _residue_before(rows, start)
    if residue == 0 and is_quotation(rows, row, last, article):
        return
    rows[POINTS, start] = NEW_LANGUAGE + residue
    _begin(rows, start, article)


@inner
def _begin(rows, start, article):
    """Let an article begin at row `start`."""
    rows[BEGINS, start] = True
    forget(article)


@kernel
def divide_rows(rows, eager):
    """Find where articles begin; rows: int64, shape (COLUMNS, b), whose last columns come as zeros.

    eager: bool; whether a boundary needs a point less.
    """
    article = np.zeros(FACTS, np.int64)
    article[EAGER] = eager
    first = 0
    while first < rows.shape[1]:
        last = first + 1
        while last < rows.shape[1] and rows[PAGE, last] == rows[PAGE, first]:
            last += 1
        forget(article)
        _divide_page(rows, first, last, article)
        first = last


@inner
def _divide_page(rows, first, last, article):
    row = first
    while row < last:
        if rows[SHAPE, row] >= NAME:
            end = _run_end(rows, row, last)
            _judge_run(rows, row, end, last, article)
            row = end
            continue
        if rows[SHAPE, row] != RESIDUE:
            _judge_change(rows, row, last, article)
            hear_language(rows, row, article)
        row += 1
    look_again(rows, first, last)


@kernel
def number_articles(rows):
    """The number of every block's article on its page, from 0; -1 for residue: int32, shape (b,).

    rows: int64, shape (COLUMNS, b), after `divide_rows`.
    """
    numbers = np.full(rows.shape[1], -1, np.int32)
    number = 0
    for row in range(rows.shape[1]):
        if row == 0 or rows[PAGE, row] != rows[PAGE, row - 1]:
            number = 0
        number += rows[BEGINS, row]
        if rows[SHAPE, row] != RESIDUE:
            numbers[row] = number
    return numbers
