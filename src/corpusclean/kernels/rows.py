"""Rows of phrases: how far whole phrases of one language, one after the other, reach in a block."""

import numpy as np

from corpusclean.kernels import inner
from corpusclean.kernels.phrases import WHOLE, goes_on, slot_of
from corpusclean.kernels.words import span_hash

ANY = np.uint64(0xFFFFFFFFFFFFFFFF)  # all languages, a bit each


@inner
def _extend_row(line, first, last, slot, phrases):
    """Note in `line` that a row that reaches up to word `first` reaches `last` by the phrase in this slot."""
    languages = line[first].languages & phrases.languages[phrases.slots[slot].languages]
    if languages == 0:
        return
    weak = line[first].weak + phrases.slots[slot].weak
    if line[last].first_slot < 0 or weak < line[last].weak:
        line[last].first_slot = slot if line[first].pieces == 0 else line[first].first_slot
        line[last].languages = languages
        line[last].weak = weak
        line[last].pieces = line[first].pieces + 1


@inner
def fill_row(line, begin, words, phrases):
    """Find out how far whole phrases of one language reach from word `begin` on ("Like this: Like Loading...").

    Filled in are `first_slot`, for every word up to which they reach that of the first phrase, else -1; and of the
    way to get there that has the fewest weak phrases how many `weak` ones and `pieces` it has.
    """
    line[begin].first_slot = line[begin].weak = line[begin].pieces = 0
    line[begin].languages = ANY
    for last in range(begin + 1, words + 1):
        line[last].first_slot = -1
    for first in range(begin, words):
        if line[first].first_slot < 0:
            continue
        for last in range(first + 1, min(first + phrases.longest, words) + 1):
            value = span_hash(line, phrases.power, first, last)
            slot = slot_of(phrases, value, WHOLE)
            if slot >= 0:
                _extend_row(line, first, last, slot, phrases)
            if not goes_on(phrases, value):
                break
