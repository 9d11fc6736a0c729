"""Whether the words of a short block are a date."""

from corpusclean.kernels import inner
from corpusclean.kernels.head_words import CASE, DATE_WORD, DIGITS, KNOWN, LOWER, MONTH, NUMBER, SIGN, STAMP, WEEKDAY
from corpusclean.kernels.shapes import CLOCK, EXACT, MIXED, OLD, STAMPED

OTHERS_IN_DATE = 3  # words that no date needs
OTHERS_IN_STAMP = 2
NUMBERS_IN_DATE = 3  # days and months
OLDEST, NEWEST = 1500, 1990  # the years that are OLD; those before may be Islamic or Iranian ones of today
ROUND = 5  # minutes; what is to begin does so at a multiple of them, what was posted at any

_COLON, _POINT = 0x3A, 0x2E
_COLONS = (0x3A, 0xFF1A, 0x5B)  # and the bracket in "입력 :[2018-08-25"


@inner
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


@inner
def _is_year(words, at):
    """Whether a word is the number of a year: Gregorian, Iranian, Islamic or Buddhist."""
    return words[at, DIGITS] == 4 and 1200 <= words[at, NUMBER] <= 2700


@inner
def is_date_word(words, at):
    """Whether a word stands in dates: a number, a month, a weekday, or what goes between them."""
    return words[at, NUMBER] >= 0 or (words[at, KNOWN] & (MONTH | WEEKDAY | DATE_WORD)) != 0


@inner
def _is_minute(words, at, months):
    """Whether a number is the minutes or seconds of a time of day: 14:05, and behind the name of a month 14.05."""
    if at == 0 or words[at - 1, NUMBER] < 0 or words[at, NUMBER] >= 60:
        return False
    if words[at, SIGN] == _COLON:
        return True
    pointed = words[at, SIGN] == _POINT and words[at, DIGITS] == 2 and words[at - 1, SIGN] != _POINT
    return pointed and months > 0 and words[at - 1, NUMBER] < 24


@inner
def _tells_stamp(words, at, count, before):
    """Whether a word that speaks of posting says what the line is; `before` counts the words over it that say more.

    It opens the line, with a colon after it where it is in small letters, as it may be in the middle of a sentence; or
    it ends the line, as it does where verbs come last.
    """
    colon = at + 1 < count and words[at + 1, SIGN] in _COLONS
    if before == 0:
        return colon or words[0, CASE] != LOWER
    return at == count - 1 and words[0, CASE] != LOWER


@inner
def _has_hour(words, at):
    """Whether the minutes at `at` follow an hour that may have been taken for a day."""
    return words[at - 1, SIGN] != _COLON and 1 <= words[at - 1, NUMBER] <= 31


@inner
def read_date(words, count):
    """Whether words hold a date, whether they hold little else, and the traits of the block.

    The traits: CLOCK, MIXED, OLD, and of a date that has all its parts STAMPED and EXACT.

    Other words may stand after it ("by admin"), or before it where a comma or its like parts them ("Cairo, 5 May").
    """
    months = days = years = others = before = latest = 0
    numeric = clock = exact = stamped = False
    for i in range(count):
        number = words[i, NUMBER]
        if not is_date_word(words, i):
            others += 1
            before += others == i + 1
        elif number < 0:
            months += (words[i, KNOWN] & MONTH) != 0
            stamped |= words[i, KNOWN] & STAMP != 0 and _tells_stamp(words, i, count, others + months + days + years)
        elif _is_minute(words, i, months):
            clock = True
            days -= _has_hour(words, i)
            exact |= number % ROUND != 0
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
    traits |= (STAMPED * (stamped and others <= OTHERS_IN_STAMP) | EXACT * exact) * whole
    if others > OTHERS_IN_DATE or days > NUMBERS_IN_DATE or not apart:
        return whole, False, traits
    traits |= MIXED * (others > 0)
    alone = others == 0 and months > 0 and (days > 0 or years > 0) and count < 8
    return whole, whole or alone, traits
