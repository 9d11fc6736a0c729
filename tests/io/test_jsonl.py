"""Lines to pages: every case of fixtures/io, damage beside good lines, and the promise that nothing is lost."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.config import Config
from corpusclean.io.jsonl import COUNTS, decode_pages
from corpusclean.io.lines import Chunk
from corpusclean.io.rejects import REASONS, describe, unescape_raw

FIXTURES = Path(__file__).parents[2] / "fixtures" / "io"
CASES = json.loads((FIXTURES / "lines.json").read_text(encoding="utf-8"))
GOOD = b'{"id": "good", "text": "a good one", "k": 1.50}'
CONFIG = Config()


@pytest.fixture(autouse=True)
def cp1252(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for decoding by evidence, which has tests of its own."""
    stub = ModuleType("corpusclean.text.decode")
    stub.decode_bytes = lambda data: (data.decode("cp1252", "replace"), "cp1252")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "corpusclean.text.decode", stub)


def chunk_of(data: bytes, line: int = 1, offset: int = 0) -> Chunk:
    return Chunk("crawl/pages.jsonl", "jsonl", line, offset, data)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_line_becomes_what_is_expected(case: dict[str, Any]) -> None:
    decoded = decode_pages(chunk_of(unescape_raw(case["line"]), line=7), CONFIG)
    assert decoded.lines == 1
    if "reason" in case:
        (reject,) = decoded.rejects
        assert (reject.line, reject.offset, reject.reason) == (7, 0, case["reason"])
        assert reject.raw == unescape_raw(case["line"])
        assert case.get("message", "") in describe(reject)
    else:
        assert decoded.rejects == []
        pages = decoded.pages
        assert list(pages.texts) == [case["text"].encode()]
        assert pages.ids == [case.get("id", "a")]
        assert pages.urls == [case.get("url", "")]
        assert decoded.counts == case.get("counts", {})
        if "fields" in case:
            assert list(pages.fields) == [unescape_raw(case["fields"])]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_bad_lines_cost_only_themselves(place: str) -> None:
    bad = [unescape_raw(case["line"]) for case in CASES if "reason" in case]
    lines = {
        "first": bad + [GOOD] * 3,
        "middle": [x for b in bad for x in (GOOD, b)] + [GOOD],
        "last": [GOOD] * 3 + bad,
    }
    data = b"\n".join(lines[place])
    decoded = decode_pages(chunk_of(data, line=101, offset=5000), CONFIG)
    alone = decode_pages(chunk_of(GOOD), CONFIG).pages
    good = lines[place].count(GOOD)
    assert list(decoded.pages.texts) == list(alone.texts) * good
    assert list(decoded.pages.fields) == list(alone.fields) * good
    assert decoded.pages.ids == alone.ids * good
    assert decoded.lines == len(lines[place]) == good + len(decoded.rejects)
    for reject in decoded.rejects:
        assert data[reject.offset - 5000 :].startswith(reject.raw)
        assert lines[place][reject.line - 101] == reject.raw


def test_every_reason_and_count_is_documented() -> None:
    assert {case["reason"] for case in CASES if "reason" in case} <= set(REASONS)
    assert {name for case in CASES for name in case.get("counts", {})} | {"blank lines"} == set(COUNTS)


@pytest.mark.parametrize(
    "line", (FIXTURES / "must_not_change.jsonl").read_bytes().splitlines(), ids=lambda line: line[:9]
)
def test_members_that_are_not_ours_do_not_change(line: bytes) -> None:
    prefix = line[: line.index(b'"text": "one", ') + len(b'"text": "one", ')]
    fields = decode_pages(chunk_of(line + b"\n"), CONFIG).pages.fields[0]
    assert prefix + fields + b"}" == line


def test_blank_lines_are_no_records_but_are_counted() -> None:
    decoded = decode_pages(chunk_of(b"\n" + GOOD + b"\r\n \t\r\n\n" + GOOD + b"\n{\n"), CONFIG)
    assert (decoded.lines, len(decoded.pages), decoded.counts) == (3, 2, {"blank lines": 3})
    assert [reject.line for reject in decoded.rejects] == [6]


def test_nothing_comes_of_nothing() -> None:
    decoded = decode_pages(chunk_of(b""), CONFIG)
    assert (decoded.lines, len(decoded.pages), decoded.counts, decoded.rejects) == (0, 0, {}, [])


