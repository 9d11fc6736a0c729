"""What a run may take: a disk that is full ends it with exit code 5, and says what was too large."""

import json
import random
import resource
import subprocess
from pathlib import Path

import pytest

from tests.cli.process import COMMAND

LARGEST = 4 << 20  # bytes of a file, far more than a kernel's machine code takes


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages that have more shingles than a file may hold."""
    chance = random.Random(5)
    words = [f"{a}{b}{c}" for a in "bdfklm" for b in "aeiou" for c in "nrst"]
    path = tmp_path_factory.mktemp("resources") / "pages.jsonl"
    lines = (json.dumps({"id": str(n), "text": " ".join(chance.choices(words, k=300))}) for n in range(5000))
    path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [([], b"set TMPDIR to a folder with more room"), (["--keep", "longest"], b"give --spool a folder with room")],
)
def test_a_full_disk_is_said_and_leaves_what_was_there(
    pages: Path, tmp_path: Path, arguments: list[str], advice: bytes
) -> None:
    out = tmp_path / "out.jsonl.zst"
    out.write_text("what was there")
    command = [*COMMAND, "run", str(pages), "-o", str(out), "--force", "--no-language", "--no-residue", *arguments]
    done = subprocess.run(command, capture_output=True, preexec_fn=limit_files)
    assert done.returncode == 5, done.stderr
    assert advice in done.stderr and b"Traceback" not in done.stderr
    assert out.read_text() == "what was there"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl.zst"]
