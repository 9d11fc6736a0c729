"""The compressors of outputs, all with one interface; the same text gives the same bytes on any day."""

import sys
from collections.abc import Callable
from typing import Protocol


class Compressor(Protocol):
    """What the compressors of the standard library share."""

    def compress(self, data: bytes) -> bytes: ...
    def flush(self) -> bytes: ...


def _gzip() -> Compressor:
    import zlib

    return zlib.compressobj(wbits=31)  # a header without time and name: the same text gives the same file


def _bz2() -> Compressor:
    import bz2

    return bz2.BZ2Compressor()


def _xz() -> Compressor:
    import lzma

    return lzma.LZMACompressor()


def _zstd() -> Compressor:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    compressor: Compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1})
    return compressor


COMPRESSORS: dict[str, Callable[[], Compressor]] = {".gz": _gzip, ".bz2": _bz2, ".xz": _xz, ".zst": _zstd}
"""By the ending of the output's name."""


def compressor_for(name: str) -> Compressor | None:
    """A new compressor as the ending of the name asks for; any other ending means none."""
    return next((make() for ending, make in COMPRESSORS.items() if name.endswith(ending)), None)
