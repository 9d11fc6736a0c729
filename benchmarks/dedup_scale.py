"""`python benchmarks/dedup_scale.py [PART]...`: whether the removal of duplicates is right, and stays so, at any size.

    planted      short articles, a quarter of them copies of every degree, against the exact Jaccard of all pairs
    containment  stories in longer articles: how many are found by length, and what the index of anchors takes
    growth       CPU time of whole runs of a hundredth, a tenth and all of the articles, 10,000 and more
    copies       one page over and over: CPU time of whole runs of a tenth, three tenths and all of the articles
    boilerplate  pages that are their own but for one long paragraph, likewise
    kills        a run that adds to an index is killed at 20 random moments, and run again

Each run is `corpusclean run` as a process of its own, measured by the system: CPU time (user and system) and the most
memory it had. The machine may be busy with other things: only ratios within one run of this script mean anything.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from math import log
from pathlib import Path
from typing import NamedTuple

from corpusclean.dedup.index import Criteria, Index
from corpusclean.dedup.sketch import load_tables, sketch
from dedup import NUM_PERM, SEED, articles_of
from parts import choose_parts

WORDS = [f"{a}{b}{c}{d}" for a in "bdfklmprst" for b in "aeiou" for c in "nrstl" for d in "aeiou"]
THRESHOLD = 0.8
KILLS = 20
LONGEST_WAIT = 4.0  # seconds
CORPUSCLEAN = [sys.executable, "-m", "corpusclean"]
RUN = [*CORPUSCLEAN, "run", "--quiet", "--no-articles", "--no-residue", "--no-language"]


class Measured(NamedTuple):
    """A run that is over: seconds of CPU time, and the most memory it had, in MB."""

    seconds: float
    memory: float


def main() -> None:
    parts: dict[str, Callable[[int, Path], None]] = {
        function.__name__: function for function in (planted, containment, growth, copies, boilerplate, kills)
    }
    chosen, articles = choose_parts(__doc__, parts)
    for part in chosen:
        print(f"\n{part}, {articles:,} articles", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            parts[part](articles, Path(folder))


def planted(count: int, folder: Path) -> None:
    """Recall, precision and stated similarity, against all pairs."""
    texts = list(planted_texts(count))
    pages, out, removed = (folder / name for name in ("pages.jsonl", "out.jsonl", "removed.jsonl"))
    pages.write_text("".join(map(line_of, range(count), texts)))
    clean(pages, "-o", str(out), "--removed", str(removed), "--figures", "loose")
    kept = {number_of(row["id"]) for row in read_lines(out)}
    found = {number_of(row["id"]): (number_of(row["kept"]), row["similarity"]) for row in read_lines(removed)}
    pairs = exact_pairs(texts)
    due = {later for (earlier, later), jaccard in pairs.items() if jaccard >= THRESHOLD and earlier in kept}
    below = [pairs.get(pair_of(i, k), 0.0) < THRESHOLD for i, (k, _) in found.items()]
    off = [abs(pairs.get(pair_of(i, k), 0.0) - similarity) for i, (k, similarity) in found.items()]
    print(f"  due {len(due)}, of these removed {len(due & found.keys()) / max(len(due), 1):.5f}, removed {len(found)}")
    print(f"  removed below {THRESHOLD}: {sum(below)}; similarity off by at most {max(off, default=0):.5f}")
    print(f"  named but not in the output: {sum(k not in kept for k, _ in found.values())}")


def planted_texts(count: int) -> Iterator[str]:
    """Articles of 20 to 150 words; every fourth repeats an earlier one, from none to a sixth of its words changed."""
    chance = random.Random(1)
    recent: list[list[str]] = []
    for number in range(count):
        words = chance.choices(WORDS, k=chance.randrange(20, 150))
        if number % 4 == 3:
            words = list(chance.choice(recent))
            for _ in range(chance.randrange(max(len(words) // 30, 2))):
                words[chance.randrange(len(words))] = chance.choice(WORDS)
        recent = [*recent[-3000:], words]
        yield " ".join(words)


def exact_pairs(texts: list[str]) -> dict[tuple[int, int], float]:
    """The Jaccard coefficient of every pair that shares a shingle, by shingles as tuples of words."""
    sets = [frozenset(zip(*(words[i:] for i in range(5)), strict=False)) for words in map(str.split, texts)]
    owners: dict[tuple[str, ...], list[int]] = {}
    shared: dict[tuple[int, int], int] = {}
    for number, shingles in enumerate(sets):
        for shingle in shingles:
            others = owners.setdefault(shingle, [])
            for other in others:
                shared[other, number] = shared.get((other, number), 0) + 1
            others.append(number)
    return {pair: both / (len(sets[pair[0]]) + len(sets[pair[1]]) - both) for pair, both in shared.items()}


def pair_of(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def containment(count: int, _: Path) -> None:
    """Stories of some lengths, each in an article three times as long."""
    tables, chance = load_tables(NUM_PERM, SEED), random.Random(2)
    for length in (25, 50, 100, 200, 400):
        index, plain = Index(Criteria(containment=0.9)), Index(Criteria())
        seconds, found = [0.0, 0.0], 0
        for first in range(0, count, 1000):
            stories = [chance.choices(WORDS, k=length) for _ in range(1000)]
            heads = [chance.choices(WORDS, k=2 * length) for _ in stories]
            longer = [" ".join(head + story) for head, story in zip(heads, stories, strict=True)]
            changed = [" ".join([*story[:-2], "changed", "here"]) for story in stories]
            sketches = sketch(articles_of(longer), tables)
            for which, one in enumerate((index, plain)):
                start = time.process_time()
                one.decide(sketches, [str(first + i) for i in range(1000)])
                seconds[which] += time.process_time() - start
            verdicts = index.decide(sketch(articles_of(changed), tables), [f"part{i}" for i in range(1000)])
            found += sum(verdict.how == "contained" for verdict in verdicts)
        took = " and ".join(f"{each / count * 1e6:.1f}" for each in seconds)
        anchors = f"{index.anchors / len(index):.0f} anchors an article"
        print(f"  {length:4} words: {found / count:.4f} found; {anchors}; {took} us with and without")


def growth(count: int, folder: Path) -> None:
    """The exponent with which CPU time grows from the smallest number of articles to the largest.

    What a run takes before its first page is taken off; of short runs several are made, for the least that they take.
    """
    none = start_of(folder)
    print(f"  a run over nothing takes {none.seconds:.2f} s and {none.memory:.0f} MB")
    runs = []
    for n in (count // 100, count // 10, count):
        if n >= 10_000:
            measured = least_of(min(5, count // n), lambda n=n: run_over(documents(n), folder))
            runs.append((n, measured.seconds - none.seconds))
            cost = f"{runs[-1][1] / n * 1e6:7.1f} us an article, {measured.memory:6.0f} MB at most"
            print(f"  {n:9,} articles: {cost}", flush=True)
    print_powers(runs)


def least_of(times: int, run: Callable[[], Measured]) -> Measured:
    return min(run() for _ in range(times))


def documents(count: int) -> Iterator[str]:
    """Unlike articles of about 2 KB, of sentences of which each comes again after some 15,000 articles."""
    chance = random.Random(3)
    sentences = [" ".join(chance.choices(WORDS, k=20)) + "." for _ in range(300_000)]
    return (f"{number} " + " ".join(chance.choices(sentences, k=20)) for number in range(count))


def copies(count: int, folder: Path) -> None:
    """One page over and over: all but the first must go."""
    page = next(documents(1))
    compare_sizes(count, folder, lambda n: (page for _ in range(n)), lambda n: 1)


def boilerplate(count: int, folder: Path) -> None:
    """One long paragraph on every page, among sentences that are the page's own: all must stay."""
    common = " ".join(WORDS[:120])
    compare_sizes(count, folder, lambda n: (f"{text[:900]}\n\n{common}." for text in documents(n)), lambda n: n)


