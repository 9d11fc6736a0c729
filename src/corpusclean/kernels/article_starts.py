"""The row at which an article would begin, in a run of rows or before it: its title, or what belongs over that."""

from corpusclean.kernels import inner
from corpusclean.kernels.article_rows import LANG, SHAPE, SIZE, SURE, SURENESS, TEXT, TONGUE, same_title, shape_at
from corpusclean.kernels.shapes import BYLINE, CREDIT, DATE, PROSE, RESIDUE, SHORT, SOURCE, TITLE

NEAR = 3  # rows between a title and the date or byline that belongs to it
LONGEST_OVER = 300  # bytes in a title that reads like a sentence


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
def _is_marked(rows, title, end):
    """Whether a date, byline or source follows a title closely."""
    marked = False
    for i in range(title + 1, min(end, title + 1 + NEAR)):
        marked |= _marks_head(rows, i)
    return marked


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
def _after_credits(rows, first, end):
    """The first row of the run [first, end) that is no credit, if a title follows that; else `first`."""
    start = first
    while start < end and rows[SHAPE, start] == CREDIT:
        start += 1
    return start if start < end and rows[SHAPE, start] == TITLE else first


@inner
def choose_start(rows, first, end, article, new_language):
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
