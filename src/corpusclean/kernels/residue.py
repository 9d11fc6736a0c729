"""Looking short blocks up in the rules: a normalised form, its hashes, and the tables of phrases.

The normalised form of a block is the sequence of its folded letters; every number is one letter, so is every name of a
service ("Facebook"), and what is neither (spaces, punctuation, arrows, emoji, marks on letters) does not count. Words
stay known as boundaries in that sequence, and since the hash is a polynomial one, modulo 2**64, the hash of any run of
words is two look-ups and a product.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel
from corpusclean.kernels.utf8 import decode, decode_before

# Classes in the fold table; every other value is the folded letter itself.
GAP, SKIP, COLON, STOP, DIGIT = 0, 1, 2, 3, 4
NUMBER = 5  # what every number becomes
SERVICE = 6  # what every name of a service becomes
LETTER = 7  # what every letter beyond the basic plane becomes; the others are their own numbers, from 0x20 on

# Where in a block a phrase stands: it is the whole of it, or its beginning or end with something beside it.
WHOLE, BEGINNING, END = 0, 1, 2
# What may stand beside it: flags, since one phrase may come from several rules.
NAME, REST, TEXT = 1, 2, 4
AFTER_COLON = 8  # times one of the three: only if a colon stands between the two

MAX_WORDS = 64  # in a block that rules look at
NAME_WORDS = 4  # in what {name} stands for
REST_WORDS = 16  # in what {rest} stands for
FIRST_LETTERS = 8  # of a block that the sieve looks at
LAST_LETTERS = 4
SIEVE_BITS = 21  # 256 kB: it stays in the cache
STEM_BITS = 22

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SALTS = np.array([0, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB], np.uint64)  # whole, beginning, end


class Tables(NamedTuple):
    """The rules as the kernels read them; see `fill` for the hash tables.

    Per slot, a phrase: `keys` (0: empty), the number of its rule, what may stand beside it, and whether it is weak:
    matched only where something else supports it. Per rule: its language (0: any).
    """

    sieve: NDArray[np.uint8]  # bits: hashes of the first letters of phrases, and of the last of those at an end
    stems: NDArray[np.uint8]  # bits: hashes of the first words of phrases, of as many as may be
    keys: NDArray[np.uint64]
    rules: NDArray[np.int16]
    beside: NDArray[np.uint8]
    weak: NDArray[np.bool_]
    languages: NDArray[np.int16]
    kept: NDArray[np.uint64]  # keys of lines that no rule may take
    services: NDArray[np.uint64]  # keys of words that name a service
    fold: NDArray[np.uint16]  # shape (65536,)
    small: NDArray[np.bool_]  # shape (65536,): the code point is a small letter that has a capital
    power: NDArray[np.uint64]  # shape (limit + 1,)
    longest: int  # words in the longest phrase
    limit: int  # bytes in a block that is looked at


class Line(NamedTuple):
    """Room for one block's words while it is looked at; each array has MAX_WORDS + 1 entries."""

    hashes: NDArray[np.uint64]
    letters: NDArray[np.int32]
    colons: NDArray[np.bool_]
    small: NDArray[np.bool_]
    first_slot: NDArray[np.int32]
    language: NDArray[np.int32]
    weak: NDArray[np.int32]
    pieces: NDArray[np.int32]


@kernel
def powers(count):
    """The powers of the hash's factor: uint64, shape (count,)."""
    table = np.empty(count, np.uint64)
    value = np.uint64(1)
    for i in range(count):
        table[i] = value
        value *= _FACTOR
    return table


@kernel
def key_of(value, place):
    """The key in the table of a phrase with this hash that is the WHOLE, the BEGINNING or the END of a block."""
    key = (value ^ _SALTS[place]) * _MIX
    key ^= key >> np.uint64(32)
    key *= _MIX
    return key | np.uint64(1)  # 0 marks an empty slot


