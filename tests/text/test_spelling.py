"""The score by which a code page is chosen: the kernel beside the sum, written plainly."""

import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpusclean.text import spelling
from corpusclean.text.spelling import load_spelling, score_spelling

TABLES = load_spelling()
TEXTS = st.text(st.sampled_from("aeßéĄЖж д–“。中文한ก\x80\ufffd😀 AbİIı.")) | st.text(max_size=20)


def plain_score(text: str) -> float:
    """The oracle."""
    totals = [0.0] * TABLES.double.shape[1]
    score, before = 0.0, ""
    rows = {int(key): row for row, key in enumerate(TABLES.pairs)}
    for character in text.lower():
        point = ord(character)
        letter = int(TABLES.letter_of[point]) if point < 0x10000 else -1
        if letter < 0:
            score += spelling._score_sign(character) if point >= 0x80 else 0
            before = ""
            continue
        row = rows.get((ord(before) if before else 0) << 32 | point)
        weight = spelling.ASCII_WEIGHT if character.isascii() and before.isascii() else 1
        chances = TABLES.single[letter] if row is None else TABLES.double[row]
        totals = [total + weight * float(chance) for total, chance in zip(totals, chances, strict=True)]
        if row is None and 0x80 <= point < spelling.ALPHABETIC:
            score += spelling.BACK_OFF
        if before and script(before) != script(character):
            score += spelling.MIXED
        before = character
    score += spelling.BROKEN_CASE * sum(is_small(a) and b.isupper() for a, b in pairwise(text))
    return score + max(totals) + spelling.BROKEN_WORD * broken_words(text.lower())


def is_small(character: str) -> bool:
    """Whether a character is a small letter; what stands behind the tables, such as 𝚊, is none."""
    return character < "\U00010000" and character.islower()


def broken_words(text: str) -> int:
    """How many signs stand between two letters."""
    letters = [ord(character) < 0x10000 and TABLES.letter_of[ord(character)] >= 0 for character in text]
    inner = zip(letters, text[1:], letters[1:], letters[2:], strict=False)
    return sum(a and not b and c and sign not in "’" and sign >= "\x80" for a, sign, b, c in inner)


def script(character: str) -> int:
    return sum(ord(character) >= begin for begin in spelling.SCRIPTS)


@given(TEXTS)
@example("𝚊A")
def test_the_kernel_adds_up_what_the_plain_sum_does(text: str) -> None:
    assert math.isclose(score_spelling(text, TABLES), plain_score(text), rel_tol=1e-4, abs_tol=1e-2)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("größer", "gr\xc3\xb6\xc3\x9fer"),
        ("привет", "ПРХБЕР"),
        ("привет", "ïðèâåò"),
        ("مرحبا", "ãÑÍÈÇ"),
        ("été", "ιtι"),
    ],
)
def test_the_right_letters_score_more(better: str, worse: str) -> None:
    assert score_spelling(better, TABLES) > score_spelling(worse, TABLES)
