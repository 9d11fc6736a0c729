"""What can be done to text line by line without rules for residue, or with the plainest ones.

C4's line rule is written here from its paper (Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a
Unified Text-to-Text Transformer", section 2.2): a line stays if it ends in a terminal punctuation mark, has at least
five words and does not speak of JavaScript. jusText's classifier and trafilatura's filter of lines are their own code,
run in an environment under .peers by peers/keep_lines.py.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

from data import TOP, Page
from ours import Left, make_cleaner

PEERS = ("justext", "trafilatura")
PACKAGES = (*PEERS, "lxml_html_clean")  # jusText needs it, and does not ask for it
ENVIRONMENT = TOP / ".peers" / "evaluation"
C4_ENDS = (".", "?", "!", '"', "”")
C4_WORDS = 5

Method = Callable[[list[Page]], list[list[Left]]]


def methods(peers: bool) -> Iterator[tuple[str, Method]]:
    """corpusclean first, then what is beside it."""
    cleaner = make_cleaner()
    yield "corpusclean", lambda pages: [page.lines for page in cleaner([page.lines for page in pages])]
    yield "no rules", lambda pages: [list(map(Left, page.lines)) for page in pages]
    yield "C4's line rule", lambda pages: [[Left(line if c4_keeps(line) else "") for line in p.lines] for p in pages]
    if peers and install():
        for name in PEERS:
            yield name, lambda pages, name=name: ask_peer(name, pages)


def c4_keeps(line: str) -> bool:
    """Whether C4 keeps the line.

    >>> [c4_keeps(line) for line in ("It rained for five days.", "It rained ...", "Share this with your many friends")]
    [True, False, False]
    """
    line = line.strip()
    closed = line.endswith(C4_ENDS) and not line.endswith("...")
    return closed and len(line.split()) >= C4_WORDS and "javascript" not in line.lower()


def install() -> bool:
    """Install the peers from the registry, once; whether they are there."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(pip, capture_output=True)
    imports = f"import {', '.join(PEERS)}"
    there = subprocess.run([str(python), "-P", "-c", imports], capture_output=True).returncode == 0
    if not there:
        print(f"  {', '.join(PEERS)}: skipped, they can not be installed in {ENVIRONMENT}")
    return there


def ask_peer(name: str, pages: list[Page]) -> list[list[Left]]:
    """What a peer leaves of the lines."""
    question = "".join(json.dumps({"lines": page.lines, "lang": page.lang}) + "\n" for page in pages)
    command = [str(ENVIRONMENT / "bin" / "python"), "-P", str(TOP / "benchmarks" / "peers" / "keep_lines.py"), name]
    answer = subprocess.run(command, input=question, capture_output=True, text=True, check=True).stdout
    return [
        [Left(line if kept else "") for line, kept in zip(page.lines, json.loads(row), strict=True)]
        for page, row in zip(pages, answer.splitlines(), strict=True)
    ]