def compare_sizes(
    count: int, folder: Path, texts_of: Callable[[int], Iterator[str]], expected: Callable[[int], int]
) -> None:
    """Time without the start and memory for a tenth of the articles, three tenths and all, and whether as many stay as
    should; then the exponent with which time grows."""
    none, runs = start_of(folder), []
    for n in (count // 10, 3 * count // 10, count):
        measured = run_over(texts_of(n), folder)
        kept = json.loads((folder / "stats.json").read_bytes())["ledger"]["articles"]["kept"]
        right = "as it should be" if kept == expected(n) else f"WRONG, {expected(n):,} should"
        runs.append((n, measured.seconds - none.seconds))
        cost = f"{runs[-1][1] / n * 1e6:7.1f} us a page, {measured.memory:6.0f} MB"
        print(f"  {n:9,} pages: {cost}; {kept:,} stay, {right}", flush=True)
    print_powers(runs)


def start_of(folder: Path) -> Measured:
    """What a run takes before its first page."""
    return least_of(5, lambda: run_over(iter(()), folder))


def print_powers(runs: list[tuple[int, float]]) -> None:
    """The exponents with which CPU time grows from each number of articles to the next, and over all."""
    whole = [(runs[0], runs[-1])] if len(runs) > 2 else []
    for (less, first), (more, last) in [*pairwise(runs), *whole]:
        power = log(last / first) / log(more / less)
        print(f"  from {less:,} to {more:,} CPU time grows with the power {power:.3f}", flush=True)


def kills(count: int, folder: Path) -> None:
    """The index opens after every SIGKILL, and the run that is done again gives what one run over all gives."""
    halves, whole = [folder / "one.jsonl", folder / "two.jsonl"], folder / "whole.jsonl"
    texts = list(planted_texts(count))
    for half, first in zip(halves, (0, count // 2), strict=True):
        half.write_text("".join(line_of(i, texts[i]) for i in range(first, first + count // 2)))
    clean(*halves, "-o", whole)
    clean(halves[0], "-o", folder / "first.jsonl", "--index", folder / "index")
    shutil.copytree(folder / "index", folder / "saved")
    command = command_of(halves[1], "-o", folder / "second.jsonl", "--index", folder / "index", "--force")
    tries = damaged = killed = 0
    while killed < KILLS:
        killed += not ends_before_it_is_killed(command, chance_of(tries))
        tries += 1
        damaged += subprocess.run(
            [*CORPUSCLEAN, "index", "verify", folder / "index"], stdout=subprocess.DEVNULL
        ).returncode
        if (folder / "index" / "manifest.json").read_bytes() != (folder / "saved" / "manifest.json").read_bytes():
            shutil.rmtree(folder / "index")
            shutil.copytree(folder / "saved", folder / "index")
    subprocess.run(command, check=True)
    parts = b"".join((folder / name).read_bytes() for name in ("first.jsonl", "second.jsonl"))
    result = "as" if parts == whole.read_bytes() else "NOT as"
    print(f"  killed {killed} times, index damaged {damaged} times; two halves are then {result} one whole")


def ends_before_it_is_killed(command: list[str], seconds: float) -> bool:
    process = subprocess.Popen(command)
    time.sleep(seconds)
    process.kill()
    return process.wait() == 0


def chance_of(number: int) -> float:
    """When to kill: seconds, from the start of a run to well into its end."""
    return random.Random(number).uniform(0.1, LONGEST_WAIT)


def line_of(number: int, text: str) -> str:
    return json.dumps({"id": str(number), "text": text}) + "\n"


def number_of(name: str) -> int:
    return int(name.rpartition("#")[0])


def read_lines(path: Path) -> Iterator[dict]:
    with path.open() as file:
        yield from map(json.loads, file)


def command_of(*arguments: object) -> list[str]:
    return [*RUN, *map(str, arguments)]


def clean(*arguments: object) -> Measured:
    """Run to the end."""
    return measured(subprocess.Popen(command_of(*arguments)))


def run_over(texts: Iterator[str], folder: Path) -> Measured:
    """Clean texts that come through a pipe, a few at a time, and throw the articles away."""
    stats = folder / "stats.json"
    process = subprocess.Popen(command_of("-o", os.devnull, "--stats", stats, "--force"), stdin=subprocess.PIPE)
    assert process.stdin is not None
    lines = (line_of(number, text).encode() for number, text in enumerate(texts))
    while some := b"".join(islice(lines, 1000)):
        process.stdin.write(some)
    process.stdin.close()
    return measured(process)


def measured(process: subprocess.Popen) -> Measured:
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"corpusclean ended with status {status}")
    return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
