"""`corpusclean run --keep`: which copy stays, whatever the order of the input and the number of workers."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from corpusclean import Cleaner, Config, UsageError
from tests.cli.process import corpusclean, rows

WORDS = ["river", "rain", "harbour", "council", "bridge", "market", "engineers", "snow", "street", "night", "boats"]


def story(seed: int, words: int = 60) -> str:
    chosen = random.Random(seed).choices(WORDS, k=words)
    return f"Story {seed}. {' '.join(chosen)}."


COPIES: list[dict[str, Any]] = [
    {"id": "old", "text": story(1) + " One.", "date": "2020-01-01", "views": 5, "source": "dpa"},
    {"id": "long", "text": story(1) + " One two three.", "date": "2021-01-01", "views": 40, "source": "reuters"},
    {"id": "new", "text": story(1), "date": "2024-01-01", "views": 9.5, "source": "afp"},
    {"id": "bare", "text": story(1) + " Two."},
]


def lines(pages: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(page) + "\n" for page in pages).encode()


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    path = tmp_path / "copies.jsonl"
    path.write_bytes(lines(COPIES))
    return path


@pytest.mark.parametrize(
    ("rules", "survivor"),
    [
        (["first"], "old"),
        (["newest:date"], "new"),
        (["prefer:source=afp,dpa"], "new"),
        (["prefer:source=none", "max:views"], "long"),
        (["max:none"], "bare"),
        (["max:none", "first"], "old"),
    ],
)
def test_the_rules_say_who_survives(copies: Path, tmp_path: Path, rules: list[str], survivor: str) -> None:
    removed = tmp_path / "removed.jsonl"
    done = corpusclean("run", copies, "--removed", removed, *(word for rule in rules for word in ("--keep", rule)))
    assert done.returncode == 0, done.stderr
    assert [row["clean"]["page"] for row in rows(done.stdout)] == [survivor]
    assert {row["kept"] for row in rows(removed)} == {f"{survivor}#0"}


def test_the_same_for_any_order_of_input_and_any_number_of_workers(tmp_path: Path) -> None:
    stories = [{"id": f"p{n}", "text": f"{story(n % 60, 40 + n % 7)} {story(n + 1000, n % 5)}"} for n in range(300)]
    outputs = []
    for seed, workers in ((0, 1), (1, 2), (2, 5)):
        pages, removed = tmp_path / f"{seed}.jsonl", tmp_path / f"removed{seed}.jsonl"
        pages.write_bytes(lines(random.Random(seed).sample(stories, len(stories))))
        done = corpusclean("run", pages, "--keep", "longest", "--workers", workers, "--removed", removed)
        assert done.returncode == 0, done.stderr
        outputs.append((sorted(done.stdout.splitlines()), sorted(removed.read_bytes().splitlines())))
    assert outputs[0] == outputs[1] == outputs[2]
    assert 0 < len(outputs[0][0]) < 300


def test_articles_come_out_in_the_order_of_input(copies: Path) -> None:
    with copies.open("ab") as file:
        file.write(lines([{"id": "z", "text": story(7)}, {"id": "a", "text": story(8)}]))
    done = corpusclean("run", copies, "--keep", "shortest")
    assert [row["id"] for row in rows(done.stdout)] == ["new#0", "z#0", "a#0"]


def test_a_pipe_is_refused_unless_there_is_a_spool(tmp_path: Path) -> None:
    refused = corpusclean("run", "--keep", "longest", stdin=lines(COPIES))
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"--keep longest must read all of the input first, and stdin is no file; give --spool DIR" in refused.stderr
    done = corpusclean("run", "--keep", "longest", "--spool", tmp_path, stdin=lines(COPIES))
    assert [row["id"] for row in rows(done.stdout)] == ["long#0"]
    assert list(tmp_path.iterdir()) == []


def test_rejects_and_counts_are_those_of_one_pass(copies: Path, tmp_path: Path) -> None:
    with copies.open("ab") as file:
        file.write(b"not json\n")
    counts = []
    for name, rule in (("one", "first"), ("two", "oldest:date")):
        stats, rejects = tmp_path / f"{name}.json", tmp_path / f"{name}.rejects"
        corpusclean("run", copies, "--keep", rule, "--stats", stats, "--rejects", rejects)
        counts.append((json.loads(stats.read_bytes()), rejects.read_bytes()))
    (one, rejected), (two, rejected_again) = counts
    assert (one["ledger"], rejected) == (two["ledger"], rejected_again)
    assert two["input"]["articles without a value"] == {"oldest:date": 1}
    assert one["fingerprint"] != two["fingerprint"]


def test_rules_may_stand_in_a_file(copies: Path, tmp_path: Path) -> None:
    config = tmp_path / "corpusclean.toml"
    config.write_text('keep = ["prefer:source=none,reuters", "longest"]\n')
    assert rows(corpusclean("run", copies, "--config", config).stdout)[0]["id"] == "long#0"


@pytest.mark.parametrize("rule", ["longst", "newest", "prefer:source"])
def test_what_is_no_rule_is_refused(copies: Path, rule: str) -> None:
    done = corpusclean("run", copies, "--keep", rule)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"is no rule; give one of" in done.stderr


def test_a_cleaner_in_python_says_that_it_can_not_wait() -> None:
    with pytest.raises(UsageError, match="decides about articles as they come"):
        Cleaner(Config(keep=("longest",)))
