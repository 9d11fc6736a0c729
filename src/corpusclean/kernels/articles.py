"""Dividing pages into articles: evidence in points, a boundary where there is enough of it.

The unit of evidence is a *run*: blocks in a row that may stand in the head of an article (a title, a date, a byline, a
source line, short names and captions between them). A run opens an article only if text follows it. Without a run, only
a change of language that lasts opens one.
"""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.heads import (
    ASKS,
    BYLINE,
    CLOCK,
    CREDIT,
    DATE,
    MIXED,
    NAME,
    PROSE,
    RESIDUE,
    SEVERAL,
    SHORT,
    SOURCE,
    TITLE,
)

ENOUGH = 4  # points that make a boundary
NEVER = 1 << 14
ENOUGH_AFTER_TITLE = 6  # and where the article so far is nothing but a title
AFTER_RESIDUE = 2
AFTER_INTERRUPTION = 1  # a single line of advertising, or a link inside a story
HAS_TITLE = 2
HAS_ASKING_TITLE = 1
HAS_DATE = 3
HAS_BYLINE = 3
HAS_SOURCE = 2
NEW_LANGUAGE = 4
SAME_TITLE = -4  # a caption that repeats the article's title

PARAGRAPH = 3  # what a paragraph counts as text; a short one counts 1
SOME_TEXT = 3  # as much text makes an article that another one can follow
STANDFIRST = 6  # at most this much text stands between a title and its date or byline
NEAR = 3  # rows between a title and the date or byline that belongs to it
LONGEST_OVER = 300  # bytes in a title that reads like a sentence
LOOK_AHEAD = 8  # rows looked at to see which language follows
HEARD_ENOUGH = 160  # bytes in an article's language from which another one can be a change
SURE = 70  # percent; confidence from which a paragraph's language counts
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # spreads hashes over a table
HEARD = 400  # bytes; what a single paragraph can say at most for the language of its article


# Shapes that mark a head, as bits; and what is noted beside them: a second title that says something else.
MARKING = 1 << DATE | 1 << BYLINE | 1 << SOURCE
FURTHER_TITLE = 1 << 15

# The blocks that are not blank stand in a table of int64, shape (COLUMNS, b), for the reason given in kernels.heads.
# What is known of a block:
PAGE = 0
SIZE = 1  # bytes
SHAPE, TRAITS = 2, 3  # see kernels.heads; the trait of residue is CLOSES, where its rule stands between stories
KEY, PART = 4, 5  # hashes of all its letters, and of the part before the first change of script
LANG = 6  # 0: none
SURENESS = 7  # of the language, in percent
# What is found out about it:
POINTS = 8  # of evidence that an article begins at it
BEGINS = 9  # whether one does
ROLE = 10  # its shape, where it is the title, date, byline or source of an article; else 0
COLUMNS = 11
CLOSES = 1

# What is known of the article being read, in a small array of int64:
TONGUE, WEIGHT = 0, 1  # its language, and how much speaks for that
TITLE_ROW = 2  # -1: none yet
TEXT = 3  # how much text it has: a paragraph counts PARAGRAPH, a short one 1
MARKS = 4  # the shapes that marked its head, as bits
QUOTED = 5  # the row up to which another language is a quotation
FACTS = 6


@kernel
def _shape_at(rows, at, row):
    """The shape of row `at` if it is on the page of `row`, else -1."""
    if 0 <= at < rows.shape[1] and rows[PAGE, at] == rows[PAGE, row]:
        return rows[SHAPE, at]
    return -1


