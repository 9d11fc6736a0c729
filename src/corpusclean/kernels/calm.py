"""Which characters of a block need no repair, whatever calm ones or ASCII stand beside them: most of what is not Latin.

They are no part of mojibake, no marks and no controls, and in the normal form. As in `corpusclean.kernels.wide`,
vectors are spelled out, and there is a plain twin. Whether the tables of repair say the same of these characters is
looked at when they are loaded: see `corpusclean.text.repair_tables`.
"""

import numpy as np
from numba.extending import overload

from corpusclean.kernels.wide import begins_in_ranges, finder_in

# The least and the highest byte of each place. The Cyrillic capitals В, Г, Р and С are what UTF-8 read as cp1251 begins
# with, accented Latin letters what it begins with elsewhere: they are looked at one by one.
OF_TWO_BYTES = (
    ((0xCE, 0xCE), (0xA2, 0xBF)),  # Greek, U+03A2 to U+03BF
    ((0xCF, 0xCF), (0x80, 0xBF)),  # Greek, U+03C0 to U+03FF
    ((0xD0, 0xD0), (0xA2, 0xBF)),  # Cyrillic, U+0422 to U+043F
    ((0xD1, 0xD1), (0x80, 0xBF)),  # Cyrillic, U+0440 to U+047F
    ((0xD3, 0xD5), (0x80, 0xBF)),  # Cyrillic and Armenian, U+04C0 to U+057F
    ((0xD7, 0xD7), (0x90, 0xBF)),  # Hebrew, U+05D0 to U+05FF
    ((0xD8, 0xD8), (0x9B, 0xBF)),  # Arabic, U+061B to U+063F
    ((0xD9, 0xD9), (0x80, 0x8A)),  # Arabic, U+0640 to U+064A
    ((0xDA, 0xDA), (0x80, 0xBF)),  # Arabic, U+0680 to U+06BF
    ((0xDB, 0xDB), (0x80, 0x95)),  # Arabic, U+06C0 to U+06D5
)
INDIC = (
    ((0xE0, 0xE0), (0xA4, 0xA4), (0x80, 0xBB)),  # Devanagari, U+0900 to U+093B
    ((0xE0, 0xE0), (0xA6, 0xA6), (0x80, 0xBB)),  # Bengali, U+0980 to U+09BB
    ((0xE0, 0xE0), (0xA8, 0xA8), (0x80, 0xB2)),  # Gurmukhi, U+0A00 to U+0A32
    ((0xE0, 0xE0), (0xAA, 0xAA), (0x80, 0xBB)),  # Gujarati, U+0A80 to U+0ABB
    ((0xE0, 0xE0), (0xAC, 0xAC), (0x80, 0xBB)),  # Oriya, U+0B00 to U+0B3B
    ((0xE0, 0xE0), (0xAE, 0xAE), (0x80, 0xBB)),  # Tamil, U+0B80 to U+0BBB
    ((0xE0, 0xE0), (0xB0, 0xB0), (0x80, 0xBB)),  # Telugu, U+0C00 to U+0C3B
    ((0xE0, 0xE0), (0xB2, 0xB2), (0x80, 0xBB)),  # Kannada, U+0C80 to U+0CBB
    ((0xE0, 0xE0), (0xB4, 0xB4), (0x80, 0xBA)),  # Malayalam, U+0D00 to U+0D3A
    ((0xE0, 0xE0), (0xA4, 0xB5), (0x85, 0x8C)),  # of each of them, U+0905 to U+090C, U+0945 to U+094C ...
    ((0xE0, 0xE0), (0xA4, 0xA4), (0xBD, 0xBF)),  # Devanagari, U+093D to U+093F
    ((0xE0, 0xE0), (0xA5, 0xA5), (0x80, 0x84)),  # Devanagari, U+0940 to U+0944
    ((0xE0, 0xE0), (0xB8, 0xB8), (0x80, 0xB7)),  # Thai, U+0E00 to U+0E37
    ((0xE0, 0xE0), (0xB9, 0xB9), (0x80, 0x87)),  # Thai, U+0E40 to U+0E47
)
OF_THREE_BYTES = (
    ((0xE4, 0xE9), (0x80, 0xBF), (0x80, 0xBF)),  # Han, U+4000 to U+9FFF
    ((0xEB, 0xEC), (0x80, 0xBF), (0x80, 0xBF)),  # Hangul, U+B000 to U+CFFF
    ((0xEA, 0xEA), (0xB0, 0xBF), (0x80, 0xBF)),  # Hangul, U+AC00 to U+AFFF
    ((0xED, 0xED), (0x80, 0x9E), (0x80, 0xBF)),  # Hangul, U+D000 to U+D7BF
    ((0xE3, 0xE3), (0x83, 0xBF), (0x80, 0xBF)),  # Katakana, signs, Han, U+30C0 to U+3FFF
    ((0xE3, 0xE3), (0x81, 0x81), (0x81, 0xBF)),  # Hiragana, U+3041 to U+307F
    ((0xE3, 0xE3), (0x82, 0x82), (0x80, 0x96)),  # Hiragana, U+3080 to U+3096
    ((0xE3, 0xE3), (0x82, 0x82), (0xA0, 0xBF)),  # Katakana, U+30A0 to U+30BF
    ((0xE1, 0xE1), (0x83, 0x83), (0x80, 0xBF)),  # Georgian, U+10C0 to U+10FF
    ((0xE1, 0xE1), (0x88, 0x8C), (0x80, 0xBF)),  # Ethiopic, U+1200 to U+133F
)
GROUPS = OF_TWO_BYTES, INDIC, OF_THREE_BYTES

# Where the first bytes of the groups begin.
TWO, THREE, BEYOND_INDIC = 0xCE, 0xE0, 0xE1


def find_calm(data, position, lead):
    """Which bytes of a block begin calm characters of the group that `lead` begins one of: a mask, uint64.

    data: uint8, two bytes longer at least than the block that begins at `position`. Not all calm characters are found.
    """
    if lead < TWO:
        return np.uint64(0)
    return begins_in_ranges(data, position, GROUPS[(lead >= THREE) + (lead >= BEYOND_INDIC)])


_find_two, _find_indic, _find_three = map(finder_in, GROUPS)


@overload(find_calm, inline="always")
def _overload_find_calm(data, position, lead):
    def find(data, position, lead):
        if lead < TWO:
            return np.uint64(0)
        if lead < THREE:
            return _find_two(data, np.uint64(position))
        if lead < BEYOND_INDIC:
            return _find_indic(data, np.uint64(position))
        return _find_three(data, np.uint64(position))

    return find
