"""The normalised form of short blocks, in which they are compared with phrases: letters, words and their hashes.

The normalised form of a block is the sequence of its folded letters; every number is one letter, so is every name of a
service ("Facebook"), and what is neither (spaces, punctuation, arrows, emoji, marks on letters) does not count. Words
stay known as boundaries in that sequence, and since the hash is a polynomial one, modulo 2**64, the hash of any run of
words is two look-ups and a product.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.utf8 import decode, decode_before

# Classes in the fold table; every other value is the folded letter itself.
GAP, SKIP, COLON, STOP, DIGIT = 0, 1, 2, 3, 4
NUMBER = 5  # what every number becomes
SERVICE = 6  # what every name of a service becomes
LETTER = 7  # what every letter beyond the basic plane becomes; the others are their own numbers, from 0x20 on

# Where in a block a phrase stands: it is the whole of it, or its beginning or end with something beside it; or it is
# the OPENING of a PAIR, whose second half stands after a gap. LAST is for the sieve alone: it may end a longer block.
WHOLE, BEGINNING, END, OPENING, PAIR, LAST = range(6)
# What may stand beside it: flags, since one phrase may come from several rules.
NAME, REST, TEXT = 1, 2, 4
AFTER_COLON = 8  # times one of the three: only if a colon stands between the two

MAX_WORDS = 64  # in a block that rules look at
NAME_WORDS = 4  # in what {name} stands for
REST_WORDS = 16  # in what {rest} stands for
GAP_WORDS = 12  # in what {gap} stands for, at most
HALF_WORDS = 8  # in the second half of a pair
FIRST_LETTERS = 8  # of a block that the sieve looks at
LAST_LETTERS = 4  # of phrases at an END
FINAL_LETTERS = 8  # of a phrase that may be the LAST of a longer block
NO, PERHAPS, SURELY = range(3)  # whether a block begins like a phrase
SIEVE_BITS = 21  # 256 kB: it stays in the cache
STEM_BITS = 22

FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SALTS = np.array(  # by the place
    [0, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x589965CC75374CC3, 0x1D8E4E27C47D124F, 0x8EBC6AF09C88C6E3], np.uint64
)


# What is known of the phrase in a slot of a hash table: the number of its rule; the language that the rule is for (0:
# any); what may stand beside the phrase; and whether it is matched only where something else supports it.
_SLOT = [("rule", np.int16), ("language", np.int16), ("beside", np.uint8), ("weak", np.bool_)]
SLOT = np.dtype((np.record, np.dtype(_SLOT)))  # records, so that the kernels are plain Python as well


class Phrases(NamedTuple):
    """The phrases of rules: what the kernels need that match words; see `fill` for the hash tables.

    Few arrays: at every call that hands them on, Numba counts a reference to each, which costs more than a look-up.
    """

    keys: NDArray[np.uint64]  # per slot; 0: empty
    slots: NDArray[np.void]  # SLOT
    stems: NDArray[np.uint8]  # bits: hashes of the first words of phrases, of as many as may be
    power: NDArray[np.uint64]  # shape (limit + 1,)
    longest: int  # words in the longest phrase


class Tables(NamedTuple):
    """The rules as the kernels read them: the phrases, and what blocks are normalised and sifted with."""

    phrases: Phrases
    sieve: NDArray[np.uint8]  # bits: hashes of the first letters of phrases, and of the last of those at an end
    kept: NDArray[np.uint64]  # keys of lines that no rule may take
    services: NDArray[np.uint64]  # keys of words that name a service
    fold: NDArray[np.uint16]  # shape (65536,)
    small: NDArray[np.bool_]  # shape (65536,): the code point is a small letter that has a capital
    limit: int  # bytes in a block that is looked at


# Room for the words of one block while it is looked at is an array of MAX_WORDS + 1 of these: one array, since a tuple
# of many costs Numba an atomic reference count each at every call that it is handed to.
_LINE = [
    ("hash", np.uint64),  # of all letters before the word
    ("letters", np.int32),  # before the word
    ("place", np.int32),  # bytes of the block before the word
    ("first_slot", np.int32),  # this and the next three: see `kernels.residue.fill_row`
    ("language", np.int32),
    ("weak", np.int32),
    ("pieces", np.int32),
    ("colon", np.bool_),  # whether one stands before the word
    ("small", np.bool_),  # whether the word begins with a small letter
]
LINE = np.dtype((np.record, np.dtype(_LINE, align=True)))


@kernel
def key_of(value, place):
    """The key in the table of a phrase with this hash that is the WHOLE, the BEGINNING or the END of a block."""
    key = (value ^ _SALTS[place]) * _MIX
    key ^= key >> np.uint64(32)
    key *= _MIX
    return key | np.uint64(1)  # 0 marks an empty slot


@inner
def pair_of(opening, second):
    """The hash of a pair of phrases with these hashes."""
    return opening * _MIX + second


@inner
def _classify(point, fold):
    """The class or folded letter of a code point. fold: uint16, shape (65536,)."""
    if point < 0x10000:
        return int(fold[point])
    return GAP if 0x1F000 <= point < 0x20000 else LETTER


@inner
def _placeholder_end(text, position, end):
    """Where `%d`, `%s` or `%1$s` ends that begins at `position`; `position` itself if none does."""
    i = position + 1
    while i < end and 0x30 <= text[i] <= 0x39:
        i += 1
    if i < end and text[i] == 0x24:
        i += 1
    stands = i < end and (text[i] == 0x64 or text[i] == 0x73)
    return i + 1 if stands and (i + 1 == end or not 0x61 <= (text[i + 1] | 0x20) <= 0x7A) else position


@inner
def _magnitude_end(text, position, end):
    """Where a `K` or `M` ends that follows a number directly, as in `1.2K shares`; `position` if none does."""
    if position == end or ((text[position] | 0x20) != 0x6B and (text[position] | 0x20) != 0x6D):
        return position
    after = position + 1
    stands = after == end or (text[after] < 0x80 and not 0x61 <= (text[after] | 0x20) <= 0x7A)
    return after if stands else position


@inner
def _opens_quote(point):
    """Whether this is a quotation mark that a title may begin with."""
    return point == 0x22 or point == 0xAB or point == 0x2018 or 0x201C <= point <= 0x201E or point == 0x300C


@inner
def read_letter(text, position, end, fold):
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


@inner
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
def _made_of(point, kind):
    """What a word that holds this character is made of: DIGIT, LETTER, LETTER + 1 (East Asia); or GAP, if none does."""
    if kind < DIGIT:
        return GAP
    return DIGIT if kind == DIGIT else LETTER + (0x2E80 <= point < 0xFB00)


@inner
def bit_of(value, place, bits):
    """The bit, one of 2**bits, for letters of this hash at the BEGINNING or the END of a block."""
    return int(key_of(value, place) >> np.uint64(64 - bits))


@inner
def passes(sieve, value, place):
    """Whether a phrase begins (WHOLE, BEGINNING) or ends (END, LAST) with letters of this hash. sieve: uint8."""
    bit = bit_of(value, place, SIEVE_BITS)
    return (sieve[bit >> 3] >> (bit & 7)) & 1 != 0


@inner
def goes_on(stems, value):
    """Whether a phrase begins with the words of this hash and goes on (now and then a wrong yes). stems: uint8."""
    bit = bit_of(value, WHOLE, STEM_BITS)
    return (stems[bit >> 3] >> (bit & 7)) & 1 != 0


@inner
def first_letters(text, start, end, fold):
    """The hash of the first FIRST_LETTERS letters of text[start:end], or of those before a NUL; and how it begins.

    That is WHOLE if there are fewer letters and no NUL, else BEGINNING.
    """
    value = np.uint64(0)
    count = 0
    number = False
    while start < end and count < FIRST_LETTERS and text[start] != 0:
        _, kind, start = read_letter(text, start, end, fold)
        if kind < DIGIT or (kind == DIGIT and number):
            continue
        number = kind == DIGIT
        value = value * FACTOR + np.uint64(NUMBER if number else kind)
        count += 1
    return value, WHOLE if count < FIRST_LETTERS and start == end else BEGINNING


@inner
def last_letters(text, start, end, fold, most):
    """The hash of the last `most` letters of text[start:end]; of fewer where a number or the start cuts in."""
    value = np.uint64(0)
    power = np.uint64(1)
    count = 0
    while end > start and count < most:
        point, length = decode_before(text, end)
        end -= length
        kind = _classify(point, fold)
        if kind == DIGIT:
            break
        if kind >= LETTER:
            value += np.uint64(kind) * power
            power *= FACTOR
            count += 1
    return value


@inner
def _begins_phrase(text, start, end, fold, sieve):
    """Whether text[start:end] begins like a phrase (SURELY), with one that may be WHOLE (PERHAPS), or not (NO).

    Where it is PERHAPS also returned: where the next word begins. A phrase of fewer letters than the sieve looks at
    counts only where a word ends after them.
    """
    value = np.uint64(0)
    count = 0
    number = False
    inside = GAP
    perhaps = -1
    position = start
    while position < end and count < FIRST_LETTERS:
        at = position
        point, kind, position = read_letter(text, position, end, fold)
        if kind == SKIP:
            continue
        made_of = _made_of(point, kind)
        if made_of != inside and inside >= DIGIT:
            if passes(sieve, value, BEGINNING):
                return SURELY, start
            if perhaps < 0 and passes(sieve, value, WHOLE):
                perhaps = at
        if kind >= DIGIT and not (kind == DIGIT and number):  # neighbouring numbers are one, as in `first_letters`
            value = value * FACTOR + np.uint64(NUMBER if kind == DIGIT else kind)
            count += 1
        if kind >= DIGIT:
            number = kind == DIGIT
        inside = made_of
    if count > 0 and passes(sieve, value, BEGINNING):
        return SURELY, start
    if count > 0 and position == end and passes(sieve, value, WHOLE):
        return SURELY, start
    return (PERHAPS, perhaps) if perhaps >= 0 else (NO, start)


@inner
def may_begin_phrase(text, start, end, fold, sieve):
    """Whether a phrase begins like text[start:end]; most prose is left here, after eight letters.

    A short phrase that must be the whole of a block, or one of a row, needs another one after it: "More" in "More or
    less" does not, though "Share" in "Share Tweet" does.
    """
    begins, after = _begins_phrase(text, start, end, fold, sieve)
    if begins == PERHAPS:
        begins, _ = _begins_phrase(text, after, end, fold, sieve)
    return begins != NO


@inner
def may_end_phrase(text, start, end, fold, sieve):
    """Whether a whole phrase may end text[start:end]; one of fewer than FINAL_LETTERS letters begins a word."""
    value = np.uint64(0)
    power = np.uint64(1)
    count = 0
    while end > start and count < FINAL_LETTERS:
        point, length = decode_before(text, end)
        end -= length
        kind = _classify(point, fold)
        if kind >= LETTER:
            value += np.uint64(kind) * power
            power *= FACTOR
            count += 1
        elif kind == DIGIT:
            break
        elif kind != SKIP and count > 0 and passes(sieve, value, LAST):
            return True
    return count > 0 and passes(sieve, value, LAST)


@inner
def _is_service(services, word, length):
    """Whether a word of this hash and number of letters names a service. services: uint64, a hash table."""
    return length > 0 and find(services, key_of(word, WHOLE)) >= 0


@inner
def _is_phrase(keys, value, text, position, end, fold, sieve):
    """Whether words of this hash may begin a block that is residue, where text[position:end] comes after them.

    They may if they are a phrase that others go on, or a whole one after which another one may begin. keys: uint64.
    """
    if find(keys, key_of(value, BEGINNING)) >= 0 or find(keys, key_of(value, OPENING)) >= 0:
        return True
    return find(keys, key_of(value, WHOLE)) >= 0 and may_begin_phrase(text, position, end, fold, sieve)


@inner
def read_words(text, start, end, rules, line, give_up):
    """Normalise text[start:end]: returns its number of words (-1: too many) and whether it ends like a sentence.

    text: uint8, shape (n,); rules: Tables; line: LINE, filled in. Numbers are words of their own, and neighbouring
    ones ("1,234", "12/2017") are one; so are Han, Kana and Hangul beside other letters. With `give_up` it stops, and
    says 0 words, as soon as no phrase begins the block.
    """
    keys, stems = rules.phrases.keys, rules.phrases.stems
    fold, capitalised, services = rules.fold, rules.small, rules.services  # each look-up in a tuple costs 10 ns
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
        at = position
        point, kind, position = read_letter(text, position, end, fold)
        if kind == SKIP:
            continue
        made_of = _made_of(point, kind)
        if made_of != inside:
            if inside >= LETTER and _is_service(services, word, length):
                value = before * FACTOR + np.uint64(SERVICE)
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
            if give_up and words > 0:
                give_up = not _is_phrase(keys, value, text, at, end, fold, rules.sieve)
                if give_up and not goes_on(stems, value):
                    return 0, False
            line[words].hash = value
            line[words].letters = count
            line[words].place = at - start
            line[words].colon = colon
            line[words].small = point < 0x10000 and capitalised[point] and not _opens_quote(last_gap)
            words += 1
            colon = False
            last_gap = 0
            after_number = made_of == DIGIT
            before = value
            word = np.uint64(0)
        elif made_of == DIGIT:
            continue
        letter = np.uint64(NUMBER if made_of == DIGIT else kind)
        value = value * FACTOR + letter
        word = word * FACTOR + letter
        count += 1
        length += 1
    if inside >= LETTER and _is_service(services, word, length):
        value = before * FACTOR + np.uint64(SERVICE)
        count -= length - 1
    line[words].hash = value
    line[words].letters = count
    return words, stops == 1


@inner
def span_hash(line, power, first, last):
    """The hash of the words from `first` up to, not including, `last`. line: see LINE."""
    return line[last].hash - line[first].hash * power[line[last].letters - line[first].letters]
