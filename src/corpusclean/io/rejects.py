"""Lines that could not be used: why, as a line of JSON for the rejects file, and as a message."""

import json

from corpusclean.model import Reject
from corpusclean.terminal import escape, show_path

REASONS = {
    "not_json": "not JSON",
    "not_an_object": "not a JSON object",
    "not_utf8": "not UTF-8, and no other encoding fits",
    "no_text": "no text: its field is missing or null",
    "text_not_a_string": "the text is not a string",
    "too_deep": "nested deeper than 512 levels",
    "too_many_fields": "more than 65,536 fields",
    "record_too_large": "longer than --max-record-bytes",
    "worker_crashed": "cleaning it ended the worker process",
    "timeout": "cleaning it took longer than five minutes, and ten seconds a megabyte",
}
"""Every reason for which a line is rejected, and what it means."""

RAW_LIMIT = 1 << 20
"""Bytes of a line that are kept of it in the rejects file."""

EXPLAINED = 1 << 16
"""Bytes of a line up to which a message says where in it the fault is."""


def make_reject(source: str, line: int, offset: int, reason: str, raw: bytes) -> Reject:
    """A reject that keeps RAW_LIMIT bytes of its line, and one more if there are more: by it a cut is known."""
    return Reject(source, line, offset, reason, raw[: RAW_LIMIT + 1])


def encode_reject(reject: Reject) -> bytes:
    r"""The reject as a line of JSON: source, line, offset, reason, raw, and `"cut": true` where raw was longer.

    >>> encode_reject(Reject("pages.jsonl", 7, 412, "not_json", b"caf\xe9"))
    b'{"source": "pages.jsonl", "line": 7, "offset": 412, "reason": "not_json", "raw": "caf\\\\xe9"}\n'
    """
    members: dict[str, object] = {
        "source": show_path(reject.source),
        "line": reject.line,
        "offset": reject.offset,
        "reason": reject.reason,
        "raw": escape_raw(reject.raw[:RAW_LIMIT]),
    }
    if len(reject.raw) > RAW_LIMIT:
        members["cut"] = True
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"


def escape_raw(raw: bytes) -> str:
    r"""Bytes as text from which they can be had back: a backslash is doubled, a byte that is not UTF-8 becomes \xHH.

    >>> print(escape_raw(b"caf\xe9 \\n"))
    caf\xe9 \\n
    """
    return raw.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def unescape_raw(text: str) -> bytes:
    r"""The bytes that `escape_raw` made text of.

    >>> unescape_raw(escape_raw(b"caf\xe9 \\xe9 \\\\"))
    b'caf\xe9 \\xe9 \\\\'
    """
    import re  # only for who reads a rejects file

    def back(match: re.Match[bytes]) -> bytes:
        return bytes([int(match[1], 16)]) if match[1] else b"\\"

    return re.sub(rb"\\(?:x([0-9a-f]{2})|\\)", back, text.encode())


def describe(reject: Reject) -> str:
    r"""The reject as a message of one line, without control characters.

    >>> describe(Reject("pages.jsonl.gz", 7001, 412, "not_json", b'{"text": "one" "id": 1}'))
    "corpusclean: pages.jsonl.gz:7001: not JSON: Expecting ',' delimiter at byte 15; rejected as not_json"
    """
    why = REASONS.get(reject.reason, reject.reason)
    if reject.reason == "not_json" and len(reject.raw) <= EXPLAINED:
        why += _fault(reject.raw)
    return escape(f"corpusclean: {reject.source}:{reject.line}: {why}; rejected as {reject.reason}")


def _fault(raw: bytes) -> str:
    """What Python's own reader says is wrong with a line, and at which byte of it."""
    text = raw.decode("utf-8", "surrogateescape")
    try:
        json.loads(text, parse_int=str, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return f": {error.msg.removesuffix(' at')} at byte {len(text[: error.pos].encode('utf-8', 'surrogateescape'))}"
    except ValueError as error:
        return f": {error}"
    return ""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"it holds {name}, which JSON does not have")
