"""What says that a block is text though a phrase of a rule matches it: a list, a wrapped line, a glossary, speech.

Only blocks that a phrase matches are looked at. `reader` is a kernels.heads.Reader of all blocks, `page` the row of the
page of each: int32, shape (b,).
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.ahead import bring_block
from corpusclean.kernels.around import count_words, has_small, neighbour
from corpusclean.kernels.dates import NEWEST, OLDEST
from corpusclean.kernels.entries import asks, is_above_sentence, is_clause, is_entry, is_one_of_facts, is_question
from corpusclean.kernels.everyday import is_short
from corpusclean.kernels.head_words import CLOSING, SPAN, SPEECH, STOP, hash_of, last_class, read_words
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.utf8 import decode
from corpusclean.kernels.verses import LEAST_VERSES, REFRAIN, goes_on, is_refrain, is_told_again, mark_verses

LEAST_SENTENCE = 40  # bytes
VERB_WORDS = 2  # in the longest verb of speech: "added that"
LONGEST_ANSWER = 3  # words
FIGURES_OF_YEAR = 4

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
def _has_one_gap(text, start, end):
    """Whether spaces part text[start:end] in two."""
    gaps = 0
    for position in range(start + 1, end):
        gaps += text[position] == _SPACE and text[position - 1] != _SPACE
    return gaps == 1


@inner
def _is_item(reader, page, row):
    """Whether the block at `row` is an item of a list: another one is right beside it, or it is a bullet and a word."""
    bullet = bullet_of(reader.text, reader.start[row], reader.end[row])
    beside = bullet not in (0, _ZERO) and _has_one_gap(reader.text, reader.start[row], reader.end[row])
    for steps in (-1, 1):
        other = neighbour(reader, page, row, steps) if bullet != 0 else -1
        if other >= 0:
            beside |= bullet_of(reader.text, reader.start[other], reader.end[other]) == bullet
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
def _answers(reader, page, matched, row):
    """Whether the closed block at `row` is an answer: "Nein.", or a short sentence that a question stands over."""
    start, end = reader.start[row], reader.end[row]
    if count_words(reader.text, start, end) > LONGEST_ANSWER:
        return False
    count, _, _ = read_words(reader.text, start, end, reader.signals.letters, reader.words)
    if count > 0 and _means(reader, 0, count, CLOSING):
        return True
    above = neighbour(reader, page, row, -1)
    return above >= 0 and matched[above] < 0 and asks(reader.text, reader.end[above])


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
def _is_old(text, start, end):
    """Whether the latest year in text[start:end] is from before the web: "Copyright 1954 by the poet's estate."."""
    latest = number = figures = 0
    for position in range(start, end + 1):
        if position < end and _ZERO <= text[position] <= _NINE:
            number = number * 10 + text[position] - _ZERO
            figures += 1
            continue
        if figures == FIGURES_OF_YEAR:
            latest = max(latest, number)
        number = figures = 0
    return OLDEST <= latest < NEWEST


@inner
def _is_closed_text(reader, page, matched, row):
    """Whether the block at `row` ends like a sentence, and is an answer or tells what somebody says."""
    if last_class(reader.text, reader.start[row], reader.end[row], reader.signals.letters) != STOP:
        return False
    if _is_old(reader.text, reader.start[row], reader.end[row]):
        return True
    return _answers(reader, page, matched, row) or _tells_speech(reader, row)


@inner
def _is_part(reader, page, matched, row):
    """Whether the block at `row` is one of several parts of a text that have the same form."""
    if is_one_of_facts(reader, page, matched, row) or is_entry(reader, page, matched, row):
        return True
    if not is_above_sentence(reader, page, matched, row):
        return False
    return is_clause(reader, page, matched, row) or is_question(reader, page, matched, row)


@kernel
def spare_text(matched, strong, page, reader, everyday):
    """Undo, in place, matches of what reads like text or stands where text does, and make those in lists weak.

    matched: int32; strong: bool; of shape (b,); everyday: see kernels.everyday; the rest as the module says. Returns
    `matched`.
    """
    verses = np.zeros(len(page), np.bool_)
    mark_verses(reader, page, verses)
    _spare_rows((matched, strong, page), reader, verses, everyday)
    return matched


@inner
def _spare_rows(blocks, reader, verses, everyday):
    """As `spare_text`, for blocks (matched, strong, page), with what lines a verse may follow."""
    matched, strong, page = blocks
    listed = -1  # the last item of a list that a sentence announces
    near = 0  # verses that a refrain at `row` could have
    for row in range(-REFRAIN, len(matched)):
        near += row + REFRAIN < len(matched) and verses[row + REFRAIN]
        near -= row > REFRAIN and verses[row - REFRAIN - 1]
        bring_block(reader.text, reader.start, reader.end, row)
        if row < 0 or matched[row] < 0:
            continue
        sung = near >= LEAST_VERSES and is_refrain(reader, page, matched, row, verses)
        beside = sung or goes_on(reader, page, matched, row, verses) or _is_part(reader, page, matched, row)
        if beside or _is_closed_text(reader, page, matched, row):
            matched[row] = -1
        elif strong[row] and not is_short(reader.text, reader.start[row], reader.end[row], everyday[matched[row]]):
            strong[row] = not _is_item(reader, page, row)
        elif _is_announced(reader, page, matched, row, listed):
            matched[row] = -1
            listed = row
        elif is_told_again(reader, page, row):
            matched[row] = -1
        elif strong[row]:
            strong[row] = not _is_item(reader, page, row)
