"""Lines as UTF-8 and as JSON wants them: what is not UTF-8 is decoded by evidence, raw control bytes are escaped."""

import re

import numpy as np

from corpusclean.kernels.strings import valid_utf8

NONE_FITS = ""
"""Stands for the encoding of a line that can not be decoded without falling apart; such a line stays as it is."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_CONTROL_BYTE = re.compile(rb"\\.|[\x00-\x1f]", re.DOTALL)


def lines_as_utf8(lines: bytes) -> tuple[bytes, dict[int, str]]:
    """The lines (with their line feeds) in UTF-8, and the encodings of those that were not, by number from 0.

    All are looked at together: 1,800 MB/s, where `bytes.decode` does 350 MB/s on Arabic and English.
    """
    if valid_utf8(np.frombuffer(lines, np.uint8)):
        return lines, {}
    mended = lines.split(b"\n")
    encodings = {}
    for number, line in enumerate(mended):
        text, encoding = decode(line)
        if encoding != "utf-8":
            fits = "\n" not in text  # some code pages have their line feed elsewhere
            encodings[number] = encoding if fits else NONE_FITS
            mended[number] = encode(text) if fits else line
    return b"\n".join(mended), encodings


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes and the name of their encoding, which is "utf-8" wherever they can be that."""
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        from corpusclean.text.decode import decode_bytes  # rarely needed, and it loads language models

        return decode_bytes(data)


def encode(text: str) -> bytes:
    r"""The text in UTF-8; a lone surrogate, which has no place there, becomes U+FFFD.

    >>> encode("a\ud800b").decode()
    'a\ufffdb'
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def escape_control_bytes(line: bytes) -> bytes:
    r"""The line with raw control bytes in its strings written as JSON wants them.

    >>> print(escape_control_bytes(b'{"text": "a\tb\x00"}').decode())
    {"text": "a\u0009b\u0000"}

    One that follows a backslash stays as it is, and stays an error: what was meant can not be known.
    """

    def escape(match: re.Match[bytes]) -> bytes:
        return match[0] if match[0].startswith(b"\\") else b"\\u%04x" % match[0][0]

    return _STRING.sub(lambda string: _CONTROL_BYTE.sub(escape, string[0]), line)
