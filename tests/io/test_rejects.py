"""Rejects as lines and as messages: nothing of them is lost, and nothing of them steers a terminal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.io.rejects import RAW_LIMIT, REASONS, describe, encode_reject, escape_raw, make_reject, unescape_raw
from corpusclean.model import Reject
from corpusclean.terminal import escape, show_path


@given(st.binary() | st.text().map(str.encode))
def test_the_bytes_can_be_had_back(raw: bytes) -> None:
    assert unescape_raw(escape_raw(raw)) == raw
    line = encode_reject(Reject("pages.jsonl", 1, 0, "not_json", raw))
    assert line.count(b"\n") == 1 and line.endswith(b"\n")
    assert unescape_raw(json.loads(line)["raw"]) == raw


def test_text_stays_readable() -> None:
    assert escape_raw('{"text": "Ünï — صفحة"'.encode()) == '{"text": "Ünï — صفحة"'


def test_a_long_line_is_cut_and_says_so() -> None:
    for length, cut in ((RAW_LIMIT, None), (RAW_LIMIT + 1, True), (5 * RAW_LIMIT, True)):
        reject = make_reject("pages.jsonl", 1, 0, "record_too_large", b"x" * length)
        row = json.loads(encode_reject(reject))
        assert row.get("cut") is cut
        assert len(row["raw"]) == RAW_LIMIT


def test_the_members_and_their_order() -> None:
    row = json.loads(encode_reject(Reject("caf\udce9", 7, 412, "no_text", b"{}")))
    assert list(row.items()) == [
        ("source", "caf\\xe9"),
        ("line", 7),
        ("offset", 412),
        ("reason", "no_text"),
        ("raw", "{}"),
    ]


@pytest.mark.parametrize("reason", [*REASONS, "rule_failed:entities"])
def test_a_message_names_place_and_reason(reason: str) -> None:
    message = describe(Reject("a\x1b[31m\nb", 7001, 0, reason, b"\x1b]52;c;aGk=\x07 \xff"))
    assert message.startswith("corpusclean: a\\x1b[31m\\nb:7001: ")
    assert message.endswith(f"; rejected as {reason}")
    assert message.isprintable()


@given(st.text(st.characters()))
def test_what_is_printed_steers_no_terminal(text: str) -> None:
    shown = escape(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in shown)
    assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
    assert set(escape(text, keep="\n\t")) & {"\n", "\t"} == set(text) & {"\n", "\t"}


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))))
def test_other_text_is_printed_as_it_is(text: str) -> None:
    assert escape(text) == text


@given(st.binary(max_size=20).filter(lambda name: b"\0" not in name))
def test_any_file_name_can_be_shown(name: bytes) -> None:
    shown = show_path(name.decode("utf-8", "surrogateescape"))
    assert shown.encode().decode() == shown
