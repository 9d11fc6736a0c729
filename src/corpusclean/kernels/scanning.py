"""Finding the next byte of some kind, eight or 64 at a time: one loop, whatever the kind is."""

import numpy as np

from corpusclean.kernels import inner
from corpusclean.kernels.characters import lowest_bit

# Eight bytes at a time: adding to the low seven bits of every byte sets its high bit where the byte is not the one
# that is looked for; no sum carries into the next byte.
LOW = np.uint64(0x7F7F7F7F7F7F7F7F)
HIGH = np.uint64(0x8080808080808080)
UP_TO_SPACE = np.uint64(0x6060606060606060)
BLOCK = np.uint64(64)
EVERY = ~np.uint64(0)
ZERO = np.uint64(0)
ONE = np.uint64(1)
THREE = np.uint64(3)
SEVEN = np.uint64(7)
EIGHT = np.uint64(8)


def finder(is_wanted, wanted_in):
    """A function find(text, words, position, stop): the first wanted byte of text[position:stop], or `stop`.

    is_wanted(byte): whether a byte is; wanted_in(word): the high bits of those bytes of a uint64 that are, with no
    other bit set. text: uint8, shape (n,); words: the same bytes as uint64, shape (n // 8,). The place in a word comes
    from its lowest bit: looking at its bytes one by one takes twice as long where a text has a line break every 200.
    """

    @inner
    def pass_others(text, at, last):
        """The first position, from `at` on in steps of 64, from which 64 bytes hold a wanted one or go over `last`."""
        while at + BLOCK <= last:
            found = np.uint8(0)
            for i in range(at, at + BLOCK):  # compiled to vector instructions: 20 GB/s
                found = np.uint8(found + np.uint8(is_wanted(text[i])))
            if found:
                break
            at += BLOCK
        return at

    @inner
    def find(text, words, position, stop):
        at, end = np.uint64(position), np.uint64(stop)
        last = min(end, np.uint64(len(words)) << THREE)
        if at < last:
            base = at & ~SEVEN
            found = wanted_in(words[base >> THREE]) & (EVERY << ((at & SEVEN) << THREE))
            if found == ZERO:
                base = pass_others(text, base + EIGHT, last)
                while base < last and found == ZERO:
                    found = wanted_in(words[base >> THREE])
                    base += EIGHT
                base -= EIGHT
            if found != ZERO:
                return np.int64(min(base + (np.uint64(lowest_bit(found)) >> THREE), end))
            at = min(base + EIGHT, end)
        while at < end and not is_wanted(text[at]):
            at += ONE
        return np.int64(at)

    return find
