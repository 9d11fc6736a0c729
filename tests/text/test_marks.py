"""Lines drawn between paragraphs go, shortcodes, titles with a tag, what cannot be seen; tables and code stay."""

import pytest

from corpusclean.model import NO_RULE, Pages
from corpusclean.text.blocks import split
from corpusclean.text.residue import mark_residue
from corpusclean.text.rulebook import load_rules

BOOK = load_rules()
TEXT = "The night ferry will run again from the first of May, the harbour office said on Tuesday after a long meeting."


def marks(*blocks: str) -> list[str]:
    batch = mark_residue(split(Pages(["p"], ["\n".join(blocks).encode()], [b""], [""])), BOOK)
    return [BOOK.names[rule] if rule != NO_RULE else "" for rule in batch.blocks.rule]


@pytest.mark.parametrize("line", ["___", "--------", "====="])
def test_a_line_between_paragraphs_goes(line: str) -> None:
    assert marks(TEXT, line, TEXT) == ["", "marks.line", ""]
    assert marks(TEXT, line) == ["", "marks.line"]
    assert marks(TEXT, line, "Share this:") == ["", "marks.line", "sharing.addthis.any"]


@pytest.mark.parametrize(
    "after", ["What will the town do?", "More on ferries: https://example.org/ferries", "4:14 p.m."]
)
def test_a_few_underscores_after_a_sentence_need_nothing_below(after: str) -> None:
    assert marks(TEXT, "___", after)[1] == "marks.line"
    assert marks(TEXT, "Ferries run daily.", "___", after)[2] == "marks.line"


@pytest.mark.parametrize("before", ["The name of the boat is", "Answer:"])
def test_a_gap_to_be_filled_in_stays(before: str) -> None:
    assert not any(marks(TEXT, before, "___", "and its port is Heron Bay"))


@pytest.mark.parametrize(
    "page",
    [
        ["---", TEXT],
        [TEXT, "______", "The owner of the boat"],
        [TEXT, "Boat", "-----", "Heron"],
        [TEXT, "* * *", TEXT],
        [TEXT, "--", TEXT],
        [TEXT, "_-_", TEXT],
        ["Title", "=====", TEXT],
    ],
    ids=lambda page: page[-2],
)
def test_other_lines_stay(page: list[str]) -> None:
    assert not any(marks(*page))


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ('[gallery ids="1,2,3"]', True),
        ("[button link=”http://example.org” type=”big”] Send us yours[/button]", True),
        ("[caption id='attachment_7' width='300']The ferry[/caption]", True),
        ("[x for x in boats if x]", False),
        ('[dict(name="Heron"), dict(name="Gull")]', False),
        ('["Heron", "Gull"]', False),
        ("[The ferry left at noon]", False),
        ("[1]", False),
        ('[boat == "Heron"]', False),
    ],
)
def test_shortcodes_go_and_code_stays(line: str, goes: bool) -> None:
    assert marks(TEXT, line, TEXT)[1] == ("marks.shortcode" if goes else "")


TAGGED = "How the ferry came back to the harbour [Video]", "What the pilots think of the new boat [INSIGHT]"


def test_titles_with_tags_go_in_a_row_or_beside_residue() -> None:
    assert marks(TEXT, *TAGGED, TEXT) == ["", "marks.tagged", "marks.tagged", ""]
    assert marks(TEXT, "Don't miss", TAGGED[0], TEXT)[2] == "marks.tagged"


@pytest.mark.parametrize(
    "line",
    [
        TAGGED[0],
        "Finch, Ada. The last ferry of the north [Book]",
        "Finch, The last ferry, Heron Press 1987 [Reprint]",
        "The ferry came back to the old harbour [sic]",
        "The ferry came back to the old harbour [3]",
        "The ferry [Latin]",
    ],
)
def test_other_lines_with_brackets_stay(line: str) -> None:
    assert not any(marks(TEXT, line, TEXT))
    assert line == TAGGED[0] or not any(marks(TEXT, line, line, TEXT))


@pytest.mark.parametrize(
    ("block", "goes"), [("\u200b", True), ("\u200e\ufeff", True), ("\u200bfin", False), ("…", False)]
)
def test_what_cannot_be_seen_goes(block: str, goes: bool) -> None:
    assert marks(TEXT, block, TEXT)[1] == ("marks.unseen" if goes else "")
