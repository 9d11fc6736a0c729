"""A second look at what fell short of a boundary, with what the first look found out about the page as a whole.

A bare title between two paragraphs may be a subheading. On a page that is known to hold several articles it is more
likely a title, and more so if it looks like one, comes again as a caption, or parts two languages.
"""

from corpusclean.kernels import inner
from corpusclean.kernels.article_rows import (
    BEGINS,
    EMPTY,
    KEY,
    LACKS,
    LANG,
    POINTS,
    ROLE,
    SHAPE,
    TRAITS,
    is_sure,
    same_title,
)
from corpusclean.kernels.shapes import BRIEF, CAPITALISED, NAME, PROSE, RESIDUE, TITLE, UPPER, WORDY

IN_ARCHIVE = 1  # the page holds other articles, and the title is not long enough for a sentence
LIKE_TITLE = 1  # in capitals, or its longer words begin with them, as no other such line in the article does
COMES_AGAIN = 1  # the same words stand further down, as they do where a title is repeated over a picture
OTHER_LABEL = 1  # the paragraphs before and after it do not have the same language

PARAGRAPHS = 2  # in an article that tells something about its page
SURELY = 5  # points for a head that tells something about its page
WIDE = 200  # rows on both sides of a title that are looked at: a page may have a million


@inner
def look_again(rows, first, last):
    """Let further articles begin on a page, the rows [first, last). rows: int64, shape (COLUMNS, b)."""
    articles = marked = lacking = 0
    start = first
    while start < last:
        end, paragraphs, heads = _count_in_article(rows, start, last)
        articles += paragraphs >= PARAGRAPHS
        marked += paragraphs >= PARAGRAPHS and start > first and rows[POINTS, start] >= SURELY
        lacking += heads
        start = end
    archive = marked > 0 and articles > 1
    if archive:
        _mark_empty(rows, first, last)
    start = first if lacking > 0 and archive else last
    while start < last:
        end, _, _ = _count_in_article(rows, start, last)
        _look_at_article(rows, start, end)
        start = end


@inner
def _mark_empty(rows, first, last):
    """Set EMPTY of the titles that begin a page if only residue follows them before a sure head of another article.

    What such a post held, a video or a picture, is gone. The titles open the next article if no rule may take them.
    """
    row = first
    while row < last and rows[SHAPE, row] in (NAME, TITLE):
        row += 1
    stop = row
    while row < last and rows[SHAPE, row] == RESIDUE:
        row += 1
    if stop == first or row in (stop, last) or not rows[BEGINS, row] or rows[POINTS, row] < SURELY:
        return
    rows[EMPTY, first:stop] = True
    rows[ROLE, first:stop] = 0
    rows[BEGINS, row] = False


@inner
def _count_in_article(rows, start, last):
    """Where the article that begins at row `start` ends, its paragraphs, and the heads in it that lack points."""
    paragraphs = heads = 0
    row = start
    while row < last and (row == start or not rows[BEGINS, row]):
        paragraphs += rows[SHAPE, row] == PROSE
        heads += rows[LACKS, row] > 0
        row += 1
    return row, paragraphs, heads


@inner
def _look_at_article(rows, start, end):
    """Look at the heads in one article of a page that holds several."""
    title = -1
    for row in range(start, end):
        if rows[ROLE, row] == TITLE and title < 0:
            title = row
        if rows[LACKS, row] == 0 or row == start:
            continue
        head = _title_from(rows, row, end)
        if head < 0 or (title >= 0 and same_title(rows, head, title)):
            continue
        points = _weigh_title(rows, head, max(start, head - WIDE), min(end, head + WIDE))
        rows[POINTS, row] += points
        if points >= rows[LACKS, row]:
            rows[BEGINS, row] = 1
            rows[ROLE, head] = TITLE
            title = head


@inner
def _title_from(rows, row, end):
    """The first title in the run at `row`; -1: none."""
    while row < end and rows[SHAPE, row] >= NAME:
        if rows[SHAPE, row] == TITLE:
            return row
        row += 1
    return -1


@inner
def _weigh_title(rows, title, start, end):
    """The points for a title, by its form and by what stands around it in its article, in the rows [start, end)."""
    points = IN_ARCHIVE * (rows[TRAITS, title] & WORDY == 0)
    points += LIKE_TITLE * (rows[TRAITS, title] & BRIEF == 0 and _looks_like_title(rows, title, start, end))
    return (
        points + COMES_AGAIN * _comes_again(rows, title, end) + OTHER_LABEL * _parts_languages(rows, title, start, end)
    )


@inner
def _looks_like_title(rows, title, start, end):
    """Whether a row is written as titles are, and is the only one so."""
    form = rows[TRAITS, title] & (UPPER | CAPITALISED)
    if form == 0:
        return False
    for row in range(start, end):
        if rows[LACKS, row] > 0 and rows[TRAITS, row] & form and not same_title(rows, row, title):
            return False
    return True


@inner
def _comes_again(rows, title, end):
    """Whether the words of a title stand in a later row as well."""
    again = False
    for row in range(title + 1, end):
        again |= rows[SHAPE, row] == TITLE and rows[KEY, row] == rows[KEY, title]
    return again


@inner
def _parts_languages(rows, title, start, end):
    """Whether the two nearest paragraphs before a title have one language, and those after it another; or none."""
    before, after = _lasting_language(rows, title, start - 1, -1), _lasting_language(rows, title, end, 1)
    return before >= 0 and after >= 0 and before != after


@inner
def _lasting_language(rows, title, stop, step):
    """The language of the two paragraphs that are nearest to a title in one direction; 0: of neither; -1: other."""
    lang = -1
    row = title + step
    while row != stop:
        if rows[SHAPE, row] == PROSE:
            if rows[LANG, row] > 0 and not is_sure(rows, row):
                return -1
            if lang >= 0:
                return lang if lang == rows[LANG, row] else -1
            lang = rows[LANG, row]
        row += step
    return -1
