"""NFC with bounded runs of marks, and the tables about marks."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpusclean.text.normalize import MAX_MARKS, normalize
from corpusclean.text.repair import load_tables

RUNS = load_tables().mark_runs
LETTERS = st.text(st.sampled_from("aeo\u0301\u0323\u0327가ᄀ\u1161ü\u0958\u0344\u0f73 "), max_size=MAX_MARKS)


@given(LETTERS | st.text(max_size=20))
def test_it_is_nfc(text: str) -> None:
    assert normalize(text, "NFC", RUNS) == unicodedata.normalize("NFC", text)


@given(LETTERS, st.integers(MAX_MARKS + 1, 90), LETTERS)
def test_too_many_marks_stay_as_they_are(before: str, count: int, after: str) -> None:
    run = ("\u0301\u0316" * count)[:count]
    text = before.rstrip("\u0301\u0323\u0327\u0344\u0f73") + "o" + run + "x" + after
    once = normalize(text, "NFC", RUNS)
    assert run in once
    assert normalize(once, "NFC", RUNS) == once
