"""The table of phrases: what is known of each, and how a hash of letters is looked up in it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inlined, inner

# Where in a block a phrase stands: it is the whole of it, or its beginning or end with something beside it; or it is
# the OPENING of a PAIR, whose second half stands after a gap. LAST is for the sieve alone: it may end a longer block.
WHOLE, BEGINNING, END, OPENING, PAIR, LAST = range(6)
# What may stand beside it: flags, since one phrase may come from several rules.
NAME, REST, TEXT = 1, 2, 4
AFTER_COLON = 8  # times one of the three: only if a colon stands between the two
LIST, AFTER_ARROW = 64, 128  # some names with commas between them; something short behind an arrow

NAME_WORDS = 4  # in what {name} stands for
REST_WORDS = 16  # in what {rest} stands for
GAP_WORDS = 12  # in what {gap} stands for, at most
HALF_WORDS = 8  # in the second half of a pair

STEM_BITS, HINT_BITS = 22, 21  # of a hash; 512 and 256 kB: they stay in the cache, which the table itself does not

_MIX = np.uint64(0xD6E8FEB86659FD93)
_PLACE = np.uint64(7)  # the bits of a key that tell the place


# What is known of the phrase in a slot of the hash table: its key (0: the slot is empty); the number of its rule; where
# its languages stand in `Phrases.languages`; what may stand beside it; and whether it is matched only where something
# else supports it. 16 bytes, so that key and all else come from memory together.
_SLOT = [
    ("key", np.uint64),
    ("rule", np.int16),
    ("languages", np.uint16),
    ("beside", np.uint8),
    ("weak", np.bool_),
]
SLOT = np.dtype((np.record, np.dtype(_SLOT, align=True)))  # records, so that the kernels are plain Python as well


class Phrases(NamedTuple):
    """The phrases of rules: what the kernels need that match words; `phrase_tables` makes them."""

    slots: NDArray[np.void]  # SLOT
    languages: NDArray[np.uint64]  # sets of languages, a bit each: those that a phrase's rules are for
    hints: NDArray[np.uint8]  # bits: hashes of phrases, at whatever place
    stems: NDArray[np.uint8]  # bits: hashes of the first words of phrases, of as many as may be
    power: NDArray[np.uint64]  # shape (limit + 1,)
    longest: int  # words in the longest phrase


class Tables(NamedTuple):
    """The rules as the kernels read them: the phrases, and what blocks are normalised and sifted with."""

    phrases: Phrases
    sieve: NDArray[np.uint64]  # bits: hashes of the first letters of phrases, and of the last of those at an end
    kept: NDArray[np.uint64]  # keys of lines that no rule may take
    services: NDArray[np.uint64]  # keys of words that name a service
    fold: NDArray[np.uint16]  # shape (65536,)
    small: NDArray[np.bool_]  # shape (65536,): the code point is a small letter that has a capital
    limit: int  # bytes in a block that is looked at


@inlined
def mix(value):
    """A hash of letters with its bits mixed, as tables need them: uint64."""
    value *= _MIX
    value ^= value >> np.uint64(32)
    return value * _MIX


@inlined
def key_at(mixed, place):
    """The key of a phrase at this place, of whose hash this is the mix; the keys of all places are found together."""
    return (mixed | _PLACE) ^ np.uint64(place)


@inlined
def key_of(value, place):
    """The key in the table of a phrase with this hash that is the WHOLE, the BEGINNING or the END of a block."""
    return key_at(mix(value), place)


@inlined
def find(keys, key):
    """The slot of a key in an open-addressing table (a power of two of slots), or -1. keys: uint64, shape (slots,)."""
    mask = len(keys) - 1
    slot = int(key >> np.uint64(40)) & mask
    while keys[slot] != 0:
        if keys[slot] == key:
            return slot
        slot = (slot + 1) & mask
    return -1


@inner
def pair_of(opening, second):
    """The hash of a pair of phrases with these hashes."""
    return opening * _MIX + second


@inlined
def may_be_phrase(phrases, mixed):
    """Whether there may be a phrase, at whatever place, of whose hash this is the mix."""
    bit = int(mixed >> np.uint64(64 - HINT_BITS))
    return (phrases.hints[bit >> 3] >> (bit & 7)) & 1 != 0


@inlined
def find_phrase(slots, key):
    """The slot of the phrase with this key, or -1. slots: SLOT, a power of two of them."""
    mask = len(slots) - 1
    slot = int(key >> np.uint64(40)) & mask
    while slots[slot].key != 0:
        if slots[slot].key == key:
            return slot
        slot = (slot + 1) & mask
    return -1


@inlined
def slot_of(phrases, value, place):
    """The slot of the phrase with this hash at this place, or -1.

    For most there is none, and the hints say so without a look into the table.
    """
    mixed = mix(value)
    return find_phrase(phrases.slots, key_at(mixed, place)) if may_be_phrase(phrases, mixed) else -1


@inlined
def goes_on(phrases, value):
    """Whether a phrase begins with the words of this hash and goes on (now and then a wrong yes)."""
    bit = int(mix(value) >> np.uint64(64 - STEM_BITS))
    return (phrases.stems[bit >> 3] >> (bit & 7)) & 1 != 0
