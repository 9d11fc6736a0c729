"""Lines that a page draws between paragraphs go, and shortcodes; tables, signatures and code stay."""

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
