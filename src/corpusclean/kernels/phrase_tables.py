"""Making the table of phrases: hashes of lines, keys, the table itself, and the hints that spare look-ups in it."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.letters import FACTOR, SKIP, read_letter
from corpusclean.kernels.phrases import HINT_BITS, STEM_BITS, key_of, mix, pair_of
from corpusclean.kernels.words import ALWAYS, read_words


@kernel
def powers(count):
    """The powers of the hash's factor: uint64, shape (count,)."""
    table = np.empty(count, np.uint64)
    value = np.uint64(1)
    for i in range(count):
        table[i] = value
        value *= FACTOR
    return table


@kernel
def fill(phrase_keys, flags, slots):
    """A table of `slots` slots (a power of two): keys (uint64), the phrase in each (int32; -1: none), flags (uint64).

    phrase_keys, flags: uint64, both of shape (p,), p < slots. Where a key comes again, its first phrase counts, and the
    flags of all of them.
    """
    keys = np.zeros(slots, np.uint64)
    phrases = np.full(slots, -1, np.int32)
    joined = np.zeros(slots, np.uint64)
    for phrase in range(len(phrase_keys)):
        key = phrase_keys[phrase]
        slot = int(key >> np.uint64(40)) & (slots - 1)
        while keys[slot] != 0 and keys[slot] != key:
            slot = (slot + 1) & (slots - 1)
        if keys[slot] == 0:
            keys[slot] = key
            phrases[slot] = phrase
        joined[slot] |= flags[phrase]
    return keys, phrases, joined


@kernel
def pairs_of(openings, seconds):
    """The hashes of pairs of phrases with these hashes: uint64, all of shape (p,)."""
    pairs = np.empty(len(openings), np.uint64)
    for i in range(len(openings)):
        pairs[i] = pair_of(openings[i], seconds[i])
    return pairs


@kernel
def keys_of(values, places):
    """The keys of phrases with these hashes (uint64) at these places (uint8): uint64, all of shape (p,)."""
    keys = np.empty(len(values), np.uint64)
    for i in range(len(values)):
        keys[i] = key_of(values[i], places[i])
    return keys


@kernel
def hash_lines(matcher, starts, ends):
    """The hash of every line's normalised form, and its words (0: none or too many): uint64, int32, of shape (b,).

    matcher: Matcher; starts, ends: int64, shape (b,).
    """
    line = matcher.line
    values = np.zeros(len(starts), np.uint64)
    counts = np.zeros(len(starts), np.int32)
    for row in range(len(starts)):
        words, _ = read_words(matcher, starts[row], ends[row], ALWAYS)
        if words > 0:
            values[row] = line[words].hash
            counts[row] = words
    return values, counts


@inner
def _set_bit(bits, value, length):
    """Set the bit for this hash, in a table of 2**length of them."""
    bit = int(mix(value) >> np.uint64(64 - length))
    bits[bit >> 3] |= 1 << (bit & 7)


@kernel
def make_hints(values):
    """The bits for phrases with these hashes (uint64): uint8, shape (2**(HINT_BITS - 3),)."""
    hints = np.zeros(1 << (HINT_BITS - 3), np.uint8)
    for value in values:
        _set_bit(hints, value, HINT_BITS)
    return hints


@kernel
def make_stems(matcher, starts, ends):
    """The bits for the first words of phrases, of one, two and so on but never all: uint8, shape (2**(STEM_BITS - 3),).

    Arguments as of `hash_lines`. A joiner or apostrophe counts as the end of a word here: others leave it out, or write
    a space.
    """
    text, rules, line = matcher
    stems = np.zeros(1 << (STEM_BITS - 3), np.uint8)
    for row in range(len(starts)):
        position = starts[row]
        while position < ends[row]:
            _, kind, after = read_letter(text, position, ends[row], rules.fold)
            if kind == SKIP:
                words, _ = read_words(matcher, starts[row], position, ALWAYS)
                _set_bit(stems, line[max(words, 0)].hash, STEM_BITS)
            position = after
        words, _ = read_words(matcher, starts[row], ends[row], ALWAYS)
        for word in range(1, words):
            _set_bit(stems, line[word].hash, STEM_BITS)
    return stems
