"""The filter kernel: it says of every block what ftfy, Unicode and the entity expression say."""

import re
import unicodedata
from itertools import product

import ftfy
import numpy as np
import pytest
from ftfy.badness import is_bad
from ftfy.chardata import HTML_ENTITY_RE
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.errors import InvariantError
from corpusclean.kernels.repair import CONTROL, ENTITY, MOJIBAKE, NORMALIZE, SUSPECT, mark_blocks, skip_space
from corpusclean.text.badness import Automaton, compile_badness, refuse_loud_ascii
from corpusclean.text.codepages import code_page_names
from corpusclean.text.repair import load_tables
from tests.text.repair_batches import SAFE, lay_out

TABLES = load_tables()

# Letters and signs that the expression for mojibake names, the ASCII characters around them, and some others.
TELLING = "".join(map(chr, range(0x80, 0x180))) + "ГўВЂВРСвћ√≈β€ΒΓΞΟā†™“”‘’•…–—№œŒ│═▀\ufffd"
LETTERS = st.sampled_from(TELLING + "azAZ .,?! \t&;#39") | st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, max_size=40) | st.text(st.sampled_from("aZ ÂÃâ€ØÙ.œГўВЂВ°²"), max_size=12)
MARKS = st.text(
    st.sampled_from("aeo éò가\u0301\u0323\u0316\u0327\u09c7\u09be\u1161\u11a8\u0f73\u0344\u0958"), max_size=8
)


def needs(*texts: str) -> list[int]:
    return mark_blocks(*lay_out(texts), TABLES.marks).tolist()


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_mojibake_is_what_ftfy_calls_bad(texts: list[str]) -> None:
    assert [need & MOJIBAKE != 0 for need in needs(*texts)] == [is_bad(text) for text in texts]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_entities_are_what_the_expression_finds(texts: list[str]) -> None:
    assert [need & ENTITY != 0 for need in needs(*texts)] == [bool(HTML_ENTITY_RE.search(text)) for text in texts]


@given(TEXTS | MARKS)
def test_what_needs_no_normalising_is_in_nfc(text: str) -> None:
    assert needs(text)[0] & NORMALIZE or unicodedata.is_normalized("NFC", text)


@given(TEXTS | MARKS)
def test_ftfy_leaves_what_needs_nothing(text: str) -> None:
    text = text.strip("\n\r")
    if not needs(text)[0] & (MOJIBAKE | ENTITY | CONTROL | NORMALIZE):
        assert ftfy.fix_text(text, **SAFE) == text


def test_every_code_point_alone() -> None:
    texts = [chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    quiet = " ".join(text for text, need in zip(texts, needs(*texts), strict=True) if not need & (CONTROL | NORMALIZE))
    assert len(quiet) > 2_000_000
    assert unicodedata.normalize("NFC", quiet) == quiet
    assert ftfy.fixes.remove_control_chars(quiet) == quiet


@pytest.mark.parametrize("run", [1, 2, 3, 7, 31, 32, 33, 64, 100])
def test_long_runs_of_ascii_do_not_hide_what_comes_after(run: int) -> None:
    tails = ["aÂ ", " ÉÂ€", "a É£", ".Â ", "Â ", "é", "bΓ¨", "Γ"]
    found = [need & MOJIBAKE != 0 for need in needs(*("é" + "x" * run + tail for tail in tails))]
    assert found == [is_bad("é" + "x" * run + tail) for tail in tails]
    assert set(found) == {True, False}
    assert needs("x" * run + "&lt;" + "x" * run, "x" * run + "\x07" + "x" * run) == [ENTITY, CONTROL]


def test_suspects_begin_like_utf8_in_some_code_page() -> None:
    for name in code_page_names():
        assert needs("x " + "йø".encode().decode(name, "replace"))[0] & SUSPECT, name
    assert [need & SUSPECT for need in needs("", "plain", "déjà vu", "Привет", "مرحبا", "你好", "é")] == [0] * 7


@given(st.text(st.sampled_from("\t \x85\xa0\u3000\u2028ab"), max_size=6))
def test_white_space_before_the_text_is_skipped_but_for_next_line(text: str) -> None:
    buffer, starts, ends = lay_out([text])
    rest = buffer[skip_space(buffer, starts, ends)[0] :].tobytes().decode()
    assert rest == re.sub(r"\A[^\S\x85]*", "", text)


def run(automaton: Automaton, text: str) -> bool:
    state = automaton.begin
    for character in text:
        state = int(automaton.moves[state, automaton.classes[ord(character)]])
    return state == automaton.found


@pytest.mark.parametrize("written", [r"ab|[^a-c]d|^ca?b", r"a.\s?é|[À-ü]\w", "ab"])
def test_an_automaton_finds_what_its_expression_finds(written: str) -> None:
    automaton = compile_badness(re.compile(written))
    for length in range(5):
        for text in map("".join, product("abcdé \n", repeat=length)):
            assert run(automaton, text) == bool(re.search(written, text))


@pytest.mark.parametrize("written", ["a+b", "a(b|c)", "a{2,3}", "ab$", "(?=a)b", r"\d", "(?i)ab"])
def test_an_unknown_expression_is_refused(written: str) -> None:
    with pytest.raises(InvariantError, match="install ftfy"):
        compile_badness(re.compile(written))


def test_an_expression_for_ascii_alone_is_refused() -> None:
    refuse_loud_ascii(compile_badness(re.compile("é[a-z]|^aé")))
    with pytest.raises(InvariantError, match="ASCII"):
        refuse_loud_ascii(compile_badness(re.compile("é|a[bé]")))


LATIN_CYRILLIC_ARABIC = st.sampled_from("ab ,&;\t\x07éÃ©Âв°С\u0301\u064bمرح你好’€😀\x81")


@given(st.lists(st.text(LATIN_CYRILLIC_ARABIC, max_size=90), max_size=3), st.integers(0, 9))
def test_what_is_passed_over_hides_nothing(texts: list[str], shift: int) -> None:
    found = needs("x" * shift, *texts)[1:]
    assert [need & MOJIBAKE != 0 for need in found] == [bool(is_bad(text)) for text in texts]
    for need, text in zip(found, texts, strict=True):
        assert need & NORMALIZE or unicodedata.normalize("NFC", text) == text
        assert bool(need & CONTROL) == any(c in "\x07\x81" for c in text)


def test_no_blocks() -> None:
    assert needs() == []
    assert mark_blocks(np.frombuffer(b"", np.uint8), *lay_out([""])[1:], TABLES.marks).tolist() == [0]