@kernel
def _classify(point, fold):
    """The class or folded letter of a code point. fold: uint16, shape (65536,)."""
    if point < 0x10000:
        return int(fold[point])
    return GAP if 0x1F000 <= point < 0x20000 else LETTER


@kernel
def _placeholder_end(text, position, end):
    """Where `%d`, `%s` or `%1$s` ends that begins at `position`; `position` itself if none does."""
    i = position + 1
    while i < end and 0x30 <= text[i] <= 0x39:
        i += 1
    if i < end and text[i] == 0x24:
        i += 1
    if i < end and (text[i] == 0x64 or text[i] == 0x73):
        if i + 1 == end or not (0x61 <= (text[i + 1] | 0x20) <= 0x7A):
            return i + 1
    return position


@kernel
def _magnitude_end(text, position, end):
    """Where a `K` or `M` ends that follows a number directly, as in `1.2K shares`; `position` if none does."""
    if position < end and ((text[position] | 0x20) == 0x6B or (text[position] | 0x20) == 0x6D):
        if position + 1 == end or (text[position + 1] < 0x80 and not 0x61 <= (text[position + 1] | 0x20) <= 0x7A):
            return position + 1
    return position


@kernel
def _opens_quote(point):
    """Whether this is a quotation mark that a title may begin with."""
    return point == 0x22 or point == 0xAB or point == 0x2018 or 0x201C <= point <= 0x201E or point == 0x300C


@kernel
def _read_letter(text, position, end, fold):
    """The character at `position`: its code point, its class or folded letter, and where the next one begins.

    A number with what belongs to it ("1.2K", `%d`) begins with a DIGIT.
    """
    point, length = decode(text, position)
    kind = _classify(point, fold)
    after = position + length
    if point == 0x25:
        placeholder_end = _placeholder_end(text, position, end)
        if placeholder_end > position:
            return point, DIGIT, placeholder_end
    elif kind == DIGIT:
        after = _magnitude_end(text, after, end)
    return point, kind, after


@kernel
def find(keys, key):
    """The slot of a key in an open-addressing table (a power of two of slots), or -1. keys: uint64, shape (slots,)."""
    mask = len(keys) - 1
    slot = int(key >> np.uint64(40)) & mask
    while keys[slot] != 0:
        if keys[slot] == key:
            return slot
        slot = (slot + 1) & mask
    return -1


@kernel
def _made_of(point, kind):
    """What a word is made of that holds this character: GAP (it holds none), DIGIT, LETTER, or LETTER + 1 (East Asia)."""
    if kind < DIGIT:
        return GAP
    return DIGIT if kind == DIGIT else LETTER + (0x2E80 <= point < 0xFB00)


@kernel
def _bit(value, place, bits):
    """The bit, one of 2**bits, for letters of this hash at the BEGINNING or the END of a block."""
    return int(key_of(value, place) >> np.uint64(64 - bits))


@kernel
def _passes(sieve, value, place):
    """Whether a phrase begins (place BEGINNING) or ends (END) with letters of this hash. sieve: uint8."""
    bit = _bit(value, place, SIEVE_BITS)
    return (sieve[bit >> 3] >> (bit & 7)) & 1 != 0


@kernel
def _goes_on(stems, value):
    """Whether a phrase begins with the words of this hash and goes on (now and then a wrong yes). stems: uint8."""
    bit = _bit(value, WHOLE, STEM_BITS)
    return (stems[bit >> 3] >> (bit & 7)) & 1 != 0


@kernel
def _first_letters(text, start, end, fold):
    """The hash of the first FIRST_LETTERS letters of text[start:end], or of those before a NUL."""
    value = np.uint64(0)
    count = 0
    number = False
    while start < end and count < FIRST_LETTERS and text[start] != 0:
        _, kind, start = _read_letter(text, start, end, fold)
        if kind < DIGIT or (kind == DIGIT and number):
            continue
        number = kind == DIGIT
        value = value * _FACTOR + np.uint64(NUMBER if number else kind)
        count += 1
    return value


