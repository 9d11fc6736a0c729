"""`corpusclean run` as people use it: a real process, whole outputs."""

import gzip
import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, PATIENCE, corpusclean, rows

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = FIXTURES / "demo" / "pages.jsonl"
STORY = "The river rose again on Sunday. Volunteers carried sandbags through the night, street by street, until {}."


def story_pages(count: int) -> bytes:
    """Pages with a story each, no two alike."""
    words = ["morning", "noon", "rain", "harbour", "council", "bridge", "market", "engineers", "children", "snow"]
    lines = []
    for number in range(count):
        told = " ".join(words[(number * k) % 10] + str(number * k) for k in range(1, 30))
        lines.append(json.dumps({"id": f"p{number}", "text": f"{STORY.format(told)}\n\nShare this:"}))
    return "\n".join(lines).encode() + b"\n"


def test_the_demo_pages_come_out_as_promised(tmp_path: Path) -> None:
    out, removed, stats = tmp_path / "out.jsonl", tmp_path / "removed.jsonl", tmp_path / "stats.json"
    done = corpusclean("run", PAGES, "-o", out, "--removed", removed, "--stats", stats, "--max-rejects", 1)
    assert (done.returncode, done.stdout) == (0, b"")
    expected = FIXTURES / "demo" / "expected"
    assert out.read_text(encoding="utf-8") == (expected / "corpus.jsonl").read_text(encoding="utf-8")
    assert removed.read_text(encoding="utf-8") == (expected / "removed.jsonl").read_text(encoding="utf-8")
    assert [row["reason"] for row in rows(tmp_path / "out.jsonl.rejects.jsonl")] == ["not_json"]
    counts = json.loads(stats.read_text(encoding="utf-8"))
    assert counts["ledger"]["lines"] == {"read": 4, "rejected": {"not_json": 1}}
    assert counts["ledger"]["articles"]["removed"] == {"duplicate": 1}
    assert b"3 pages -> 3 articles" in done.stderr


def test_a_file_a_pipe_and_an_archive_give_the_same_bytes(tmp_path: Path) -> None:
    archive = tmp_path / "pages.wrong-name"
    archive.write_bytes(gzip.compress(PAGES.read_bytes()))
    from_file = corpusclean("run", PAGES)
    from_pipe = corpusclean("run", stdin=PAGES.read_bytes())
    from_archive = corpusclean("run", "-", stdin=archive.read_bytes())
    assert from_file.returncode == 1  # one line of the pages is cut off
    assert from_file.stdout == from_pipe.stdout == from_archive.stdout != b""
    assert b"not_json" in from_pipe.stderr


