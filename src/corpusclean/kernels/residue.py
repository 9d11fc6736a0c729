"""Looking short blocks up in the rules: a normalised form, its hashes, and the tables of phrases.

The normalised form of a block is the sequence of its folded letters; every number is one letter, and what is neither
(spaces, punctuation, arrows, emoji, marks on letters) does not count. Words stay known as boundaries in that sequence,
and since the hash is a polynomial one, modulo 2**64, the hash of any run of words is two look-ups and a product.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel
from corpusclean.kernels.utf8 import decode

# Classes in the fold table; every other value is the folded letter itself.
GAP, SKIP, COLON, STOP, DIGIT = 0, 1, 2, 3, 4
NUMBER = 5  # what every number becomes
OTHER_LETTER = 6  # what every letter beyond the basic plane becomes

# Shapes of a phrase: the whole block, or the beginning or the end of one, with something beside it.
WHOLE, BEFORE_NAME, BEFORE_REST, BEFORE_TEXT, AFTER_NAME, AFTER_REST, AFTER_TEXT = range(7)
AFTER_COLON = 8  # added to a BEFORE shape: a colon must stand between the phrase and the rest

MAX_WORDS = 64  # in a block that rules look at
NAME_WORDS = 4  # in what {name} stands for
REST_WORDS = 16  # in what {rest} stands for

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SALTS = np.array([0, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB], np.uint64)  # whole, beginning, end


class Tables(NamedTuple):
    """The rules as the kernels read them; see `fill` for the hash tables.

    Per slot, a phrase: `keys` (0: empty), the number of its rule, its shape. Per rule: whether it is weak.
    """

    keys: NDArray[np.uint64]
    rules: NDArray[np.int32]
    shapes: NDArray[np.uint8]
    weak: NDArray[np.bool_]
    kept: NDArray[np.uint64]  # keys of lines that no rule may take
    fold: NDArray[np.uint16]  # shape (65536,)
    power: NDArray[np.uint64]  # shape (limit + 1,)
    longest: int  # words in the longest phrase
    limit: int  # bytes in a block that is looked at


class Line(NamedTuple):
    """Room for one block's words while it is looked at; each array has MAX_WORDS + 1 entries."""

    hashes: NDArray[np.uint64]
    letters: NDArray[np.int32]
    colons: NDArray[np.bool_]
    first_slot: NDArray[np.int32]
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
def _classify(point, fold):
    """The class or folded letter of a code point. fold: uint16, shape (65536,)."""
    if point < 0x10000:
        return int(fold[point])
    return GAP if 0x1F000 <= point < 0x20000 else OTHER_LETTER


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
def read_words(text, start, end, fold, hashes, letters, colons):
    """Normalise text[start:end]: returns its number of words (-1: too many) and whether it ends like a sentence.

    text: uint8, shape (n,); fold: uint16, shape (65536,). Filled in, each of shape (MAX_WORDS + 1,): hashes (uint64)
    and letters (int32), the hash and the number of all letters before word i; colons (bool), whether a colon stands
    right before word i. Numbers are words of their own; neighbouring ones ("1,234", "12/2017") are one.
    """
    words = 0
    value = np.uint64(0)
    count = 0
    inside = GAP  # what the open word is made of: nothing, NUMBER or letters
    colon = False
    stops = 0  # sentence marks since the last letter: "..." does not end a sentence
    previous_number = False
    position = start
    while position < end:
        point, length = decode(text, position)
        kind = _classify(point, fold)
        after = position + length
        if point == 0x25:
            after = _placeholder_end(text, position, end)
            kind = DIGIT if after > position else GAP
            after = max(after, position + length)
        elif kind == DIGIT and inside != NUMBER and inside != GAP:
            inside = GAP
        position = after
        if kind == SKIP:
            continue
        if kind == DIGIT:
            position = _magnitude_end(text, position, end)
            stops = 0
            if inside == NUMBER:
                continue
            inside = NUMBER
            if previous_number:
                continue
            if words == MAX_WORDS:
                return -1, False
            hashes[words], letters[words], colons[words] = value, count, colon
            words += 1
            value = value * _FACTOR + np.uint64(NUMBER)
            count += 1
            colon = False
            previous_number = True
        elif kind >= OTHER_LETTER:
            if inside != OTHER_LETTER:
                if words == MAX_WORDS:
                    return -1, False
                hashes[words], letters[words], colons[words] = value, count, colon
                words += 1
                inside = OTHER_LETTER
                previous_number = False
                colon = False
            value = value * _FACTOR + np.uint64(kind)
            count += 1
            stops = 0
        else:
            inside = GAP
            if kind == COLON:
                colon = True
            elif kind == STOP:
                stops += 1
    hashes[words], letters[words], colons[words] = value, count, colon
    return words, stops == 1


@kernel
def span_hash(hashes, letters, power, first, last):
    """The hash of the words from `first` up to, not including, `last`."""
    return hashes[last] - hashes[first] * power[letters[last] - letters[first]]


