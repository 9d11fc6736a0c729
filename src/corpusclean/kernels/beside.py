"""What says that a block is text though a phrase of a rule matches it: a list, a wrapped line, a glossary, speech.

Only blocks that a phrase matches are looked at. `reader` is a kernels.heads.Reader of all blocks, `page` the row of the
page of each: int32, shape (b,).
"""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.around import count_words, has_small, is_same, neighbour
from corpusclean.kernels.head_words import CLOSING, SPAN, SPEECH, STOP, hash_of, last_class, read_words
from corpusclean.kernels.heads import is_prose
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.utf8 import decode, decode_before
from corpusclean.kernels.verses import (
    LEAST_VERSES,
    LONGEST_LINE,
    REFRAIN,
    find_verses,
    goes_on,
    is_refrain,
    is_told_again,
)

LEAST_SENTENCE = 40  # bytes
VERB_WORDS = 2  # in the longest verb of speech: "added that"
LONGEST_ANSWER = 3  # words

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
def _is_item(reader, page, row):
    """Whether the block at `row` is an item of a list: another one is right before or after it."""
    bullet = bullet_of(reader.text, reader.start[row], reader.end[row])
    beside = False
    for steps in (-1, 1):
        other = neighbour(reader, page, row, steps) if bullet != 0 else -1
        if other >= 0:
            beside |= bullet_of(reader.text, reader.start[other], reader.end[other]) == bullet
    return beside


@inner
def _is_paragraph(reader, row):
    """Whether a block that is not blank is a paragraph."""
    return is_prose(reader.text, reader.start[row], reader.end[row], reader.signals.letters)


@inner
def _heads_paragraph(reader, page, row):
    """Whether one word stands at `row`, if that is one, with a paragraph below it."""
    if row < 0 or count_words(reader.text, reader.start[row], reader.end[row]) != 1:
        return False
    below = neighbour(reader, page, row, 1)
    return below >= 0 and _is_paragraph(reader, below)


@inner
def _are_entries(reader, page, first):
    """Whether different words at `first`, and two and four blocks below it, head a paragraph each."""
    if not _heads_paragraph(reader, page, first):
        return False
    second, third = neighbour(reader, page, first, 2), neighbour(reader, page, first, 4)
    if not (_heads_paragraph(reader, page, second) and _heads_paragraph(reader, page, third)):
        return False
    return not (is_same(reader, first, second) or is_same(reader, second, third) or is_same(reader, first, third))


@inner
def _is_entry(reader, page, row):
    """Whether `row` is one of three different words in a row that head a paragraph each, as in a glossary."""
    if not _heads_paragraph(reader, page, row):
        return False
    found = False
    for steps in (-4, -2, 0):
        found |= _are_entries(reader, page, neighbour(reader, page, row, steps))
    return found


@inner
def is_fact(text, start, end):
    """Whether text[start:end] is a name and a value, with a colon and a space between them."""
    found = False
    for position in range(start + 1, end - 2):
        found |= text[position] == _COLON and text[position + 1] == _SPACE
    return found


@inner
def _is_one_of_facts(reader, page, matched, row):
    """Whether `row` is a name and a number ("Reviews: 231") beside a name and a value that no rule matches."""
    text, start, end = reader.text, reader.start, reader.end
    if not _ZERO <= text[end[row] - 1] <= _NINE or not is_fact(text, start[row], end[row]):
        return False
    beside = False
    for steps in (-1, 1):
        other = neighbour(reader, page, row, steps)
        if other >= 0 and matched[other] < 0 and end[other] - start[other] <= LONGEST_LINE:
            beside |= is_fact(text, start[other], end[other])
    return beside


@inner
def _means(reader, first, last, meaning):
    """Whether the words from `first` up to `last` in `reader.words` are a verb of speech, or what else it may be."""
    signals = reader.signals
    slot = find(signals.keys, key_of(hash_of(reader.words, first, last), SPAN))
    return slot >= 0 and signals.flags[slot] & meaning != 0


@inner
def _tells_speech(reader, row):
    """Whether the closed block at `row` is a sentence with a verb of speech in it, not as its first word."""
    start, end = reader.start[row], reader.end[row]
    if end - start < LEAST_SENTENCE:
        return False
    count, _, _ = read_words(reader.text, start, end, reader.signals.letters, reader.words)
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
    """Whether the closed block at `row` is an answer: "Nein.", or a short sentence that a question stands over."""
    start, end = reader.start[row], reader.end[row]
    if count_words(reader.text, start, end) > LONGEST_ANSWER:
        return False
    count, _, _ = read_words(reader.text, start, end, reader.signals.letters, reader.words)
    if count > 0 and _means(reader, 0, count, CLOSING):
        return True
    above = neighbour(reader, page, row, -1)
    return above >= 0 and matched[above] < 0 and _asks(reader.text, reader.end[above])


@inner
def _is_announced(reader, page, matched, row, listed):
    """Whether a sentence that ends with a colon is right above the block at `row`, or the block at `listed` is."""
    text, start, end = reader.text, reader.start, reader.end
    above = neighbour(reader, page, row, -1)
    if above < 0 or above == listed:
        return above >= 0
    if matched[above] >= 0 or end[above] - start[above] < LEAST_SENTENCE or text[end[above] - 1] != _COLON:
        return False
    return has_small(text, start[above], end[above], reader.signals.letters)


@inner
def _is_closed_text(reader, page, matched, row):
    """Whether the block at `row` ends like a sentence, and is an answer or tells what somebody says."""
    if last_class(reader.text, reader.start[row], reader.end[row], reader.signals.letters) != STOP:
        return False
    return _answers(reader, page, matched, row) or _tells_speech(reader, row)


@kernel
def spare_text(matched, strong, page, reader):
    """Undo, in place, matches of what reads like text or stands where text does, and make those in lists weak.

    matched: int32; strong: bool; of shape (b,); the rest as the module says. Returns `matched`.
    """
    verses = find_verses(reader, page)
    listed = -1  # the last item of a list that a sentence announces
    near = 0  # verses that a refrain at `row` could have
    for row in range(-REFRAIN, len(matched)):
        near += row + REFRAIN < len(matched) and verses[row + REFRAIN]
        near -= row > REFRAIN and verses[row - REFRAIN - 1]
        if row < 0 or matched[row] < 0:
            continue
        sung = near >= LEAST_VERSES and is_refrain(reader, page, matched, row, verses)
        beside = sung or goes_on(reader, page, matched, row, verses) or _is_one_of_facts(reader, page, matched, row)
        if beside or _is_closed_text(reader, page, matched, row) or _is_entry(reader, page, row):
            matched[row] = -1
        elif strong[row]:
            strong[row] = not _is_item(reader, page, row)
        elif _is_announced(reader, page, matched, row, listed):
            matched[row] = -1
            listed = row
        elif is_told_again(reader, page, row):
            matched[row] = -1
    return matched
