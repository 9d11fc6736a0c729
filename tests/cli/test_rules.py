"""`corpusclean rules`, and rules of one's own in a run, as a user meets them."""

import gzip
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.process import corpusclean

PROSE = "The ferry left at six and nobody was on it, so the captain came back for his tea. It was cold by then."
MINE = """
keep = ["Leave a Reply"]
[banner.en]
lines = ["Harbour news daily"]
match = ["HARBOUR NEWS DAILY!"]
no_match = ["Harbour news daily and nightly"]
[site]
sites = ["quay.example"]
regex = ["Edition [0-9]+"]
match = ["Edition 7"]
"""


class Said(NamedTuple):
    """How a process ended, and what it said, as text."""

    returncode: int
    stdout: str
    stderr: str


def said(*arguments: object) -> Said:
    done = corpusclean(*arguments)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def phrases_of(name: str) -> list[str]:
    shown = json.loads(said("rules", "show", name, "--json").stdout)
    return [phrase for rule in shown for phrase in rule["phrases"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(MINE)
    text = f"{PROSE}\nHarbour news daily\n{PROSE}\nEdition 7\nLeave a Reply\nRelated Articles"
    pages = [{"id": name, "url": f"https://{name}.example/", "text": text} for name in ("quay", "pier")]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(page) + "\n" for page in pages))
    return tmp_path


def test_list_names_every_rule_with_what_it_stands_for(folder: Path) -> None:
    done = said("rules", "list", "--group", "related", "--language", "en")
    assert "related.heading.en" in done.stdout and "phrases" in done.stdout and "ar" not in done.stdout.split()
    listed = json.loads(said("rules", "list", "--rules", folder / "mine.toml", "--json").stdout)
    assert {rule["name"] for rule in listed} > {"related.titles", "mine.banner.en", "mine.site", "sharing.service.any"}
    assert next(rule["phrases"] for rule in listed if rule["name"] == "related.heading.en") > 1000


def test_show_tells_what_a_rule_matches() -> None:
    done = said("rules", "show", "disqus.notice.any")
    assert "alone" in done.stdout and "  phrase    View the discussion thread" in done.stdout
    kinds = json.loads(said("rules", "show", "related.heading", "--json").stdout)
    assert len(kinds) > 20 and all(rule["name"].startswith("related.heading.") for rule in kinds)
    assert any(phrase.startswith("Subscribe to {gap} ") for phrase in phrases_of("calls"))
    done = said("rules", "show", "relatd")
    assert done.returncode == 2 and "did you mean 'related'" in done.stderr


def test_a_new_file_is_a_sound_one_and_takes_the_lines_it_was_made_from(folder: Path) -> None:
    line = 'A "daily" \\ dose'
    made = folder / "made.toml"
    made.write_text(said("rules", "new", line).stdout.replace("# match = [", f"match = [{json.dumps(line)}] # ", 1))
    done = said("rules", "test", made)
    assert (done.returncode, done.stdout) == (0, "1 rule, 1 example, 0 of them not as they should be\n")


def test_examples_that_come_out_wrong_are_named(folder: Path) -> None:
    wrong = MINE.replace('match = ["Edition 7"]', 'match = ["Edition seven"]').replace(" and nightly", "")
    (folder / "mine.toml").write_text(wrong)
    done = said("rules", "test", folder / "mine.toml")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "mine.banner.en: no_match: 'Harbour news daily' is taken by mine.banner.en",
        "mine.site: match: 'Edition seven' is not taken",
        "2 rules, 3 examples, 2 of them not as they should be",
    ]


def test_a_file_is_tried_on_pages(folder: Path) -> None:
    done = said("rules", "test", folder / "mine.toml", "--on", folder / "pages.jsonl", "--most", "1")
    assert done.returncode == 0
    assert "mine.banner.en takes 2 lines" in done.stdout and "mine.site takes 1 line\n" in done.stdout
    assert done.stdout.count("  - Harbour news daily") == 1 and "Related" not in done.stdout


def test_a_file_is_tried_on_pages_as_they_are_to_be_read(folder: Path) -> None:
    with (folder / "pages.jsonl").open("a") as pages:
        pages.write('no page\n{"text": "Harbour news daily\\n%s"}\n' % ("tide " * 400))
    arguments = ["rules", "test", folder / "mine.toml", "--on", folder / "pages.jsonl"]
    done = said(*arguments)
    assert "mine.banner.en takes 3 lines" in done.stdout and "lines that can not be used: 1;" in done.stderr
    done = said(*arguments, "--max-record-bytes", "1024")
    assert "mine.banner.en takes 2 lines" in done.stdout and "lines that can not be used: 2;" in done.stderr


def test_an_input_is_let_grow_as_far_as_was_said(folder: Path) -> None:
    pages = (folder / "pages.jsonl").read_bytes()
    (folder / "pages.jsonl.gz").write_bytes(gzip.compress(pages + b" " * (65 << 20)))
    arguments = ["rules", "test", folder / "mine.toml", "--on", folder / "pages.jsonl.gz"]
    assert said(*arguments).returncode == 3
    assert "mine.banner.en takes 2 lines" in said(*arguments, "--max-expand", "5000").stdout


def test_a_run_with_rules_of_ones_own(folder: Path) -> None:
    removed = folder / "removed.jsonl"
    done = said(
        "run", folder / "pages.jsonl", "--rules", folder / "mine.toml", "--removed", removed, "--no-duplicates",
        "--workers", "2", "--stats", folder / "stats.json",
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.count("Leave a Reply") == 2
    cuts = [json.loads(line) for line in removed.read_text().splitlines()]
    assert [(cut["page"], cut["rule"]) for cut in cuts] == [
        ("quay", "mine.banner.en"),
        ("quay", "mine.site"),
        ("quay", "related.heading.en"),
        ("pier", "mine.banner.en"),
        ("pier", "related.heading.en"),
    ]
    assert json.loads((folder / "stats.json").read_text())["config"]["rules"] == ["mine"]
    left = said("run", folder / "pages.jsonl", "--without-rules", "related", "--no-duplicates").stdout
    assert left.count("Related Articles") == 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--rules", "bad.toml"], "bad.a: regex '(a': missing )"),
        (["--rules", "typo.toml"], "typo.toml: [a]: unknown key 'line'; did you mean 'lines'"),
        (["--without-rules", "comment"], "did you mean 'comments'"),
    ],
)
def test_what_makes_no_sense_ends_with_2(folder: Path, arguments: list[str], problem: str) -> None:
    (folder / "bad.toml").write_text('[a]\nregex = ["(a"]')
    (folder / "typo.toml").write_text('[a]\nregex = ["a"]\nline = ["a"]')
    arguments = [str(folder / name) if name.endswith(".toml") else name for name in arguments]
    done = said("run", folder / "pages.jsonl", *arguments)
    assert done.returncode == 2 and problem in done.stderr and "Traceback" not in done.stderr
