"""Which characters of a block are among those that nearly all of Chinese, Japanese and Thai is written with.

They stand alone and fold to themselves, so that nothing more needs to be looked up about them: two thirds of the time
to find tokens in such texts. As in `corpusclean.kernels.wide`, vectors are spelled out, and there is a plain twin.
"""

import numpy as np
from numba.extending import overload

from corpusclean.kernels import inner
from corpusclean.kernels.wide import begins_in_ranges, finder_in

EIGHT = np.uint64(8)
LOW_BYTE = np.uint64(0xFF)
HAN_OR_KANA, LAST_HAN = np.uint64(0xE3), np.uint64(0xE9)
THAI, THAI_1, THAI_2 = np.uint64(0xE0), np.uint64(0xB8), np.uint64(0xB9)

RANGES = (
    ((0xE5, 0xE8), (0x80, 0xBF), (0x80, 0xBF)),  # Han, U+5000 to U+8FFF
    ((0xE4, 0xE4), (0xB8, 0xBF), (0x80, 0xBF)),  # Han, U+4E00 to U+4FFF
    ((0xE9, 0xE9), (0x80, 0xBE), (0x80, 0xBF)),  # Han, U+9000 to U+9FBF
    ((0xE3, 0xE3), (0x81, 0x81), (0x81, 0xBF)),  # Hiragana, U+3041 to U+307F
    ((0xE3, 0xE3), (0x82, 0x82), (0x80, 0x96)),  # Hiragana, U+3080 to U+3096
    ((0xE3, 0xE3), (0x82, 0x82), (0xA1, 0xBF)),  # Katakana, U+30A1 to U+30BF
    ((0xE3, 0xE3), (0x83, 0x83), (0x80, 0xBA)),  # Katakana, U+30C0 to U+30FA
    ((0xE0, 0xE0), (0xB8, 0xB8), (0x81, 0xB0)),  # Thai, U+0E01 to U+0E30
    ((0xE0, 0xE0), (0xB9, 0xB9), (0x80, 0x86)),  # Thai, U+0E40 to U+0E46
)
"""Characters of three bytes: the least and the highest first, second and third byte."""


@inner
def begins_unspaced(word):
    """Whether the character in the low bytes of `word` (uint64) may be one of these, or is at least Thai or Lao.

    Of a block's first character beyond ASCII it tells whether it is worth looking for them.
    """
    first, second = word & LOW_BYTE, (word >> EIGHT) & LOW_BYTE
    return (first >= HAN_OR_KANA) & (first <= LAST_HAN) | (first == THAI) & ((second == THAI_1) | (second == THAI_2))


def find_singles(data, position):
    """Which of the bytes of a block begin one of these characters: a mask, uint64, a bit a byte.

    data: uint8, two bytes longer at least than the block that begins at `position`.
    """
    return begins_in_ranges(data, position, RANGES)


_find_singles = finder_in(RANGES)


@overload(find_singles, inline="always")
def _overload_find_singles(data, position):
    return lambda data, position: _find_singles(data, np.uint64(position))
