"""Looking short blocks up in the rules: the tables of phrases, and the blocks that they match."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.signs import is_code, is_said
from corpusclean.kernels.words import (
    AFTER_COLON,
    BEGINNING,
    END,
    FACTOR,
    FINAL_LETTERS,
    GAP_WORDS,
    HALF_WORDS,
    LAST,
    LAST_LETTERS,
    NAME,
    NAME_WORDS,
    OPENING,
    PAIR,
    REST,
    REST_WORDS,
    SIEVE_BITS,
    SKIP,
    STEM_BITS,
    TEXT,
    WHOLE,
    bit_of,
    find,
    first_letters,
    goes_on,
    key_of,
    last_letters,
    may_begin_phrase,
    pair_of,
    passes,
    read_letter,
    read_words,
    span_hash,
)


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
def fill(phrase_keys, beside, slots):
    """A table of `slots` slots (a power of two): keys (uint64), the phrase in each (int32; -1: none), beside (uint8).

    phrase_keys: uint64, beside: uint8, both of shape (p,), p < slots. Where a key comes again, its first phrase
    counts, and what may stand beside any of them.
    """
    keys = np.zeros(slots, np.uint64)
    phrases = np.full(slots, -1, np.int32)
    allowed = np.zeros(slots, np.uint8)
    for phrase in range(len(phrase_keys)):
        key = phrase_keys[phrase]
        slot = int(key >> np.uint64(40)) & (slots - 1)
        while keys[slot] != 0 and keys[slot] != key:
            slot = (slot + 1) & (slots - 1)
        if keys[slot] == 0:
            keys[slot] = key
            phrases[slot] = phrase
        allowed[slot] |= beside[phrase]
    return keys, phrases, allowed


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
def hash_lines(text, starts, ends, rules, line):
    """The hash of every line's normalised form, and its words (0: none or too many): uint64, int32, of shape (b,).

    text: uint8, shape (n,); starts, ends: int64, shape (b,); rules: Tables; line: LINE, room to work in.
    """
    values = np.zeros(len(starts), np.uint64)
    counts = np.zeros(len(starts), np.int32)
    for row in range(len(starts)):
        words, _ = read_words(text, starts[row], ends[row], rules, line, False)
        if words > 0:
            values[row] = line[words].hash
            counts[row] = words
    return values, counts


@kernel
def make_sieve(text, starts, ends, places, fold):
    """The sieve that lets pass what begins, or for places END and LAST what ends, like one of these phrases.

    text: uint8, shape (n,), the phrases one after the other; starts, ends: int64, places: uint8, of shape (p,); fold:
    uint16, shape (65536,). A phrase counts up to the letter before a NUL, which stands for any name of a service.
    """
    sieve = np.zeros(1 << (SIEVE_BITS - 3), np.uint8)
    for phrase in range(len(starts)):
        start, end = starts[phrase], ends[phrase]
        if places[phrase] == END:
            bit = bit_of(last_letters(text, start, end, fold, LAST_LETTERS), END, SIEVE_BITS)
        elif places[phrase] == LAST:
            bit = bit_of(last_letters(text, start, end, fold, FINAL_LETTERS), LAST, SIEVE_BITS)
        else:
            value, place = first_letters(text, start, end, fold)
            bit = bit_of(value, place if places[phrase] == WHOLE else BEGINNING, SIEVE_BITS)
        sieve[bit >> 3] |= 1 << (bit & 7)
    return sieve


@kernel
def make_stems(text, starts, ends, rules, line):
    """The bits for the first words of phrases, of one, two and so on but never all: uint8, shape (2**(STEM_BITS - 3),).

    Arguments as of `hash_lines`; rules: Tables. A joiner or apostrophe counts as the end of a word here: others leave
    it out, or write a space.
    """
    stems = np.zeros(1 << (STEM_BITS - 3), np.uint8)
    for row in range(len(starts)):
        position = starts[row]
        while position < ends[row]:
            _, kind, after = read_letter(text, position, ends[row], rules.fold)
            if kind == SKIP:
                words, _ = read_words(text, starts[row], position, rules, line, False)
                bit = bit_of(line[max(words, 0)].hash, WHOLE, STEM_BITS)
                stems[bit >> 3] |= 1 << (bit & 7)
            position = after
        words, _ = read_words(text, starts[row], ends[row], rules, line, False)
        for word in range(1, words):
            bit = bit_of(line[word].hash, WHOLE, STEM_BITS)
            stems[bit >> 3] |= 1 << (bit & 7)
    return stems


@inner
def _may_begin(beside, line, last, words, sentence):
    """Whether a phrase that allows `beside` may be the first `last` of a block's words.

    What follows a phrase in furniture is a name, a title, a date: short, not closed like a sentence, and, if no colon
    comes before it, not going on with a small letter, as "Posted in the north, he wrote home" does.
    """
    if line[last].colon:
        beside |= beside // AFTER_COLON
    elif line[last].small:
        beside &= TEXT
    if sentence:
        beside &= TEXT
    rest = words - last
    return (beside & TEXT) or (beside & REST and rest <= REST_WORDS) or (beside & NAME and rest <= NAME_WORDS)


@inner
def _match_beginning(line, words, sentence, phrases):
    """The slot of the longest phrase that is the beginning of the block and may be, or -1."""
    found = -1
    for last in range(1, min(words - 1, phrases.longest) + 1):
        slot = find(phrases.keys, key_of(line[last].hash, BEGINNING))
        if slot >= 0 and _may_begin(int(phrases.slots[slot].beside), line, last, words, sentence):
            found = slot
        if not goes_on(phrases.stems, line[last].hash):
            break
    return found


@inner
def _match_second(line, opening, words, phrases):
    """The slot of the pair whose first half are the first `opening` words of the block, or -1."""
    for first in range(opening, min(words, opening + GAP_WORDS + 1)):
        for last in range(first + 1, min(words, first + HALF_WORDS) + 1):
            second = span_hash(line, phrases.power, first, last)
            slot = find(phrases.keys, key_of(pair_of(line[opening].hash, second), PAIR))
            if slot >= 0 and (last == words or phrases.slots[slot].beside & TEXT):
                return slot
    return -1


@inner
def _match_pair(line, words, phrases):
    """The slot of a pair of phrases with a gap between them that the block is, or begins with; else -1."""
    for opening in range(1, min(words - 1, phrases.longest) + 1):
        if find(phrases.keys, key_of(line[opening].hash, OPENING)) >= 0:
            slot = _match_second(line, opening, words, phrases)
            if slot >= 0:
                return slot
        if not goes_on(phrases.stems, line[opening].hash):
            break
    return -1


@inner
def _match_end(line, words, phrases):
    """The slot of the longest phrase that is the end of the block and may be, or -1."""
    for first in range(max(1, words - phrases.longest), words):
        slot = find(phrases.keys, key_of(span_hash(line, phrases.power, first, words), END))
        if slot >= 0:
            beside = phrases.slots[slot].beside
            if beside & TEXT or first <= (REST_WORDS if beside & REST else NAME_WORDS):
                return slot
    return -1


@inner
def _extend_row(line, begin, first, last, slot, phrases):
    """Note in `line` that a row from word `begin` on reaches from word `first` to `last` by the phrase in this slot."""
    language = phrases.slots[slot].language
    if language != 0 and line[first].language != 0 and language != line[first].language:
        return
    weak = line[first].weak + phrases.slots[slot].weak
    if line[last].first_slot < 0 or weak < line[last].weak:
        line[last].first_slot = slot if first == begin else line[first].first_slot
        line[last].language = max(language, line[first].language)
        line[last].weak = weak
        line[last].pieces = line[first].pieces + 1


@inner
def fill_row(line, begin, words, phrases):
    """Find out how far whole phrases of one language reach from word `begin` on ("Like this: Like Loading...").

    Filled in are `first_slot`, for every word up to which they reach that of the first phrase, else -1; and of the
    way to get there that has the fewest weak phrases how many `weak` ones and `pieces` it has.
    """
    line[begin].first_slot = line[begin].language = line[begin].weak = line[begin].pieces = 0
    for last in range(begin + 1, words + 1):
        line[last].first_slot = -1
    for first in range(begin, words):
        if line[first].first_slot < 0:
            continue
        for last in range(first + 1, min(first + phrases.longest, words) + 1):
            value = span_hash(line, phrases.power, first, last)
            slot = find(phrases.keys, key_of(value, WHOLE))
            if slot >= 0:
                _extend_row(line, begin, first, last, slot, phrases)
            if not goes_on(phrases.stems, value):
                break


@inner
def _match_row(line, words, phrases):
    """The first phrase's slot if whole phrases of one language fill the block, or -1.

    Also returned: whether the row is strong, that is, has a strong phrase. A row that holds weak ones needs three
    phrases.
    """
    fill_row(line, 0, words, phrases)
    if line[words].weak > 0 and line[words].pieces < 3:
        return -1, False
    return line[words].first_slot, line[words].weak < line[words].pieces


@inner
def _match(text, start, end, ends, rules, line):
    """The rule that matches text[start:end] (-1: none), and whether it takes the block wherever it stands.

    `ends` says whether the block ends like a phrase. One word alone that begins small may be the end of a wrapped line,
    and is weak. Where no rule matches, whether phrases begin the block.
    """
    phrases = rules.phrases
    words, sentence = read_words(text, start, end, rules, line, not ends)
    if words <= 0 or find(rules.kept, key_of(line[words].hash, WHOLE)) >= 0:
        return -1, False
    slot = find(phrases.keys, key_of(line[words].hash, WHOLE))
    whole = slot >= 0  # phrases fill the block
    if slot < 0:
        slot = _match_beginning(line, words, sentence, phrases)
    if slot < 0:
        slot = _match_pair(line, words, phrases)
    if slot < 0 and ends:
        slot = _match_end(line, words, phrases)
    strong = slot >= 0 and not phrases.slots[slot].weak and (words > 1 or not line[0].small)
    if slot < 0:
        slot, strong = _match_row(line, words, phrases)
        whole = True
    if slot < 0:
        return -1, True
    if whole and is_code(text, start, end):  # the rules that are about code match how it begins
        slot = _match_beginning(line, words, sentence, phrases)
    if slot < 0 or is_said(text, start, end):
        return -1, False
    return phrases.slots[slot].rule, strong


@kernel
def match_blocks(text, starts, ends, rules, line):
    """The rule that matches each block whatever stands around it: int32, -1 for none; and bool, whether it is strong.

    Where none matches, the second says whether phrases begin the block. A line that ends with a comma goes on, and is
    not looked at. text: uint8, shape (n,); starts, ends: int64, shape (b,); rules: Tables; line: LINE, room to work in.
    """
    fold, sieve = rules.fold, rules.sieve
    matched = np.full(len(starts), -1, np.int32)
    strong = np.zeros(len(starts), np.bool_)
    for row in range(len(starts)):
        start, end = starts[row], ends[row]
        if not 0 < end - start <= rules.limit or text[end - 1] == 0x2C:
            continue
        ends_so = passes(sieve, last_letters(text, start, end, fold, LAST_LETTERS), END)
        if ends_so or may_begin_phrase(text, start, end, fold, sieve):
            matched[row], strong[row] = _match(text, start, end, ends_so, rules, line)
    return matched, strong


@kernel
def drop_stray(matched, strong, page, starts, ends):
    """Undo, in place, matches of weak rules that nothing around them supports; returns `matched`.

    A run of matched blocks on one page stays if one of its blocks is strong, or if it has three blocks and begins or
    ends the page. Blank blocks (start == end) neither break nor make a run. matched: int32; strong: bool; page: int32;
    starts, ends: int64; all of shape (b,).
    """
    rows = len(matched)
    first = 0
    head = True  # no block of the page stands before the run
    while first < rows:
        if first == 0 or page[first] != page[first - 1]:
            head = True
        last = first
        supported = False
        size = 0
        while last < rows and page[last] == page[first] and (matched[last] >= 0 or starts[last] == ends[last]):
            supported |= strong[last]
            size += matched[last] >= 0
            last += 1
        tail = last == rows or page[last] != page[first]
        if not supported and not (size >= 3 and (head or tail)):
            matched[first:last] = -1
        head = False
        first = max(last, first + 1)
    return matched


@kernel
def spare_kept(rule, text, starts, ends, rules, line):
    """Undo, in place, the rule of every block that reads like a line to keep, whatever took it; returns `rule`.

    rule: int32, starts, ends: int64, of shape (b,); text: uint8, shape (n,); rules: Tables; line: LINE.
    """
    for row in range(len(rule)):
        if rule[row] >= 0 and 0 < ends[row] - starts[row] <= rules.limit:
            words, _ = read_words(text, starts[row], ends[row], rules, line, False)
            if words > 0 and find(rules.kept, key_of(line[words].hash, WHOLE)) >= 0:
                rule[row] = -1
    return rule
