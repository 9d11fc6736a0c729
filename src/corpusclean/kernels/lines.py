"""Whole lines in their normalised form, looked up among those of a site and those of all sites."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.phrases import WHOLE, find, key_of
from corpusclean.kernels.sieve import may_begin_phrase
from corpusclean.kernels.words import ALWAYS, read_words


@kernel
def match_whole(matcher, starts, ends, sites, lines):
    """The number of the entry that each block reads like, int32, shape (b,); -1 for none.

    matcher: Matcher, by whose rules text is normalised; starts, ends: int64, sites: uint64 (the key of the block's
    site; 0: none), of shape (b,); lines: the sieve (uint64) of the entries, their keys (uint64, a hash table) and the
    entry in each slot (int32). An entry of a site has the site's key folded into its own.
    """
    text, rules, line = matcher
    sieve, keys, entries = lines
    matched = np.full(len(starts), -1, np.int32)
    for row in range(len(starts)):
        start, end = starts[row], ends[row]
        if not 0 < end - start <= rules.limit or not may_begin_phrase(text, start, end, rules.fold, sieve):
            continue
        words, _ = read_words(matcher, start, end, ALWAYS)
        if words <= 0:
            continue
        slot = find(keys, key_of(line[words].hash, WHOLE))
        if slot < 0 and sites[row] != 0:
            slot = find(keys, key_of(line[words].hash ^ sites[row], WHOLE))
        if slot >= 0:
            matched[row] = entries[slot]
    return matched
