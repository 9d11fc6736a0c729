"""Finding the bare titles of other posts that a page lists under a heading such as "Related articles"."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.around import begins_small, count_words
from corpusclean.kernels.head_words import IDEOGRAPH, LOWER, letter_of
from corpusclean.kernels.heads import is_prose, read_head
from corpusclean.kernels.shapes import DATE, ITEM, NAME, PROSE, SHORT, TITLE
from corpusclean.kernels.utf8 import decode

MOST_LINKS = 24  # in one list; a longer one is left alone
LINKS_BEFORE_HEAD = 2  # this many bare titles before a title with a date are links
LINKS_BEFORE_TEXT = 3  # and this many before a title without one
MOST_TRAILING = 3  # titles at the end of a page in another script than the story before them
MOST_BOUND = 3  # titles that a heading with a colon binds in the middle of a story
COLON = 0x3A
GONE, PAGE_END = -1, -2  # shapes of what is no block to read: residue, or nothing


@inner
def _is_gone(row, reader, rule):
    """Whether the block at `row` is residue or blank."""
    return rule[row] >= 0 or reader.start[row] == reader.end[row]


@inner
def _shape_at(row, reader, rule):
    """The shape and traits of the block at `row`; GONE for residue and blank blocks. Arguments as of `find_links`."""
    if _is_gone(row, reader, rule):
        return GONE, 0
    if is_prose(reader.text, reader.start[row], reader.end[row], reader.signals.letters):
        return PROSE, 0
    shape, traits, _, _ = read_head(reader, row)
    return shape, traits


@inner
def _shape_after(row, last, reader, rule):
    """The shape of the first block from `row` on that is no residue; PAGE_END if there is none before `last`."""
    for i in range(row, last):
        shape, _ = _shape_at(i, reader, rule)
        if shape != GONE:
            return shape
    return PAGE_END


@inner
def _is_entry(row, reader):
    """Whether the block at `row` is a single small word, as dictionaries point to ("chime"); no title is."""
    start, end = reader.start[row], reader.end[row]
    return begins_small(reader.text, start, reader.signals.letters) and count_words(reader.text, start, end) == 1


@inner
def _read_list(first, last, shapes, reader, rule):
    """Read the blocks from `first` on into `shapes` while they may be links; returns where the list ends."""
    row = first
    while row < last and row - first < MOST_LINKS:
        shape, traits = _shape_at(row, reader, rule)
        if shape in (GONE, PROSE) or (shape == SHORT and not traits & ITEM) or _is_entry(row, reader):
            break
        shapes[row - first] = TITLE if shape == SHORT else shape
        row += 1
    return row


@inner
def count_links(shapes, count, after, beyond):
    """How many of the first blocks under a heading are links to other posts.

    `shapes` are those of `count` blocks that may be links, `after` is that of the block that ended them (GONE: it is
    residue), `beyond` that of the first one after them that is no residue.
    """
    titles = names = dates = marks = 0
    head = count  # the last title before the first mark
    for i in range(count):
        if shapes[i] == NAME:
            names += 1
        elif shapes[i] == TITLE:
            titles += 1
            head = i if marks == 0 else head
        else:
            marks += 1
            dates += shapes[i] == DATE
    if titles == 0 or count == MOST_LINKS:
        return 0
    if after in (PROSE, SHORT):  # the start of an article
        if marks > 0:
            return head if head >= LINKS_BEFORE_HEAD and dates < 2 else 0
        return count - 1 if count > LINKS_BEFORE_TEXT else 0
    text_beyond = beyond in (PROSE, SHORT)
    if marks > 0:
        return count if dates > 1 and dates == marks and not text_beyond else 0
    return count if not text_beyond or titles + names > 2 else 0


@inner
def _binds(heading, reader, rule):
    """Whether a heading in the middle of a story speaks of the line below it: "Read also:"."""
    if heading == 0 or reader.text[reader.end[heading] - 1] != COLON:
        return False
    shape, _ = _shape_at(heading - 1, reader, rule)
    return shape == PROSE


@inner
def _count_bound(shapes, count):
    """How many of the first `count` shapes are titles; 0 if a date, byline or source is among them."""
    for i in range(count):
        if shapes[i] not in (TITLE, NAME):
            return 0
    return count


@kernel
def find_links(headings, lasts, titles_rule, reader, rule):
    """Set the rule of the bare titles under the blocks `headings` to `titles_rule`, in place.

    headings, lasts: int64, shape (h,), the rows of headings and where their pages end; reader: kernels.heads.Reader;
    rule: int32, shape (b,).
    """
    shapes = np.zeros(MOST_LINKS, np.int64)
    for i in range(len(headings)):
        first, last = headings[i] + 1, lasts[i]
        end = _read_list(first, last, shapes, reader, rule)
        if end == first:
            continue
        after = _shape_after(end, min(end + 1, last), reader, rule)
        after = GONE if after == PAGE_END and end < last else after
        beyond = _shape_after(end, last, reader, rule) if after == GONE else after
        links = count_links(shapes, end - first, after, beyond)
        if links == 0 and end - first <= MOST_BOUND and after == PROSE and _binds(headings[i], reader, rule):
            links = _count_bound(shapes, end - first)
        rule[first : first + links] = titles_rule


@inner
def _is_latin(row, reader):
    """Whether most letters of the block at `row` are Latin ones: a name in Latin may begin a sentence in Thai."""
    latin = others = 0
    position = reader.start[row]
    while position < reader.end[row]:
        point, length = decode(reader.text, position)
        position += length
        kind, _ = letter_of(point, reader.signals.letters)
        if LOWER <= kind <= IDEOGRAPH:
            latin += point < 0x250
            others += point >= 0x250
    return latin > others


@inner
def _trailing_start(first, stop, reader, rule):
    """Where the titles begin that end the page's blocks [first, stop); `stop` if prose does not come before them.

    Residue may stand among them: in a second run it would be gone.
    """
    row = stop - 1
    titles = 0
    while row >= first and titles <= MOST_TRAILING:
        shape, _ = _shape_at(row, reader, rule)
        if shape == PROSE:
            return row + 1
        if shape not in (TITLE, GONE):
            break
        titles += shape == TITLE
        row -= 1
    return stop


@inner
def _have_other_script(prose, stop, reader, rule):
    """Whether the titles between the blocks `prose` and `stop` are all in Latin and the prose is not, or none is."""
    titles = latin = 0
    for row in range(prose + 1, stop):
        if not _is_gone(row, reader, rule):
            titles += 1
            latin += _is_latin(row, reader)
    return latin == (0 if _is_latin(prose, reader) else titles)


@inner
def _holds_residue(first, last, rule):
    """Whether any of the blocks [first, last) is residue."""
    found = False
    for row in range(first, last):
        found |= rule[row] >= 0
    return found


@kernel
def find_trailing(firsts, lasts, titles_rule, reader, rule):
    """Set, in place, the rule of titles at a page's end whose script is not that of the text before them.

    Residue must stand after that text: a story may well end with a line in another script. firsts, lasts: int64,
    shape (p,), the rows of the pages; the rest as in `find_links`.
    """
    for page in range(len(firsts)):
        stop = lasts[page]
        while stop > firsts[page] and _is_gone(stop - 1, reader, rule):
            stop -= 1
        start = _trailing_start(firsts[page], stop, reader, rule)
        if start == stop or not _holds_residue(start, lasts[page], rule):
            continue
        if _have_other_script(start - 1, stop, reader, rule):
            for row in range(start, stop):
                if not _is_gone(row, reader, rule):
                    rule[row] = titles_rule
