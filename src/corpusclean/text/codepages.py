"""The single-byte code pages that text may have been read in by mistake, as tables for a kernel."""

from typing import NamedTuple

import numpy as np
from ftfy import bad_codecs, chardata
from numpy.typing import NDArray

from corpusclean.model import U8

U16 = NDArray[np.uint16]

# Beyond ftfy's ten: the others that Arabic, Hebrew and Russian pages are commonly read in.
FURTHER = ("sloppy-windows-1256", "sloppy-windows-1255", "koi8-r", "cp866")

# In these the bytes that begin a UTF-8 sequence are quotation marks and dashes, which do stand before accented letters:
# read as MacRoman, the French l’état would be UTF-8. Trusted to ftfy's judgement only.
PUNCTUATING = ("macroman", "cp437")


class CodePages(NamedTuple):
    """The code pages, one bit each in the masks; the lowest bits are ftfy's, in the order in which ftfy tries them.

    `letters` has shape (0x10000,): the number of a character among those in any code page, 0 for the others. By such
    numbers: `possible`, the code pages that have the character; `leads` and `trails`, those in which its byte may begin
    or continue a UTF-8 sequence. `coded` has shape (code pages, letters): its byte.
    """

    letters: U16
    possible: U16
    leads: U16
    trails: U16
    coded: U8


def code_page_names() -> tuple[str, ...]:
    """The names of the code pages, in the order of their bits."""
    bad_codecs.ok()  # registers the sloppy ones
    return (*chardata.CHARMAP_ENCODINGS, *FURTHER)


def build_code_pages(names: tuple[str, ...]) -> CodePages:
    """The tables of these code pages (at most 16)."""
    upper = [bytes(range(0x80, 0x100)).decode(name, "replace") for name in names]
    alphabet = sorted({character for page in upper for character in page} - {"\ufffd"})
    number = {character: row for row, character in enumerate(alphabet, 1)}
    letters = np.zeros(0x10000, np.uint16)
    letters[[ord(character) for character in alphabet]] = range(1, len(alphabet) + 1)
    coded = np.zeros((len(names), len(alphabet) + 1), np.uint8)
    for row, page in enumerate(upper):
        for byte, character in enumerate(page, 0x80):
            if character != "\ufffd":
                coded[row, number[character]] = byte
    return CodePages(
        letters=letters,
        possible=_mask(coded >= 0x80),
        leads=_mask((coded >= 0xC2) & (coded <= 0xF4)),
        trails=_mask((coded >= 0x80) & (coded <= 0xBF)),
        coded=coded,
    )


def _mask(holds: NDArray[np.bool_]) -> U16:
    """Rows of truth values to bits: bit i of a column is set where row i holds."""
    bits = (1 << np.arange(len(holds), dtype=np.uint16))[:, None]
    masks: U16 = np.bitwise_or.reduce(np.where(holds, bits, 0), axis=0).astype(np.uint16)
    return masks
