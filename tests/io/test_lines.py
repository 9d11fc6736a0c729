"""Inputs to chunks of whole lines: any size of line and chunk, slow pipes, long lines, files that change."""

import gzip
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.errors import InputError
from corpusclean.io.inputs import Source, find_inputs
from corpusclean.io.lines import MAX_LINES, Chunk, Limits, read_chunks

SMALL = Limits(first_chunk_bytes=8, chunk_bytes=32)


def source_of(path: Path, form: str = "jsonl") -> Source:
    return Source(path.name, str(path), form, path.stat().st_size)


def write(path: Path, data: bytes) -> Source:
    path.write_bytes(data)
    return source_of(path)


def joined(chunks: list[Chunk]) -> bytes:
    return b"".join(chunk.data for chunk in chunks)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines")


@given(st.lists(st.binary(max_size=50).map(lambda line: line.replace(b"\n", b" ")), max_size=30), st.booleans())
def test_chunks_are_whole_lines_at_their_place(folder: Path, lines: list[bytes], ends: bool) -> None:
    data = b"\n".join(lines) + b"\n" * ends
    source = write(folder / "pages.jsonl", b"#" + data)  # never the magic bytes of an archive
    chunks = list(read_chunks([source], 1000, SMALL))
    assert joined(chunks) == b"#" + data
    line, offset = 1, 0
    for chunk in chunks:
        assert (chunk.line, chunk.offset, chunk.source) == (line, offset, "pages.jsonl")
        line += chunk.data.count(b"\n")
        offset += len(chunk.data)
    assert all(chunk.data.endswith(b"\n") for chunk in chunks[:-1])


def test_a_chunk_has_about_the_size_that_was_asked_for(tmp_path: Path) -> None:
    source = write(tmp_path / "pages.jsonl", b"x" * 99 + b"\n" + (b"y" * 99 + b"\n") * 9999)
    chunks = list(read_chunks([source], limits=Limits(first_chunk_bytes=100, chunk_bytes=1000)))
    assert len(joined(chunks)) == 1_000_000
    assert len(chunks[0].data) <= 1 << 16  # the beginning, by which a compression is known, is read as it comes
    assert max(len(chunk.data) for chunk in chunks[1:]) <= 1100
    assert chunks[-1].consumed == source.size


