"""The rows that articles are made of: what is known of each block, and what of the article that is being read.

The blocks that are not blank stand in a table of int64, shape (COLUMNS, b), for the reason given in kernels.head_words.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.shapes import (
    BYLINE,
    DATE,
    LIKE_BYLINE,
    MIXED,
    NAME,
    PLAIN,
    PROSE,
    RESIDUE,
    SEVERAL,
    SHORT,
    SOURCE,
    TITLE,
)

# What is known of a block:
PAGE = 0
SIZE = 1  # bytes
SHAPE, TRAITS = 2, 3  # see kernels.shapes; the trait of residue is CLOSES, where its rule stands between stories
KEY, PART = 4, 5  # hashes of all its letters, and of those before the first change of script; REST: of those after it
LANG = 6  # 0: none
SURENESS = 7  # of the language, in percent
# What is found out about it:
POINTS = 8  # of evidence that an article begins at it
BEGINS = 9  # whether one does
ROLE = 10  # its shape, where it is the title, date, byline or source of an article; else 0
LACKS = 11  # how many points a head that text follows lacks for a boundary; 0: none, or too many
REST = 12
EMPTY = 13  # whether it is in a post that is nothing but a title
COLUMNS = 14

CLOSES = 1

# What is known of the article being read, in a small array of int64:
TONGUE, WEIGHT = 0, 1  # its language, and how much speaks for that
TITLE_ROW = 2  # -1: none yet
TEXT = 3  # how much text it has: a paragraph counts PARAGRAPH, a short one 1
MARKS = 4  # the shapes that marked its head, as bits
QUOTED = 5  # the row up to which another language is a quotation
EAGER = 6  # whether a boundary needs a point less; the one fact that is not forgotten
FACTS = 7

PARAGRAPH = 3
LOOK_AHEAD = 8  # rows looked at to see which language, or whether text, follows
SURE = 70  # percent; confidence from which a paragraph's language counts
HEARD = 400  # bytes; what a single paragraph can say at most for the language of its article
HEARD_ENOUGH = 160  # bytes in an article's language from which another one can be a change
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # spreads hashes over a table


@inner
def shape_at(rows, at, row):
    """The shape of row `at` if it is on the page of `row`, else -1."""
    if 0 <= at < rows.shape[1] and rows[PAGE, at] == rows[PAGE, row]:
        return rows[SHAPE, at]
    return -1


@kernel
def note_blocks(rows, places, page, languages, mute):
    """Fill in PAGE, SIZE, LANG and SURENESS of every row. rows: int64, shape (COLUMNS, b).

    places: where the blocks start and end, int64; page: int32; languages: `lang`, int16, and `lang_prob`, float32, of
    `corpusclean.model.Blocks`; all of shape (b,). mute: the highest number in `lang` that stands for no language.
    """
    start, end = places
    lang, lang_prob = languages
    for row in range(rows.shape[1]):
        rows[PAGE, row] = page[row]
        rows[SIZE, row] = end[row] - start[row]
        rows[LANG, row] = lang[row] if lang[row] > mute else 0
        rows[SURENESS, row] = np.int64(np.rint(lang_prob[row] * np.float32(100)))


@kernel
def settle_taken(rows, taken, closes):
    """Give every row that a rule takes its shape and traits: it is residue, if it is no date or byline under a title.

    Some blogs have such lines under their posts as well: there they say nothing about the next one. rows: int64, shape
    (COLUMNS, b); taken: bool; closes: bool, the rule's lines stand between stories; both of shape (b,).
    """
    over = RESIDUE  # the shape of the row above, on the same page
    for row in range(rows.shape[1]):
        shape = rows[SHAPE, row]
        if row == 0 or rows[PAGE, row] != rows[PAGE, row - 1]:
            over = RESIDUE
        if taken[row] and not (shape in (DATE, BYLINE) and over >= NAME):
            rows[SHAPE, row] = RESIDUE
            rows[TRAITS, row] = CLOSES if closes[row] else 0
        over = shape


@kernel
def settle_shapes(rows):
    """Change shapes, in place, that the blocks around them explain better. rows: int64, shape (COLUMNS, b).

    A name that stands beside titles twice or more on a page is a source ("South Front"); what holds a date and other
    words, over a line that is a date, is a title ("Report for 5 February 2018"); what opens like a byline is one
    under a title ("By Voltaire").
    """
    slots = 64
    while slots < 2 * rows.shape[1]:
        slots *= 2
    first = np.full(slots, -1, np.int64)
    for row in range(rows.shape[1]):
        if rows[SHAPE, row] == DATE and rows[TRAITS, row] & MIXED and shape_at(rows, row + 1, row) == DATE:
            rows[SHAPE, row] = TITLE
        if rows[TRAITS, row] & LIKE_BYLINE and rows[SHAPE, row] >= NAME and _is_under_title(rows, row):
            rows[SHAPE, row] = BYLINE
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


@inner
def _is_under_title(rows, row):
    """Whether a title stands right above a row, or above the date over it."""
    over = shape_at(rows, row - 1, row)
    return over == TITLE or (over == DATE and shape_at(rows, row - 2, row) == TITLE)


@inner
def _may_be_source(rows, row):
    """Whether a row is a name of two words or more that stands right before or after a title."""
    if rows[SHAPE, row] != NAME or not rows[TRAITS, row] & SEVERAL or not rows[TRAITS, row] & PLAIN:
        return False
    return shape_at(rows, row - 1, row) == TITLE or shape_at(rows, row + 1, row) == TITLE


@inner
def same_title(rows, one, other):
    """Whether two rows hold the same letters, or one those of a half of the other, which is in two languages."""
    key, other_key = rows[KEY, one], rows[KEY, other]
    if key == other_key or rows[PART, one] == other_key or rows[PART, other] == key:
        return True
    return rows[REST, one] == other_key or rows[REST, other] == key


@inner
def is_sure(rows, row):
    """Whether a row is a paragraph whose language is known."""
    return (
        (rows[SHAPE, row] == PROSE or rows[SHAPE, row] == SHORT) and rows[LANG, row] > 0 and rows[SURENESS, row] >= SURE
    )


@inner
def _language_ahead(rows, row, last):
    """The language of the paragraphs from `row` on, if it lasts: for two of them, one of which is not short; else 0."""
    lang = 0
    prose = False
    for i in range(row, min(last, row + LOOK_AHEAD)):
        if not is_sure(rows, i):
            continue
        if lang != 0 and rows[LANG, i] != lang:
            return 0
        if lang != 0 and (prose or rows[SHAPE, i] == PROSE):
            return lang
        lang = rows[LANG, i]
        prose |= rows[SHAPE, i] == PROSE
    return 0


@inner
def is_new_language(rows, row, last, article):
    """Whether another language than the article's begins at `row`, and lasts."""
    if article[TONGUE] == 0 or article[WEIGHT] < HEARD_ENOUGH:
        return False
    lang = _language_ahead(rows, row, last)
    return lang != 0 and lang != article[TONGUE]


@inner
def is_quotation(rows, row, last, article):
    """Whether the language at `row` gives way to the article's own again, with no title or residue between them.

    A quotation, or a text in two languages; `article[QUOTED]` is set to where it ends.
    """
    own = article[TONGUE]
    i = row
    while i < last and rows[SHAPE, i] != RESIDUE and rows[SHAPE, i] < TITLE:
        if is_sure(rows, i) and rows[LANG, i] == own:
            article[QUOTED] = i
            return True
        i += 1
    return False


@inner
def hear_language(rows, row, article):
    """Let a paragraph vote on the language of its article (the majority vote of Boyer and Moore, weighed by bytes)."""
    article[TEXT] += PARAGRAPH if rows[SHAPE, row] == PROSE else 1
    if not is_sure(rows, row):
        return
    weight = min(rows[SIZE, row], HEARD)
    if rows[LANG, row] == article[TONGUE]:
        article[WEIGHT] += weight
    elif article[WEIGHT] >= weight:
        article[WEIGHT] -= weight
    else:
        article[TONGUE] = rows[LANG, row]
        article[WEIGHT] = weight


@inner
def forget(article):
    """Make ready for another article: nothing is known of it."""
    article[:EAGER] = 0
    article[TITLE_ROW] = -1
