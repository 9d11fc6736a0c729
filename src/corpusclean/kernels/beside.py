"""What says that a block is text though a phrase of a rule matches it: a list, a wrapped line, a glossary, speech.

Only blocks that a phrase matches are looked at. `reader` is a kernels.heads.Reader of all blocks, `page` the row of the
page of each: int32, shape (b,).
"""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.head_words import (
    CLOSING,
    LETTERS,
    LOWER,
    SPAN,
    SPEECH,
    STOP,
    hash_of,
    last_class,
    letter_of,
    read_words,
)
from corpusclean.kernels.heads import is_prose, read_head
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.shapes import BYLINE, CREDIT, DATE, NAME, SHORT, SOURCE, TITLE
from corpusclean.kernels.utf8 import decode

LEAST_WORDS = 3  # in a line that goes on the one above it; "home delivery" under "Subscribe" is another link
LEAST_SENTENCE = 40  # bytes
LEAST_LETTERS = 2  # in a heading of nothing
VERB_WORDS = 2  # in the longest verb of speech: "added that"
HEAD = 5  # rows from a title to its date or byline, at most
LONGEST_LINE = 100  # bytes; a longer one is no verse

_BULLETS = (0x2A, 0x2B, 0x2D, 0xB7, 0x2013, 0x2022, 0x2023, 0x25AA, 0x25CF, 0x25E6)  # * + - · – • ‣ ▪ ● ◦
_COLON, _SPACE, _ZERO, _NINE = 0x3A, 0x20, 0x30, 0x39


@inner
def bullet_of(text, start, end):
    """The mark that text[start:end] begins with as an item of a list does (the figure 0 for "12. "), or 0.

    "- Advertisement -" is no item.
    """
    point, length = decode(text, start)
    after = start + length
    if _ZERO <= point <= _NINE:
        while after < end and _ZERO <= text[after] <= _NINE:
            after += 1
        if after == end or (text[after] != 0x2E and text[after] != 0x29):  # . )
            return 0
        point = _ZERO
        after += 1
    elif point not in _BULLETS or text[end - 1] == text[start]:
        return 0
    return point if after < end and text[after] == _SPACE else 0


@inner
def _is_there(reader, page, row, other):
    """Whether there is a block at row `other`, on the page of `row`, that is not blank."""
    return 0 <= other < len(page) and page[other] == page[row] and reader.start[other] < reader.end[other]


@inner
def _is_item(reader, page, row):
    """Whether the block at `row` is an item of a list: another one is right before or after it."""
    bullet = bullet_of(reader.text, reader.start[row], reader.end[row])
    beside = False
    for other in (row - 1, row + 1):
        if bullet != 0 and _is_there(reader, page, row, other):
            beside |= bullet_of(reader.text, reader.start[other], reader.end[other]) == bullet
    return beside


@inner
def _count_words(text, start, end):
    """How many words text[start:end] has, as spaces part them."""
    count = 1
    for position in range(start, end):
        count += text[position] == _SPACE
    return count


@inner
def _has_small(text, start, end, letters):
    """Whether a small letter is in text[start:end], and whether it begins with one."""
    found = False
    position = start
    first, _ = letter_of(decode(text, start)[0], letters)
    while position < end and not found:
        point, length = decode(text, position)
        found = letter_of(point, letters)[0] == LOWER
        position += length
    return found, first == LOWER


@inner
def _goes_on(reader, page, matched, row):
    """Whether the line below the one at `row` goes it on: "Continue reading" over "the stars above the bay"."""
    text, start, end, letters = reader.text, reader.start, reader.end, reader.signals.letters
    if not _is_there(reader, page, row, row + 1) or matched[row + 1] >= 0 or text[end[row] - 1] == _COLON:
        return False
    for other in (row - 1, row + 2):
        if _is_there(reader, page, row, other) and matched[other] >= 0:
            return False
    if end[row + 1] - start[row + 1] > LONGEST_LINE:
        return False
    has_small, begins_small = _has_small(text, start[row], end[row], letters)
    if not has_small or begins_small or not _has_small(text, start[row + 1], end[row + 1], letters)[1]:
        return False
    return _count_words(text, start[row + 1], end[row + 1]) >= LEAST_WORDS


@inner
def _is_paragraph(reader, row):
    """Whether a block that is not blank is a paragraph."""
    return is_prose(reader.text, reader.start[row], reader.end[row], reader.signals.letters)


@inner
def _heads_paragraph(reader, page, row, at):
    """Whether one word stands at `at`, on the page of `row`, with a paragraph below it."""
    if not _is_there(reader, page, row, at) or not _is_there(reader, page, row, at + 1):
        return False
    return _count_words(reader.text, reader.start[at], reader.end[at]) == 1 and _is_paragraph(reader, at + 1)


@inner
def _is_same(reader, one, other):
    """Whether two blocks have the same bytes, but for the case of ASCII letters."""
    text, start, end = reader.text, reader.start, reader.end
    if end[one] - start[one] != end[other] - start[other]:
        return False
    same = True
    for i in range(end[one] - start[one]):
        same &= text[start[one] + i] | 0x20 == text[start[other] + i] | 0x20
    return same


