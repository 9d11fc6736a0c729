"""Bytes to text where nobody says what encoding they are in: by byte order marks, as UTF-8, else by evidence."""

import codecs
import re

from corpusclean.text.spelling import load_spelling, score_spelling

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What web pages are in, the commonest first; the number is what speaks for each before its text is looked at.
ENCODINGS = {
    "utf-8": 0.0,
    "cp1252": 0.0,
    **dict.fromkeys(("cp1251", "cp1253", "cp1255", "cp1256"), -2.0),
    **dict.fromkeys(("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"), -3.0),
    **dict.fromkeys(
        ("iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-9", "iso8859-13", "iso8859-15"), -3.0
    ),
    **dict.fromkeys(("koi8-u", "cp866", "cp874"), -3.0),
    **dict.fromkeys(("cp1250", "cp1254", "cp1257"), -4.0),  # they share most letters with cp1252
}

SAMPLE = 1000  # bytes of words that are not ASCII, and of what is around them; a few dozen decide
AROUND = 40
FOREIGN = re.compile(rb"[\x80-\xff][^\s]*[\x00-\x7f]{0,%d}" % AROUND)
STRAY_BYTES = re.compile("[\udc80-\udcff]+")


def decode_bytes(data: bytes) -> tuple[str, str]:
    """The text of some bytes, and the name of the encoding that it was read in: "utf-8" wherever they are that.

    "utf-8-damaged" means UTF-8 in which some bytes had to be replaced. No bytes are refused; the time is linear.

    >>> decode_bytes("Zażółć gęślą jaźń".encode("cp1250"))
    ('Zażółć gęślą jaźń', 'cp1250')
    """
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        name = _likely_encoding(_sample(data))
    return (_mend_utf8(data), "utf-8-damaged") if name == "utf-8" else (data.decode(name, "replace"), name)


def _sample(data: bytes) -> bytes:
    """The first words that are not ASCII, with their neighbours, which tell the language."""
    pieces, size, position = [], 0, 0
    for match in FOREIGN.finditer(data):
        start = max(position, match.start() - AROUND)
        pieces.append((b" " if start > position else b"") + data[start : min(match.end(), match.start() + SAMPLE)])
        position = match.end()
        size += len(pieces[-1])
        if size >= SAMPLE:
            break
    return b"".join(pieces)


def _likely_encoding(sample: bytes) -> str:
    spelling = load_spelling()
    texts = {name: sample.decode(name, "replace") for name in ENCODINGS}
    spelled = {text: score_spelling(text, spelling) for text in {*texts.values()}}  # many code pages say the same
    return max(ENCODINGS, key=lambda name: spelled[texts[name]] + ENCODINGS[name])


def _mend_utf8(data: bytes) -> str:
    """UTF-8 with what Windows-1252 has for a byte that is none, or U+FFFD where this is no better.

    A lone byte between ASCII characters is a letter or a sign of a text in another encoding that was copied in, unless
    it stands before something that ends a text: then it is the rest of a letter that was cut in two.
    """
    text = data.decode("utf-8", "surrogateescape")

    def replacement(match: re.Match[str]) -> str:
        byte = ord(match[0][0]) - 0xDC00
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        lone = len(match[0]) == 1 and before.isascii() and after.isascii()
        sound = byte < 0xA0 or (byte < 0xFE and (after.isalpha() or after == " "))
        return bytes([byte]).decode("cp1252", "replace") if lone and sound else "\ufffd"

    return STRAY_BYTES.sub(replacement, text)
