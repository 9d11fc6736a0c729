"""Chunks of input to pages. Pure: a worker process can do it, and a chunk that is decoded again gives the same.

A line is a page or a reject, never both and never neither. What is wrong with a line but can be put right is put right
and counted; the members that are not ours go through as the bytes they came as.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.config import Config
from corpusclean.io.encoding import NONE_FITS, decode, encode, escape_control_bytes, lines_as_utf8
from corpusclean.io.fields import QUOTE, Found, Plan, join_fields, make_plan, read_ids, read_strings, read_urls
from corpusclean.io.inputs import stem
from corpusclean.io.lines import Chunk
from corpusclean.io.rejects import make_reject
from corpusclean.kernels import members as kernels
from corpusclean.model import I64, Pages, Reject

COUNTS = {
    "blank lines": "lines of nothing but white space, which are no records",
    "lines not utf-8": "lines decoded from another encoding",
    "lines with control bytes": "lines in which raw control bytes stood in strings, and were escaped",
    "lone surrogates": "halves of surrogate pairs in texts, which became U+FFFD",
    "duplicate fields": "members whose name came again in the same object: the last one counts",
    "made ids": "pages without a usable id, which got one from their source and line",
    "renamed fields": "members called like one of ours (lang, clean ...), which became page_lang, page_clean ...",
}
"""What is counted while decoding, and what it means."""

FAULTS = {
    kernels.NOT_JSON: "not_json",
    kernels.CONTROL_BYTE: "not_json",
    kernels.NOT_AN_OBJECT: "not_an_object",
    kernels.TOO_DEEP: "too_deep",
    kernels.TOO_MANY_FIELDS: "too_many_fields",
}
"""The reason for which a line is rejected, by what the kernel says of it."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The pages of a chunk and the lines that are none; `lines` counts both, blank lines apart.

    `encodings` names what lines were decoded from that were not UTF-8, by their numbers in the source.
    """

    pages: Pages
    rejects: list[Reject]
    counts: dict[str, int]
    lines: int
    encodings: dict[int, str] = field(default_factory=dict)


class Scan(NamedTuple):
    """Lines in a buffer, and what `find_members` says of them."""

    data: bytes
    status: NDArray[np.int8]
    alike: NDArray[np.bool_]
    first: I64
    members: I64


def decode_pages(chunk: Chunk, config: Config) -> Decoded:
    """The pages of a chunk, in order, with the rejects (see `corpusclean.io.rejects.REASONS`) and what was counted."""
    return _decode_file(chunk) if chunk.form == "text" else _decode_lines(chunk, config)


def _decode_file(chunk: Chunk) -> Decoded:
    """A plain-text file is one page, unless it was too large to be read."""
    if chunk.rejects:
        return Decoded(Pages([], [], [], []), list(chunk.rejects), {}, len(chunk.rejects))
    text, encoding = decode(chunk.data)
    encoding = encoding if chunk.encoding == "utf-8" else chunk.encoding
    encodings = {} if encoding == "utf-8" else {0: encoding}
    pages = Pages([stem(chunk.source)], [encode(text)], [b""], [""], encodings)
    return Decoded(pages, [], {}, 1, {1: encoding} if chunk.encoding == "utf-8" and encodings else {})


def _decode_lines(chunk: Chunk, config: Config) -> Decoded:
    raw = chunk.data if chunk.data.endswith(b"\n") or not chunk.data else chunk.data + b"\n"
    data, encodings = lines_as_utf8(raw)
    scan, mended = _scan_mended(data)
    faults = _find_faults(scan, raw, encodings, config.max_record_bytes)
    found = _find_pages(scan, faults, config)
    texts, replaced = read_strings(scan.data, found.places(found.column("text")))
    ids, source = read_ids(scan.data, found), stem(chunk.source)
    damaged = {row: encodings[line] for row, line in enumerate(found.lines if encodings else ()) if line in encodings}
    pages = Pages(
        ids=[name or f"{source}:{chunk.line + line}" for name, line in zip(ids, found.lines, strict=True)],
        texts=texts,
        fields=join_fields(scan.data, found, ids),
        urls=read_urls(scan.data, found),
        encodings=damaged,
    )
    rejects = [*_reject_lines(chunk, raw, faults), *chunk.rejects]
    counts = {
        "blank lines": int(np.count_nonzero(scan.status == kernels.BLANK)),
        "lines not utf-8": len(pages.encodings),
        "lines with control bytes": len(mended.difference(faults)),
        "lone surrogates": replaced,
        "duplicate fields": int(found.column("duplicates").sum()),
        "made ids": ids.count(""),
        "renamed fields": int(found.column("renamed").sum()),
    }
    decoded = {chunk.line + found.lines[row]: encoding for row, encoding in damaged.items()}
    counted = {name: count for name, count in counts.items() if count}
    return Decoded(pages, rejects, counted, len(pages) + len(rejects), decoded)


def _scan_mended(data: bytes) -> tuple[Scan, set[int]]:
    """The members of every line, and the lines in which raw control bytes had to be escaped first."""
    scan = _scan(data)
    damaged = np.flatnonzero(scan.status == kernels.CONTROL_BYTE).tolist()
    if not damaged:
        return scan, set()
    lines = data.split(b"\n")
    for line in damaged:
        lines[line] = escape_control_bytes(lines[line])
    return _scan(b"\n".join(lines)), set(damaged)


def _scan(data: bytes) -> Scan:
    return Scan(data, *kernels.find_members(np.frombuffer(data, np.uint8)))


def _find_faults(scan: Scan, raw: bytes, encodings: dict[int, str], max_record_bytes: int) -> dict[int, str]:
    """The reasons for which lines are rejected, by line: they are not JSON objects, not text at all, or too long."""
    faults = {line: FAULTS[int(scan.status[line])] for line in np.flatnonzero(scan.status < 0).tolist()}
    faults |= {line: "not_utf8" for line, encoding in encodings.items() if encoding == NONE_FITS}
    if len(raw) > max_record_bytes:
        too_long = np.flatnonzero(np.diff(_line_starts(raw)) - 1 > max_record_bytes)
        faults |= dict.fromkeys(too_long.tolist(), "record_too_large")
    return faults


def _line_starts(raw: bytes) -> I64:
    """Where every line begins, and where one more would."""
    return np.concatenate(([0], np.flatnonzero(np.frombuffer(raw, np.uint8) == 0x0A) + 1))


def _find_pages(scan: Scan, faults: dict[int, str], config: Config) -> Found:
    """The lines that hold a page. Those without a text are added to the faults."""
    lines = np.flatnonzero(scan.status == kernels.OBJECT)
    plans: dict[tuple[bytes, ...], int] = {}
    made: list[Plan] = []
    changes = np.flatnonzero(~scan.alike[lines])
    numbers = []
    for line in lines[changes].tolist():
        spans = scan.members[scan.first[line] : scan.first[line + 1], :2].tolist()
        keys = tuple([scan.data[start:end] for start, end in spans])
        if keys not in plans:
            plans[keys] = len(made)
            made.append(make_plan(keys, config))
        numbers.append(plans[keys])
    plan = np.repeat(np.array(numbers, np.int64), np.diff(np.append(changes, len(lines))))
    found = Found(lines.tolist(), scan.first[lines], plan, made, scan.members)
    faults.update({line: fault for line, fault in _faults_of_texts(scan.data, found) if line not in faults})
    sound = (
        np.array([line not in faults for line in found.lines], np.bool_) if faults else np.ones(len(lines), np.bool_)
    )
    return Found(lines[sound].tolist(), found.first[sound], plan[sound], made, scan.members)


def _faults_of_texts(data: bytes, found: Found) -> Iterator[tuple[int, str]]:
    """What is wrong with texts, by line: there is none, or it is not a string; an empty one is as good as any."""
    place = found.column("text")
    opening = np.frombuffer(data, np.uint8)[found.places(place)[:, 0]] if len(place) else place
    for row in np.flatnonzero((place < 0) | (opening != QUOTE)).tolist():
        missing = place[row] < 0 or opening[row] == ord("n")
        yield found.lines[row], "no_text" if missing else "text_not_a_string"


def _reject_lines(chunk: Chunk, raw: bytes, faults: dict[int, str]) -> list[Reject]:
    """The rejects, in order, with the lines as they came."""
    if not faults:
        return []
    starts = _line_starts(raw).tolist()
    rejects = []
    for line, reason in sorted(faults.items()):
        start, end = starts[line], starts[line + 1] - 1
        rejects.append(make_reject(chunk.source, chunk.line + line, chunk.offset + start, reason, raw[start:end]))
    return rejects