@inner
def _are_entries(reader, page, row, first):
    """Whether different words at `first`, and two and four rows after it, head a paragraph each."""
    second, third = first + 2, first + 4
    for at in (first, second, third):
        if not _heads_paragraph(reader, page, row, at):
            return False
    return not (_is_same(reader, first, second) or _is_same(reader, second, third) or _is_same(reader, first, third))


@inner
def _is_entry(reader, page, row):
    """Whether `row` is one of three different words in a row that head a paragraph each, as in a glossary."""
    if not _heads_paragraph(reader, page, row, row):
        return False
    found = False
    for first in (row - 4, row - 2, row):
        found |= _are_entries(reader, page, row, first)
    return found


@inner
def _is_fact(text, start, end):
    """Whether text[start:end] is a name and a value, with a colon and a space between them."""
    found = False
    for position in range(start + 1, end - 2):
        found |= text[position] == _COLON and text[position + 1] == _SPACE
    return found


@inner
def _is_one_of_facts(reader, page, matched, row):
    """Whether `row` is a name and a number ("Reviews: 231") beside a name and a value that no rule matches."""
    text, start, end = reader.text, reader.start, reader.end
    if not _ZERO <= text[end[row] - 1] <= _NINE or not _is_fact(text, start[row], end[row]):
        return False
    beside = False
    for other in (row - 1, row + 1):
        if _is_there(reader, page, row, other) and matched[other] < 0 and end[other] - start[other] <= LONGEST_LINE:
            beside |= _is_fact(text, start[other], end[other])
    return beside


@inner
def _means(reader, first, last, meaning):
    """Whether the words from `first` up to `last` in `reader.words` are a verb of speech, or what else it may be."""
    signals = reader.signals
    slot = find(signals.keys, key_of(hash_of(reader.words, first, last), SPAN))
    return slot >= 0 and signals.flags[slot] & meaning != 0


@inner
def _tells_speech(reader, row):
    """Whether the block at `row` is a closed sentence with a verb of speech in it, not as its first word."""
    start, end, letters = reader.start[row], reader.end[row], reader.signals.letters
    if end - start < LEAST_SENTENCE or last_class(reader.text, start, end, letters) != STOP:
        return False
    count, _, _ = read_words(reader.text, start, end, letters, reader.words)
    told = False
    for first in range(1, count):
        for last in range(first + 1, min(count, first + VERB_WORDS) + 1):
            told |= _means(reader, first, last, SPEECH)
    return told


@inner
def _ends_text(reader, row):
    """Whether the block at `row` may be the last word of a text ("Thanks", "No", "The End"), or is hardly one."""
    start, end = reader.start[row], reader.end[row]
    count, _, _ = read_words(reader.text, start, end, reader.signals.letters, reader.words)
    return count <= 0 or reader.words[count - 1, LETTERS] < LEAST_LETTERS or _means(reader, 0, count, CLOSING)


@inner
def _begins_article(reader, page, row):
    """Whether a title is at `row`, and a date or a byline among the titles and names below it."""
    marked = titled = False
    for at in range(row, row + HEAD):
        if marked or not _is_there(reader, page, row, at) or _is_paragraph(reader, at):
            break
        shape, _, _, _ = read_head(reader, at)
        titled |= shape == TITLE
        marked = titled and shape in (DATE, BYLINE)
        if shape < NAME:
            break
    return marked


@inner
def _is_left_over(reader, page, row):
    """Whether `row` is a heading of nothing ("Tags"): a paragraph or a source is over it, and no more text below it.

    That is where the page ends, or another article begins.
    """
    if not _is_there(reader, page, row, row - 1) or _ends_text(reader, row):
        return False
    letters = reader.signals.letters
    if _has_small(reader.text, reader.start[row], reader.end[row], letters)[1]:
        return False
    closed = last_class(reader.text, reader.start[row - 1], reader.end[row - 1], letters) == STOP
    if closed and _is_paragraph(reader, row - 1) and (row + 1 == len(page) or page[row + 1] != page[row]):
        return True
    if not _begins_article(reader, page, row + 1):
        return False
    return _is_paragraph(reader, row - 1) or read_head(reader, row - 1)[0] in (SHORT, SOURCE, CREDIT)


@kernel
def spare_text(matched, strong, page, reader):
    """Undo, in place, matches of what reads like text or stands where text does, and make those in lists weak.

    A weak phrase that is the heading of nothing is made a strong one. matched: int32; strong: bool; of shape (b,); the
    rest as the module says. Returns `matched`.
    """
    for row in range(len(matched)):
        if matched[row] < 0:
            continue
        beside = _goes_on(reader, page, matched, row) or _is_one_of_facts(reader, page, matched, row)
        if beside or _tells_speech(reader, row) or _is_entry(reader, page, row):
            matched[row] = -1
        elif strong[row]:
            strong[row] = not _is_item(reader, page, row)
        else:
            strong[row] = _is_left_over(reader, page, row)
    return matched