@kernel
def settle_shapes(rows):
    """Change shapes, in place, that the blocks around them explain better. rows: int64, shape (COLUMNS, b).

    A name that stands beside titles twice or more on a page is a source ("South Front"); what holds a date and other
    words, over a line that is a date, is a title ("Report for 5 February 2018").
    """
    slots = 64
    while slots < 2 * rows.shape[1]:
        slots *= 2
    first = np.full(slots, -1, np.int64)
    for row in range(rows.shape[1]):
        if rows[SHAPE, row] == DATE and rows[TRAITS, row] & MIXED and _shape_at(rows, row + 1, row) == DATE:
            rows[SHAPE, row] = TITLE
        if not _may_be_source(rows, row):
            continue
        slot = int((np.uint64(rows[KEY, row] ^ rows[PAGE, row]) * SPREAD) >> np.uint64(32)) & (slots - 1)
        while first[slot] >= 0:
            other = first[slot]
            if rows[KEY, other] == rows[KEY, row] and rows[PAGE, other] == rows[PAGE, row]:
                rows[SHAPE, other] = rows[SHAPE, row] = SOURCE
                break
            slot = (slot + 1) & (slots - 1)
        if first[slot] < 0:
            first[slot] = row


@kernel
def _may_be_source(rows, row):
    """Whether a row is a name of two words or more that stands right before or after a title."""
    if rows[SHAPE, row] != NAME or not rows[TRAITS, row] & SEVERAL:
        return False
    return _shape_at(rows, row - 1, row) == TITLE or _shape_at(rows, row + 1, row) == TITLE


@kernel
def _same_title(rows, one, other):
    """Whether two rows hold the same letters, or one those of the other's first half, in a title in two languages."""
    key, other_key = rows[KEY, one], rows[KEY, other]
    return key == other_key or rows[PART, one] == other_key or rows[PART, other] == key


@kernel
def _is_sure(rows, row):
    """Whether a row is a paragraph whose language is known."""
    return (
        (rows[SHAPE, row] == PROSE or rows[SHAPE, row] == SHORT) and rows[LANG, row] > 0 and rows[SURENESS, row] >= SURE
    )


@kernel
def _language_ahead(rows, row, last):
    """The language of the paragraphs from `row` on, if it lasts: for two of them, one of which is not short; else 0."""
    lang = 0
    prose = False
    for i in range(row, min(last, row + LOOK_AHEAD)):
        if not _is_sure(rows, i):
            continue
        if lang != 0 and rows[LANG, i] != lang:
            return 0
        if lang != 0 and (prose or rows[SHAPE, i] == PROSE):
            return lang
        lang = rows[LANG, i]
        prose |= rows[SHAPE, i] == PROSE
    return 0


@kernel
def _is_new_language(rows, row, last, article):
    """Whether another language than the article's begins at `row`, and lasts."""
    if article[TONGUE] == 0 or article[WEIGHT] < HEARD_ENOUGH:
        return False
    lang = _language_ahead(rows, row, last)
    return lang != 0 and lang != article[TONGUE]


@kernel
def _is_quotation(rows, row, last, article):
    """Whether the language at `row` gives way to the article's own again, with no title or residue between them.

    A quotation, or a text in two languages; `article[QUOTED]` is set to where it ends.
    """
    own = article[TONGUE]
    i = row
    while i < last and rows[SHAPE, i] != RESIDUE and rows[SHAPE, i] < TITLE:
        if _is_sure(rows, i) and rows[LANG, i] == own:
            article[QUOTED] = i
            return True
        i += 1
    return False


@kernel
def _hear(rows, row, article):
    """Let a paragraph vote on the language of its article (the majority vote of Boyer and Moore, weighed by bytes)."""
    article[TEXT] += PARAGRAPH if rows[SHAPE, row] == PROSE else 1
    if not _is_sure(rows, row):
        return
    weight = min(rows[SIZE, row], HEARD)
    if rows[LANG, row] == article[TONGUE]:
        article[WEIGHT] += weight
    elif article[WEIGHT] >= weight:
        article[WEIGHT] -= weight
    else:
        article[TONGUE] = rows[LANG, row]
        article[WEIGHT] = weight


@kernel
def _run_end(rows, first, last):
    """Where the run that begins at row `first` ends: the first row that can not stand in a head."""
    end = first
    while end < last and rows[SHAPE, end] >= NAME:
        end += 1
    return end


@kernel
def _title_before(rows, row, first):
    """The nearest title at most NEAR rows before `row` and not before `first`; -1 if there is none."""
    for i in range(row - 1, max(first, row - NEAR) - 1, -1):
        if rows[SHAPE, i] == TITLE:
            return i
    return -1


