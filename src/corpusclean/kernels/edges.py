"""The edges of blocks: whether residue may be cut off there, told by the few characters that stand there."""

from corpusclean.kernels import inner
from corpusclean.kernels.sieve import may_end_phrase
from corpusclean.kernels.utf8 import decode_before, is_space

LEAST_REST = 20  # bytes of a block that must be left

STOPS = (0x2E, 0x3002, 0x964, 0x6D4)  # . 。 । ۔
ASKS = (0x3F, 0xFF1F, 0x61F)  # ? ？ ؟
CLOSING = (0x22, 0x27, 0x29, 0x5D, 0xBB, 0x2019, 0x201C, 0x201D, 0x203A, 0x300D)  # " ' ) ] » ’ “ ” › 」


@inner
def step_back(text, start, position):
    """The last character of text[start:position] that is no space, and where it begins; 0 where there is none."""
    while position > start:
        point, length = decode_before(text, position)
        position -= length
        if not is_space(point):
            return point, position
    return 0, start


@inner
def _ends_sentence(text, start, end):
    """Whether text[start:end] ends with a full stop, but not with several, or asks: prose does, residue hardly ever."""
    point, before = step_back(text, start, end)
    while point in CLOSING:
        point, before = step_back(text, start, before)
    if point in STOPS:
        point, _ = step_back(text, start, before)
        return point not in STOPS
    return point in ASKS


@inner
def may_have_tail(text, start, end, fold, sieve):
    """Whether residue may end text[start:end]: a phrase does, and no sentence."""
    if end - start <= LEAST_REST or _ends_sentence(text, start, end):
        return False
    return may_end_phrase(text, start, end, fold, sieve)
