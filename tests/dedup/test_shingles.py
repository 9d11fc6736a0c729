"""Tokens and shingles: the kernels say what the plain definition says."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from corpusclean.dedup.sketch import load_tables
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.kernels.sketches import Pieces, sketch_articles
from corpusclean.kernels.sorting import sort_distinct, sort_numbers
from tests.dedup import plain
from tests.dedup.articles import articles_of, sketches_of

# What breaks tokenisers: every kind of character beside every other, folds that grow, words of 7, 8 and 9 bytes.
LETTERS = "aZ9éÉßẞİŉΐﬃ½Ⅷ²日本々ーカｶﾞกำ่ກကာក្𠀀豈مُـकि한\u0301\u0345\U00010400𝒳"
OTHERS = " \n-'_…“\xa0😀\u200d\ufe0f"
WORDS = ["sevenby", "eightbyt", "ninebytes", "Straße", "naïve", "  "]
PIECES = st.sampled_from([*LETTERS, *OTHERS, *WORDS])
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=30)


def sets_of(texts: list[str]) -> list[np.ndarray]:
    sketches = sketches_of(texts)
    return np.split(sketches.shingles >> np.uint32(KIND_BITS), sketches.offsets[1:-1])


def assert_as_defined(texts: list[str]) -> None:
    """The shingles are as many, and the exact hash is that of the tokens written apart: it knows no other division."""
    told = [" ".join(plain.tokens(text)) or text for text in texts]
    sketches = sketches_of([*texts, *told])
    sizes = np.diff(sketches.offsets).tolist()
    exact = [tuple(row) for row in sketches.exact.tolist()]
    for i, text in enumerate(texts):
        assert exact[i] == exact[len(texts) + i], text
        assert sizes[i] == len(plain.shingles(text)), text
    assert len(set(exact)) == len(set(told))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_tokens_and_shingles_are_those_of_the_definition(texts: list[str]) -> None:
    assert_as_defined(texts)


def test_every_character_that_folds_and_many_others() -> None:
    points = [p for p in range(sys.maxunicode + 1) if not 0xD800 <= p < 0xE000]
    chosen = [chr(p) for p in points if chr(p).casefold() != chr(p) or p % 61 == 0 or p < 0x3000]
    rows = ["".join(f"x{c}{c}y {c}" for c in chosen[i : i + 50]) for i in range(0, len(chosen), 50)]
    assert_as_defined(rows)


@given(TEXTS, TEXTS)
def test_sets_of_hashes_share_what_sets_of_shingles_share(left: str, right: str) -> None:
    a, b = sets_of([left + right, right])
    assert len(np.intersect1d(a, b)) == len(plain.shingles(left + right) & plain.shingles(right))


@given(TEXTS, TEXTS, st.integers(0, 9))
def test_the_place_in_the_buffer_makes_no_difference(text: str, neighbour: str, shift: int) -> None:
    alone, among = sketches_of([text]), sketches_of(["x" * shift, text, neighbour])
    assert among.exact[1].tolist() == alone.exact[0].tolist()
    assert among.shingles[among.offsets[1] : among.offsets[2]].tolist() == alone.shingles.tolist()


AT_THE_END_OF_A_PAGE = """
import ctypes, mmap, numpy as np
from corpusclean.dedup.sketch import load_tables
from corpusclean.kernels.sketches import Pieces, sketch_articles
whole = mmap.mmap(-1, 2 * mmap.PAGESIZE)
forbidden = ctypes.addressof(ctypes.c_char.from_buffer(whole)) + mmap.PAGESIZE
assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(forbidden), mmap.PAGESIZE, 0) == 0
folding = load_tables(128, 1).folding
for end in ("é", "日", "𐐀", "İ", "e"):
    text = ("İstanbul " * 9 + end).encode()
    start = mmap.PAGESIZE - len(text)
    whole[start : mmap.PAGESIZE] = text
    spans = np.array([start]), np.array([mmap.PAGESIZE])
    pieces = Pieces(np.array([0, 1]), *spans, np.zeros(1, np.bool_), np.zeros(1, np.bool_))
    page = np.frombuffer(memoryview(whole).toreadonly(), np.uint8, mmap.PAGESIZE)
    print(sketch_articles(page, pieces, folding)[0].tolist())
