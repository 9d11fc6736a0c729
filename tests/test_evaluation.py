"""`make eval` on what every clone has."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.process import PATIENCE

TOP = Path(__file__).parents[1]


def evaluate(*arguments: str, data: Path) -> str:
    command = [sys.executable, str(TOP / "benchmarks" / "evaluation"), "--no-peers", *arguments]
    environment = os.environ | {"CORPUSCLEAN_DATA": str(data)}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout


def test_what_is_not_there_is_named_and_passed_over(tmp_path: Path) -> None:
    sections = ("aeb_residue_dev", "readability", "trafilatura", "repair", "udhr_paragraphs")
    said = evaluate(*(part for name in sections for part in ("--only", name)), data=tmp_path)
    assert [line.partition(":")[0] for line in said.split("\n") if "skipped" in line] == list(sections)


def test_our_own_pages_score_better_than_the_baselines(tmp_path: Path) -> None:
    said = evaluate("--only", "fixtures", "--only", "must_not_change", data=tmp_path)
    rows = re.findall(r"^  (corpusclean|C4's line rule) +\d.* ([\d.]+) +[\d.]+$", said, re.MULTILINE)
    scores = {method: float(score) for method, score in rows}
    assert scores["corpusclean"] > 0.95 > scores["C4's line rule"] > 0.5