@kernel
def _marks_head(rows, row):
    """Whether a row is one that stands beside titles: a date, a byline, a source."""
    return rows[SHAPE, row] == DATE or rows[SHAPE, row] == BYLINE or rows[SHAPE, row] == SOURCE


@kernel
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
        if title >= 0 and (start < 0 or (seen & bit and not _same_title(rows, title, start))):
            start = title
            seen = 0
        elif start < 0 and i + 1 < end and rows[SHAPE, i + 1] == TITLE and not _is_marked(rows, i + 1, end):
            start = i
        seen |= bit
    return start


@kernel
def _is_marked(rows, title, end):
    """Whether a date, byline or source follows a title closely."""
    for i in range(title + 1, min(end, title + 1 + NEAR)):
        if _marks_head(rows, i):
            return True
    return False


@kernel
def _start_in_language(rows, first, end, article):
    """The first row of [first, end) after all that are surely in the article's language, or are credits over a title."""
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


@kernel
def _extend(rows, start, first):
    """The first row of [first, start] from which on the titles say the same as the one at `start`."""
    found = start
    for i in range(start - 1, max(first, start - NEAR) - 1, -1):
        if rows[SHAPE, i] == TITLE and _same_title(rows, i, start):
            found = i
    return found


@kernel
def _count_evidence(rows, start, end):
    """The points for the head [start, end) by itself, the row of its title (-1: none), and its shapes, as bits."""
    points = 0
    title = -1
    seen = 0
    clock = False
    for i in range(start, end):
        shape = rows[SHAPE, i]
        if seen & (1 << shape):
            if shape == TITLE and not _same_title(rows, i, title):
                seen |= FURTHER_TITLE
            continue
        seen |= 1 << shape
        if shape == TITLE:
            title = i
            points += HAS_ASKING_TITLE if rows[TRAITS, i] & ASKS else HAS_TITLE
        elif shape == DATE:
            points += HAS_DATE
            clock = (rows[TRAITS, i] & CLOCK) != 0
        elif shape == BYLINE:
            points += HAS_BYLINE
        elif shape == SOURCE or (shape == CREDIT and i > start):
            points += HAS_SOURCE
    if clock and title < 0:  # name and time of a comment
        points -= HAS_DATE
    return points, title, seen


@kernel
def _residue_before(rows, row):
    """The points for residue right before a row: fewer for a single line of a kind that also interrupts stories."""
    i = row - 1
    closes = False
    while _shape_at(rows, i, row) == RESIDUE:
        closes |= rows[TRAITS, i] == CLOSES
        i -= 1
    if i == row - 1:
        return 0
    return AFTER_RESIDUE if closes or i < row - 2 else AFTER_INTERRUPTION


@kernel
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


@kernel
def _has_title_over(rows, first, end, new_language):
    """Whether the block before the run [first, end) is its title though it ends like a sentence or begins like an item.

    So it may be where a date or a byline comes first in the run, and residue or another language before that block.
    """
    over = _shape_at(rows, first - 1, first)
    if not _marks_head(rows, first) or _title_before(rows, end, first) >= 0 or rows[SIZE, first - 1] > LONGEST_OVER:
        return False
    if over == SHORT:
        return new_language or _shape_at(rows, first - 2, first) == RESIDUE or end - first > 1
    return over == PROSE and _shape_at(rows, first - 2, first) == RESIDUE


@kernel
def _choose_start(rows, first, end, article, new_language):
    """The row in the run [first, end), or the one before it, at which an article would begin."""
    start = _head_start(rows, first, end)
    after_residue = _shape_at(rows, first - 1, first) == RESIDUE
    if start >= 0:
        if after_residue and start - first <= NEAR and _title_before(rows, start, first) < 0:
            return first
        return _extend(rows, start, first)
    if _has_title_over(rows, first, end, new_language):
        return first - 1
    if new_language and not after_residue:
        return _start_in_language(rows, first, end, article)
    return first


