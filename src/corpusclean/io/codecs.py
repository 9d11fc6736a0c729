"""Bytes of an input as they come in, decompressed by what they are (their magic bytes), and turned into UTF-8.

    Reader         what lines.py reads; UTF-16 and UTF-32 with a byte order mark become UTF-8
      Expansion    one compressed member or frame after the other, with a bound on how much it may grow
        RawInput   a file descriptor

All three have one method, `read(size, deadline)`: some bytes as soon as there are any, `size` or fewer, b"" at the end,
and None where none came until the deadline (of time.monotonic). Everything that can be wrong with an input raises
Damaged here, and only here; lines.py adds the file and the line.
"""

import codecs
import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from corpusclean.errors import CorpuscleanError

READ_BYTES = 1 << 18
"""Bytes that are read at once, at most: pipes give 64 KB, and larger reads of files are no faster."""

HEAD_BYTES = 1 << 16
"""Bytes that are read first, at most, to see what an input is."""

MAX_EXPAND_FROM = 64 << 20
"""Decompressed bytes below which no input is taken for a bomb."""


class Damaged(CorpuscleanError):
    """The bytes of an input can not be what they say they are."""


class Decompressor(Protocol):
    """The interface that bz2, lzma and zstd share."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Gzip:
    """zlib with the interface of the others. Checksum and length are checked."""

    def __init__(self) -> None:
        import zlib

        self._inflater: Any = zlib.decompressobj(wbits=31)
        self._rest = b""

    @property
    def eof(self) -> bool:
        return bool(self._inflater.eof)

    @property
    def needs_input(self) -> bool:
        return not self.eof and not self._rest

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inflater.unused_data)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        text: bytes = self._inflater.decompress(self._rest + data, max(max_length, 0))
        self._rest = self._inflater.unconsumed_tail
        return text


def _bz2() -> Decompressor:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Decompressor:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ)


def _zstd() -> Decompressor:
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd  # python-zstandard reads a frame that is cut without an error
    decompressor: Decompressor = zstd.ZstdDecompressor()
    return decompressor


@dataclass(frozen=True)
class Codec:
    """A compression: the bytes it begins with, the ending of its files' names, and how it is undone."""

    magics: tuple[bytes, ...]
    ending: str
    open: Callable[[], Decompressor]

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.ending[1:]

    def begins(self, head: bytes) -> bool:
        """Whether a member begins with these bytes."""
        return head.startswith(self.magics)

    def may_begin(self, head: bytes) -> bool:
        """Whether these bytes are too few to be the beginning of a member, but could go on to be one."""
        return any(len(head) < len(magic) and magic.startswith(head) for magic in self.magics)


SKIPPABLE = tuple(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16))
"""Frames of zstd without data, which pzstd writes in front of the others."""

CODECS = (
    Codec((b"\x1f\x8b",), ".gz", Gzip),
    Codec(tuple(b"BZh%d" % level for level in range(1, 10)), ".bz2", _bz2),
    Codec((b"\xfd7zXZ\x00",), ".xz", _xz),
    Codec((b"\x28\xb5\x2f\xfd", *SKIPPABLE), ".zst", _zstd),
)
LONGEST_MAGIC = 6
LONGEST_MARK = 4

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16-LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)


