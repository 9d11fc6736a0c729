"""RELIABILITY R8, R15, R37: inputs made to hurt, through reading and decoding. They cost their own lines only."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from corpusclean.config import Config
from corpusclean.io.inputs import find_inputs
from corpusclean.io.jsonl import Decoded, decode_pages
from corpusclean.io.lines import Limits, read_chunks

MAKE = Path(__file__).parents[2] / "fixtures" / "hostile" / "make.py"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", MAKE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def decode(path: Path, limits: Limits | None = None, config: Config | None = None) -> list[Decoded]:
    config = config or Config()
    chunks = read_chunks(find_inputs([str(path)]), config.max_record_bytes, limits)
    return [decode_pages(chunk, config) for chunk in chunks]


def found(decoded: list[Decoded]) -> tuple[list[str], list[tuple[int, str]]]:
    ids = [name for part in decoded for name in part.pages.ids]
    rejects = [(reject.line, reject.reason) for part in decoded for reject in part.rejects]
    assert sum(part.lines for part in decoded) == len(ids) + len(rejects)
    return ids, rejects


def test_nesting_has_an_end(make: ModuleType, tmp_path: Path) -> None:
    make.nested(tmp_path / "nested.jsonl", 100_000)
    assert found(decode(tmp_path / "nested.jsonl")) == (["1", "4"], [(2, "too_deep"), (3, "too_deep")])


def test_so_has_the_number_of_fields(make: ModuleType, tmp_path: Path) -> None:
    make.many_fields(tmp_path / "wide.jsonl", 200_000)
    assert found(decode(tmp_path / "wide.jsonl")) == (["1", "3"], [(2, "too_many_fields")])


@pytest.mark.parametrize("chunk_bytes", [1 << 16, 1 << 20, 1 << 23])
def test_a_long_line_is_the_same_reject_for_every_size_of_chunk(
    make: ModuleType, tmp_path: Path, chunk_bytes: int
) -> None:
    make.write_long_line(tmp_path / "long.jsonl.zst", 4)
    limits = Limits(chunk_bytes=chunk_bytes, max_expand=1e9)
    decoded = decode(tmp_path / "long.jsonl.zst", limits, Config(max_record_bytes=3 << 20))
    assert found(decoded) == (["1", "3"], [(2, "record_too_large")])
    (reject,) = [reject for part in decoded for reject in part.rejects]
    assert (reject.offset, len(reject.raw)) == (83, (1 << 20) + 1)
    assert found(decode(tmp_path / "long.jsonl.zst", limits)) == (["1", "2", "3"], [])


def test_names_are_data_and_nothing_else(make: ModuleType, tmp_path: Path) -> None:
    make.foreign_names(tmp_path / "names.jsonl")
    (decoded,) = decode(tmp_path / "names.jsonl")
    lines = (tmp_path / "names.jsonl").read_bytes().splitlines()
    given = [json.loads(line)["id"] for line in lines]
    assert decoded.pages.ids == [name.replace("\ud800", "\ufffd") for name in given]
    for line, fields in zip(lines, decoded.pages.fields, strict=True):
        assert line.endswith(fields.split(b", ", 1)[1] + b"}")