def test_a_chunk_has_a_bounded_number_of_lines(tmp_path: Path) -> None:
    data = b"x" * 300_000 + b"\n" * 200_000 + b"0\n" * 200_000
    chunks = list(read_chunks([write(tmp_path / "pages.jsonl", data)]))
    assert joined(chunks) == data
    assert max(chunk.data.count(b"\n") for chunk in chunks) <= MAX_LINES
    assert [chunk.line for chunk in chunks[1:]] == [before.line + before.data.count(b"\n") for before in chunks[:-1]]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_removed_once(tmp_path: Path, mark: bytes) -> None:
    source = write(tmp_path / "pages.jsonl", mark + b'{"a": 1}\n' + b"\xef\xbb\xbf{}\n")
    (chunk,) = read_chunks([source])
    assert (chunk.data, chunk.offset, chunk.encoding) == (b'{"a": 1}\n\xef\xbb\xbf{}\n', len(mark), "utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_utf16_and_utf32_become_utf8(tmp_path: Path, encoding: str) -> None:
    text = '{"text": "Ⓤ😀 \u0a0a"}\n' * 5000
    source = write(tmp_path / "pages.jsonl", ("\ufeff" + text).encode(encoding))
    chunks = list(read_chunks([source]))
    assert joined(chunks).decode() == text
    assert {chunk.encoding for chunk in chunks} == {encoding}


def test_a_lone_surrogate_in_utf16_costs_its_line_alone(tmp_path: Path) -> None:
    data = "\ufeffone\nt\ud800o\nthree\n".encode("utf-16-le", "surrogatepass")
    assert joined(list(read_chunks([write(tmp_path / "pages.jsonl", data)]))) == b"one\nt\xed\xa0\x80o\nthree\n"


def test_utf16_that_is_cut_in_a_character_is_an_error(tmp_path: Path) -> None:
    source = write(tmp_path / "pages.jsonl", "\ufeffone\ntwo".encode("utf-16-le")[:-1])
    with pytest.raises(InputError, match=r"pages.jsonl: the utf-16-le text is cut off"):
        list(read_chunks([source]))


@pytest.mark.parametrize("length", [101, 150, 999, 5000])
@pytest.mark.parametrize("ends", [b"", b"\n", b"\nlast\n"])
def test_a_line_that_is_too_long_is_rejected_in_its_place(tmp_path: Path, length: int, ends: bytes) -> None:
    data = b"first\n" + b"x" * length + ends
    chunks = list(read_chunks([write(tmp_path / "pages.jsonl", data)], 100, SMALL))
    rejects = [reject for chunk in chunks for reject in chunk.rejects]
    if rejects:
        assert joined(chunks) == b"first\n" + ends[1:]
        assert [(reject.line, reject.offset, reject.reason) for reject in rejects] == [(2, 6, "record_too_large")]
    else:  # its end came with its beginning: decode_pages measures it
        assert joined(chunks) == data
    if ends == b"\nlast\n":
        assert (chunks[-1].line, chunks[-1].offset) in ((3, 6 + length + 1), (1, 0), (2, 6))


def test_long_lines_one_after_the_other(tmp_path: Path) -> None:
    data = b"".join(b"%d" % n * 500 + b"\n" + b"short\n" * (n % 2) for n in range(8))
    chunks = list(read_chunks([write(tmp_path / "pages.jsonl", data)], 100, Limits(1, 1)))
    rejects = [reject for chunk in chunks for reject in chunk.rejects]
    # blocks are as the system gives them, here the whole file: decode_pages rejects what is not rejected here
    assert joined(chunks).count(b"\n") + len(rejects) == data.count(b"\n")


def test_a_text_file_is_one_chunk(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"one\ntwo\n" * 50_000)
    (chunk,) = read_chunks([source_of(path, "text")], limits=SMALL)
    assert (chunk.form, chunk.line, chunk.data) == ("text", 1, path.read_bytes())
    (chunk,) = read_chunks([source_of(path, "text")], 1000)
    assert (chunk.data, [reject.reason for reject in chunk.rejects]) == (b"", ["record_too_large"])


def test_an_empty_file_has_no_lines_but_is_a_text(tmp_path: Path) -> None:
    source = write(tmp_path / "empty", b"")
    assert list(read_chunks([source])) == []
    assert [chunk.data for chunk in read_chunks([source_of(tmp_path / "empty", "text")])] == [b""]


@pytest.mark.parametrize("change", ["append", "truncate"])
def test_a_file_that_changes_is_an_error(tmp_path: Path, change: str) -> None:
    source = write(tmp_path / "pages.jsonl", b"line\n" * 200_000)
    chunks = read_chunks([source])
    next(chunks)
    with (tmp_path / "pages.jsonl").open("r+b") as file:
        file.truncate(500_000) if change == "truncate" else (file.seek(0, os.SEEK_END), file.write(b"more\n"))
    with pytest.raises(InputError, match=r"pages.jsonl: changed while it was read"):
        list(chunks)


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    source = write(tmp_path / "pages.jsonl", b"line\n")
    (tmp_path / "pages.jsonl").unlink()
    with pytest.raises(InputError, match=r"pages.jsonl: No such file"):
        list(read_chunks([source]))


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[Source, int]]:
    """A source that is a pipe, and the descriptor that feeds it."""
    reading, writing = os.pipe()
    yield Source("pipe", f"/proc/self/fd/{reading}", "jsonl", None), writing
    os.close(reading)


@pytest.mark.parametrize("compressed", [False, True])
def test_a_slow_pipe_is_not_waited_for(pipe: tuple[Source, int], compressed: bool) -> None:
    source, writing = pipe
    go_on = threading.Event()

    def feed() -> None:
        import zlib

        deflate = zlib.compressobj(wbits=31) if compressed else None
        for part in (b'{"n": 1}\n{"n": 2}\n{"n"', b": 3}\n"):
            data = deflate.compress(part) + deflate.flush(zlib.Z_SYNC_FLUSH) if deflate else part
            os.write(writing, data)
            assert go_on.wait(10)
        os.write(writing, deflate.flush() if deflate else b"")
        os.close(writing)

    thread = threading.Thread(target=feed)
    thread.start()
    chunks = read_chunks([source])
    assert next(chunks).data == b'{"n": 1}\n{"n": 2}\n'
    go_on.set()
    assert b"".join(chunk.data for chunk in chunks) == b'{"n": 3}\n'
    thread.join()


def test_the_first_chunk_is_small(tmp_path: Path) -> None:
    source = write(tmp_path / "pages.jsonl.gz", gzip.compress((b"x" * 999 + b"\n") * 20_000))
    sizes = [len(chunk.data) for chunk in read_chunks([source, source])]
    assert sizes[0] <= 1 << 17
    assert max(sizes[1:]) > 4_000_000


def test_reading_stops_when_nobody_asks(tmp_path: Path) -> None:
    source = write(tmp_path / "pages.jsonl", b"line\n" * 1_000_000)
    first = next(read_chunks([source]))
    assert first.consumed <= 1 << 17


def test_standard_input_is_read_from_its_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "pages.jsonl", b"one\ntwo\n")
    saved = os.dup(0)
    try:
        descriptor = os.open(tmp_path / "pages.jsonl", os.O_RDONLY)
        os.dup2(descriptor, 0)
        os.close(descriptor)
        (source,) = find_inputs(["-"])
        assert (source.name, source.size) == ("stdin", 8)
        assert joined(list(read_chunks([source]))) == b"one\ntwo\n"
    finally:
        os.dup2(saved, 0)
        os.close(saved)
