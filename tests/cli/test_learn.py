"""`corpusclean learn`, and `run --learn`, as a user meets them."""

from pathlib import Path

import pytest

from tests.cli.process import corpusclean, rows
from tests.learning.village import site_pages, write_pages

WITHOUT_EFFECT = (
    "--no-residue", "--no-articles", "--split=off", "--no-language", "--keep-languages=en", "--language-unit=block",
    "--no-duplicates",
)  # fmt: skip
"""What a run can be told, and learning not: it looks for residue, detects languages and divides pages in any case."""

HEAD, TAIL = ["The Lantern", "Boats Weather Tides"], ["Grown in the valley since 1987", "To the pump"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    many = site_pages("lantern.example", 30, HEAD, TAIL) + site_pages("pier.example", 30, ["The Pier"], [])
    return write_pages(tmp_path_factory.mktemp("learn") / "pages.jsonl", many)


def test_rules_are_learned_and_used(pages: Path, tmp_path: Path) -> None:
    file, removed = tmp_path / "learned.toml", tmp_path / "removed.jsonl"
    done = corpusclean("learn", pages, "-o", file)
    assert done.returncode == 0 and b"learned 5 rules from 60 pages: 0 for all sites, 5 for one of 2" in done.stderr
    done = corpusclean("run", pages, "--rules", file, "--removed", removed, "-o", tmp_path / "out.jsonl")
    assert done.returncode == 0
    cuts = rows(removed)
    assert len(cuts) == 30 * 5 and {cut["text"] for cut in cuts} == {*HEAD, *TAIL, "The Pier"}
    assert {cut["rule"] for cut in cuts if cut["text"] == "The Pier"} == {"learned.pier.example.1"}


def test_both_passes_in_one_run_say_the_same(pages: Path, tmp_path: Path) -> None:
    file = tmp_path / "learned.toml"
    assert corpusclean("learn", pages, "-o", file, "-q", "--workers", "2").returncode == 0
    assert corpusclean("learn", pages, "-q").stdout == file.read_bytes()
    apart = corpusclean("run", pages, "--rules", file, "-q").stdout
    assert corpusclean("run", pages, "--learn", "-q", "--workers", "2").stdout == apart
    assert b"To the pump" not in apart and apart.count(b'"id"') == 60


def test_explain_says_what_speaks_for_a_learned_rule(pages: Path) -> None:
    done = corpusclean("explain", "lantern.example-3", pages, "--learn", "-q")
    said = done.stdout.decode()
    assert "residue, cut by learned.lantern.example.1 (on 30 of 30 pages of lantern.example" in said


@pytest.mark.parametrize("workers", ["1", "2"])
def test_lines_that_can_not_be_used_are_counted(pages: Path, tmp_path: Path, workers: str) -> None:
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_bytes(b'{"text": 7}\n' + pages.read_bytes() + b'{"text": "%b"}\nno page\n' % (b"a" * 4096))
    done = corpusclean("learn", damaged, "--max-record-bytes", "4096", "--workers", workers)
    assert b"lines that can not be used: 3;" in done.stderr
    assert done.stdout == corpusclean("learn", pages, "-q").stdout


def test_too_few_pages_teach_nothing_and_it_says_so(tmp_path: Path) -> None:
    few = write_pages(tmp_path / "few.jsonl", site_pages("lantern.example", 9, HEAD, TAIL))
    done = corpusclean("learn", few)
    assert done.returncode == 0 and b"Nothing was learned: 9 pages of text are fewer than the 10" in done.stderr
    assert b"lines" not in done.stdout.replace(b"# ", b"").split(b"Nothing")[1]
    assert corpusclean("run", few, "--learn").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["learn", "-"], b"stdin can not be read twice"),
        (["run", "--learn", "-"], b"stdin can not be read twice"),
        (["run", "PAGES", "--learn", "--no-residue"], b"give one of them only"),
        (["learn", "PAGES", "--min-pages", "1"], b"give at least 2"),
        (["learn", "PAGES", "-o", "PAGES"], b"is also the input"),
        *((["learn", "PAGES", option], b"No such option") for option in WITHOUT_EFFECT),
    ],
)
def test_what_makes_no_sense_ends_with_2(pages: Path, arguments: list[str], problem: bytes) -> None:
    done = corpusclean(*(str(pages) if word == "PAGES" else word for word in arguments))
    assert done.returncode == 2 and problem in done.stderr and b"Traceback" not in done.stderr
