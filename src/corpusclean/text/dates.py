"""Reading the date in a date line: as ISO 8601 where that can mean one day only, else as it stands there."""

import re
import tomllib
import unicodedata
from datetime import date
from functools import cache, lru_cache

from corpusclean.text.signals import SIGNALS_FOLDER

YEARS = range(1900, 2100)
NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)")
IDEOGRAPHIC = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]")
CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}(?:[:.]\d{2})?(?![\d.])|\d{1,2}\s*(?:[ap]\.?m\b|uhr\b|hrs?\b|h\b)")
TOKEN = re.compile(r"\d+|[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff][^\W\d_]*)*")
SECOND_WORDS = {"تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12, "كانون الثاني": 1}
"""Months of the Levant that two words name."""


def read_date(line: str, lang: str) -> str:
    """The date in a date line, or the line itself where it is not certain: see `find_date`."""
    return find_date(line, lang) or line


LONGEST = 200  # characters that are looked at: NFC takes quadratic time over marks, and no line with a date is longer


@lru_cache(maxsize=4096)
def find_date(line: str, lang: str) -> str:
    """The date in a line: `2018-02-05`; `2018-02` where it has no day; empty where it is not certain.

    Certain is a month by name with one day next to it and a year; three figures that can stand in one order only,
    points between them meaning that the day comes first; and the order year, month, day. `lang` decides between months
    of the same name (Polish and Croatian "listopad"). Years of other calendars are left as they are.
    """
    text = _in_ascii_digits(line)
    return _read_figures(text) or _read_words(text, lang)


def _in_ascii_digits(line: str) -> str:
    """The line in small letters and NFC, with digits of any script as 0 to 9."""
    text = unicodedata.normalize("NFC", line[:LONGEST].casefold())
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in text)


def _read_figures(text: str) -> str:
    """The date that stands in figures; empty if there is none, or if it can be read in two ways."""
    if match := IDEOGRAPHIC.search(text):
        return _iso(*map(int, match.groups()))
    match = NUMERIC.search(text)
    if match is None:
        return ""
    first, sign, second, third = match.groups()
    if len(first) == 4:
        return _iso(int(first), int(second), int(third))
    if len(third) != 4:
        return ""
    day, month = int(first), int(second)
    if sign == "." or day > 12 or day == month:
        return _iso(int(third), month, day)
    return _iso(int(third), day, month) if month > 12 else ""


def depends_on_language(line: str) -> bool:
    """Whether a line names a month that is another one in another language, as "listopad" is.

    >>> depends_on_language("5 listopada 2018"), depends_on_language("5 May 2018")
    (True, False)
    """
    shared = _months()[""]
    return any(shared.get(token) == 0 for token in _tokens_of(_in_ascii_digits(line)))


def _tokens_of(text: str) -> list[str]:
    """The words and figures of a text, without times of day."""
    return TOKEN.findall(CLOCK.sub(" ", text))


def _read_words(text: str, lang: str) -> str:
    """The date whose month is named; empty if there is none, or more than one."""
    tokens = _tokens_of(text)
    months = [(at, month) for at, month in _months_in(tokens, lang) if month]
    years = {int(token) for token in tokens if token.isdigit() and len(token) == 4 and int(token) in YEARS}
    if len({month for _, month in months}) != 1 or len(years) != 1:
        return ""
    at, month = months[0]
    year = years.pop()
    days = [(abs(i - at), int(token)) for i, token in enumerate(tokens) if token.isdigit() and len(token) <= 2]
    if not days:
        return f"{year}-{month:02}"
    nearest = min(days)[0]
    [day, *others] = {day for distance, day in days if distance == nearest}
    return "" if others else _iso(year, month, day)


def _months_in(tokens: list[str], lang: str) -> list[tuple[int, int]]:
    """Where months are named, and their numbers; 0 where several months have that name."""
    by_language = _months()
    own = by_language.get(lang, {})
    found = []
    for at, token in enumerate(tokens):
        month = SECOND_WORDS.get(" ".join(tokens[at : at + 2])) or own.get(token) or by_language[""].get(token, 0)
        if month:
            found.append((at, month))
    return found


@cache
def _months() -> dict[str, dict[str, int]]:
    """The number of every month's name, by language; under "" in all languages, 0 where they do not agree."""
    table = tomllib.loads((SIGNALS_FOLDER / "dates.toml").read_text(encoding="utf-8"))["months"]
    months: dict[str, dict[str, int]] = {}
    numbers: dict[str, set[int]] = {}
    for lang, names in table.items():
        months[lang] = {word: i + 1 for i, entry in enumerate(names) for word in entry.split()}
        for word, number in months[lang].items():
            numbers.setdefault(word, set()).add(number)
    return {**months, "": {word: 0 if more else number for word, [number, *more] in numbers.items()}}


def _iso(year: int, month: int, day: int) -> str:
    """The date, if there is such a day in `YEARS`."""
    try:
        return date(year, month, day).isoformat() if year in YEARS else ""
    except ValueError:
        return ""
