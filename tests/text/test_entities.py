"""Entities: ftfy's own unescaping, to the end, in one go; by the kernel and by its plain twin."""

from ftfy.chardata import HTML_ENTITIES
from ftfy.fixes import unescape_html
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.entities import resolve_blocks
from corpusclean.strings import Strings
from corpusclean.text.entities import build_entities, resolve_entities
from tests.text.repair_batches import lay_out

TABLES = build_entities()
PIECES = ["&", "#", ";", "amp", "lt", "x", "41", "97", " ", "é", "A" * 20, "0" * 22]
WHOLE = ["&amp;", "&semi;", "&num;", "&Tab;", "&fjlig;", "&EACUTE;", "&#59;", "&#38;", "&#0;", "&#x110000;", "&nosuch;"]
TEXTS = st.lists(st.sampled_from(PIECES + WHOLE), max_size=16).map("".join)


def unescape_to_the_end(text: str) -> str:
    """The oracle, in quadratic time."""
    while (once := unescape_html(text)) != text:
        text = once
    return text


def resolve(*texts: str) -> list[str]:
    """What the kernel makes of the texts."""
    return Strings(*resolve_blocks(*lay_out(texts), TABLES)).texts()


@given(TEXTS)
def test_entities_are_resolved_to_the_end(text: str) -> None:
    assert resolve_entities(text) == unescape_to_the_end(text)


@given(st.lists(TEXTS, max_size=3))
def test_the_kernel_resolves_them_alike(texts: list[str]) -> None:
    assert resolve(*texts) == [unescape_to_the_end(text) for text in texts]


def test_an_entity_may_be_pending_over_a_long_stretch() -> None:
    for text in ("&" + "amp;#0000000000000000000000" * 3 + "38;amp;" * 40 + "lt;", "&" * 30 + "lt;" + "gt;" * 5):
        assert resolve_entities(text) == resolve(text)[0] == unescape_to_the_end(text)


def test_every_entity_that_ftfy_knows() -> None:
    assert resolve(*HTML_ENTITIES) == [unescape_to_the_end(entity) for entity in HTML_ENTITIES]


def test_every_number() -> None:
    for written in ("&#{};", "&#x{:x};", "&#X{:X};"):
        numbers = [*range(0x3000), *range(0xD700, 0xE100), *range(0xFD00, 0x10100), *range(0x10FF00, 0x110100), 10**23]
        entities = [written.format(number) for number in numbers]
        assert resolve(*entities) == [unescape_html(entity) for entity in entities]


def test_a_text_becomes_at_most_a_fifth_longer() -> None:
    assert max(len(value.encode()) / len(entity) for entity, value in HTML_ENTITIES.items()) == 6 / 5
    assert resolve("&nGt;" * 1000) == ["≫⃒" * 1000]
