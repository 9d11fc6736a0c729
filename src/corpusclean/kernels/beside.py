"""What says that a block is text though a phrase of a rule matches it: a list, a wrapped line, a glossary, speech.

Only blocks that a phrase matches are looked at. `columns` are page (int32), start and end (int64), of shape (b,); text
is uint8, shape (n,), and `letters` as in kernels.head_words.Signals.
"""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.head_words import LOWER, SPAN, SPEECH, STOP, hash_of, last_class, letter_of, read_words
from corpusclean.kernels.heads import is_prose
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.utf8 import decode

LEAST_WORDS = 3  # in a line that goes on the one above it; "home delivery" under "Subscribe" is another link
LEAST_SENTENCE = 40  # bytes
VERB_WORDS = 2  # in the longest verb of speech: "added that"
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
def _is_there(columns, row, other):
    """Whether there is a block at row `other`, on the page of `row`, that is not blank."""
    page, start, end = columns
    return 0 <= other < len(page) and page[other] == page[row] and start[other] < end[other]


@inner
def _is_item(text, columns, row):
    """Whether the block at `row` is an item of a list: another one is right before or after it."""
    _, start, end = columns
    bullet = bullet_of(text, start[row], end[row])
    beside = False
    for other in (row - 1, row + 1):
        if bullet != 0 and _is_there(columns, row, other):
            beside |= bullet_of(text, start[other], end[other]) == bullet
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
def _goes_on(text, columns, matched, row, letters):
    """Whether the line below the one at `row` goes it on: "Continue reading" over "the stars above the bay"."""
    _, start, end = columns
    if not _is_there(columns, row, row + 1) or matched[row + 1] >= 0 or text[end[row] - 1] == _COLON:
        return False
    for other in (row - 1, row + 2):
        if _is_there(columns, row, other) and matched[other] >= 0:
            return False
    if end[row + 1] - start[row + 1] > LONGEST_LINE:
        return False
    has_small, begins_small = _has_small(text, start[row], end[row], letters)
    if not has_small or begins_small or not _has_small(text, start[row + 1], end[row + 1], letters)[1]:
        return False
    return _count_words(text, start[row + 1], end[row + 1]) >= LEAST_WORDS


@inner
def _heads_paragraph(text, columns, row, at, letters):
    """Whether one word stands at `at`, on the page of `row`, with a paragraph below it."""
    _, start, end = columns
    if not _is_there(columns, row, at) or not _is_there(columns, row, at + 1):
        return False
    return _count_words(text, start[at], end[at]) == 1 and is_prose(text, start[at + 1], end[at + 1], letters)


@inner
def _is_same(text, columns, one, other):
    """Whether two blocks have the same bytes, but for the case of ASCII letters."""
    _, start, end = columns
    if end[one] - start[one] != end[other] - start[other]:
        return False
    same = True
    for i in range(end[one] - start[one]):
        same &= text[start[one] + i] | 0x20 == text[start[other] + i] | 0x20
    return same


@inner
def _are_entries(text, columns, row, first, letters):
    """Whether different words at `first`, and two and four rows after it, head a paragraph each."""
    second, third = first + 2, first + 4
    for at in (first, second, third):
        if not _heads_paragraph(text, columns, row, at, letters):
            return False
    if _is_same(text, columns, first, second) or _is_same(text, columns, second, third):
        return False
    return not _is_same(text, columns, first, third)


@inner
def _is_entry(text, columns, row, letters):
    """Whether `row` is one of three different words in a row that head a paragraph each, as in a glossary."""
    if not _heads_paragraph(text, columns, row, row, letters):
        return False
    found = False
    for first in (row - 4, row - 2, row):
        found |= _are_entries(text, columns, row, first, letters)
    return found


@inner
def _is_fact(text, start, end):
    """Whether text[start:end] is a name and a value, with a colon and a space between them."""
    found = False
    for position in range(start + 1, end - 2):
        found |= text[position] == _COLON and text[position + 1] == _SPACE
    return found


@inner
def _is_one_of_facts(text, columns, matched, row):
    """Whether `row` is a name and a number ("Reviews: 231") beside a name and a value that no rule matches."""
    _, start, end = columns
    if not _ZERO <= text[end[row] - 1] <= _NINE or not _is_fact(text, start[row], end[row]):
        return False
    beside = False
    for other in (row - 1, row + 1):
        if _is_there(columns, row, other) and matched[other] < 0 and end[other] - start[other] <= LONGEST_LINE:
            beside |= _is_fact(text, start[other], end[other])
    return beside


@inner
def _tells_speech(text, start, end, signals, words):
    """Whether text[start:end] is a closed sentence with a verb of speech in it, not as its first word."""
    if end - start < LEAST_SENTENCE or last_class(text, start, end, signals.letters) != STOP:
        return False
    count, _, _ = read_words(text, start, end, signals.letters, words)
    told = False
    for first in range(1, count):
        for last in range(first + 1, min(count, first + VERB_WORDS) + 1):
            slot = find(signals.keys, key_of(hash_of(words, first, last), SPAN))
            told |= slot >= 0 and signals.flags[slot] & SPEECH != 0
    return told


@inner
def _is_left_over(text, columns, row, letters):
    """Whether the block at `row` ends its page, under a paragraph that is closed: a heading of nothing ("Tags")."""
    _, start, end = columns
    if row + 1 < len(start) and columns[0][row + 1] == columns[0][row]:
        return False
    if not _is_there(columns, row, row - 1) or _has_small(text, start[row], end[row], letters)[1]:
        return False
    closed = last_class(text, start[row - 1], end[row - 1], letters) == STOP
    return closed and is_prose(text, start[row - 1], end[row - 1], letters)


@kernel
def spare_text(matched, strong, text, columns, signals, words):
    """Undo, in place, matches of what reads like text or stands where text does, and make those in lists weak.

    A weak phrase that ends a page as the heading of nothing is made a strong one.

    matched: int32; strong: bool; of shape (b,); signals: kernels.head_words.Signals; words: int64, room for words; the
    rest as the module says. Returns `matched`.
    """
    _, start, end = columns
    letters = signals.letters
    for row in range(len(matched)):
        if matched[row] < 0:
            continue
        beside = _goes_on(text, columns, matched, row, letters) or _is_one_of_facts(text, columns, matched, row)
        said = _tells_speech(text, start[row], end[row], signals, words)
        if beside or said or _is_entry(text, columns, row, letters):
            matched[row] = -1
        elif strong[row]:
            strong[row] = not _is_item(text, columns, row)
        else:
            strong[row] = _is_left_over(text, columns, row, letters)
    return matched
