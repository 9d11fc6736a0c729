"""What says that a block is text though a phrase of a rule matches it: a list, a wrapped line, a glossary, speech.

Only blocks that a phrase matches are looked at. `reader` is a kernels.heads.Reader of all blocks, `page` the row of the
page of each: int32, shape (b,).
"""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.head_words import (
    CLOSING,
    LOWER,
    SPAN,
    SPEECH,
    STOP,
    hash_of,
    last_class,
    letter_of,
    read_words,
)
from corpusclean.kernels.heads import is_prose
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.utf8 import decode, decode_before

LEAST_WORDS = 3  # in a line that goes on the one above it; "home delivery" under "Subscribe" is another link
LEAST_SENTENCE = 40  # bytes
VERB_WORDS = 2  # in the longest verb of speech: "added that"
REFRAIN = 24  # rows around a line in which a refrain comes again
LEAST_VERSES = 2  # that a refrain begins
LONGEST_ANSWER = 3  # words
LONGEST_LINE = 100  # bytes; a longer one is no verse

_BULLETS = (0x2A, 0x2B, 0x2D, 0xB7, 0x2013, 0x2022, 0x2023, 0x25AA, 0x25CF, 0x25E6)  # * + - · – • ‣ ▪ ● ◦
_QUESTION_MARKS = (0x3F, 0x37E, 0x61F, 0xFF1F)  # the Latin, Greek, Arabic and wide one
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
def _neighbour(reader, page, row, steps):
    """The row of the block `steps` below the one at `row`, or above it if negative; -1 if its page has none.

    Blank blocks are passed over: a second run would not see them.
    """
    step = 1 if steps > 0 else -1
    left = abs(steps)
    other = row
    while left > 0:
        other += step
        if other < 0 or other >= len(page) or page[other] != page[row]:
            return -1
        left -= reader.start[other] < reader.end[other]
    return other


@inner
def _is_item(reader, page, row):
    """Whether the block at `row` is an item of a list: another one is right before or after it."""
    bullet = bullet_of(reader.text, reader.start[row], reader.end[row])
    beside = False
    for steps in (-1, 1):
        other = _neighbour(reader, page, row, steps) if bullet != 0 else -1
        if other >= 0:
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
def _has_rest(reader, page, matched, row):
    """Whether the line below the one at `row` goes on in small letters what a capital began, as a verse does."""
    text, start, end, letters = reader.text, reader.start, reader.end, reader.signals.letters
    below = _neighbour(reader, page, row, 1)
    if below < 0 or matched[below] >= 0 or text[end[row] - 1] == _COLON:
        return False
    if end[below] - start[below] > LONGEST_LINE:
        return False
    has_small, begins_small = _has_small(text, start[row], end[row], letters)
    if not has_small or begins_small or not _has_small(text, start[below], end[below], letters)[1]:
        return False
    return _count_words(text, start[below], end[below]) >= LEAST_WORDS


@inner
def _goes_on(reader, page, matched, row):
    """Whether the line below the one at `row` goes it on: "Continue reading" over "the stars above the bay".

    With another match beside the two it must end like a sentence: "Sign in" over "with the number on your card.".
    """
    if not _has_rest(reader, page, matched, row):
        return False
    below = _neighbour(reader, page, row, 1)
    closed = last_class(reader.text, reader.start[below], reader.end[below], reader.signals.letters) == STOP
    free = True
    for steps in (-1, 2):
        other = _neighbour(reader, page, row, steps)
        free &= other < 0 or matched[other] < 0
    return closed or free


@inner
def _is_refrain(reader, page, matched, row):
    """Whether the phrase at `row` comes more than once near it with a line below that goes it on: a song's."""
    verses = 0
    for other in range(max(0, row - REFRAIN), min(len(page), row + REFRAIN + 1)):
        if page[other] == page[row] and _is_same(reader, row, other):
            verses += _has_rest(reader, page, matched, other)
    return verses >= LEAST_VERSES


@inner
def _is_paragraph(reader, row):
    """Whether a block that is not blank is a paragraph."""
    return is_prose(reader.text, reader.start[row], reader.end[row], reader.signals.letters)


