"""What says that a block is one of several parts of a text that have the same form: entries, facts, clauses, questions.

`reader` is a kernels.heads.Reader of all blocks, `page` the row of the page of each, `matched` the rule that matches
it: int32, shape (b,).
"""

from corpusclean.kernels import inner
from corpusclean.kernels.around import count_words, is_same, neighbour
from corpusclean.kernels.head_words import CAPITAL, STOP, last_class, letter_of
from corpusclean.kernels.heads import SENTENCE, is_prose
from corpusclean.kernels.utf8 import decode, decode_before
from corpusclean.kernels.verses import LONGEST_LINE

HEADING_WORDS = 3  # above a sentence; one above a paragraph

_QUESTION_MARKS = (0x3F, 0x37E, 0x61F, 0xFF1F)  # the Latin, Greek, Arabic and wide one
_COLON, _SPACE, _ZERO, _NINE = 0x3A, 0x20, 0x30, 0x39


@inner
def asks(text, end):
    """Whether what ends at `end` is a question."""
    point, _ = decode_before(text, end)
    return point in _QUESTION_MARKS


@inner
def _is_closed(reader, matched, row):
    """Whether the block at `row`, if that is one, ends like a sentence, and no rule matches it."""
    if row < 0 or matched[row] >= 0:
        return False
    return last_class(reader.text, reader.start[row], reader.end[row], reader.signals.letters) == STOP


@inner
def _heads_text(reader, page, matched, row):
    """Whether a few words stand at `row`, if that is one, with a sentence below them; or one, with a paragraph."""
    if row < 0:
        return False
    below = neighbour(reader, page, row, 1)
    if below < 0 or (matched[below] >= 0 and reader.end[below] - reader.start[below] <= SENTENCE):
        return False  # before anything is read: below most matches is another one
    words = count_words(reader.text, reader.start[row], reader.end[row])
    if words > HEADING_WORDS:
        return False
    if words == 1 and is_prose(reader.text, reader.start[below], reader.end[below], reader.signals.letters):
        return True
    return _is_closed(reader, matched, below) and not _is_closed(reader, matched, row)


@inner
def _are_entries(reader, page, matched, first):
    """Whether different words at `first`, and two and four blocks below it, head a text each."""
    if not _heads_text(reader, page, matched, first):
        return False
    second, third = neighbour(reader, page, first, 2), neighbour(reader, page, first, 4)
    if not (_heads_text(reader, page, matched, second) and _heads_text(reader, page, matched, third)):
        return False
    return not (is_same(reader, first, second) or is_same(reader, second, third) or is_same(reader, first, third))


@inner
def is_entry(reader, page, matched, row):
    """Whether `row` is one of three headings in a row with a text below each, as in a glossary."""
    if not _heads_text(reader, page, matched, row):
        return False
    found = False
    for steps in (-4, -2, 0):
        found |= _are_entries(reader, page, matched, neighbour(reader, page, row, steps))
    return found


@inner
def _value_of(text, start, end):
    """Where the value begins in text[start:end] if that is a name and a value with a colon and a space, else `end`."""
    for position in range(start + 1, end - 2):
        if text[position] == _COLON and text[position + 1] == _SPACE:
            return position + 2
    return end


@inner
def is_fact(text, start, end):
    """Whether text[start:end] is a name and a value, with a colon and a space between them."""
    return _value_of(text, start, end) < end


@inner
def _is_free_line(reader, matched, row):
    """Whether the block at `row`, if that is one, is short and no rule matches it."""
    return row >= 0 and matched[row] < 0 and reader.end[row] - reader.start[row] <= LONGEST_LINE


@inner
def _is_free_fact(reader, matched, row):
    """Whether the block at `row`, if that is one, is a short name and value that no rule matches."""
    return _is_free_line(reader, matched, row) and is_fact(reader.text, reader.start[row], reader.end[row])


@inner
def is_one_of_facts(reader, page, matched, row):
    """Whether `row` is a name and a value beside others that no rule matches.

    Beside a number ("Reviews: 231") one is enough; beside what begins with no capital ("Tag: a strip of lead") two in a
    row are.
    """
    text, end = reader.text, reader.end[row]
    above, below = neighbour(reader, page, row, -1), neighbour(reader, page, row, 1)
    if not (_is_free_line(reader, matched, above) or _is_free_line(reader, matched, below)):
        return False
    value = _value_of(text, reader.start[row], end)
    if value == end:
        return False
    needed = 1 if _ZERO <= text[end - 1] <= _NINE else 2
    if needed == 2 and letter_of(decode(text, value)[0], reader.signals.letters)[0] == CAPITAL:
        return False
    above = below = 0
    while above < needed and _is_free_fact(reader, matched, neighbour(reader, page, row, -1 - above)):
        above += 1
    while below < needed and _is_free_fact(reader, matched, neighbour(reader, page, row, 1 + below)):
        below += 1
    return above + below >= needed


@inner
def _has_same_word(reader, one, other):
    """Whether two blocks begin with the same word, and go on."""
    text, first, second = reader.text, reader.start[one], reader.start[other]
    size = 0
    last = min(reader.end[one] - first, reader.end[other] - second)
    while size < last and text[first + size] == text[second + size] and text[first + size] != _SPACE:
        size += 1
    return 0 < size < last and text[first + size] == text[second + size] == _SPACE


@inner
def is_above_sentence(reader, page, matched, row):
    """Whether the block below the one at `row` ends like a sentence, and no rule matches it."""
    return _is_closed(reader, matched, neighbour(reader, page, row, 1))


@inner
def is_clause(reader, page, matched, row):
    """Whether `row`, above a sentence, heads it as one two blocks away with the same first word does: "§ 4 ..."."""
    found = False
    for steps in (-2, 2):
        other = neighbour(reader, page, row, steps)
        if other >= 0 and matched[other] < 0 and _has_same_word(reader, row, other):
            found |= _is_closed(reader, matched, neighbour(reader, page, other, 1))
    return found


@inner
def is_question(reader, page, matched, row):
    """Whether the block at `row`, above a sentence, asks, and so does one two blocks away."""
    if not asks(reader.text, reader.end[row]):
        return False
    found = False
    for steps in (-2, 2):
        other = neighbour(reader, page, row, steps)
        found |= other >= 0 and matched[other] < 0 and asks(reader.text, reader.end[other])
    return found