def test_the_same_bytes_for_every_number_of_workers_and_every_hash_seed(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_bytes(story_pages(800) + story_pages(300))
    outputs = []
    for workers, seed in ((1, "0"), (2, "1"), (3, "random")):
        removed = tmp_path / f"removed-{workers}.jsonl"
        done = corpusclean(
            "run", pages, "--workers", workers, "--removed", removed, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        assert done.returncode == 0, done.stderr
        outputs.append((done.stdout, removed.read_bytes()))
    assert outputs[0] == outputs[1] == outputs[2]
    assert len(rows(outputs[0][0])) == 800
    assert sum(row["kind"] == "duplicate" for row in rows(outputs[0][1])) == 300


def test_a_second_run_over_the_output_changes_nothing() -> None:
    first = corpusclean("run", "--max-rejects", 1, stdin=PAGES.read_bytes()).stdout
    second = corpusclean("run", stdin=first)
    assert second.returncode == 0
    assert [row["text"] for row in rows(second.stdout)] == [row["text"] for row in rows(first)]


def test_fields_that_are_not_ours_come_out_byte_for_byte() -> None:
    members = (
        b'"n": 123456789012345678901234567890, "x": 1.50, "e": 1E400, "s": "\\u00e9\\ud800", "deep": {"a": [1, {}]}'
    )
    page = b'{"text": "One sentence is enough here.", ' + members + b', "lang": "xx", "clean": [1.0], "id": 7}\n'
    done = corpusclean("run", stdin=page)
    assert members in done.stdout
    assert b'"page_lang": "xx", "page_clean": [1.0]' in done.stdout
    assert done.stdout.startswith(b'{"id": "7#0", "text": ')


def test_an_id_that_comes_again_is_told_apart() -> None:
    lines = [json.dumps({"id": "a", "text": f"A story about number {word}."}) for word in ("one", "two", "three")]
    done = corpusclean("run", stdin="\n".join(lines).encode())
    assert [row["id"] for row in rows(done.stdout)] == ["a#0", "a~2#0", "a~3#0"]
    assert [row["clean"]["page"] for row in rows(done.stdout)] == ["a", "a~2", "a~3"]


def test_stages_can_be_switched_off() -> None:
    page = json.dumps({"id": "a", "text": "cafÃ© society\n\nShare this:"}).encode()
    flags = ["--no-repair", "--no-residue", "--no-articles", "--no-language", "--no-duplicates"]
    done = corpusclean("run", *flags, stdin=page + b"\n" + page)
    assert [row["text"] for row in rows(done.stdout)] == ["cafÃ© society\n\nShare this:"] * 2
    assert {row["lang"] for row in rows(done.stdout)} == {"und"}


def test_protected_lines_stay(tmp_path: Path) -> None:
    keep = tmp_path / "keep.txt"
    keep.write_text("share THIS\n")
    page = json.dumps({"id": "a", "text": "A story, and not a short one.\n\nShare this:\n\nAdvertisements"}).encode()
    done = corpusclean("run", "--keep-lines", keep, stdin=page)
    assert rows(done.stdout)[0]["text"] == "A story, and not a short one.\n\nShare this:"


def test_options_may_stand_in_a_file_or_the_environment(tmp_path: Path) -> None:
    config = tmp_path / "corpusclean.toml"
    config.write_text('text_field = "body"\nresidue = false\nlanguages = ["en", "de"]\n')
    page = json.dumps({"id": "a", "body": "Share this:", "story": "Advertisements"}).encode()
    assert rows(corpusclean("run", "--config", config, stdin=page).stdout)[0]["text"] == "Share this:"
    env = {**os.environ, "CORPUSCLEAN_RUN_TEXT_FIELD": "story"}
    assert rows(corpusclean("run", "--config", config, stdin=page, env=env).stdout)[0]["text"] == "Advertisements"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing-like-this.jsonl"], 3, "nothing-like-this.jsonl"),
        (["none-*.jsonl"], 2, "none-"),
        (["--treshold", "0.5"], 2, "Did you mean"),
        (["--languages", "en,klingon", str(PAGES)], 2, "klingon"),
        (["--max-rejects", "many", str(PAGES)], 2, "max-rejects"),
        ([str(PAGES), "-o", str(PAGES)], 2, "input"),
        ([str(PAGES), "-o", "/nonexistent/folder/out.jsonl"], 4, "/nonexistent"),
    ],
)
def test_errors_have_a_message_and_a_code(arguments: list[str], code: int, message: str) -> None:
    done = corpusclean("run", *arguments)
    assert done.returncode == code, done.stderr
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_an_output_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    assert corpusclean("run", PAGES, "-o", out).returncode == 2
    assert out.read_text() == "precious"
    assert corpusclean("run", PAGES, "-o", out, "--force").returncode == 1
    assert len(rows(out)) == 3


def test_a_truncated_archive_leaves_no_output(tmp_path: Path) -> None:
    cut = tmp_path / "pages.jsonl.gz"
    cut.write_bytes(gzip.compress(story_pages(2000))[:-20])
    done = corpusclean("run", cut, "-o", tmp_path / "out.jsonl")
    assert done.returncode == 3
    assert b"pages.jsonl.gz" in done.stderr
    assert list(tmp_path.iterdir()) == [cut]


def test_help_is_shown_where_nothing_comes_in() -> None:
    terminal, other = pty.openpty()
    done = subprocess.run([*COMMAND, "run"], stdin=other, capture_output=True, timeout=PATIENCE)
    os.close(terminal)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Usage:" in done.stderr


def test_a_reader_that_leaves_ends_the_run_in_silence(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_bytes(story_pages(20_000))
    command = " ".join(COMMAND)
    script = f"{command} run -q {pages} | head -1 > {tmp_path}/first; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == (b"141\n", b"")
    assert len(rows(tmp_path / "first")) == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: int, code: int) -> None:
    command = [*COMMAND, "run", "-", "-o", str(tmp_path / "out.jsonl"), "--workers", "2"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # also where the tests run under nohup
    )
    assert process.stdin is not None
    process.stdin.write(story_pages(1000))
    process.stdin.flush()
    time.sleep(3)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, stderr
    assert list(tmp_path.iterdir()) == []
    assert b"Traceback" not in stderr
    assert group_ends(process.pid)


def group_ends(leader: int) -> bool:
    """Whether all processes of a group are gone, in five seconds."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.killpg(leader, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
