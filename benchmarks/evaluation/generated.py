"""Generated pages, where the truth about every block is known: ../shared/tools/make_corpus.py and score.py."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import labelled
from data import CONTENT, NEITHER, RESIDUE, SHARED, Page, data_path
from show import Choices, Summary, skipped, table, title

SENTENCES = {"generated_a": "sentences_a", "generated_b": "sentences_b"}
TOOLS = SHARED / "tools"
LABELS = {"residue": RESIDUE, "link": NEITHER}
HEAD = ["seed", "residue F1", "cut", "lost", "split precision", "F1", "heads wrong", "links gone", "repair", "ftfy"]
HEAD += ["language", "duplicates"]


def section(name: str) -> Callable[[Choices], Summary]:
    """The section for one of the two files of sentences."""

    def run(choices: Choices) -> Summary:
        for needed in (TOOLS / "make_corpus.py", TOOLS / "score.py", data_path(SENTENCES[name])):
            if not needed.exists():
                skipped(name, needed)
                return []
        with tempfile.TemporaryDirectory() as folder:
            return _report(name, Path(folder), choices)

    return run


def _report(name: str, folder: Path, choices: Choices) -> Summary:
    rows, pages = [], []
    for seed in choices.seeds:
        made = make_corpus(folder, SENTENCES[name], seed, choices)
        rows.append([str(seed), *_cells(score_run(*made))])
        pages += labelled_pages(made[1])
    title(name, f"score.py on {choices.pages} pages a seed, by the whole command")
    table(HEAD, rows)
    residue = labelled.report(name, "the same, their lines before damage, with no look at duplicates", pages, choices)
    split = {"corpusclean": " ".join(row[HEAD.index("F1")] for row in rows)}
    repair = {"corpusclean": " ".join(row[-4] for row in rows), "ftfy": " ".join(row[-3] for row in rows)}
    return [*residue, (f"{name}: split F1, a seed each", split), (f"{name}: damaged blocks repaired", repair)]


def make_corpus(folder: Path, sentences: str, seed: int, choices: Choices) -> tuple[Path, Path]:
    """Make pages and the truth about them."""
    pages, truth = folder / f"pages-{seed}.jsonl", folder / f"truth-{seed}.jsonl"
    command = [sys.executable, TOOLS / "make_corpus.py", "--pages", choices.pages, "--seed", seed]
    command += ["--sentences", data_path(sentences), "--out", pages, "--truth", truth]
    command += ["--residue", choices.residue] if choices.residue else []
    subprocess.run(list(map(str, command)), check=True)
    return pages, truth


def score_run(pages: Path, truth: Path, *arguments: str) -> dict[str, Any]:
    """Clean the pages as a user would, with these arguments, and score the outputs."""
    out, removed = pages.with_suffix(".out"), pages.with_suffix(".removed")
    run = [sys.executable, "-m", "corpusclean", "run", "-q", pages, "-o", out, "--removed", removed, "--force"]
    subprocess.run([*map(str, run), *arguments], check=True)
    score = [sys.executable, TOOLS / "score.py", "--pages", pages, "--truth", truth, "--out", out]
    done = subprocess.run([*map(str, score), "--removed", str(removed), "--json"], check=True, capture_output=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _cells(scores: dict[str, Any]) -> list[str]:
    split, repair = scores["split"], scores["repair"]
    figures = [scores["residue"]["f1"], scores["cut"], scores["lost"], split["precision"], split["f1"]]
    figures += [scores["heads"]["wrong"], scores["links"], repair["right"], repair["ftfy"]]
    return [f"{value:.4f}" for value in [*figures, scores["language"]["accuracy"], scores["duplicates"]["recall"]]]


def labelled_pages(truth: Path) -> list[Page]:
    """The pages' blocks as they should read once repaired, with the label of each; a page's language is its first."""
    pages = []
    for line in truth.read_text(encoding="utf-8").split("\n")[:-1]:  # splitlines would cut at more than that
        row = json.loads(line)
        labels = [LABELS.get(block["kind"], CONTENT) for block in row["blocks"]]
        texts = [block["text"] for block in row["blocks"]]
        pages.append(Page(row["id"], texts, labels, row["articles"][0]["lang"]))
    return pages
