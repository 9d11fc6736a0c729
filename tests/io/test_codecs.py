"""Compressed inputs: known by their magic bytes, whole or an error, bounded in what they may become."""

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from corpusclean.errors import InputError
from corpusclean.io.codecs import MAX_EXPAND_FROM
from corpusclean.io.inputs import Source
from corpusclean.io.lines import Limits, read_chunks

FIXTURES = Path(__file__).parents[2] / "fixtures"
LINES = b"".join(b'{"id": "%d", "text": "%s"}\n' % (n, os.urandom(20).hex().encode()) for n in range(4000))
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}
CODECS = pytest.mark.parametrize("codec", COMPRESS)


def read(path: Path, limits: Limits | None = None) -> bytes:
    return b"".join(chunk.data for chunk in read_chunks([Source(path.name, str(path), "jsonl", None)], limits=limits))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@CODECS
def test_the_content_decides_and_not_the_name(tmp_path: Path, codec: str) -> None:
    for name in ("pages.jsonl", "pages.txt.gz", "pages.zst"):
        assert read(write(tmp_path / name, COMPRESS[codec](LINES))) == LINES
    assert read(write(tmp_path / f"plain.{codec}", LINES)) == LINES


@CODECS
def test_members_follow_one_another_with_zeros_between(tmp_path: Path, codec: str) -> None:
    part = COMPRESS[codec](LINES)
    assert read(write(tmp_path / "two", part + part)) == LINES * 2
    assert read(write(tmp_path / "padded", part + bytes(512) + part + bytes(100_000))) == LINES * 2
    small = COMPRESS[codec](b"{}\n")
    assert read(write(tmp_path / "many", small * 3000)) == b"{}\n" * 3000
    assert read(write(tmp_path / "empty members", COMPRESS[codec](b"") * 3 + small)) == b"{}\n"


def test_frames_of_zstd_that_can_be_skipped(tmp_path: Path) -> None:
    frame = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    assert read(write(tmp_path / "pages", frame + zstd.compress(LINES) + frame)) == LINES


