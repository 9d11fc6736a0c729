"""Short phrases that anybody may write on a line of their own: they count where a page has longer ones as well."""

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.ahead import bring_block

SHORT = 40  # bytes in a short phrase, at most
WIDE, SHORT_WIDE = 0xE3, 21  # first byte of Kana, Han and Hangul, which have no spaces; seven letters of them
LEAST_LINE, LONGEST_ITEM = 40, 100  # bytes in a line that announces a list, and in an item of it
ALL = 99  # words of a rule whose phrases are all everyday ones, however long they are and whatever they hold

_STOPS = (0x2E, 0x21)  # . !
_SPACE, _COLON, _ZERO, _NINE = 0x20, 0x3A, 0x30, 0x39


@inner
def is_short(text, start, end, words):
    """Whether text[start:end] has no more than so many `words`, no figure, and no colon at its end.

    "5 comments" and "Share this:" are not what a poem or a dialogue says.
    """
    if words == ALL:
        return True
    if end - start > (SHORT_WIDE if text[start] >= WIDE else SHORT):
        return False
    spaces = 0
    figures = 0
    for position in range(start, end):
        spaces += text[position] == _SPACE
        figures += _ZERO <= text[position] <= _NINE
    return spaces < words and figures == 0 and text[end - 1] != _COLON


@inner
def _announces(text, start, end, matched, before):
    """Whether a list that a line announces goes on below text[start:end]; `before`: whether it did above.

    A line that ends with a colon and that no rule matches begins one, a closed or long line ends it.
    """
    if matched < 0 and end - start > LEAST_LINE and text[end - 1] == _COLON:
        return True
    return before and end - start <= LONGEST_ITEM and text[end - 1] not in _STOPS


@kernel
def weaken_short(blocks, matched, strong, everyday):
    """Let what is matched be weak, in place, on pages where only everyday phrases and items of lists are strong.

    A web page has more to say than "Share" and "Reply"; a poem, a dialogue and a list of verbs have not, and "the
    notice had three lines:" may stand over whatever a page may say. Returns `strong`. blocks: their text, uint8, shape
    (n,), where they start and end, int64, and the row of the page of each, int32; matched: int32; strong: bool; of
    shape (b,). everyday: int8, shape (r,): how many words a phrase of each rule has at most if it is an everyday one;
    ALL: all of them are.
    """
    text, start, end, page = blocks
    first = 0
    longer = listed = False
    for row in range(len(page) + 1):
        if row == len(page) or page[row] != page[first]:
            for short in range(first, row):
                strong[short] &= longer or matched[short] < 0
            first, longer, listed = row, False, False
        bring_block(text, start, end, row)
        if row == len(page) or start[row] == end[row]:
            continue
        if matched[row] >= 0 and strong[row] and not listed:
            longer = longer or not is_short(text, start[row], end[row], everyday[matched[row]])
        listed = _announces(text, start[row], end[row], matched[row], listed)
    return strong
