"""Whether the words of a short block are a byline or a credit: a phrase that opens one, and names after it."""

from corpusclean.kernels import inner
from corpusclean.kernels.dates import is_date_word
from corpusclean.kernels.head_words import (
    APOSTROPHES,
    ARTICLE,
    ASK,
    BYLINE_PHRASE,
    CAPITAL,
    CASE,
    KNOWN,
    LETTERS,
    MONTH,
    NUMBER,
    OF_NAME,
    OPENING_WORDS,
    OPENS,
    PARTICLE,
    SIGN,
    STOP,
    WEEKDAY,
    WHOLE,
    hash_of,
)
from corpusclean.kernels.phrases import find, key_of
from corpusclean.kernels.shapes import BYLINE, CREDIT, LIKE_BYLINE, SHORT

FEWEST_NAMES = 2  # words of names after a bare preposition: "By Monday", "Par Avion"
MOST_NAMES, MOST_UPPER = 6, 4  # words of names in a byline; and in one in capitals, as headlines may be
DAY_NAME = 4  # letters; shorter names of days and months are those of people as well: "Sam", "Jan"

_COLONS = (0x3A, 0xFF1A, 0x2F)
_JOINS = (0x2D, 0x27, 0x2019)  # the hyphen and apostrophes that are inside names
_COMMAS = (0x2C, 0xFF0C, 0x60C, 0x3B, 0x7C)  # what parts names from what their owners are


@inner
def _last_of_phrase(words, count):
    """The last word of the longest known phrase that opens a block, something after it; -1: none."""
    last = min(count - 1, OPENING_WORDS) - 1
    while last >= 0 and words[last, OPENS] == 0:
        last -= 1
    return last


@inner
def read_byline(words, count, ending, upper, keys):
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
    if _names_source(words, last + 1, count, keys):
        return shape, 0
    names = _count_names(words, last + 1, count)
    if names == 0 or (ending == STOP and rest > 3):
        return SHORT, LIKE_BYLINE * (shape == BYLINE and ending != STOP and _names_someone(words, last + 1, count))
    if names > (MOST_UPPER if upper else MOST_NAMES) or (shape == BYLINE and names < FEWEST_NAMES):
        return SHORT, LIKE_BYLINE * (shape == BYLINE)
    return shape, 0


@inner
def _names_source(words, first, count, keys):
    """Whether the words from `first` on, or those before the first comma or bar, are a known source."""
    stop = first + 1
    while stop < count and words[stop, SIGN] not in _COMMAS:
        stop += 1
    return find(keys, key_of(hash_of(words, first, stop), WHOLE)) >= 0


@inner
def _names_someone(words, at, count):
    """Whether two capitalised words in a row from word `at` on may be a name, whatever comes after them."""
    if at + 1 >= count or words[at, KNOWN] & ARTICLE or _names_day(words, at):
        return False
    return words[at, CASE] == CAPITAL and words[at + 1, CASE] == CAPITAL


@inner
def _names_day(words, at):
    """Whether a word is the name of a day or month, and too long for one that many people bear."""
    letters = words[at, LETTERS] - (words[at - 1, LETTERS] if at > 0 else 0)
    return words[at, KNOWN] & (MONTH | WEEKDAY) != 0 and letters >= DAY_NAME


@inner
def _count_names(words, first, count):
    """How many words from `first` to the first comma begin with a capital; words that a hyphen joins count as one.

    0 if others do not, but for particles and what dates are of ("O'Neill" and "d'Ormesson" are names), or if only names
    of days do, or an article or a day of the week comes first ("By Monday Morning"). A comma after one word counts for
    nothing ("By Christmas, all was quiet").
    """
    capitals = days = 0
    if words[first, KNOWN] & ARTICLE or (words[first, KNOWN] & WEEKDAY and _names_day(words, first)):
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
        elif not is_date_word(words, i) and words[i, KNOWN] & PARTICLE == 0:
            return 0
    return capitals if capitals > days else 0


@inner
def _is_elided(words, at, count):
    """Whether an apostrophe joins a word to a capitalised one after it."""
    joined = at + 1 < count and words[at + 1, SIGN] in APOSTROPHES
    return joined and words[at + 1, CASE] == CAPITAL
