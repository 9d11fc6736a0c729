"""The JSON kernels against Python's own json and UTF-8 decoder."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpusclean.kernels import members as kernels
from corpusclean.kernels.strings import unescape, valid_utf8


def scan(line: bytes) -> tuple[int, list[tuple[bytes, bytes]]]:
    """What the kernel says of one line, and the keys and values it found."""
    data = line + b"\n"
    status, _, first, members = kernels.find_members(np.frombuffer(data, np.uint8))
    assert first.tolist() == [0, len(members)]
    return int(status[0]), [(data[a:b], data[c:d]) for a, b, c, d in members.tolist()]


def refuse(name: str) -> None:
    raise ValueError(name)


def oracle(line: bytes) -> Any:
    """What Python's json makes of a line: pairs of an object, another value, or ValueError."""
    return json.loads(
        line.decode("utf-8", "surrogateescape"), object_pairs_hook=tuple, parse_int=str, parse_constant=refuse
    )


def check(line: bytes) -> None:
    status, members = scan(line)
    try:
        expected = oracle(line)
    except ValueError:
        assert status < 0 or not line.strip(b" \t\r")
        assert status != kernels.NOT_AN_OBJECT
        assert members == []
        return
    if isinstance(expected, tuple):
        assert status == kernels.OBJECT
        assert tuple((oracle(key), oracle(value)) for key, value in members) == expected
    else:
        assert (status, members) == (kernels.NOT_AN_OBJECT, [])


TOKENS = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b'"',
    b'"a"',
    b'"\\u00e9"',
    b"\\",
    b"1",
    b"-",
    b"0",
    b".5",
    b"e9",
    b"true",
]
TOKENS += [
    b"null",
    b"false",
    b" ",
    b"\t",
    b"\r",
    b"\x00",
    "é".encode(),
    b'"k": ',
    b"NaN",
    b"1.5",
    b'""',
    b"\\u",
    b"\\n",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=24).map(b"".join))
@example(b'{"a":[{"b":[]},[],{}],"c":{}}')
@example(b'{"a":[1,{"b":2},]}')
@example(b"[{}]")
@example(b'{"a":"\\')
@example(b'{"a":1}}')
def test_it_accepts_what_python_accepts(line: bytes) -> None:
    check(line)


@given(st.dictionaries(st.text(), st.lists(st.floats(allow_nan=False) | st.text() | st.none()), max_size=5), st.data())
def test_one_byte_more_or_less_is_noticed(value: dict[str, Any], data: st.DataObject) -> None:
    line = json.dumps(value).replace("Infinity", "1e999").encode()
    place = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(st.sampled_from(b'{}[],:"\\ 0-e.tu'))
    check(line)
    check(line[:place] + line[place + 1 :])
    check(line[:place] + bytes([byte]) + line[place:])


@pytest.mark.parametrize("length", range(20))
def test_a_string_may_end_anywhere_in_a_word(length: int) -> None:
    for filler in (b"a", b"\xff", b"\x7f", b" ", b"!", b"#", b"[", b"]"):
        assert scan(b'{"' + filler * length + b'":0}') == (kernels.OBJECT, [(b'"' + filler * length + b'"', b"0")])
    for control in (b"\x00", b"\x01", b"\x1f"):
        assert scan(b'{"' + b"a" * length + control + b'":0}') == (kernels.CONTROL_BYTE, [])


@pytest.mark.parametrize(
    ("depth", "status"), [(512, kernels.OBJECT), (513, kernels.TOO_DEEP), (100_000, kernels.TOO_DEEP)]
)
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"k":', b"}")])
def test_depth_is_bounded(depth: int, status: int, opening: bytes, closing: bytes) -> None:
    assert scan(b'{"a": ' + opening * depth + b"0" + closing * depth + b"}")[0] == status


def texts_of(literals: list[str]) -> tuple[list[str], list[int]]:
    data = ("\n".join(literals) + "\n").encode()
    lengths = [len(literal.encode()) for literal in literals]
    starts = np.cumsum([0, *(length + 1 for length in lengths[:-1])]) if lengths else np.zeros(0, np.int64)
    text, ends, replaced = unescape(
        np.frombuffer(data, np.uint8), starts.astype(np.int64), (starts + lengths).astype(np.int64)
    )
    bounds = [0, *ends.tolist()]
    return [bytes(text[a:b]).decode() for a, b in pairwise(bounds)], replaced.tolist()


ESCAPES = st.sampled_from(["\\n", '\\"', "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t"])
UNITS = st.integers(0, 0xFFFF).map("\\u{:04x}".format) | st.sampled_from(["\\uD83D", "\\uDE00", "\\ud83d\\ude00"])
PLAIN = st.characters(exclude_characters='"\\', exclude_categories=("Cs", "Cc"))


@given(st.lists(st.lists(ESCAPES | UNITS | PLAIN, max_size=12).map("".join), max_size=4))
def test_strings_say_what_python_says(bodies: list[str]) -> None:
    texts, replaced = texts_of([f'"{body}"' for body in bodies])
    expected = [json.loads(f'"{body}"') for body in bodies]
    lone = [sum("\ud800" <= character <= "\udfff" for character in text) for text in expected]
    assert replaced == lone
    assert texts == [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in expected]


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary(max_size=12) | st.text(max_size=12).map(str.encode))
def test_utf8_is_what_python_says(data: bytes) -> None:
    assert valid_utf8(np.frombuffer(data + b"\n", np.uint8)) == is_utf8(data)


def test_utf8_at_every_edge() -> None:
    edges = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF]
    edges += [0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF]
    for first in edges:
        for second in edges:
            for third in (0x41, 0x80, 0xBF, 0xC2):
                for rest in (b"", b"\x80", b"\xbf\x80"):
                    data = bytes([first, second, third]) + rest
                    assert valid_utf8(np.frombuffer(data + b"\n", np.uint8)) == is_utf8(data), data
