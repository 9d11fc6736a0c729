"""Entities: ftfy's own unescaping, to the end, in one go."""

from ftfy.fixes import unescape_html
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.text.entities import resolve_entities

PIECES = ["&", "#", ";", "amp", "lt", "x", "41", "97", " ", "é", "A" * 20, "0" * 22]
WHOLE = ["&amp;", "&semi;", "&num;", "&Tab;", "&fjlig;", "&EACUTE;", "&#59;", "&#38;", "&#0;", "&#x110000;", "&nosuch;"]


def unescape_to_the_end(text: str) -> str:
    """The oracle, in quadratic time."""
    while (once := unescape_html(text)) != text:
        text = once
    return text


@given(st.lists(st.sampled_from(PIECES + WHOLE), max_size=16).map("".join))
def test_entities_are_resolved_to_the_end(text: str) -> None:
    assert resolve_entities(text) == unescape_to_the_end(text)


def test_an_entity_may_be_pending_over_a_long_stretch() -> None:
    text = "&" + "amp;#0000000000000000000000" * 3 + "38;amp;" * 40 + "lt;"
    assert resolve_entities(text) == unescape_to_the_end(text)
    assert resolve_entities("&" * 30 + "lt;" + "gt;" * 5) == unescape_to_the_end("&" * 30 + "lt;" + "gt;" * 5)