class RawInput:
    """A file descriptor, and how many bytes of it were read."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self.consumed = 0

    def read(self, size: int, deadline: float | None = None) -> bytes | None:
        """See the module. Raises Damaged where the system can not read."""
        if deadline is not None and not self._poll.poll(max(deadline - time.monotonic(), 0) * 1000):
            return None
        try:
            data = os.read(self._descriptor, min(size, READ_BYTES))
        except BlockingIOError:  # another program left our standard input in this mode
            self._poll.poll()
            return self.read(size, deadline)
        except OSError as error:
            raise Damaged(f"can not be read: {error.strerror}") from error
        self.consumed += len(data)
        return data


class Expansion:
    """Compressed bytes, decompressed: member after member, zero padding between and after them skipped."""

    def __init__(self, raw: RawInput, codec: Codec, head: bytes, max_expand: float) -> None:
        self._raw = raw
        self._codec = codec
        self._decompressor = codec.open()
        self._pending = head
        self._max_expand = max_expand
        self._produced = 0

    def read(self, size: int, deadline: float | None = None) -> bytes | None:
        """See the module. Raises Damaged where data is corrupt, cut, followed by something else, or grows too much."""
        while True:
            if self._decompressor.eof and not self._next_member():
                return b""
            if not self._pending and self._decompressor.needs_input:
                data = self._raw.read(READ_BYTES, deadline)
                if data is None:
                    return None
                if not data:
                    raise self._cut_off()
                self._pending = data
            text = self._expand(min(size, READ_BYTES))
            if text:
                return text

    def _cut_off(self) -> Damaged:
        return Damaged(f"the {self._codec.name} data is cut off; fetch it again")

    def _expand(self, size: int) -> bytes:
        data, self._pending = self._pending, b""
        try:
            text = self._decompressor.decompress(data, size)
        except Exception as error:  # each library has its own: zlib.error, OSError, LZMAError, ZstdError
            raise Damaged(f"the {self._codec.name} data is corrupt ({error}); fetch it again") from error
        self._produced += len(text)
        if self._produced > max(MAX_EXPAND_FROM, self._max_expand * self._raw.consumed):
            raise Damaged(
                f"{self._raw.consumed:,} bytes grew to over {self._produced:,}, like a decompression bomb; "
                "if it is none, decompress it first"
            )
        return text

    def _next_member(self) -> bool:
        """Go on with the member after the one that ended; False at the end of the input."""
        head = (self._decompressor.unused_data + self._pending).lstrip(b"\0")
        while not head or (len(head) < LONGEST_MAGIC and self._codec.may_begin(head)):
            more = self._raw.read(READ_BYTES)
            if not more:
                break
            head = (head + more).lstrip(b"\0")
        if not head:
            return False
        if self._codec.begins(head):
            self._decompressor, self._pending = self._codec.open(), head
            return True
        if self._codec.may_begin(head):
            raise self._cut_off()
        raise Damaged(f"something else follows the {self._codec.name} data; cut it off, or fetch the file again")


class Reader:
    """An input's bytes, decompressed and in UTF-8, without a byte order mark.

    `encoding` is what its byte order mark says, and "utf-8" without one; `start` is the length of the mark in UTF-8
    input, so that positions are positions in the file.

    Raises:
        Damaged: here and when reading; the message says what is wrong.
    """

    def __init__(self, descriptor: int, name: str, max_expand: float) -> None:
        self._raw = RawInput(descriptor)
        self._input: RawInput | Expansion = self._raw
        head = _read_head(self._raw, LONGEST_MAGIC)
        codec = _codec_of(head, name)
        if codec:
            self._input = Expansion(self._raw, codec, head, max_expand)
            head = _read_head(self._input, LONGEST_MARK)
        mark, self.encoding = next((found for found in BYTE_ORDER_MARKS if head.startswith(found[0])), (b"", "utf-8"))
        self.start = len(mark) if self.encoding == "utf-8" else 0
        self._head = head[len(mark) :]
        self._decoder = codecs.getincrementaldecoder(self.encoding)("surrogatepass")

    @property
    def consumed(self) -> int:
        """How many bytes of the file, as it is stored, were read."""
        return self._raw.consumed

    def read(self, size: int, deadline: float | None = None) -> bytes | None:
        """See the module."""
        while True:
            data: bytes | None
            data, self._head = self._head, b""
            if not data:
                data = self._input.read(size, deadline)
            if data is None or self.encoding == "utf-8":
                return data
            text = self._decode(data)
            if text or not data:
                return text

    def _decode(self, data: bytes) -> bytes:
        """UTF-16 and UTF-32 to UTF-8. A lone surrogate stays one: bytes that are not UTF-8 cost their line alone."""
        try:
            return self._decoder.decode(data, final=not data).encode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise Damaged(f"the {self.encoding} text is cut off or corrupt ({error.reason}); fetch it again") from error


def _read_head(source: RawInput | Expansion, length: int) -> bytes:
    """The first bytes, at least so many if there are."""
    head = b""
    while len(head) < length and (more := source.read(HEAD_BYTES)):
        head += more
    return head


def _codec_of(head: bytes, name: str) -> Codec | None:
    """The compression that the first bytes show; an input that ends within them is cut, if its name or they say so."""
    for codec in CODECS:
        if codec.begins(head):
            return codec
        if head and codec.may_begin(head) and (name.lower().endswith(codec.ending) or not _is_printable(head)):
            raise Damaged(f"the {codec.name} data is cut off; fetch it again")
    return None


def _is_printable(head: bytes) -> bool:
    return head.isascii() and head.decode().isprintable()