@kernel
def _last_letters(text, start, end, fold):
    """The hash of the last LAST_LETTERS letters of text[start:end]; of fewer where a number or the start cuts in."""
    value = np.uint64(0)
    power = np.uint64(1)
    count = 0
    while end > start and count < LAST_LETTERS:
        point, length = decode_before(text, end)
        end -= length
        kind = _classify(point, fold)
        if kind == DIGIT:
            break
        if kind >= LETTER:
            value += np.uint64(kind) * power
            power *= _FACTOR
            count += 1
    return value


@kernel
def _may_begin_phrase(text, start, end, rules):
    """Whether a phrase begins like text[start:end]; most prose is left here, after eight letters.

    A phrase of fewer letters counts only where a word ends after them.
    """
    fold, sieve = rules.fold, rules.sieve
    value = np.uint64(0)
    count = 0
    inside = GAP
    position = start
    while position < end and count < FIRST_LETTERS:
        point, kind, position = _read_letter(text, position, end, fold)
        if kind == SKIP:
            continue
        made_of = _made_of(point, kind)
        if made_of != inside and inside >= DIGIT and _passes(sieve, value, BEGINNING):
            return True
        if kind >= DIGIT and not (kind == DIGIT and inside == DIGIT):
            value = value * _FACTOR + np.uint64(NUMBER if kind == DIGIT else kind)
            count += 1
        inside = made_of
    return count > 0 and _passes(sieve, value, BEGINNING)


@kernel
def _is_service(services, word, length):
    """Whether a word of this hash and number of letters names a service. services: uint64, a hash table."""
    return length > 0 and find(services, key_of(word, WHOLE)) >= 0


@kernel
def read_words(text, start, end, rules, line):
    """Normalise text[start:end]: returns its number of words (-1: too many) and whether it ends like a sentence.

    text: uint8, shape (n,); rules: Tables; line: Line, filled in. Numbers are words of their own, and neighbouring
    ones ("1,234", "12/2017") are one; so are Han, Kana and Hangul beside other letters.
    """
    fold, capitalised, services = rules.fold, rules.small, rules.services  # each look-up in a tuple costs 10 ns
    hashes, letters, colons, small = line.hashes, line.letters, line.colons, line.small
    words = 0
    value = np.uint64(0)  # the hash of all letters, of those before the open word, of those in it
    before = value
    word = value
    count = 0
    length = 0  # letters in the open word
    inside = GAP  # what the open word is made of: nothing, DIGIT, LETTER or, from East Asia, LETTER + 1
    after_number = False
    colon = False
    stops = 0  # sentence marks since the last letter: "..." does not end a sentence
    last_gap = 0
    position = start
    while position < end:
        point, kind, position = _read_letter(text, position, end, fold)
        if kind == SKIP:
            continue
        made_of = _made_of(point, kind)
        if made_of != inside:
            if inside >= LETTER and _is_service(services, word, length):
                value = before * _FACTOR + np.uint64(SERVICE)
                count -= length - 1
            length = 0
        if kind < DIGIT:
            inside = GAP
            last_gap = point
            colon |= kind == COLON
            stops += kind == STOP
            continue
        stops = 0
        if made_of != inside:
            repeated = made_of == DIGIT and after_number
            inside = made_of
            if repeated:
                continue
            if words == MAX_WORDS:
                return -1, False
            hashes[words] = value
            letters[words] = count
            colons[words] = colon
            small[words] = point < 0x10000 and capitalised[point] and not _opens_quote(last_gap)
            words += 1
            colon = False
            last_gap = 0
            after_number = made_of == DIGIT
            before = value
            word = np.uint64(0)
        elif made_of == DIGIT:
            continue
        letter = np.uint64(NUMBER if made_of == DIGIT else kind)
        value = value * _FACTOR + letter
        word = word * _FACTOR + letter
        count += 1
        length += 1
    if inside >= LETTER and _is_service(services, word, length):
        value = before * _FACTOR + np.uint64(SERVICE)
        count -= length - 1
    hashes[words] = value
    letters[words] = count
    return words, stops == 1


