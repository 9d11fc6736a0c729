"""Undoing a layer of mojibake by kernel: what a plain search through the code pages finds, and what ftfy does."""

import ftfy
from ftfy.badness import is_bad
from ftfy.chardata import CHARMAP_ENCODINGS
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.mojibake import EXACT, PLAUSIBLE, undo_blocks
from corpusclean.text.repair import load_tables
from tests.text.repair_batches import lay_out

TABLES = load_tables()
SOUND = st.text(st.sampled_from("aé ßñÉ»…“”–ğşżПр№שمлا한世😀\x1a\ufffd\xa0\x85"), max_size=8) | st.text(max_size=8)


@st.composite
def mistaken(draw: st.DrawFn) -> str:
    """A text read in a wrong code page, sometimes with sound text beside it."""
    page = draw(st.sampled_from(TABLES.page_names))
    damaged = draw(SOUND).encode("utf-8", "replace").decode(page, "replace")
    return damaged + draw(st.sampled_from(["", "", "é", "П", " sound"]))


def undo(*texts: str) -> list[tuple[str, str, int]]:
    """By text: the name of the code page, the result, and the facts."""
    code, _, facts, results, stops = undo_blocks(*lay_out(texts), TABLES.pages, TABLES.ftfy_pages)
    begins = [0, *stops.tolist()]
    names = [TABLES.page_names[row] if row >= 0 else "" for row in code.tolist()]
    found = [results[begin:stop].tobytes().decode() for begin, stop in zip(begins, stops.tolist(), strict=False)]
    return list(zip(names, found, facts.tolist(), strict=True))


def plain_undo(text: str) -> tuple[str, str]:
    """The oracle: the first code page that has every character and whose bytes are UTF-8 with something in it."""
    for name in TABLES.page_names:
        try:
            result = text.encode(name).decode()
        except UnicodeError:
            continue
        if not result.isascii() and "\x1a" not in text and "\ufffd" not in text:
            return name, result
    return "", ""


@given(st.lists(mistaken(), min_size=1, max_size=4))
def test_the_kernel_finds_what_the_plain_search_finds(texts: list[str]) -> None:
    assert [found[:2] for found in undo(*texts)] == [plain_undo(text) for text in texts]


@given(mistaken())
def test_exact_is_what_ftfy_does(text: str) -> None:
    name, result, facts = undo(text)[0]
    if facts & EXACT and is_bad(text):
        first = ftfy.fix_encoding_and_explain(text).explanation
        assert first and first[0] == ("encode", name)
        assert ftfy.apply_plan(text, first[:2]) == result
        assert name in CHARMAP_ENCODINGS


def test_capitals_before_signs_are_not_plausible() -> None:
    facts = [facts & PLAUSIBLE for _, _, facts in undo("NESCAFÉ®", "PODRÓ¯E", "CAFÉ’S", "cafÃ©", "Ð¼Ð¸Ñ€")]
    assert facts == [0, 0, 0, PLAUSIBLE, PLAUSIBLE]