@CODECS
@pytest.mark.parametrize("place", ["1 byte", "4 bytes", "1 %", "50 %", "n - 1"])
def test_what_is_cut_off_is_an_error(tmp_path: Path, codec: str, place: str) -> None:
    data = COMPRESS[codec](LINES)
    length = {"1 byte": 1, "4 bytes": 4, "1 %": len(data) // 100, "50 %": len(data) // 2, "n - 1": len(data) - 1}[place]
    path = write(tmp_path / f"pages.jsonl.{codec}", data[:length])
    source = Source(path.name, str(path), "jsonl", length)
    good = b""
    with pytest.raises(InputError, match=rf"pages\.jsonl\.{codec}: the {codec} data is cut off") as caught:
        for chunk in read_chunks([source], limits=Limits(1000, 1000)):
            good += chunk.data
    assert LINES.startswith(good)
    whole_lines = good.count(b"\n")
    assert f"the last whole line is {whole_lines:,}" in str(caught.value)


@CODECS
def test_a_second_member_that_is_cut_off_is_an_error(tmp_path: Path, codec: str) -> None:
    data = COMPRESS[codec](LINES)
    for length in (1, 3, len(data) - 1):
        with pytest.raises(InputError, match="cut off"):
            read(write(tmp_path / "pages", data + data[:length]))


@CODECS
def test_what_follows_must_be_of_the_same_kind(tmp_path: Path, codec: str) -> None:
    for rest in (b"x", b'{"text": "plain lines after it"}\n', os.urandom(100).replace(b"\0", b"x")):
        with pytest.raises(InputError, match="something else follows"):
            read(write(tmp_path / "pages", COMPRESS[codec](LINES) + b"!" + rest))


@CODECS
def test_a_wrong_checksum_is_an_error(tmp_path: Path, codec: str) -> None:
    options = {zstd.CompressionParameter.checksum_flag: 1}
    whole = zstd.compress(LINES, options=options) if codec == "zst" else COMPRESS[codec](LINES)
    data = bytearray(whole)
    data[{"gz": -6, "bz2": -6, "xz": -20, "zst": -2}[codec]] ^= 0x10
    with pytest.raises(InputError, match=r"is corrupt|cut off"):
        read(write(tmp_path / "pages", bytes(data)))


@CODECS
def test_any_flipped_byte_gives_an_error_or_the_same_lines(tmp_path: Path, codec: str) -> None:
    whole = COMPRESS[codec](LINES[:3000])
    for place in range(0, len(whole), 7):
        data = bytearray(whole)
        data[place] ^= 0x55
        try:
            found = read(write(tmp_path / f"pages.{codec}", bytes(data)))
        except InputError:
            continue
        # zst has no checksum here; a first byte that is no longer magic makes it plain bytes
        assert codec == "zst" or found == LINES[:3000] or found == bytes(data)


def test_one_byte_of_nothing_known_is_a_plain_line(tmp_path: Path) -> None:
    for data in (b"(", b"B", b"P", b"BZ", b"5"):
        assert read(write(tmp_path / "pages.jsonl", data)) == data
    for data in (b"\x1f", b"\xfd7z", b"\x28\xb5"):
        with pytest.raises(InputError, match="cut off"):
            read(write(tmp_path / "pages.jsonl", data))


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    make = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(FIXTURES / 'hostile')!r}); import make, pathlib\n",
    ]
    make[-1] += f"make.zeros(pathlib.Path({str(tmp_path / 'bomb.gz')!r}), 128)"
    subprocess.run(make, check=True)
    read_bytes = 0
    with pytest.raises(InputError, match=r"bomb.gz: .* like a decompression bomb; if it is none, decompress it first"):
        for chunk in read_chunks([Source("bomb.gz", str(tmp_path / "bomb.gz"), "text", None)], 1 << 30):
            read_bytes += len(chunk.data)
    assert read_bytes <= MAX_EXPAND_FROM
    assert len(read(tmp_path / "bomb.gz", Limits(max_expand=2000))) == 0  # one line, too long to be kept


def test_a_long_line_in_a_small_archive_costs_no_memory(tmp_path: Path) -> None:
    """RELIABILITY R15, at a quarter of the size: run in a process of its own, whose memory is measured."""
    program = (
        f"import sys; sys.path.insert(0, {str(FIXTURES / 'hostile')!r})\n"
        "import make, pathlib, resource\n"
        "from corpusclean.io.inputs import Source\n"
        "from corpusclean.io.lines import Limits, read_chunks\n"
        f"path = pathlib.Path({str(tmp_path / 'long.zst')!r})\n"
        "make.write_long_line(path, 256)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "chunks = list(read_chunks([Source('long', str(path), 'jsonl', None)], 1 << 20, Limits(max_expand=1e9)))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
        "print([(c.line, c.offset, len(c.data), [r.reason for r in c.rejects]) for c in chunks])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    kilobytes, found = done.stdout.splitlines()
    assert int(kilobytes) < 64 << 10
    first, last = 83, 83
    length = (256 << 20) + 24
    assert found == str([(1, 0, first, []), (2, first, 0, ["record_too_large"]), (3, first + length, last, [])])


@CODECS
def test_what_was_read_of_the_file_is_known(tmp_path: Path, codec: str) -> None:
    path = write(tmp_path / "pages", COMPRESS[codec](LINES))
    chunks = list(read_chunks([Source("pages", str(path), "jsonl", None)], limits=Limits(1000, 50_000)))
    consumed = [chunk.consumed for chunk in chunks]
    assert consumed == sorted(consumed)
    assert consumed[-1] == path.stat().st_size


def test_gzip_with_a_name_and_a_comment_in_its_header(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with gzip.GzipFile("a name.jsonl", "wb", fileobj=buffer, mtime=1) as file:
        file.write(LINES)
    assert read(write(tmp_path / "pages", buffer.getvalue())) == LINES