@kernel
def span_hash(hashes, letters, power, first, last):
    """The hash of the words from `first` up to, not including, `last`."""
    return hashes[last] - hashes[first] * power[letters[last] - letters[first]]


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
def keys_of(values, places):
    """The keys of phrases with these hashes (uint64) at these places (uint8): uint64, all of shape (p,)."""
    keys = np.empty(len(values), np.uint64)
    for i in range(len(values)):
        keys[i] = key_of(values[i], places[i])
    return keys


@kernel
def hash_lines(text, starts, ends, rules, line):
    """The hash of every line's normalised form, and its words (0: none or too many): uint64, int32, of shape (b,).

    text: uint8, shape (n,); starts, ends: int64, shape (b,); rules: Tables; line: Line, room to work in.
    """
    values = np.zeros(len(starts), np.uint64)
    counts = np.zeros(len(starts), np.int32)
    for row in range(len(starts)):
        words, _ = read_words(text, starts[row], ends[row], rules, line)
        if words > 0:
            values[row] = line.hashes[words]
            counts[row] = words
    return values, counts


@kernel
def make_sieve(text, starts, ends, places, fold):
    """The sieve that lets pass what begins, or for phrases with place END what ends, like one of these phrases.

    text: uint8, shape (n,), the phrases one after the other; starts, ends: int64, places: uint8, of shape (p,); fold:
    uint16, shape (65536,). A phrase counts up to the letter before a NUL, which stands for any name of a service.
    """
    sieve = np.zeros(1 << (SIEVE_BITS - 3), np.uint8)
    for phrase in range(len(starts)):
        if places[phrase] == END:
            bit = _bit(_last_letters(text, starts[phrase], ends[phrase], fold), END, SIEVE_BITS)
        else:
            bit = _bit(_first_letters(text, starts[phrase], ends[phrase], fold), BEGINNING, SIEVE_BITS)
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
            point, kind, after = _read_letter(text, position, ends[row], rules.fold)
            if kind == SKIP:
                words, _ = read_words(text, starts[row], position, rules, line)
                bit = _bit(line.hashes[max(words, 0)], WHOLE, STEM_BITS)
                stems[bit >> 3] |= 1 << (bit & 7)
            position = after
        words, _ = read_words(text, starts[row], ends[row], rules, line)
        for word in range(1, words):
            bit = _bit(line.hashes[word], WHOLE, STEM_BITS)
            stems[bit >> 3] |= 1 << (bit & 7)
    return stems


@kernel
def _may_begin(beside, line, last, words, sentence):
    """Whether a phrase that allows `beside` may be the first `last` of a block's words.

    What follows a phrase in furniture is a name, a title, a date: short, not closed like a sentence, and, if no colon
    comes before it, not going on with a small letter, as "Posted in the north, he wrote home" does.
    """
    if line.colons[last]:
        beside |= beside // AFTER_COLON
    elif line.small[last]:
        beside &= TEXT
    if sentence:
        beside &= TEXT
    rest = words - last
    return (beside & TEXT) or (beside & REST and rest <= REST_WORDS) or (beside & NAME and rest <= NAME_WORDS)


@kernel
def _match_beginning(line, words, sentence, rules):
    """The slot of the longest phrase that is the beginning of the block and may be, or -1."""
    found = -1
    for last in range(1, min(words - 1, rules.longest) + 1):
        slot = find(rules.keys, key_of(line.hashes[last], BEGINNING))
        if slot >= 0 and _may_begin(int(rules.beside[slot]), line, last, words, sentence):
            found = slot
        if not _goes_on(rules.stems, line.hashes[last]):
            break
    return found


