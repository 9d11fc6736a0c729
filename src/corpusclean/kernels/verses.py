"""Lines that others go on, and lines that come again, as in songs.

`verses` (bool, shape (b,)) says which lines a verse may follow: most pages have none, so that little is read twice.
`reader`, `page` and `matched` are as in kernels.beside.
"""

from corpusclean.kernels import inner
from corpusclean.kernels.ahead import AHEAD, bring
from corpusclean.kernels.around import begins_small, count_words, has_small, is_same, neighbour
from corpusclean.kernels.head_words import STOP, last_class

LEAST_WORDS = 3  # in a line that goes on the one above it; "home delivery" under "Subscribe" is another link
REFRAIN = 24  # rows around a line in which a refrain comes again
LEAST_VERSES = 2  # that a refrain begins
LONGEST_LINE = 100  # bytes; a longer one is no verse

_COLON = 0x3A


@inner
def mark_verses(reader, page, verses):
    """Fill in `verses`: whether the line below each block is short and begins with a small letter."""
    below = False
    for row in range(len(page) - 1, -1, -1):
        bring(reader.text, reader.start[max(row - AHEAD, 0)])
        verses[row] = below and page[row] == page[row + 1]
        start, end = reader.start[row], reader.end[row]
        if start < end:
            below = end - start <= LONGEST_LINE and begins_small(reader.text, start, reader.signals.letters)
        else:
            below = verses[row]


@inner
def _has_rest(reader, page, matched, row):
    """Whether the line below the one at `row`, a verse, goes on in small letters what a capital began."""
    text, start, end, letters = reader.text, reader.start, reader.end, reader.signals.letters
    below = neighbour(reader, page, row, 1)
    if matched[below] >= 0 or text[end[row] - 1] == _COLON:
        return False
    if begins_small(text, start[row], letters) or not has_small(text, start[row], end[row], letters):
        return False
    return count_words(text, start[below], end[below]) >= LEAST_WORDS


@inner
def goes_on(reader, page, matched, row, verses):
    """Whether the line below the one at `row` goes it on: "Continue reading" over "the stars above the bay".

    With another match beside the two it must end like a sentence: "Sign in" over "with the number on your card.".
    """
    if not verses[row] or not _has_rest(reader, page, matched, row):
        return False
    below = neighbour(reader, page, row, 1)
    closed = last_class(reader.text, reader.start[below], reader.end[below], reader.signals.letters) == STOP
    free = True
    for steps in (-1, 2):
        other = neighbour(reader, page, row, steps)
        free &= other < 0 or matched[other] < 0
    return closed or free


@inner
def is_refrain(reader, page, matched, row, verses):
    """Whether the phrase at `row` comes more than once near it with a line below that goes it on: a song's."""
    count = 0
    for other in range(max(0, row - REFRAIN), min(len(page), row + REFRAIN + 1)):
        if verses[other] and page[other] == page[row] and is_same(reader, row, other):
            count += _has_rest(reader, page, matched, other)
    return count >= LEAST_VERSES


@inner
def is_told_again(reader, page, row):
    """Whether the block at `row` is one of three in a row with the same words: a song says "More" again, no menu."""
    found = beside = False
    for steps in (-1, 1):
        other = neighbour(reader, page, row, steps)
        beside |= other >= 0 and is_same(reader, row, other)
    if not beside:  # as most are: the other lines need no look
        return False
    for steps in (-1, 0, 1):
        middle = neighbour(reader, page, row, steps)
        above = neighbour(reader, page, middle, -1) if middle >= 0 else -1
        below = neighbour(reader, page, middle, 1) if middle >= 0 else -1
        if above >= 0 and below >= 0:
            found |= is_same(reader, above, middle) and is_same(reader, middle, below)
    return found
