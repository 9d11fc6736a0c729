"""The oracle: what tokens, shingles and similarity are, on str, one step at a time."""

import unicodedata
from collections.abc import Iterator

UNSPACED = [
    range(0x0E00, 0x0F00),  # Thai, Lao
    range(0x1000, 0x10A0),  # Myanmar
    range(0x1780, 0x1800),  # Khmer
    range(0x3040, 0x3100),  # Kana
    range(0x31F0, 0x3200),
    range(0x3400, 0x4DC0),  # Han
    range(0x4E00, 0xA000),
    range(0xA9E0, 0xAA00),  # Myanmar
    range(0xAA60, 0xAA80),
    range(0xF900, 0xFB00),  # Han
    range(0xFF66, 0xFFA0),  # Kana
    range(0x20000, 0x40000),  # Han
]


def stands_alone(char: str) -> bool:
    return any(ord(char) in script for script in UNSPACED)


def tokens(text: str) -> list[str]:
    """Maximal runs of letters, marks and digits; where no spaces are written, a base character and its marks."""
    found: list[str] = []
    joins = False  # whether a mark joins the last token, and a letter too unless the token stands alone
    alone = False
    for char in text.casefold():
        category = unicodedata.category(char)[0]
        if category not in "LMN" or (category == "M" and not joins):
            joins = False
        elif category == "M" or (joins and not alone and not stands_alone(char)):
            found[-1] += char
        else:
            found.append(char)
            joins, alone = True, stands_alone(char)
    return found


def windows(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(max(len(words) - 4, 1)):
        yield tuple(words[start : start + 5])


def shingles(text: str) -> set[tuple[str, ...]]:
    words = tokens(text)
    return set(windows(words)) if words else set()


def jaccard(left: str, right: str) -> float:
    a, b = shingles(left), shingles(right)
    return len(a & b) / len(a | b) if a | b else 0.0