@inner
def _heads_paragraph(reader, page, row):
    """Whether one word stands at `row`, if that is one, with a paragraph below it."""
    if row < 0 or _count_words(reader.text, reader.start[row], reader.end[row]) != 1:
        return False
    below = _neighbour(reader, page, row, 1)
    return below >= 0 and _is_paragraph(reader, below)


@inner
def _are_entries(reader, page, first):
    """Whether different words at `first`, and two and four blocks below it, head a paragraph each."""
    if not _heads_paragraph(reader, page, first):
        return False
    second, third = _neighbour(reader, page, first, 2), _neighbour(reader, page, first, 4)
    if not (_heads_paragraph(reader, page, second) and _heads_paragraph(reader, page, third)):
        return False
    return not (_is_same(reader, first, second) or _is_same(reader, second, third) or _is_same(reader, first, third))


@inner
def _is_entry(reader, page, row):
    """Whether `row` is one of three different words in a row that head a paragraph each, as in a glossary."""
    if not _heads_paragraph(reader, page, row):
        return False
    found = False
    for steps in (-4, -2, 0):
        found |= _are_entries(reader, page, _neighbour(reader, page, row, steps))
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
    for steps in (-1, 1):
        other = _neighbour(reader, page, row, steps)
        if other >= 0 and matched[other] < 0 and end[other] - start[other] <= LONGEST_LINE:
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
def _asks(text, end):
    """Whether what ends at `end` is a question."""
    point, _ = decode_before(text, end)
    return point in _QUESTION_MARKS


@inner
def _answers(reader, page, matched, row):
    """Whether the block at `row` is an answer: "Nein.", or another short sentence that a question stands over."""
    start, end, letters = reader.start[row], reader.end[row], reader.signals.letters
    if _count_words(reader.text, start, end) > LONGEST_ANSWER or last_class(reader.text, start, end, letters) != STOP:
        return False
    count, _, _ = read_words(reader.text, start, end, letters, reader.words)
    if count > 0 and _means(reader, 0, count, CLOSING):
        return True
    above = _neighbour(reader, page, row, -1)
    return above >= 0 and matched[above] < 0 and _asks(reader.text, reader.end[above])


@inner
def _is_told_again(reader, page, row):
    """Whether the block at `row` is one of three in a row with the same words: a song says "More" again, no menu."""
    found = False
    for steps in (-1, 0, 1):
        middle = _neighbour(reader, page, row, steps)
        above = _neighbour(reader, page, middle, -1) if middle >= 0 else -1
        below = _neighbour(reader, page, middle, 1) if middle >= 0 else -1
        if above >= 0 and below >= 0:
            found |= _is_same(reader, above, middle) and _is_same(reader, middle, below)
    return found


@inner
def _is_announced(reader, page, matched, row, listed):
    """Whether a sentence that ends with a colon is right above the block at `row`, or the block at `listed` is."""
    text, start, end = reader.text, reader.start, reader.end
    above = _neighbour(reader, page, row, -1)
    if above < 0 or above == listed:
        return above >= 0
    if matched[above] >= 0 or end[above] - start[above] < LEAST_SENTENCE or text[end[above] - 1] != _COLON:
        return False
    return _has_small(text, start[above], end[above], reader.signals.letters)[0]


@kernel
def spare_text(matched, strong, page, reader):
    """Undo, in place, matches of what reads like text or stands where text does, and make those in lists weak.

    matched: int32; strong: bool; of shape (b,); the rest as the module says. Returns `matched`.
    """
    listed = -1  # the last item of a list that a sentence announces
    for row in range(len(matched)):
        if matched[row] < 0:
            continue
        beside = _goes_on(reader, page, matched, row) or _is_one_of_facts(reader, page, matched, row)
        beside |= _is_refrain(reader, page, matched, row) or _answers(reader, page, matched, row)
        if beside or _tells_speech(reader, row) or _is_entry(reader, page, row):
            matched[row] = -1
        elif strong[row]:
            strong[row] = not _is_item(reader, page, row)
        elif _is_announced(reader, page, matched, row, listed):
            matched[row] = -1
            listed = row
        elif _is_told_again(reader, page, row):
            matched[row] = -1
    return matched