@kernel
def _is_own_head(rows, start, title, seen, article):
    """Whether the head that begins at `start` is that of the article so far: its title, or what follows a standfirst."""
    if article[TEXT] == 0:
        own = article[TITLE_ROW]
        return own < 0 or (title >= 0 and _same_title(rows, title, own))
    if article[TEXT] > STANDFIRST or article[MARKS] != 0 or seen & MARKING == 0:
        return False
    if title < 0:
        return True
    return (title > start or article[TEXT] < SOME_TEXT) and _shape_at(rows, start - 1, start) != RESIDUE


@kernel
def _points_needed(start, end, seen, new_language, article):
    """How many points make a boundary of the head [start, end), as things stand in the article so far."""
    if article[TEXT] < SOME_TEXT:
        return ENOUGH_AFTER_TITLE
    bare = seen & MARKING == 0 and not new_language
    return NEVER if bare and (end - start > NEAR or seen & FURTHER_TITLE) else ENOUGH


@kernel
def _judge_run(rows, first, end, last, article):
    """Weigh the run [first, end) of a page that ends at row `last`; begin an article there if that is enough."""
    new_language = _is_new_language(rows, end, last, article)
    start = _choose_start(rows, first, end, article, new_language)
    points, title, seen = _count_evidence(rows, start, end)
    residue = _residue_before(rows, min(start, first))
    if title >= 0 and article[TITLE_ROW] >= 0 and _same_title(rows, title, article[TITLE_ROW]):
        points += SAME_TITLE
    if new_language and not seen & MARKING and not residue and _is_quotation(rows, end, last, article):
        new_language = False
    points += residue + NEW_LANGUAGE * new_language
    rows[POINTS, start] = points
    own = _is_own_head(rows, start, title, seen, article) and not (new_language and article[TEXT] > 0)
    needed = NEVER if own else _points_needed(start, end, seen, new_language, article)
    if points >= needed and _text_follows(rows, end, last, seen & MARKING != 0):
        _begin(rows, start, article)
        own = True
    if own:
        article[MARKS] |= seen & MARKING
        _mark_head(rows, start, end, title)
        if article[TITLE_ROW] < 0:
            article[TITLE_ROW] = title


@kernel
def _judge_change(rows, row, last, article):
    """Begin an article at a paragraph, or at short ones before it, if another language begins there and lasts."""
    if row < article[QUOTED] or not _is_sure(rows, row) or not _is_new_language(rows, row, last, article):
        return
    start = row
    while row - start < 2 and _shape_at(rows, start - 1, row) == SHORT:
        if rows[LANG, start - 1] == article[TONGUE] and rows[SURENESS, start - 1] >= SURE:
            break
        start -= 1
    residue = _residue_before(rows, start)
    if residue == 0 and _is_quotation(rows, row, last, article):
        return
    rows[POINTS, start] = NEW_LANGUAGE + residue
    _begin(rows, start, article)


@kernel
def _forget(article):
    """Make ready for another article: nothing is known of it."""
    article[:] = 0
    article[TITLE_ROW] = -1


@kernel
def _begin(rows, start, article):
    """Let an article begin at row `start`."""
    rows[BEGINS, start] = True
    _forget(article)


@kernel
def _mark_head(rows, start, end, title):
    """Note what the rows of a head are: its title, and dates, bylines and sources, the first of each."""
    seen = 0
    for i in range(start, end):
        bit = 1 << rows[SHAPE, i]
        if not seen & bit and (rows[SHAPE, i] > TITLE or i == title):
            rows[ROLE, i] = rows[SHAPE, i]
            seen |= bit


@kernel
def divide_rows(rows):
    """Find where articles begin; rows: int64, shape (COLUMNS, b), whose last columns come as zeros and are filled in."""
    article = np.zeros(FACTS, np.int64)
    first = 0
    while first < rows.shape[1]:
        last = first + 1
        while last < rows.shape[1] and rows[PAGE, last] == rows[PAGE, first]:
            last += 1
        _forget(article)
        _divide_page(rows, first, last, article)
        first = last


@kernel
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
            _hear(rows, row, article)
        row += 1


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
