"""`make bench-repair`: the filter beside ftfy on every text there is, and MB/s of repair, by CPU time.

    python benchmarks/repair.py [--data DIR] [--mb MB]

First, every line of every file of data: wherever the filter says that a line needs nothing, ftfy must return it
unchanged; and which lines repair changes although ftfy does not. Then the speed of the filter on ASCII, on accented
Latin and on Arabic, beside ftfy's on a sample, and of repair on damaged pages.
"""

import argparse
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ftfy
import numpy as np

from corpusclean.kernels.repair import NON_ASCII, SUSPECT, mark_blocks
from corpusclean.model import Batch, Pages
from corpusclean.text.blocks import split
from corpusclean.text.repair import RepairTables, load_tables, repair
from timing import seconds

SHARED = Path(__file__).parents[2] / "shared"
SAFE = ftfy.TextFixerConfig(uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False)
LANGUAGES = {"ASCII (English)": "en", "French": "fr", "German": "de", "Arabic": "ar", "Russian": "ru", "Chinese": "zh"}
SAMPLE = 200_000  # bytes that ftfy is given
LINES_AT_ONCE = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CORPUSCLEAN_DATA", SHARED / "data")))
    parser.add_argument("--mb", type=float, default=8, help="how much text of each language is filtered")
    options = parser.parse_args()
    tables = load_tables()
    paths = sorted(options.data.glob("*.jsonl.gz"))
    if not paths:
        print(f"make bench-repair: skipped, {options.data} holds no data")
        return
    report_agreement(paths, tables)
    report_speed(options.data / "sentences_b.jsonl.gz", options.mb, tables)


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def lines_of(path: Path) -> list[str]:
    """Every distinct line of every text of a file."""
    found: dict[str, None] = {}
    for row in rows_of(path):
        texts = row["lines"] if "lines" in row else [row.get("text", "")]
        for text in texts:
            found.update(dict.fromkeys(line.strip() for line in text.replace("\r", "\n").split("\n")))
    found.pop("", None)
    return list(found)


def batch_of(lines: list[str]) -> Batch:
    """The lines, each as a page of its own, so that none speaks for another."""
    count = len(lines)
    return split(Pages([""] * count, [line.encode() for line in lines], [b""] * count, [""] * count))


def report_agreement(paths: list[Path], tables: RepairTables) -> None:
    """Print, by file, how many lines need nothing, and how often ftfy disagrees; every disagreement in full."""
    print(f"{'':<24}{'lines':>9}{'need nothing':>14}{'ftfy disagrees':>16}{'changed, not by ftfy':>22}")
    for path in paths:
        lines = lines_of(path)
        quiet, wrong, further = 0, [], []
        for first in range(0, len(lines), LINES_AT_ONCE):
            some = lines[first : first + LINES_AT_ONCE]
            counts = compare(some, tables)
            quiet, wrong, further = quiet + counts[0], wrong + counts[1], further + counts[2]
        print(
            f"{path.name.removesuffix('.jsonl.gz'):<24}{len(lines):>9,}{quiet:>14,}{len(wrong):>16}{len(further):>22}"
        )
        for line in (*wrong, *further):
            print(f"    {line}")


def compare(lines: list[str], tables: RepairTables) -> tuple[int, list[str], list[str]]:
    """How many lines the filter passes, those of them that ftfy changes, and those that only repair changes."""
    batch = batch_of(lines)
    blocks = batch.blocks
    needs = mark_blocks(batch.raw, blocks.raw_start, blocks.raw_end, tables.marks)
    quiet = (needs & ~np.uint8(NON_ASCII | SUSPECT)) == 0
    fixed = [ftfy.fix_text(line, SAFE) for line in lines]
    wrong = [
        f"{line!r} -> {after!r}"
        for line, after, is_quiet in zip(lines, fixed, quiet, strict=True)
        if is_quiet and after != line
    ]
    repaired = repair(batch, tables)
    text = repaired.text.tobytes()
    further = []
    for row, steps in repaired.repairs:
        after = text[repaired.blocks.start[row] : repaired.blocks.end[row]].decode()
        if fixed[row].strip() == lines[row] != after:
            further.append(f"{lines[row]!r} -> {after!r} by {', '.join(steps)}")
    return int(quiet.sum()), wrong, further


def report_speed(path: Path, size: float, tables: RepairTables) -> None:
    """Print MB/s of the filter and of repair, beside those of ftfy, by language; and on damaged text."""
    print(f"\n{'MB/s of one core':<24}{'filter':>9}{'repair':>9}{'ftfy':>9}")
    sentences: dict[str, list[str]] = {}
    for row in rows_of(path):
        sentences.setdefault(row["lang"], []).append(row["text"])
    for name, code in LANGUAGES.items():
        lines = [line for line in sentences[code] if code != "en" or line.isascii()]
        print_speed(name, lines, size, tables)
    for page in ("latin-1", "cp1252", "cp1251"):
        damaged = [line.encode().decode(page, "replace") for line in sentences["fr"] + sentences["ar"]]
        print_speed(f"fr, ar read as {page}", damaged, size / 4, tables)


def print_speed(name: str, lines: list[str], size: float, tables: RepairTables) -> None:
    """One line of the table."""
    own = sum(len(line.encode()) + 1 for line in lines)
    pages = ["\n".join(lines)] * max(1, round(size * 1e6 / own))
    batch = batch_of(pages)
    blocks = batch.blocks
    filtering = seconds(lambda: mark_blocks(batch.raw, blocks.raw_start, blocks.raw_end, tables.marks))
    repairing = seconds(lambda: repair(batch, tables))
    sample = lines[: max(1, SAMPLE * len(lines) // own)]
    of_ftfy = seconds(lambda: [ftfy.fix_text(line, SAFE) for line in sample], rounds=1)
    speeds = [
        len(batch.raw) / filtering,
        len(batch.raw) / repairing,
        sum(len(line.encode()) for line in sample) / of_ftfy,
    ]
    print(f"{name:<24}" + "".join(f"{speed / 1e6:>9.1f}" for speed in speeds))


if __name__ == "__main__":
    main()