def test_an_encoding_is_recorded_with_its_page() -> None:
    bad = b'{"text": "caf\xe9'
    data = b"\n".join([GOOD, bad, b'{"id": "x", "text": "caf\xe9"}', GOOD])
    decoded = decode_pages(chunk_of(data), CONFIG)
    assert decoded.pages.encodings == {1: "cp1252"}
    assert decoded.pages.ids == ["good", "x", "good"]
    assert [reject.raw for reject in decoded.rejects] == [bad]
    assert decoded.counts["lines not utf-8"] == 1


def test_a_line_that_decodes_to_several_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["corpusclean.text.decode"], "decode_bytes", lambda data: ("{}\n{}", "cp037"))
    decoded = decode_pages(chunk_of(GOOD + b"\n\xff\xfe\n" + GOOD), CONFIG)
    assert [(reject.line, reject.reason, reject.raw) for reject in decoded.rejects] == [(2, "not_utf8", b"\xff\xfe")]
    assert len(decoded.pages) == 2


def test_a_line_is_measured_as_it_came() -> None:
    config = Config(max_record_bytes=1024)
    fits, too_long = (b'{"id": 1, "text": "%b"}' % (b"x" * (1024 - length)) for length in (21, 20))
    assert len(fits) == 1024
    decoded = decode_pages(chunk_of(b"\n".join([fits, too_long, GOOD])), config)
    assert [(reject.line, reject.reason) for reject in decoded.rejects] == [(2, "record_too_large")]
    assert len(decoded.pages) == 2


def test_more_fields_than_anyone_has() -> None:
    members = b", ".join(b'"%d": 0' % n for n in range(70_000))
    (reject,) = decode_pages(chunk_of(b'{"text": "one", %b}' % members), CONFIG).rejects
    assert reject.reason == "too_many_fields"


def test_other_fields_can_be_ours() -> None:
    config = Config(text_field="body", id_field="key", url_field="link")
    line = b'{"key": 5, "body": "one", "link": "https://x.example", "id": "theirs", "text": "theirs"}'
    pages = decode_pages(chunk_of(line), config).pages
    assert (pages.ids, list(pages.texts), pages.urls) == (["5"], [b"one"], ["https://x.example"])
    assert list(pages.fields) == [b'"link": "https://x.example", "page_id": "theirs", "page_text": "theirs"']


@pytest.mark.parametrize(
    ("data", "encoding", "text", "recorded"),
    [
        ("Straße\n".encode(), "utf-8", "Straße\n", {}),
        (b"Stra\xdfe", "utf-8", "Straße", {0: "cp1252"}),
        ("Straße".encode(), "utf-16-le", "Straße", {0: "utf-16-le"}),
        (b"", "utf-8", "", {}),
    ],
)
def test_a_text_file_is_one_page(data: bytes, encoding: str, text: str, recorded: dict[int, str]) -> None:
    decoded = decode_pages(Chunk("crawl/p.1.txt.gz", "text", 1, 0, data, encoding=encoding), CONFIG)
    assert (decoded.lines, decoded.pages.ids, list(decoded.pages.texts)) == (1, ["p.1"], [text.encode()])
    assert decoded.pages.encodings == recorded


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text() | st.sampled_from(["lang", "id", "url"]), JSON, max_size=6), st.text(), st.booleans())
def test_what_python_writes_is_read_back(others: dict[str, Any], text: str, ascii_only: bool) -> None:
    line = json.dumps({**others, "text": text}, ensure_ascii=ascii_only).encode()
    decoded = decode_pages(chunk_of(line), CONFIG)
    assert list(decoded.pages.texts) == [text.encode()]
    fields = json.loads(b"{" + decoded.pages.fields[0] + b"}")
    expected = {key: value for key, value in others.items() if key not in ("text", "id", "lang", "clean")}
    assert {key: value for key, value in fields.items() if not key.startswith("page_")} == expected


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_nothing_is_lost_whatever_comes(lines: list[bytes]) -> None:
    data = b"\n".join([*lines, GOOD])
    decoded = decode_pages(chunk_of(data), CONFIG)
    assert decoded.lines + decoded.counts.get("blank lines", 0) == data.count(b"\n") + 1
    assert decoded.lines == len(decoded.pages) + len(decoded.rejects)
    assert decoded.pages.ids[-1] == "good"
