"""Which characters of a block are letters in runs that fold to themselves: most of what is written beyond ASCII.

Nothing more needs to be looked up about them: half of the time to find tokens in Arabic and in Cyrillic. They are found
as in `corpusclean.kernels.singles`, and there is a plain twin.
"""

import numpy as np
from numba.extending import overload

from corpusclean.kernels.wide import begins_in_ranges, finder_in

LATIN = (
    ((0xC3, 0xC3), (0xA0, 0xB6)),  # U+00E0 to U+00F6
    ((0xC3, 0xC3), (0xB8, 0xBF)),  # U+00F8 to U+00FF
)
OF_TWO_BYTES = (
    ((0xCE, 0xCE), (0xAC, 0xAF)),  # Greek, U+03AC to U+03AF
    ((0xCE, 0xCE), (0xB1, 0xBF)),  # Greek, U+03B1 to U+03BF
    ((0xCF, 0xCF), (0x83, 0x8E)),  # Greek, U+03C3 to U+03CE
    ((0xD0, 0xD0), (0xB0, 0xBF)),  # Cyrillic, U+0430 to U+043F
    ((0xD1, 0xD1), (0x80, 0x9F)),  # Cyrillic, U+0440 to U+045F
    ((0xD7, 0xD7), (0x90, 0xAA)),  # Hebrew, U+05D0 to U+05EA
    ((0xD8, 0xD8), (0xA0, 0xBF)),  # Arabic, U+0620 to U+063F
    ((0xD9, 0xD9), (0x80, 0x8A)),  # Arabic, U+0640 to U+064A
    ((0xDA, 0xDA), (0x80, 0xBF)),  # Arabic, U+0680 to U+06BF
    ((0xDB, 0xDB), (0x80, 0x93)),  # Arabic, U+06C0 to U+06D3
)
OF_THREE_BYTES = (
    ((0xE0, 0xE0), (0xA4, 0xA4), (0x84, 0xB9)),  # Devanagari, U+0904 to U+0939
    ((0xEA, 0xEA), (0xB0, 0xBF), (0x80, 0xBF)),  # Hangul, U+AC00 to U+AFFF
    ((0xEB, 0xEC), (0x80, 0xBF), (0x80, 0xBF)),  # Hangul, U+B000 to U+CFFF
    ((0xED, 0xED), (0x80, 0x9D), (0x80, 0xBF)),  # Hangul, U+D000 to U+D77F
)
GROUPS = LATIN, OF_TWO_BYTES, OF_THREE_BYTES

# Where the first bytes of the groups begin, but for those of the first.
TWO, THREE = 0xCE, 0xE0


def find_steady(data, position, lead):
    """Which bytes of a block begin such letters of the group that the byte `lead` begins one of: a mask, uint64.

    data: uint8, two bytes longer at least than the block that begins at `position`.
    """
    return begins_in_ranges(data, position, GROUPS[int(lead >= TWO) + int(lead >= THREE)])


_find_latin, _find_two, _find_three = map(finder_in, GROUPS)


@overload(find_steady, inline="always")
def _overload_find_steady(data, position, lead):
    def find(data, position, lead):
        if lead < TWO:
            return _find_latin(data, np.uint64(position))
        if lead < THREE:
            return _find_two(data, np.uint64(position))
        return _find_three(data, np.uint64(position))

    return find
