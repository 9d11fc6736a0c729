"""Reading short blocks: is this one a title, a date, a byline, a source, or just a short paragraph?

A block is read once, into words; what it is is then decided from the words alone. Words and phrases are known by the
hash of their folded letters (see text.folding), looked up in one table that text.signals builds.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import kernel
from corpusclean.kernels.utf8 import count_characters, decode, decode_before
from corpusclean.kernels.words import find, key_of

# What a block looks like. Everything from NAME on may stand in the head of an article.
RESIDUE, PROSE, SHORT, NAME, TITLE, DATE, BYLINE, SOURCE, CREDIT = range(9)

# Traits of a short block, as bits.
UPPER = 1  # all its letters are capitals
ASKS = 2  # it ends with a question or exclamation mark or an ellipsis, as a title may and prose does as well
SEVERAL = 8  # it has several words
MIXED = 32  # it is a date and holds other words as well
PLAIN = 512  # it holds letters only, and what stands between and inside names
ITEM = 16  # it begins as an item of a list or a line of dialogue does
CLOCK = 4  # it tells the time of day, as the dates of comments do
CAPITALISED = 64  # its longer words begin with capitals, as those of English titles do
BRIEF, WORDY = 128, 256  # fewer words than most titles have, and more
LIKE_BYLINE = 1024  # it opens as a byline does, and is one if a title stands over it
PHRASE = 2048  # it has longer words in small letters, as the names of people have not
OLD = 4096  # it tells a year before there were pages to post

# Classes of characters; from ZERO on they are digits, and the class tells their value.
GAP, LOWER, CAPITAL, LETTER, RUN_ON, IDEOGRAPH, IGNORED, STOP, ASK, PAUSE, CLOSER, BULLET = range(12)
ZERO = 16
NOTHING = -1

# What is known of a word or a phrase, as bits; PLACES tells them apart in the table.
MONTH, WEEKDAY, DATE_WORD, PARTICLE, BYLINE_PHRASE, CREDIT_PHRASE, OF_NAME, AGENCY = (1 << bit for bit in range(8))
ARTICLE = 1 << 8
WORD, OPENING, WHOLE = range(3)

LONGEST = 120  # characters; a longer block heads nothing
LONGEST_BYTES = 4 * LONGEST
SENTENCE = 80  # bytes; a block that ends like a sentence and is longer is prose
MAX_WORDS = 64
OTHERS_IN_DATE = 3  # words that no date needs
NUMBERS_IN_DATE = 3  # days and months
OLDEST, NEWEST = 1500, 1990  # the years that are OLD; those before may be Islamic or Iranian ones of today
FEW_WORDS, MANY_WORDS = 4, 12  # BRIEF up to the first, WORDY beyond the second
LONGER = 4  # letters in a word that begins with a capital in a title
RUN_ON_WORD = 6  # characters; what counts as a word in scripts without spaces between them
OPENING_WORDS = 4  # in the longest phrase that opens a byline
FEWEST_NAMES = 2  # words of names after a bare preposition: "By Monday", "Par Avion"
MOST_NAMES, MOST_UPPER = 6, 4  # words of names in a byline; and in one in capitals, as headlines may be
DAY_NAME = 4  # letters; shorter names of days and months are those of people as well: "Sam", "Jan"

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_COLONS = (0x3A, 0xFF1A, 0x2F)
_IN_NAMES = (0, 0x2D, 0x2E, 0x27, 0x2019, 0x26)  # SIGN: none, hyphen, point, apostrophes, ampersand
_JOINS = (0x2D, 0x27, 0x2019)  # the hyphen and apostrophes that are inside names
_APOSTROPHES = (0x27, 0x2019)
_COMMAS = (0x2C, 0xFF0C, 0x60C, 0x3B, 0x7C)  # what parts names from what their owners are
_COPYRIGHT = 0xA9


class Signals(NamedTuple):
    """What the kernels know about characters and words; `text.signals.load_signals` makes it.

    `letters` (uint32) has shape (65536,), an entry a code point: its class, times 65536, plus its folded letter.
    `keys` (uint64) and `flags` (uint16) are a hash table with a power of two of slots.
    """

    letters: NDArray[np.uint32]
    keys: NDArray[np.uint64]
    flags: NDArray[np.uint16]


# The words of one block stand in a table of int64, shape (MAX_WORDS, COLUMNS): one array, since a tuple of many costs
# Numba an atomic reference count at every access (a block took 1.6 µs to read that way, 0.5 µs so). Its columns:
OPENED = 0  # the hash of all letters up to the word's end: a polynomial, so that it gives those of single words too
LETTERS = 1  # how many letters that are
KNOWN = 2  # what the word means, as bits
OPENS = 3  # what the phrase that begins the block and ends with this word means, as bits
NUMBER = 4  # the value of a number; -1: a word
DIGITS = 5  # how many it has
CASE = 6  # the class of the first letter where that is LOWER or CAPITAL, else LETTER
SMALL = 7  # whether small letters are in the word
SIGN = 8  # the last character between the word before and this one that is no space; 0: none
COLUMNS = 9


@kernel
def letter_of(point, letters):
    """The class of a code point, and its folded letter. letters: uint32, shape (65536,)."""
    if point < 0x10000:
        entry = np.int64(letters[point])
        return entry >> 16, entry & 0xFFFF
    return (IDEOGRAPH if point >= 0x20000 else GAP if point >= 0x1F000 else LETTER), point & 0xFFFF


@kernel
def _last_class(text, start, end, letters):
    """The class of the last character that is neither a closing quote or bracket nor a gap; GAP if there is none."""
    position = end
    while position > start:
        point, length = decode_before(text, position)
        kind, _ = letter_of(point, letters)
        if kind != CLOSER and kind != GAP and kind != IGNORED:
            return kind
        position -= length
    return GAP


@kernel
def _goes_on(before, kind):
    """Whether a character of class `kind` goes on a word that one of class `before` is in (NOTHING: none)."""
    if before >= ZERO or kind >= ZERO:
        return before >= ZERO and kind >= ZERO
    return before != NOTHING and before != IDEOGRAPH and kind != IDEOGRAPH and not (before == LOWER and kind == CAPITAL)


@kernel
def _open_word(words, at, kind, sign):
    """Make row `at` of `words` ready for a word that begins with a character of class `kind`."""
    words[at, NUMBER] = 0 if kind >= ZERO else -1
    words[at, DIGITS] = words[at, SMALL] = 0
    words[at, CASE] = kind if kind <= CAPITAL else LETTER
    words[at, SIGN] = sign


@kernel
def read_words(text, start, end, letters, words):
    """Read text[start:end] into `words`; returns their number, -1 if there are too many.

    Also returned: how many words stand before the first change between the Latin and another script (0: none), and the
    block's size in words, as it would have with spaces where its script has none. Letters and digits are words
    apart, an ideograph is one of its own, and a capital after a small letter begins one. letters: see Signals.
    """
    count = ideographs = run_on = part = sign = 0
    latin = False
    opened = np.uint64(0)
    size = 0
    before = NOTHING
    position = start
    while position < end:
        point, length = decode(text, position)
        kind, letter = letter_of(point, letters)
        position += length
        if kind != before or kind == IDEOGRAPH:  # most letters follow one of their own class
            if kind == IGNORED:
                continue
            if kind == GAP or IGNORED < kind < ZERO:
                sign = 0 if before != NOTHING else sign
                sign = point if point > 0x20 and point != 0xA0 else sign
                before = NOTHING
                continue
            if not _goes_on(before, kind):
                if count == MAX_WORDS:
                    return -1, 0, 0
                if count > 0:
                    words[count - 1, OPENED], words[count - 1, LETTERS] = np.int64(opened), size
                    if kind < ZERO and part == 0 and latin != (point < 0x250) and words[count - 1, NUMBER] < 0:
                        part = count
                latin = point < 0x250
                _open_word(words, count, kind, 0 if before != NOTHING else sign)
                ideographs += kind == IDEOGRAPH
                count += 1
            words[count - 1, SMALL] |= kind == LOWER
            before = kind
        if kind >= ZERO:
            words[count - 1, NUMBER] = min(words[count - 1, NUMBER] * 10 + kind - ZERO, 99999)
            words[count - 1, DIGITS] += 1
            letter = kind
        run_on += kind == RUN_ON
        opened = opened * _FACTOR + np.uint64(letter)
        size += 1
    if count > 0:
        words[count - 1, OPENED], words[count - 1, LETTERS] = np.int64(opened), size
    return count, part, count - ideographs // 2 + run_on // RUN_ON_WORD


@kernel
def _hash_of(words, first, end):
    """The hash of the letters of the words in rows [first, end) alone."""
    if first == 0:
        return np.uint64(words[end - 1, OPENED])
    power = np.uint64(1)
    for _ in range(words[end - 1, LETTERS] - words[first - 1, LETTERS]):
        power *= _FACTOR
    return np.uint64(words[end - 1, OPENED]) - np.uint64(words[first - 1, OPENED]) * power


@kernel
def _look_up(count, keys, flags, words):
    """Fill in what is known of the `count` words that were read, and of the phrases that the first of them make.

    Single words are looked up only if they could matter: beside a number (a date) or after a known phrase (names).
    keys: uint64, flags: uint16, the hash table of Signals.
    """
    wanted = False
    for i in range(count):
        words[i, KNOWN] = words[i, OPENS] = 0
        wanted |= words[i, NUMBER] >= 0
        if i < OPENING_WORDS:
            slot = find(keys, key_of(np.uint64(words[i, OPENED]), OPENING))
            if slot >= 0:
                words[i, OPENS] = np.int64(flags[slot])
                wanted = True
    for i in range(count if wanted else 0):
        if words[i, NUMBER] < 0:
            slot = find(keys, key_of(_hash_of(words, i, i + 1), WORD))
            words[i, KNOWN] = np.int64(flags[slot]) if slot >= 0 else 0


@kernel
def _is_numeric_date(words, at, count):
    """Whether three numbers from word `at` on are a date in figures: 24.11.2017, 2018-03-02, 24/11/17."""
    if at + 2 >= count or words[at, NUMBER] < 0 or words[at + 1, NUMBER] < 0 or words[at + 2, NUMBER] < 0:
        return False
    gap = words[at + 1, SIGN]
    if gap != words[at + 2, SIGN] or (gap != 0x2E and gap != 0x2F and gap != 0x2D):
        return False
    year = at if words[at, DIGITS] == 4 else at + 2
    first = at + 1 if year == at else at
    if words[year, DIGITS] != 4 and words[year, DIGITS] != 2:
        return False
    low = min(words[first, NUMBER], words[first + 1, NUMBER])
    high = max(words[first, NUMBER], words[first + 1, NUMBER])
    return 1 <= low <= 12 and high <= 31


@kernel
def _is_year(words, at):
    """Whether a word is the number of a year: Gregorian, Iranian, Islamic or Buddhist."""
    return words[at, DIGITS] == 4 and 1200 <= words[at, NUMBER] <= 2700


@kernel
def _is_date_word(words, at):
    """Whether a word stands in dates: a number, a month, a weekday, or what goes between them."""
    return words[at, NUMBER] >= 0 or (words[at, KNOWN] & (MONTH | WEEKDAY | DATE_WORD)) != 0


@kernel
def _read_date(words, count):
    """Whether words hold a date, whether they hold little else, and the traits of the block: CLOCK, MIXED, OLD.

    Other words may stand after it ("by admin"), or before it where a comma or its like parts them ("Cairo, 5 May").
    """
    months = days = years = others = before = latest = 0
    numeric = clock = False
    for i in range(count):
        number = words[i, NUMBER]
        if not _is_date_word(words, i):
            others += 1
            before += others == i + 1
        elif number < 0:
            months += (words[i, KNOWN] & MONTH) != 0
        elif words[i, SIGN] == 0x3A and number < 60:
            clock = True
        elif _is_year(words, i):
            years += 1
            latest = max(latest, number)
        else:
            days += 1 <= number <= 31
            others += number > 59
        numeric |= _is_numeric_date(words, i, count)
    apart = before == 0 or (before < count and words[before, SIGN] != 0)
    whole = numeric or (months > 0 and days > 0 and years > 0)
    traits = CLOCK * clock | OLD * (OLDEST <= latest < NEWEST)
    if others > OTHERS_IN_DATE or days > NUMBERS_IN_DATE or not apart:
        return whole, False, traits
    traits |= MIXED * (others > 0)
    alone = others == 0 and months > 0 and (days > 0 or years > 0) and count < 8
    return whole, whole or alone, traits


@kernel
def _is_plain(words, count):
    """Whether words may be a name: no numbers, and no signs between them that names do not have."""
    plain = True
    for i in range(count):
        plain &= words[i, NUMBER] < 0 and words[i, SIGN] in _IN_NAMES
    return plain


@kernel
def _names_day(words, at):
    """Whether a word is the name of a day or month, and too long for one that many people bear."""
    letters = words[at, LETTERS] - (words[at - 1, LETTERS] if at > 0 else 0)
    return words[at, KNOWN] & (MONTH | WEEKDAY) != 0 and letters >= DAY_NAME


@kernel
def _has_small_word(words, count):
    """Whether one of the longer words begins with a small letter."""
    before = 0
    for i in range(count):
        if words[i, CASE] == LOWER and words[i, LETTERS] - before >= LONGER:
            return True
        before = words[i, LETTERS]
    return False


@kernel
def _count_names(words, first, count):
    """How many words from `first` to the first comma begin with a capital; words that a hyphen joins count as one.

    0 if others do not, but for particles and what dates are of ("O'Neill" and "d'Ormesson" are names), or if only names
    of days do, or an article comes first. A comma after one word counts for nothing ("By Christmas, all was quiet").
    """
    capitals = days = 0
    if words[first, KNOWN] & ARTICLE:
        return 0
    for i in range(first, count):
        if capitals >= FEWEST_NAMES and words[i, SIGN] in _COMMAS:
            break
        if i > first and words[i, SIGN] in _JOINS:
            continue
        if words[i, CASE] == CAPITAL and words[i, NUMBER] < 0:
            capitals += 1
            days += _names_day(words, i)
        elif _is_elided(words, i, count):
            capitals += 1
        elif not _is_date_word(words, i) and words[i, KNOWN] & PARTICLE == 0:
            return 0
    return capitals if capitals > days else 0


@kernel
def _is_elided(words, at, count):
    """Whether an apostrophe joins a word to a capitalised one after it."""
    joined = at + 1 < count and words[at + 1, SIGN] in _APOSTROPHES
    return joined and words[at + 1, CASE] == CAPITAL


@kernel
def _last_of_phrase(words, count):
    """The last word of the longest known phrase that opens a block, something after it; -1: none."""
    last = min(count - 1, OPENING_WORDS) - 1
    while last >= 0 and words[last, OPENS] == 0:
        last -= 1
    return last


@kernel
def _read_byline(words, count, ending, upper, keys):
    """BYLINE or CREDIT if the words begin with such a phrase and go on as such a line does, else SHORT; and a trait.

    `ending` is the class of the block's last character, `upper` whether it is in capitals throughout; keys: see
    Signals. LIKE_BYLINE is the trait of what would be a byline under a title.
    """
    last = _last_of_phrase(words, count)
    if last < 0 or ending == ASK:
        return SHORT, 0
    rest = count - last - 1
    flags = words[last, OPENS]
    shape = BYLINE if flags & BYLINE_PHRASE else CREDIT
    if words[last + 1, SIGN] in _COLONS:
        return (shape if rest <= 12 else SHORT), 0
    if not flags & OF_NAME:
        return (shape if rest <= 16 else SHORT), 0
    if find(keys, key_of(_hash_of(words, last + 1, count), WHOLE)) >= 0:
        return shape, 0
    names = _count_names(words, last + 1, count)
    if names == 0 or (ending == STOP and rest > 3):
        return SHORT, LIKE_BYLINE * (shape == BYLINE and ending != STOP and _names_someone(words, last + 1, count))
    if names > (MOST_UPPER if upper else MOST_NAMES) or (shape == BYLINE and names < FEWEST_NAMES):
        return SHORT, LIKE_BYLINE * (shape == BYLINE)
    return shape, 0


@kernel
def _names_someone(words, at, count):
    """Whether two capitalised words in a row from word `at` on may be a name, whatever comes after them."""
    if at + 1 >= count or words[at, KNOWN] & ARTICLE or _names_day(words, at):
        return False
    return words[at, CASE] == CAPITAL and words[at + 1, CASE] == CAPITAL


@kernel
def _count_cases(words, count):
    """How many words are no numbers, and the traits UPPER and CAPITALISED."""
    letters = capitals = longer = before = 0
    small = False
    title = True
    for i in range(count):
        letters += words[i, NUMBER] < 0
        capitals += words[i, NUMBER] < 0 and words[i, CASE] == CAPITAL
        small |= words[i, SMALL]
        if words[i, NUMBER] < 0 and words[i, LETTERS] - before >= LONGER:
            longer += 1
            title &= words[i, CASE] == CAPITAL
        before = words[i, LETTERS]
    if 0 < capitals == letters and not small:
        return letters, UPPER
    return letters, CAPITALISED * (title and longer > 2)


@kernel
def _begins_like_item(text, start, count, words, letters):
    """Whether a block begins as an item of a list or a line of dialogue does, or in the middle of a sentence."""
    point, _ = decode(text, start)
    first, _ = letter_of(point, letters)
    if first in (BULLET, PAUSE):
        return True
    if count < 2:
        return words[0, NUMBER] >= 0 or words[0, CASE] == LOWER
    if words[0, NUMBER] >= 0 and words[0, DIGITS] <= 3:
        sign = words[1, SIGN]
        dash = sign == 0x2D and text[start + words[0, DIGITS] + 1] == 0x20  # "1- Flour", not "15-year-old"
        return sign == 0x2E or sign == 0x29 or dash
    return words[0, CASE] == LOWER


@kernel
def read_head(text, start, end, signals, words):
    """What the short block text[start:end] looks like: its shape, its traits, and the hashes of it and of two parts.

    text: uint8, shape (n,); start < end, at most LONGEST_BYTES apart; signals: Signals; words: int64, room for words.
    The parts are those before and after the first change of script (see `read_words`); 0 where there is none.
    """
    count, part, size = read_words(text, start, end, signals.letters, words)
    if count <= 0:
        return SHORT if count == 0 else PROSE, 0, 0, (0, 0)
    _look_up(count, signals.keys, signals.flags, words)
    whole = words[count - 1, OPENED]
    parts = (words[part - 1, OPENED], np.int64(_hash_of(words, part, count))) if part > 0 else (0, 0)
    ending = _last_class(text, start, end, signals.letters)
    letters, cases = _count_cases(words, count)
    dated, alone, traits = _read_date(words, count)
    traits |= cases | ASKS * (ending == ASK) | SEVERAL * (size > 1)
    traits |= BRIEF * (size <= FEW_WORDS) | WORDY * (size > MANY_WORDS)
    shape, like = _read_byline(words, count, ending, cases == UPPER, signals.keys)
    traits |= like
    if shape != SHORT:
        return shape, traits, whole, parts
    first, _ = decode(text, start)
    if first == _COPYRIGHT:
        shape = CREDIT
    elif alone and not (traits & MIXED and letter_of(first, signals.letters)[0] == PAUSE):  # "— John Smith, 5 May 2018"
        shape = DATE
    elif find(signals.keys, key_of(np.uint64(whole), WHOLE)) >= 0:
        shape = SOURCE
    elif letters > 0 and ending != STOP and ending != PAUSE and not (dated and traits & CLOCK):  # of a comment
        if _begins_like_item(text, start, count, words, signals.letters):
            traits |= ITEM
        elif size >= 4:
            shape = TITLE
        else:
            shape = NAME
            traits |= PLAIN * _is_plain(words, count) | PHRASE * _has_small_word(words, count)
    return shape, traits, whole, parts


@kernel
def is_prose(text, start, end, letters):
    """Whether a block is too long to head anything, or long and ends like a sentence."""
    size = end - start
    if size > LONGEST_BYTES or (size > SENTENCE and _last_class(text, start, end, letters) == STOP):
        return True
    return size > LONGEST and count_characters(text, start, end) > LONGEST


@kernel
def read_shapes(text, start, end, taken, signals, words):
    """The shape (uint8) and traits (uint16) of every block, and its hashes (int64, see `read_head`): shape (b,).

    text: uint8, shape (n,); start, end: int64; taken: bool, the block is residue and is not read; signals: Signals;
    words: int64, shape (MAX_WORDS, COLUMNS), room to work in. No block is blank. Prose is not read, and has no hash.
    """
    shapes = np.zeros(len(start), np.uint8)
    traits = np.zeros(len(start), np.uint16)
    keys = np.zeros(len(start), np.int64)
    parts = np.zeros(len(start), np.int64)
    rests = np.zeros(len(start), np.int64)
    for row in range(len(start)):
        if taken[row]:
            continue
        if is_prose(text, start[row], end[row], signals.letters):
            shapes[row] = PROSE
        else:
            shapes[row], traits[row], keys[row], halves = read_head(text, start[row], end[row], signals, words)
            parts[row], rests[row] = halves
    return shapes, traits, keys, parts, rests


@kernel
def hash_phrases(text, start, end, letters, words):
    """The hash of every phrase's letters: int64, shape (p,); the table of Signals is made of them.

    text: uint8, shape (n,); start, end: int64, shape (p,); letters: see Signals; words: int64, room for words.
    """
    values = np.zeros(len(start), np.int64)
    for row in range(len(start)):
        count, _, _ = read_words(text, start[row], end[row], letters, words)
        values[row] = words[max(count, 1) - 1, OPENED]
    return values
