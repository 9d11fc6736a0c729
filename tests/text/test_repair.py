"""Repair as a whole: what ftfy would do, and more where that is sure; never a block more or less."""

import json
import re
from pathlib import Path
from typing import Any

import ftfy
import pytest
from ftfy.badness import is_bad
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.text.repair import load_tables, repair, replay
from tests.text.repair_batches import SAFE, batch_of, flat, raw_texts, texts_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "repair"
CASES = json.loads((FIXTURES / "cases.json").read_text("utf-8"))
UNCHANGED = (FIXTURES / "must_not_change.txt").read_text("utf-8").splitlines()
TABLES = load_tables()

SOUND = [
    "Voilà l’été déjà ",
    "Größe und Maß ",
    "مرحبا بك ",
    "Привет, мир ",
    "你好世界 ",
    "plain words ",
    "CAFÉ’S ",
    "№5 »",
]
SPOILS = ["&amp;", "&lt;", "&#10;", "&semi;", "<b>", "\x1b[0m", "\x85", "\x81", "\u2028", "e\u0301", " ", "\xa0"]
PIECES = st.sampled_from([*SOUND, *SPOILS])
CODES = st.sampled_from(["latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1256", "koi8-r"])


@st.composite
def damaged_texts(draw: st.DrawFn) -> str:
    """Sound and hostile pieces, some of them read in a wrong code page once or twice."""
    text = "".join(draw(st.lists(PIECES, min_size=1, max_size=5)))
    for _ in range(draw(st.integers(0, 2))):
        text = text.encode().decode(draw(CODES), "replace")
    return text.replace("\n", " ").replace("\r", " ")


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    batch = repair(batch_of(case["raw"]), TABLES)
    assert texts_of(batch) == [case["text"]]
    assert [list(done.steps) for done in batch.repairs] == ([case["steps"]] if case["steps"] else [])


@pytest.mark.parametrize("text", UNCHANGED)
def test_sound_text_does_not_change(text: str) -> None:
    batch = batch_of(text)
    assert repair(batch, TABLES) is batch
    assert ftfy.fix_text(text, **SAFE) == text or "&" in text or "<" in text


def test_a_page_of_sound_text_does_not_change() -> None:
    batch = batch_of("\n".join(UNCHANGED))
    assert repair(batch, TABLES) is batch


def test_a_damaged_page_decides_for_its_short_blocks() -> None:
    sound = ["Das könnte schön werden, größer als früher", "Über uns", "Verfügbar", "Seite 2"]
    damaged = [line.encode().decode("cp1251") for line in sound]
    assert [ftfy.fix_text(line, **SAFE) for line in damaged[1:3]] == damaged[1:3]
    assert texts_of(repair(batch_of("\n".join(damaged)), TABLES)) == sound
    assert texts_of(repair(batch_of(damaged[1], "\n".join(damaged)), TABLES)) == [damaged[1], *sound]


@given(st.lists(damaged_texts(), min_size=1, max_size=4))
def test_blocks_stay_in_number_and_hold_no_line_break(lines: list[str]) -> None:
    batch = batch_of("\n".join(lines))
    repaired = repair(batch, TABLES)
    assert len(repaired.blocks) == len(batch.blocks)
    for text in texts_of(repaired):
        assert text == text.strip() and not set(text) & set("\n\r\x00\x85\u2028")


@given(st.lists(damaged_texts(), min_size=1, max_size=4))
def test_what_was_repaired_needs_no_repair(lines: list[str]) -> None:
    once = texts_of(repair(batch_of("\n".join(lines)), TABLES))
    assert texts_of(repair(batch_of("\n".join(once)), TABLES)) == [text for text in once if text]


@given(st.text(max_size=30).map(lambda text: text.replace("\r", " ").replace("\n", " ")))
def test_what_was_repaired_needs_no_repair_whatever_it_was(text: str) -> None:
    once = texts_of(repair(batch_of(text.encode("utf-8", "replace").decode()), TABLES))
    assert texts_of(repair(batch_of("\n".join(once)), TABLES)) == [text for text in once if text]


@given(st.lists(damaged_texts(), min_size=1, max_size=4))
def test_steps_can_be_replayed(lines: list[str]) -> None:
    batch = repair(batch_of("\n".join(lines)), TABLES)
    raw, texts = raw_texts(batch), texts_of(batch)
    for block, steps in batch.repairs:
        assert replay(raw[block], steps, TABLES) == texts[block]


@given(damaged_texts().filter(lambda text: not set(text) & set("<\x1a\x1b\u2028")))
def test_a_block_that_ftfy_repairs_comes_out_as_ftfys(text: str) -> None:
    """Unless repair went further than ftfy, or what ftfy gives still holds C1 controls or line breaks."""
    text = re.sub(r"\A[^\S\x85]*", "", text)
    expected = ftfy.fix_and_explain(text, **SAFE).text
    batch = repair(batch_of(text), TABLES) if text.strip(" ") else None
    if batch is None or not is_bad(text) or set(expected) & set("\n\x81\x85\x8d\x8f\x90\x9d"):
        return
    repaired = [flat(line) for line in texts_of(batch)]
    went_further = len("".join(repaired)) < len(flat(expected))  # every layer that is undone makes a text shorter
    if not went_further:
        assert repaired == [flat(expected)]


HOSTILE = {
    "nested entities": "&" + "amp;" * 50_000,
    "entities": "&amp;" * 50_000,
    "ampersands": "&" * 200_000,
    "marks that alternate": "a" + "\u0301\u0316" * 50_000,
    "letters that decompose to marks": "\u0f73" * 60_000,
    "spaces": "x" + " " * 200_000 + "Ã©",
    "letters": "Ã" * 100_000,
    "escapes": "\x1b[" + "1;" * 100_000,
    "mojibake": "Ã©" * 50_000 + "é",
    "C1 controls": "\x81" * 100_000,
    "Cyrillic": "ГўВЂВ" * 20_000,
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_lines_end(line: str) -> None:
    """Each took ftfy with its defaults, or a naive rule, minutes; here all of them together take about a second."""
    assert len(texts_of(repair(batch_of(line), TABLES))) == 1
