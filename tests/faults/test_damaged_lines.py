"""RELIABILITY R1 to R9: ten lines of each kind of damage between good ones, through the real command.

Each kind ends as its row promises; the good lines come out byte for byte as they do without the damage.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.process import corpusclean, rows

PLACES = ["mill", "quay", "tower", "garden", "library", "station", "chapel", "arcade", "cinema", "brewery", "school"]


class Damage(NamedTuple):
    """A kind of damaged line: how line n is made, and the reasons it may be rejected for (none: it must be used)."""

    line: Callable[[int], bytes]
    reasons: frozenset[str] = frozenset()


def text_of(n: int) -> str:
    return f"Story {n}: the old {PLACES[n % 11]} opened again, and number {n * 7919} was the first to go in."


def page(n: int) -> bytes:
    return json.dumps({"id": f"bad{n}", "text": text_of(n + 100)}).encode()


def with_text(raw: bytes) -> Callable[[int], bytes]:
    return lambda n: b'{"id": "bad%d", "text": "Visitor %d saw ' % (n, n * 104729) + raw + b' near the canal."}'


def with_member(raw: bytes) -> Callable[[int], bytes]:
    return lambda n: page(n)[:-1] + b", " + raw + b"}"


NOT_JSON = frozenset({"not_json"})
DAMAGES = {
    "R1 one byte of another code page": Damage(with_text(b"caf\xe9s")),
    "R1 a stray byte": Damage(with_text(b"\xff")),
    "R2 cut": Damage(lambda n: page(n)[:-9], NOT_JSON),
    "R2 trailing text": Damage(lambda n: page(n) + b" and more", NOT_JSON),
    "R2 single quotes": Damage(lambda n: page(n).replace(b'"', b"'"), NOT_JSON),
    "R2 not an object": Damage(lambda n: b"[%d]" % n, frozenset({"not_an_object"})),
    "R3 carriage return at the end": Damage(lambda n: page(n) + b"\r"),
    "R3 line separator in the text": Damage(with_text("a\u2028b\u0085c".encode())),
    "R4 lone surrogate in the text": Damage(with_text(b"\\ud800")),
    "R4 lone surrogate in another field": Damage(with_member(b'"k": "\\udfff"')),
    "R5 escaped NUL": Damage(with_text(b"\\u0000\\u0007")),
    "R5 raw control byte": Damage(with_text(b"\x01")),
    "R6 not a number": Damage(with_member(b'"k": NaN'), frozenset({"not_json"})),
    "R6 too large a number": Damage(with_member(b'"k": 1e400')),
    "R6 five thousand digits": Damage(with_member(b'"k": ' + b"7" * 5000)),
    "R7 a key twice": Damage(with_member(b'"k": 1, "k": 2')),
    "R8 deep nesting": Damage(with_member(b'"k": ' + b"[" * 100_000 + b"]" * 100_000), frozenset({"too_deep"})),
    "R9 no text": Damage(lambda n: b'{"id": "bad%d"}' % n, frozenset({"no_text"})),
    "R9 text is null": Damage(lambda n: b'{"id": "bad%d", "text": null}' % n, frozenset({"no_text"})),
    "R9 text is a number": Damage(lambda n: b'{"id": "bad%d", "text": 5}' % n, frozenset({"text_not_a_string"})),
    "R9 no id": Damage(lambda n: b'{"text": "%b"}' % text_of(n + 300).encode()),
}
GOOD = [json.dumps({"id": f"good{n}", "text": text_of(n), "k": 1.50}).encode() for n in range(11)]


def good_lines(output: bytes) -> list[bytes]:
    return [line for line in output.split(b"\n") if line.startswith(b'{"id": "good')]


@pytest.fixture(scope="module")
def clean_run() -> list[bytes]:
    done = corpusclean("run", stdin=b"\n".join(GOOD))
    assert done.returncode == 0
    return good_lines(done.stdout)


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_costs_at_most_its_own_lines(kind: str, clean_run: list[bytes], tmp_path: Path) -> None:
    damage, out = DAMAGES[kind], tmp_path / "out.jsonl"
    lines = [line for n, good in enumerate(GOOD[:10]) for line in (good, damage.line(n))] + GOOD[10:]
    done = corpusclean("run", "-o", out, stdin=b"\n".join(lines))
    assert good_lines(out.read_bytes()) == clean_run
    rejected = tmp_path / "out.jsonl.rejects.jsonl"
    if damage.reasons:
        assert done.returncode == 1
        found = rows(rejected)
        assert {row["reason"] for row in found} <= damage.reasons
        assert [row["line"] for row in found] == list(range(2, 21, 2))
        offsets = [sum(len(line) + 1 for line in lines[: row["line"] - 1]) for row in found]
        assert [row["offset"] for row in found] == offsets
    else:
        assert done.returncode == 0, done.stderr
        assert not rejected.exists()
        assert len(out.read_bytes().splitlines()) == 21


def test_the_allowance_decides_the_exit_code_and_nothing_else(tmp_path: Path) -> None:
    lines = b"\n".join([*GOOD, b"{", b"["])
    outputs = [corpusclean("run", "--max-rejects", allowed, stdin=lines) for allowed in (0, 1, 2, "10%", "20%")]
    assert [done.returncode for done in outputs] == [1, 1, 0, 1, 0]
    assert len({done.stdout for done in outputs}) == 1
