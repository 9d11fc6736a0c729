"""Phrases that anybody may write count only where something else is residue; texts that quote pages stay."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.everyday import weaken_short
from corpusclean.text.ruletables import buffer
from tests.text.test_residue import marks

TEXTS: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[2] / "fixtures" / "residue" / "texts.toml").read_text(encoding="utf-8")
)["text"]
EVERYDAY = np.array([2, 0], np.int8)  # how many words anybody may write of two rules
SHORT = ["Share", "Read more", "分享", "No more."]
OTHERS = ["Leave a comment", "5 Comments", "More:", "Share this:", "查看全部评论内容吧", "It was so: a", "", "x" * 120]
LINES = [*SHORT, *OTHERS, "The notice at the door of the house had these words:"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["name"])
def test_nothing_is_taken_from_a_text_that_says_what_pages_say(text: dict[str, str]) -> None:
    assert [rule for rule in marks(text["lines"].strip()) if rule] == []


def is_short(line: str, words: int) -> bool:
    size = 21 if line[0] >= "\u3000" else 40
    other = any("0" <= letter <= "9" for letter in line) or line.endswith(":")
    return len(line.split(" ")) <= words and len(line.encode()) <= size and not other


def weakened(page: list[tuple[str, int, bool]]) -> list[bool]:
    """Whether each block of a page, given by its line, its rule and whether it is strong, still is, in a slow way."""
    longer = listed = False
    for line, rule, strong in page:
        if not line:
            continue
        longer |= rule >= 0 and strong and not listed and not is_short(line, int(EVERYDAY[rule]))
        size = len(line.encode())
        announces = rule < 0 and size > 40 and line.endswith(":")
        listed = announces or (listed and size <= 100 and not line.endswith((".", "!")))
    return [strong and (longer or rule < 0) for _, rule, strong in page]


@given(st.lists(st.lists(st.tuples(st.sampled_from(LINES), st.integers(-1, 1), st.booleans()), min_size=1), min_size=1))
def test_everyday_phrases_need_a_longer_one_on_their_page(pages: list[list[tuple[str, int, bool]]]) -> None:
    blocks = [block for page in pages for block in page]
    text, starts, ends = buffer([line for line, _, _ in blocks])
    page_of = np.repeat(np.arange(len(pages), dtype=np.int32), [len(page) for page in pages])
    matched = np.array([rule for _, rule, _ in blocks], np.int32)
    strong = np.array([strong for _, _, strong in blocks], np.bool_)
    weaken_short((text, starts, ends, page_of), matched, strong, EVERYDAY)
    assert strong.tolist() == [strong for page in pages for strong in weakened(page)]
