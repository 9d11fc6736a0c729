"""`make bench-dedup`: duplicates by corpusclean and by what others use, one after the other, on the same documents.

Every program reads JSONL and writes the JSONL that is left. Measured is the CPU time of the whole process on one core,
its start included (kernels compiled, as after the first run on a machine). Beside it stands how many planted pairs of
exact Jaccard 0.8 and more lost a side, and how many removed documents have no kept one of 0.8 in their family.

Each peer has a virtual environment of its own under .peers/, filled from the registry. One that does not install, fails
or does not end is named, and the others go on. MB is 10^6 bytes of JSONL.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from planted import Planted, judge, plant

HERE = Path(__file__).parent
PEERS = {
    "datasketch": ["datasketch"],
    "rensa": ["rensa"],
    "daft": ["daft"],
    "text_dedup": ["text-dedup"],
    "datatrove": ["datatrove[io,processing]", "spacy"],
}
"""What others use, and what is installed for it; benchmarks/peers holds the script of each."""

RUN = (sys.executable, "-m", "corpusclean", "run", "--quiet")
WITHOUT = ("--no-repair", "--no-residue", "--no-articles", "--no-language")
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
MOST_SECONDS = 3600


class Result(NamedTuple):
    """MB of input in a second of CPU time, 0 where there is no result, and what else is to be said."""

    speed: float
    words: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS), metavar="PEER")
    parser.add_argument("--environments", type=Path, default=HERE.parent / ".peers")
    options = parser.parse_args()
    planted = plant(options.documents)
    with tempfile.TemporaryDirectory() as folder:
        source = write_documents(planted, Path(folder))
        compile_kernels(source)
        print(f"{options.documents} documents, {source.stat().st_size / 1e6:.0f} MB, {len(planted.sources)} copies")
        results = {}
        for name, command in commands(options, source, Path(folder) / "out.jsonl"):
            results[name] = measure(command, planted, source) if command else Result(0, "skipped: does not install")
            print(f"  {name:24}{results[name].speed:8.1f} MB/s  {results[name].words}", flush=True)
    fastest = max(options.peers, key=lambda name: results[name].speed, default="")
    if fastest and results[fastest].speed:
        print(
            f"  corpusclean is {results['corpusclean'].speed / results[fastest].speed:.2f} times as fast as {fastest}"
        )


def write_documents(planted: Planted, folder: Path) -> Path:
    """The documents as JSONL, alone in a folder: some programs read all that is in it."""
    path = folder / "in" / "documents.jsonl"
    path.parent.mkdir()
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(planted.texts):
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
    return path


def compile_kernels(source: Path) -> None:
    """Clean some documents, so that what is measured is not the first run on this machine."""
    with source.open("rb") as file:
        subprocess.run([*RUN, "-"], input=file.read(100_000), stdout=subprocess.DEVNULL, check=False)


def commands(options: argparse.Namespace, source: Path, out: Path) -> Iterator[tuple[str, list[str]]]:
    """What to run, by name; nothing where it does not install. The last argument is what it writes."""
    ours = [*RUN, str(source), "--force"]
    yield "corpusclean", [*ours, *WITHOUT, "-o", str(out)]
    yield "corpusclean, all stages", [*ours, "-o", str(out)]
    for name in options.peers:
        python = options.environments / name / "bin" / "python"
        installed = python.exists() or install(python, PEERS[name])
        yield name, [str(python), str(HERE / "peers" / f"{name}.py"), str(source), str(out)] if installed else []


def install(python: Path, packages: list[str]) -> bool:
    """Make an environment and install packages from the registry; whether that worked."""
    made = subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])])
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    return made.returncode == 0 and subprocess.run(pip, capture_output=True).returncode == 0


def measure(command: list[str], planted: Planted, source: Path) -> Result:
    """CPU time and quality of one program."""
    out = Path(command[-1])
    out.unlink(missing_ok=True)
    before = cpu_seconds()
    try:
        # Peers must not find this folder's files when they import their own name.
        environment = os.environ | ONE_CORE | {"PYTHONSAFEPATH": "1"}
        subprocess.run(command, env=environment, capture_output=True, check=True, timeout=MOST_SECONDS, text=True)
        seconds = cpu_seconds() - before
        with out.open(encoding="utf-8") as file:
            kept = {int(json.loads(line)["id"].partition("#")[0]) for line in file}
    except subprocess.CalledProcessError as error:
        return Result(0, f"failed: {error.stderr.strip().splitlines()[-1:]}")
    except (subprocess.TimeoutExpired, OSError, ValueError, KeyError) as error:
        return Result(0, f"failed: {error}")
    return Result(source.stat().st_size / 1e6 / seconds, judge(planted, kept))


def cpu_seconds() -> float:
    """CPU time of all processes that have ended, threads and children included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
