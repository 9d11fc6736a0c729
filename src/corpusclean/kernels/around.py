"""The blocks around a block, as kernels.beside looks at them: which they are, and what is known of each at a glance."""

from corpusclean.kernels import inner
from corpusclean.kernels.head_words import LOWER, letter_of
from corpusclean.kernels.utf8 import decode

_SPACE = 0x20


@inner
def neighbour(reader, page, row, steps):
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
def count_words(text, start, end):
    """How many words text[start:end] has, as spaces part them."""
    count = 1
    for position in range(start, end):
        count += text[position] == _SPACE
    return count


@inner
def begins_small(text, start, letters):
    """Whether a small letter begins at text[start]. letters: see kernels.head_words.Signals."""
    return letter_of(decode(text, start)[0], letters)[0] == LOWER


@inner
def has_small(text, start, end, letters):
    """Whether a small letter is in text[start:end]."""
    found = False
    position = start
    while position < end and not found:
        point, length = decode(text, position)
        found = letter_of(point, letters)[0] == LOWER
        position += length
    return found


@inner
def is_same(reader, one, other):
    """Whether two blocks have the same bytes, but for the case of ASCII letters."""
    text, start, end = reader.text, reader.start, reader.end
    if end[one] - start[one] != end[other] - start[other]:
        return False
    same = True
    for i in range(end[one] - start[one]):
        same &= text[start[one] + i] | 0x20 == text[start[other] + i] | 0x20
    return same
