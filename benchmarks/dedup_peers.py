"""`python benchmarks/dedup_peers.py [--documents N]`: duplicates by corpusclean and by what others use, in one run.

Every peer gets a virtual environment of its own under .peers/, reads the same JSONL and writes the rest of
it. Measured is the CPU time of the whole process,
start and all threads included; beside it stands how many planted pairs of exact
Jaccard 0.8 and more lost at least one side, and how many removed documents have no kept one of 0.8 in their family.
A peer that does not install, or does not run, is named and skipped. MB is 10^6 bytes.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
PEERS = ("datasketch", "rensa", "daft")
WITHOUT = ("--no-repair", "--no-residue", "--no-articles", "--no-language")
THRESHOLD = 0.8


class Planted(NamedTuple):
    """The documents, and for every copy the number of the document it was made from."""

    texts: list[str]
    sources: dict[int, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--environments", type=Path, default=HERE.parent / ".peers")
    options = parser.parse_args()
    planted = plant(options.documents)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "documents.jsonl", Path(folder) / "out.jsonl"
        lines = (json.dumps({"id": str(i), "text": text}, ensure_ascii=False) for i, text in enumerate(planted.texts))
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        size = source.stat().st_size / 1e6
        print(f"{options.documents} documents, {size:.0f} MB, {len(planted.sources)} copies")
        for name, command in commands(options.environments, source, out):
            out.unlink(missing_ok=True)
            print(f"  {name:24}", measure(command, out, planted, size) if command else "skipped: does not install")


def commands(environments: Path, source: Path, out: Path) -> Iterator[tuple[str, list[str]]]:
    """What to run, by name; nothing where it does not install. corpusclean comes first, as it is here."""
    ours = [sys.executable, "-m", "corpusclean", "run", "-q", str(source), "-o", str(out), "--force"]
    yield "corpusclean", [*ours, *WITHOUT]
    yield "corpusclean, all stages", ours
    for name in PEERS:
        python = environments / name / "bin" / "python"
        installed = python.exists() or install(name, python)
        yield name, [str(python), str(HERE / "peers" / f"{name}.py"), str(source), str(out)] if installed else []


def install(name: str, python: Path) -> bool:
    """Install a peer from the registry; whether that worked."""
    made = subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])])
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name]
    return made.returncode == 0 and subprocess.run(pip, capture_output=True).returncode == 0


def measure(command: list[str], out: Path, planted: Planted, size: float) -> str:
    """CPU time and quality of one program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Peers must not find this folder's files when they import their own name.
    one_core = {"OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}
    done = subprocess.run(command, env=os.environ | one_core, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        return f"skipped: {done.stderr.decode(errors='replace').strip().splitlines()[-1:]}"
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with out.open(encoding="utf-8") as file:
        kept = {int(json.loads(line)["id"].partition("#")[0]) for line in file}
    return f"{size / seconds:7.1f} MB/s  {judge(planted, kept)}"


def judge(planted: Planted, kept: set[int]) -> str:
    """The recall over planted pairs, and removals below the threshold, by the exact Jaccard coefficient."""
    family: dict[int, int] = {}
    members = defaultdict(list)
    for number in range(len(planted.texts)):
        family[number] = family[planted.sources[number]] if number in planted.sources else number
        members[family[number]].append(number)
    alike = [pair for pair in planted.sources.items() if similarity(planted, *pair) >= THRESHOLD]
    found = sum(copy not in kept or source not in kept for copy, source in alike)
    removed = [number for number in range(len(planted.texts)) if number not in kept]
    below = sum(
        all(similarity(planted, number, other) < THRESHOLD for other in members[family[number]] if other in kept)
        for number in removed
    )
    return f"recall {found / max(len(alike), 1):.4f}, {len(removed)} removed, {below} of them below the threshold"


def similarity(planted: Planted, left: int, right: int) -> float:
    """The Jaccard coefficient of two documents' word 5-grams: made words need no case folding."""
    both = shingles(planted.texts[left]), shingles(planted.texts[right])
    return len(both[0] & both[1]) / len(both[0] | both[1])


def shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def plant(count: int) -> Planted:
    """Documents of 2 to 3 KB of made words; every fifth repeats a recent one, with up to thirty words replaced."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(20_000)]
    planted = Planted([], {})
    for number in range(count):
        chosen = chance.choices(words, k=chance.randint(330, 460))
        if number % 5 == 4:
            source = chance.randrange(max(0, number - 500), number)
            chosen = planted.texts[source].split()
            for place in chance.sample(range(len(chosen)), chance.randint(0, 30)):
                chosen[place] = chance.choice(words)
            planted.sources[number] = source
        planted.texts.append(" ".join(chosen))
    return planted


if __name__ == "__main__":
    main()
