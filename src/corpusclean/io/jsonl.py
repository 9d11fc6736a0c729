"""Chunks of input to pages. Pure: a worker process can do it, and a chunk that is decoded again gives the same.

A line is a page or a reject, never both and never neither. What is wrong with a line but can be put right is put right
and counted; the members that are not ours go through as the bytes they came as.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.config import Config
from corpusclean.io.encoding import NONE_FITS, decode, encode, escape_control_bytes, lines_as_utf8
from corpusclean.io.fields import Member, Plan, join_fields, make_plan, read_id, read_url
from corpusclean.io.inputs import stem
from corpusclean.io.lines import Chunk, count_lines
from corpusclean.io.rejects import make_reject
from corpusclean.kernels import members as kernels
from corpusclean.kernels.strings import unescape
from corpusclean.model import I64, U8, Pages, Reject

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

QUOTE = 0x22


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
    """Lines in a buffer, and what `find_members` says of them; as lists where they are read one by one."""

    data: bytes
    status: NDArray[np.int8]
    alike: list[bool]
    first: list[int]
    members: list[Member]


class Found(NamedTuple):
    """A line that holds a page: its number in the chunk from 0, its members, and what is to be done with them."""

    line: int
    members: list[Member]
    plan: Plan


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
    ids = [read_id(scan.data, page.members, page.plan) for page in found]
    texts, replaced = _read_texts(scan.data, found)
    pages = Pages(
        ids=[name or f"{stem(chunk.source)}:{chunk.line + page.line}" for page, name in zip(found, ids, strict=True)],
        texts=texts,
        fields=[join_fields(scan.data, *page[1:], name) for page, name in zip(found, ids, strict=True)],
        urls=[read_url(scan.data, page.members, page.plan) for page in found],
        encodings={row: encodings[page.line] for row, page in enumerate(found) if page.line in encodings},
    )
    rejects = [*_reject_lines(chunk, raw, faults), *chunk.rejects]
    counts = _count_fields(found) | {
        "blank lines": int(np.count_nonzero(scan.status == kernels.BLANK)),
        "lines not utf-8": len(pages.encodings),
        "lines with control bytes": len(mended.difference(faults)),
        "lone surrogates": replaced,
        "made ids": ids.count(""),
    }
    decoded = {chunk.line + page.line: encodings[page.line] for page in found if page.line in encodings}
    counted = {name: count for name, count in counts.items() if count}
    return Decoded(pages, rejects, counted, len(pages) + len(rejects), decoded)


def _count_fields(found: list[Found]) -> dict[str, int]:
    return {
        "duplicate fields": sum(page.plan.duplicates for page in found),
        "renamed fields": sum(page.plan.renamed for page in found),
    }


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
    views = _views(data)
    status, alike, first, members = kernels.find_members(*views, count_lines(data))
    return Scan(data, status, alike.tolist(), first.tolist(), members.tolist())


def _views(data: bytes) -> tuple[U8, NDArray[np.uint64]]:
    """The bytes as the kernels want them: one by one, and by eight."""
    return np.frombuffer(data, np.uint8), np.frombuffer(data, np.uint64, len(data) // 8)


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


def _find_pages(scan: Scan, faults: dict[int, str], config: Config) -> list[Found]:
    """The lines that hold a page. Those without a text are added to the faults."""
    plans: dict[tuple[bytes, ...], Plan] = {}
    plan = None
    found = []
    for line in np.flatnonzero(scan.status == kernels.OBJECT).tolist():
        members = scan.members[scan.first[line] : scan.first[line + 1]]
        if plan is None or not scan.alike[line]:
            keys = tuple([scan.data[start:end] for start, end, _, _ in members])
            plan = plans[keys] = plans.get(keys) or make_plan(keys, config)
        if line not in faults and (fault := _fault_of_text(scan.data, members, plan)):
            faults[line] = fault
        if line not in faults:
            found.append(Found(line, members, plan))
    return found


def _fault_of_text(data: bytes, members: list[Member], plan: Plan) -> str:
    """What is wrong with a page's text; nothing where it is a string, even an empty one."""
    if plan.text < 0:
        return "no_text"
    first = data[members[plan.text][2]]
    if first == QUOTE:
        return ""
    return "no_text" if first == ord("n") else "text_not_a_string"


def _read_texts(data: bytes, found: list[Found]) -> tuple[list[bytes], int]:
    """The pages' texts in UTF-8, and how many lone surrogates in them became U+FFFD."""
    starts = np.array([page.members[page.plan.text][2] for page in found], np.int64)
    ends = np.array([page.members[page.plan.text][3] for page in found], np.int64)
    text, bounds, replaced = unescape(*_views(data), starts, ends)
    view = memoryview(text)
    return [bytes(view[start:end]) for start, end in pairwise([0, *bounds.tolist()])], int(replaced.sum())


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
