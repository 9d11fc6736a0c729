"""`make bench`: MB/s of every stage and of the whole run, by CPU time, beside the script people write today.

MB is 10^6 UTF-8 bytes of page text. The pages are made by ../shared/tools/make_corpus.py, which this repository does
not hold; without it there is nothing to measure and the benchmark says so.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpusclean.collector import spare_collector
from corpusclean.config import Config
from corpusclean.dedup.blocks import find_long_blocks
from corpusclean.dedup.index import Index, criteria_of
from corpusclean.dedup.policy import rank_articles
from corpusclean.dedup.sketch import sketch
from corpusclean.engines.local import clean_chunks
from corpusclean.io.inputs import find_inputs
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Chunk, read_chunks
from corpusclean.io.sink import Sink
from corpusclean.ledger import Ledger
from corpusclean.model import Cleaned, Rendered
from corpusclean.pipeline import load_stages
from corpusclean.render import render
from corpusclean.run import Outputs, run, settle
from corpusclean.text.blocks import split
from corpusclean.text.gather import gather

SHARED = Path(__file__).parents[2] / "shared"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--script-pages", type=int, default=150, help="the script is slow: it cleans these many")
    options = parser.parse_args()
    spare_collector()  # as the command does
    if not (SHARED / "tools" / "make_corpus.py").exists():
        print("make bench: skipped, ../shared/tools/make_corpus.py is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        for damaged in (0.0, 0.1):
            path = make_pages(Path(folder), options.pages, damaged)
            measure(path, options.script_pages, "clean pages" if damaged == 0 else f"{damaged:.0%} damaged pages")


def make_pages(folder: Path, pages: int, damaged: float) -> Path:
    """A file of generated pages."""
    path = folder / f"pages-{damaged}.jsonl"
    command = [sys.executable, SHARED / "tools" / "make_corpus.py", "--pages", str(pages), "--damaged", str(damaged)]
    command += [
        "--sentences",
        SHARED / "data" / "sentences_a.jsonl.gz",
        "--out",
        path,
        "--truth",
        folder / "truth.jsonl",
    ]
    subprocess.run(list(map(str, command)), check=True)
    return path


def measure(path: Path, script_pages: int, title: str) -> None:
    """Print the table for one file."""
    lines = path.read_bytes().splitlines()
    size = text_bytes(lines)
    times = stage_times(path)
    whole = seconds(lambda: run_file(path))
    script = lines[:script_pages]
    script_speed = text_bytes(script) / seconds(lambda: todays_script(script))
    print(f"\n{title}: {len(lines)} pages, {size:.1f} MB of text, CPU time of one core")
    for name, spent in times.items():
        print(f"  {name:<12}{size / spent:>10.1f} MB/s {spent / sum(times.values()):>6.1%}")
    print(f"  {'whole run':<12}{size / whole:>10.1f} MB/s")
    print(
        f"  {'script':<12}{script_speed:>10.3f} MB/s   the whole run is {size / whole / script_speed:.0f} times as fast"
    )


def text_bytes(lines: list[bytes]) -> float:
    """MB of page text in JSON lines."""
    return sum(len(json.loads(line)["text"].encode()) for line in lines) / 1e6


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds that the work takes, all threads of this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def stage_times(path: Path) -> dict[str, float]:
    """CPU seconds of each stage over the whole file, best of three, kernels warm."""
    config = Config()
    chunks = list(read_chunks(find_inputs([str(path)]), config.max_record_bytes))
    one_pass(chunks[:1], config)
    passes = [one_pass(chunks, config) for _ in range(3)]
    return {name: min(times[name] for times in passes) for name in passes[0]}


def one_pass(chunks: list[Chunk], config: Config) -> dict[str, float]:
    """Every stage over every chunk, each timed on its own."""
    stages = load_stages(config)
    index = Index(criteria_of(config))
    times: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Any], *arguments: object) -> Any:
        started = time.process_time()
        result = work(*arguments)
        times[name] = times.get(name, 0.0) + time.process_time() - started
        return result

    for chunk in chunks:
        decoded = timed("decode", decode_pages, chunk, config)
        batch = timed("blocks", split, decoded.pages)
        for stage in stages.column_by_column:
            batch = timed(stage.name, stage.fill, batch)
        articles = timed("gather", gather, batch)
        sketches = timed("sketch", sketch, articles, stages.sketching, batch.blocks)
        ranked, long_blocks = rank_articles((), articles, decoded.pages), find_long_blocks(batch, articles, None)
        cleaned = Cleaned(batch, articles, sketches, ranked, long_blocks)
        counts = Counter({("lines", "read"): decoded.lines})
        rendered = timed("render", render, cleaned, stages.rule_names, [], counts)
        timed("decide+write", write, rendered, index)
    return times


def write(rendered: Rendered, index: Index) -> None:
    """Decide about one batch and write it to nowhere."""
    ledger = Ledger()
    with Sink("/dev/null") as sink:
        run(settle([rendered], index, ledger), Outputs(sink), ledger)


def run_file(path: Path) -> None:
    """The whole run, as `corpusclean run --workers 1` does it."""
    config, ledger = Config(), Ledger()
    chunks = read_chunks(find_inputs([str(path)]), config.max_record_bytes)
    index = Index(criteria_of(config))
    with Sink("/dev/null") as sink, Sink("/dev/null") as removed:
        run(settle(clean_chunks(chunks, config, 1), index, ledger), Outputs(sink, removed), ledger)


def todays_script(lines: list[bytes]) -> None:
    """The script of today over these lines."""
    from todays_script import clean_lines

    clean_lines(line.decode() for line in lines)


if __name__ == "__main__":
    main()