@kernel
def _match_end(line, words, rules):
    """The slot of the longest phrase that is the end of the block and may be, or -1."""
    for first in range(max(1, words - rules.longest), words):
        slot = find(rules.keys, key_of(span_hash(line.hashes, line.letters, rules.power, first, words), END))
        if slot >= 0:
            beside = rules.beside[slot]
            if beside & TEXT or first <= (REST_WORDS if beside & REST else NAME_WORDS):
                return slot
    return -1


@kernel
def _extend_row(line, first, last, slot, rules):
    """Note in `line` that a row of phrases reaches from word `first` to `last` by the phrase in this slot."""
    language = rules.languages[rules.rules[slot]]
    if language != 0 and line.language[first] != 0 and language != line.language[first]:
        return
    weak = line.weak[first] + rules.weak[slot]
    if line.first_slot[last] < 0 or weak < line.weak[last]:
        line.first_slot[last] = slot if first == 0 else line.first_slot[first]
        line.language[last] = max(language, line.language[first])
        line.weak[last] = weak
        line.pieces[last] = line.pieces[first] + 1


@kernel
def _match_row(line, words, rules):
    """The first phrase's slot if whole phrases of one language fill the block ("Like this: Like Loading..."), or -1.

    Also returned: whether the row is strong, that is, has a strong phrase. A row that holds weak ones needs three
    phrases. Of several ways to cut the block the one with the fewest weak phrases counts.
    """
    line.first_slot[0] = line.language[0] = line.weak[0] = line.pieces[0] = 0
    line.first_slot[1 : words + 1] = -1
    for first in range(words):
        if line.first_slot[first] < 0:
            continue
        for last in range(first + 1, min(first + rules.longest, words) + 1):
            value = span_hash(line.hashes, line.letters, rules.power, first, last)
            slot = find(rules.keys, key_of(value, WHOLE))
            if slot >= 0:
                _extend_row(line, first, last, slot, rules)
            if not _goes_on(rules.stems, value):
                break
    if line.weak[words] > 0 and line.pieces[words] < 3:
        return -1, False
    return line.first_slot[words], line.weak[words] < line.pieces[words]


@kernel
def _match(text, start, end, rules, line):
    """The rule that matches text[start:end] (-1: none), and whether it takes the block wherever it stands.

    One word alone that begins small may be the end of a wrapped line, and is weak; a comma at the end says the same.
    """
    begins = _may_begin_phrase(text, start, end, rules)
    ends = _passes(rules.sieve, _last_letters(text, start, end, rules.fold), END)
    if text[end - 1] == 0x2C or not (begins or ends):
        return -1, False
    words, sentence = read_words(text, start, end, rules, line)
    if words <= 0 or find(rules.kept, key_of(line.hashes[words], WHOLE)) >= 0:
        return -1, False
    slot = find(rules.keys, key_of(line.hashes[words], WHOLE))
    if slot < 0 and begins:
        slot = _match_beginning(line, words, sentence, rules)
    if slot < 0 and ends:
        slot = _match_end(line, words, rules)
    if slot >= 0:
        return rules.rules[slot], not rules.weak[slot] and (words > 1 or not line.small[0])
    slot, strong = _match_row(line, words, rules)
    return (rules.rules[slot], strong) if slot >= 0 else (-1, False)


@kernel
def match_blocks(text, starts, ends, rules, line):
    """The rule that matches each block whatever stands around it: int32, -1 for none; and bool, whether it is strong.

    text: uint8, shape (n,); starts, ends: int64, shape (b,); rules: Tables; line: Line, room to work in.
    """
    matched = np.full(len(starts), -1, np.int32)
    strong = np.zeros(len(starts), np.bool_)
    for row in range(len(starts)):
        if 0 < ends[row] - starts[row] <= rules.limit:
            matched[row], strong[row] = _match(text, starts[row], ends[row], rules, line)
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
