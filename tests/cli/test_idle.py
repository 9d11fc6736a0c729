"""Options that would do nothing are refused on the command line, and wait in a file or the environment."""

import os
from pathlib import Path

import click
import pytest

from corpusclean.cli.options.idle import NEEDS
from corpusclean.cli.root import root
from tests.cli.process import corpusclean

PAGE = b'{"id": "a", "text": "The ferry left at six and nobody was on it."}\n'
IDLE = [
    (["--contained", "either"], "--contained does nothing without --containment"),
    (["--contained", "either", "--containment", "0"], "--contained does nothing without --containment"),
    (["--containment", "0.9", "--no-duplicates"], "--containment does nothing with --no-duplicates"),
    (["--block-length", "300"], "--block-length does nothing without --blocks"),
    (["--index-mode", "read"], "--index-mode does nothing without --index"),
    (["--language-unit", "block"], "--language-unit does nothing without --keep-languages"),
    (["--rules", "FILE", "--no-residue"], "--rules does nothing with --no-residue"),
    (["--with-rules", "captions", "--no-residue"], "--with-rules does nothing with --no-residue"),
    (["--without-rules", "comments", "--no-residue"], "--without-rules does nothing with --no-residue"),
    (["--keep-lines", "FILE", "--no-residue"], "--keep-lines does nothing with --no-residue"),
    (["--quotes", "straight", "--no-repair"], "--quotes does nothing with --no-repair"),
    (["--normalize", "none", "--no-repair"], "--normalize does nothing with --no-repair"),
    (["--languages", "en", "--no-language"], "--languages does nothing with --no-language"),
    (["--doubt", "0.5", "--no-language"], "--doubt does nothing with --no-language"),
    (["--threshold", "0.9", "--no-duplicates"], "--threshold does nothing with --no-duplicates"),
    (["--keep", "longest", "--no-duplicates"], "--keep does nothing with --no-duplicates"),
    (
        ["--strange", "3", "--language-backend", "langdetect"],
        "--strange does nothing with --language-backend langdetect",
    ),
]


@pytest.mark.parametrize(("arguments", "problem"), IDLE, ids=[" ".join(arguments) for arguments, _ in IDLE])
def test_an_option_that_would_do_nothing_ends_with_2(tmp_path: Path, arguments: list[str], problem: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[a]\nlines = ["Menu"]\n')
    done = corpusclean("run", *(file if word == "FILE" else word for word in arguments), stdin=PAGE)
    assert (done.returncode, done.stdout) == (2, b"") and problem in done.stderr.decode()


def test_explain_refuses_them_too(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_bytes(PAGE)
    done = corpusclean("explain", "a", pages, "--block-length", "300")
    assert done.returncode == 2 and b"--block-length does nothing without --blocks" in done.stderr


def test_together_they_are_taken() -> None:
    together = ["--contained", "either", "--containment", "0.9", "--blocks", "--block-length", "300"]
    done = corpusclean("run", *together, "--keep-languages", "en", "--language-unit", "block", stdin=PAGE)
    assert done.returncode == 0 and b"The ferry left" in done.stdout


def test_a_standing_choice_waits(tmp_path: Path) -> None:
    file = tmp_path / "corpusclean.toml"
    file.write_text('contained = "either"\nwith_rules = ["captions"]\n')
    environment = {**os.environ, "CORPUSCLEAN_RUN_BLOCK_LENGTH": "300"}
    done = corpusclean("run", "--config", file, "--no-residue", stdin=PAGE, env=environment)
    assert done.returncode == 0, done.stderr


def test_the_table_names_options_that_there_are() -> None:
    run = root.commands["run"]
    assert isinstance(run, click.Command)
    assert {*NEEDS, *NEEDS.values()} <= {parameter.name for parameter in run.params}


FREE = {
    *("inputs", "output", "output_by_language", "removed", "rejects", "max_rejects", "stats", "force", "progress"),
    *("text_field", "id_field", "url_field", "input_format", "max_record_bytes", "max_expand", "recursive"),
    *("repair", "residue", "language", "duplicates", "split", "blocks", "spool", "learn", "workers", "config", "quiet"),
}
"""Options that do something whatever the others are, or that say themselves what they do not go with."""


def test_every_option_is_in_the_table_or_needs_no_other() -> None:
    run = root.commands["run"]
    assert isinstance(run, click.Command)
    assert {parameter.name for parameter in run.params} == {*NEEDS, *FREE}