"""


def test_no_byte_behind_the_text_is_read() -> None:
    """Where one is, the process is gone."""
    command = [sys.executable, "-c", AT_THE_END_OF_A_PAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    texts = ["İstanbul " * 9 + end for end in "é日𐐀İe"]
    assert done.stdout.splitlines() == [str(sketches_of([text]).exact.tolist()) for text in texts]


@pytest.mark.parametrize("shift", range(67))
def test_the_edges_of_blocks_of_64_bytes_make_no_difference(shift: int) -> None:
    parts = ["é日本a", "ม่ก", "한국어", "مُـ", "Straße", "ἀ𐐀1", "x" * 17, "日\u0301é", "İa", "ΐ"]
    assert_as_defined(["." * shift + part for part in parts] + ["y" * shift + part + part for part in parts])


def test_fewer_than_five_tokens_are_one_shingle_and_none_are_none() -> None:
    assert [len(s) for s in sets_of(["", "…", "a", "a b c d", "a b c d e", "a b c d e f"])] == [0, 0, 1, 1, 1, 2]
    four, five = sets_of(["a b c d", "a b c d d"])
    assert four.tolist() != five.tolist()


def test_a_text_without_tokens_is_known_by_its_bytes() -> None:
    exact = sketches_of(["😀", "😀", "😀😀", "", "", " "]).exact.tolist()
    assert exact[0] == exact[1] and exact[3] == exact[4]
    assert len({tuple(pair) for pair in exact}) == 4


@given(hnp.arrays(np.uint32, st.integers(0, 100), elements=st.integers(0, 2**32 - 1) | st.integers(0, 40)))
def test_sorting_drops_what_repeats(values: np.ndarray) -> None:
    check_sorting(values, 0)
    check_sorting(values, 2)


def test_sorting_many_values_and_values_alike() -> None:
    random = np.random.default_rng(1)
    for count in (32, 33, 4096, 4097, 20000):
        check_sorting(random.integers(0, 2**32, count, np.uint32), 2)
        check_sorting(random.integers(0, 50, count, np.uint32), 0)
        check_sorting(np.full(count, 2**32 - 1, np.uint32), 0)


def check_sorting(values: np.ndarray, low: int) -> None:
    """Of values that are the same above their `low` bits, the least stays."""
    ours, expected = values.copy(), np.unique(values)
    first = np.unique(expected >> np.uint32(low), return_index=True)[1]
    count = sort_distinct(ours, len(ours), np.empty_like(ours), np.empty(256, np.int64), low)
    assert ours[:count].tolist() == expected[first].tolist()
    if low == 0:
        ours = values.copy()
        count = sort_numbers(ours, len(ours), np.empty_like(ours), np.empty(256, np.int64))
        assert ours[:count].tolist() == expected.tolist()


def kinds_of(text: str) -> list[int]:
    return sorted((sketches_of([text]).shingles & np.uint32(3)).tolist())


@pytest.mark.parametrize("figure", ["5", "7th", "٣", "۷", "१२", "৪", "๓", "５", "2024"])
def test_a_token_that_begins_with_a_digit_is_a_figure(figure: str) -> None:
    assert kinds_of(f"a b c {figure} e f g h i") == [0, 1, 1, 1, 1]


@pytest.mark.parametrize("word", ["a5", "no", "ا", "ك", "ज", "กัน", "五", "é", "x²", "½", "ｄ"])
def test_other_tokens_are_none(word: str) -> None:
    assert kinds_of(f"a b c d {word}")[0] == 0


def test_a_shingle_at_a_date_line_is_known_and_the_hash_does_not_depend_on_it() -> None:
    texts = ["one two 3 four five six", "12 March 2024", "seven eight nine ten eleven twelve"]
    [text] = ["\n\n".join(texts)]
    whole = articles_of([text])
    ends = np.cumsum([len(part) + 2 for part in texts]) - 2
    starts = ends - [len(part) for part in texts]
    pieces = Pieces(np.array([0, 3]), starts, ends, np.array([False, True, False]), np.zeros(3, np.bool_))
    tables = load_tables(128, 1)
    exact, _, shingles, _ = sketch_articles(whole.text, pieces, tables.folding)
    assert exact.tolist() == sketches_of([text]).exact.tolist()
    plain_shingles = sketches_of([text]).shingles
    assert (shingles >> np.uint32(KIND_BITS)).tolist() == (plain_shingles >> np.uint32(KIND_BITS)).tolist()
    assert np.bincount(shingles & np.uint32(3)).tolist() == [2, 2, 7]
