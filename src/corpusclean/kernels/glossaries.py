"""Everyday words that are text: lists of words in two languages, lists in small letters, a heading over a paragraph.

`reader` is a kernels.heads.Reader of all blocks, `page` the row of the page of each, int32, `matched` the rule that
matches it, int32, all of shape (b,); `known` the rows that one does, int64, in order; everyday: int8, shape (r,), see
kernels.everyday.
"""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.around import begins_small, is_same, neighbour
from corpusclean.kernels.everyday import is_short
from corpusclean.kernels.heads import is_prose

BOTH = 3  # sides of such a list, a bit each, of which all words begin small
LEAST_WORDS = 4  # in a list of words and what they are in another language
LEAST_RUN = 3  # in a run in small letters
HEADING_WORDS, LONGEST_HEADING = 1, 40  # and bytes


@inner
def _is_everyday(reader, matched, everyday, row):
    """Whether a block that a rule matches is an everyday phrase."""
    words = everyday[matched[row]]
    return words > 0 and is_short(reader.text, reader.start[row], reader.end[row], words)


@inner
def _is_below(reader, page, row, last):
    """Whether the block at `row` is right below the one at `last`, but for blank ones."""
    return (row == last + 1 and page[row] == page[last]) or neighbour(reader, page, row, -1) == last


@kernel
def spare_glossaries(known, matched, page, reader, rules):
    """Undo, in place, matches in lists of words and what they are in another language, one below the other.

    Everyday phrases of rules of two languages take turns in them, and all of one side begin small: "Share", "teilen",
    "Reply", "antworten". The links of a menu are written alike, or in one language. Returns `matched`. rules: everyday,
    and a number for the language of each rule, int64, shape (r,).
    """
    first = 0  # of a stretch of `known` in which the languages differ from row to row
    for i in range(1, len(known) + 1):
        if i < len(known) and rules[1][matched[known[i]]] != rules[1][matched[known[i - 1]]]:
            continue
        if i - first >= LEAST_WORDS:
            _spare_turns(known[first:i], matched, page, reader, rules)
        first = i
    return matched


@inner
def _spare_turns(known, matched, page, reader, rules):
    """As `spare_glossaries`, for rows of languages that differ from row to row."""
    everyday, language = rules
    first = last = before = count = 0
    small = BOTH
    for i in range(len(known) + 1):
        row = known[i] if i < len(known) else -1
        said = row >= 0 and _is_everyday(reader, matched, everyday, row)
        turns = said and count > 0 and _is_below(reader, page, row, last)
        turns = turns and (count == 1 or language[matched[row]] == language[matched[before]])
        if not turns:
            if count >= LEAST_WORDS and small != 0:
                matched[first : last + 1] = -1
            first, count, small = row, 0, BOTH
        if said:
            if not begins_small(reader.text, reader.start[row], reader.signals.letters):
                small &= ~(1 << count % 2)
            before, last = last, row
            count += 1


@inner
def _comes_again(page, reader, row):
    """Whether a block comes again on its page; what comes again and again is soon found."""
    again = False
    for step in (-1, 1):
        other = row + step
        while not again and 0 <= other < len(page) and page[other] == page[row]:
            again = is_same(reader, row, other)
            other += step
    return again


@kernel
def spare_headings(known, matched, page, reader, everyday):
    """Undo, in place, matches of a single everyday word between two paragraphs: it heads the second one.

    What a page has there for its readers are several words, or the same one again ("Video"). Returns `matched`.
    """
    text, start, end, letters = reader.text, reader.start, reader.end, reader.signals.letters
    for row in known:
        if everyday[matched[row]] == 0 or end[row] - start[row] > LONGEST_HEADING:
            continue
        above, below = neighbour(reader, page, row, -1), neighbour(reader, page, row, 1)
        if above < 0 or below < 0 or matched[above] >= 0 or matched[below] >= 0:
            continue
        if is_prose(text, start[above], end[above], letters) and is_prose(text, start[below], end[below], letters):
            heads = is_short(text, start[row], end[row], min(everyday[matched[row]], HEADING_WORDS))
            heads &= not begins_small(text, start[row], letters)
            if heads and not _comes_again(page, reader, row):
                matched[row] = -1
    return matched


@kernel
def drop_small(known, matched, page, reader, everyday):
    """Undo, in place, matches of runs of everyday phrases that all begin small: words of a lesson, lines of a poem.

    Returns `matched`. Blank blocks neither break nor make a run. Matches of `known` may be undone already.
    """
    first, last = 0, -1  # of a run, as places in `known`
    small = False  # so far all of it
    for i in range(len(known)):
        row = known[i]
        if matched[row] < 0:
            continue
        if last < 0 or not _is_below(reader, page, row, known[last]):
            _undo(known, first, last if small else -1, matched)
            first, small = i, True
        small = small and begins_small(reader.text, reader.start[row], reader.signals.letters)
        small = small and _is_everyday(reader, matched, everyday, row)
        last = i
    _undo(known, first, last if small else -1, matched)
    return matched


@inner
def _undo(known, first, last, matched):
    """Undo the matches of known[first : last + 1] if they are a run: one or two may be strong by themselves."""
    if last - first + 1 < LEAST_RUN:
        return
    for i in range(first, last + 1):
        matched[known[i]] = -1