@kernel
def key_of(value, place):
    """The key in the table of a phrase with this hash; place 0: whole, 1: beginning, 2: end of a block."""
    key = (value ^ _SALTS[place]) * _MIX
    key ^= key >> np.uint64(32)
    key *= _MIX
    return key | np.uint64(1)  # 0 marks an empty slot


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
def fill(phrase_keys, slots):
    """A table of `slots` slots (a power of two) and the phrase in each: keys (uint64), phrases (int32; -1: none).

    phrase_keys: uint64, shape (p,), p < slots; where a key comes again, its first phrase counts.
    """
    keys = np.zeros(slots, np.uint64)
    phrases = np.full(slots, -1, np.int32)
    for phrase in range(len(phrase_keys)):
        key = phrase_keys[phrase]
        slot = int(key >> np.uint64(40)) & (slots - 1)
        while keys[slot] != 0 and keys[slot] != key:
            slot = (slot + 1) & (slots - 1)
        if keys[slot] == 0:
            keys[slot] = key
            phrases[slot] = phrase
    return keys, phrases


@kernel
def keys_of(values, shapes):
    """The keys of phrases with these hashes (uint64) and shapes (uint8): uint64, all of shape (p,)."""
    keys = np.empty(len(values), np.uint64)
    for i in range(len(values)):
        kind = shapes[i] & 7
        keys[i] = key_of(values[i], 0 if kind == WHOLE else 1 if kind <= BEFORE_TEXT else 2)
    return keys


@kernel
def hash_lines(text, starts, ends, fold):
    """The hash of every line's normalised form (uint64) and its words (int32; 0: none or too many), of shape (b,).

    text: uint8, shape (n,); starts, ends: int64, shape (b,); fold: uint16, shape (65536,).
    """
    values = np.zeros(len(starts), np.uint64)
    counts = np.zeros(len(starts), np.int32)
    hashes = np.empty(MAX_WORDS + 1, np.uint64)
    letters = np.empty(MAX_WORDS + 1, np.int32)
    colons = np.empty(MAX_WORDS + 1, np.bool_)
    for row in range(len(starts)):
        words, _ = read_words(text, starts[row], ends[row], fold, hashes, letters, colons)
        if words > 0:
            values[row] = hashes[words]
            counts[row] = words
    return values, counts


@kernel
def _fits(shape, beside, sentence, colon):
    """Whether a phrase of this shape may have `beside` words next to it in the block."""
    if beside == 0 or (shape >= AFTER_COLON and not colon):
        return False
    kind = shape & 7
    if kind == BEFORE_TEXT or kind == AFTER_TEXT:
        return True
    if kind == AFTER_NAME or kind == AFTER_REST:
        return beside <= (NAME_WORDS if kind == AFTER_NAME else REST_WORDS)
    return not sentence and beside <= (NAME_WORDS if kind == BEFORE_NAME else REST_WORDS)


@kernel
def _match_whole(line, words, rules):
    """The slot of the phrase that is the whole block, or -1. line: Line; rules: Tables."""
    return find(rules.keys, key_of(line.hashes[words], 0))


@kernel
def _match_ends(line, words, sentence, rules):
    """The slot of the longest phrase that begins the block and may, or else ends it; or -1."""
    for last in range(min(words - 1, rules.longest), 0, -1):
        slot = find(rules.keys, key_of(line.hashes[last], 1))
        if slot >= 0 and _fits(rules.shapes[slot], words - last, sentence, line.colons[last]):
            return slot
    for first in range(max(1, words - rules.longest), words):
        slot = find(rules.keys, key_of(span_hash(line.hashes, line.letters, rules.power, first, words), 2))
        if slot >= 0 and _fits(rules.shapes[slot], first, sentence, False):
            return slot
    return -1


@kernel
def _match_row(line, words, rules):
    """The first phrase's slot if whole phrases fill the block end to end ("Like this: Like Loading..."), or -1.

    Also returned: whether the row counts as strong, that is, holds three phrases or only strong ones. Of several
    ways to cut the block the one with the fewest weak phrases counts.
    """
    first_slot, weak, pieces = line.first_slot, line.weak, line.pieces
    first_slot[0] = 0
    weak[0] = pieces[0] = 0
    for last in range(1, words + 1):
        first_slot[last] = -1
        for first in range(max(0, last - rules.longest), last):
            if first_slot[first] < 0:
                continue
            slot = find(rules.keys, key_of(span_hash(line.hashes, line.letters, rules.power, first, last), 0))
            if slot < 0:
                continue
            cost = weak[first] + rules.weak[rules.rules[slot]]
            if first_slot[last] < 0 or cost < weak[last]:
                first_slot[last] = slot if first == 0 else first_slot[first]
                weak[last] = cost
                pieces[last] = pieces[first] + 1
    return first_slot[words], weak[words] == 0 or pieces[words] >= 3


@kernel
def _match(text, start, end, rules, line):
    """The rule that matches text[start:end] (-1: none), and whether it takes the block wherever it stands."""
    words, sentence = read_words(text, start, end, rules.fold, line.hashes, line.letters, line.colons)
    if words <= 0 or find(rules.kept, key_of(line.hashes[words], 0)) >= 0:
        return -1, False
    slot = _match_whole(line, words, rules)
    if slot < 0:
        slot = _match_ends(line, words, sentence, rules)
    if slot >= 0:
        return rules.rules[slot], not rules.weak[rules.rules[slot]]
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
