"""RELIABILITY R19: the time of every stage, every step of repair and every compiled pattern grows with the text.

Each is measured at 1, 4 and 16 times a size, by CPU time. From 4 to 16 times, linear time grows by four and quadratic
time by sixteen; more than eight is too much, unless it is still too little to matter. Of several tries the best counts.
"""

import gc
import importlib
import json
import pkgutil
import re
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import corpusclean
from corpusclean.collector import spare_collector
from corpusclean.config import Config
from corpusclean.dedup.sketch import sketch
from corpusclean.io.encoding import escape_control_bytes
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Chunk
from corpusclean.pipeline import clean_batch, load_stages
from corpusclean.render import render
from corpusclean.terminal import escape
from corpusclean.text.blocks import split
from corpusclean.text.decode import decode_bytes
from corpusclean.text.forms import Forms
from corpusclean.text.gather import gather
from corpusclean.text.repair import load_tables
from corpusclean.text.steps import step_functions

TEXTS = tomllib.loads((Path(__file__).parents[2] / "fixtures" / "hostile" / "texts.toml").read_text("utf-8"))["text"]
SIZES = (1 << 13, 1 << 15, 1 << 17)  # bytes, about; the largest must not take longer than an eighth of 2 s for 1 MB
TOO_LONG = 0.25
TOO_LITTLE = 0.02
GROWTH = 8
TRIES = 3

CONFIG = Config(quotes="straight", width="fix", ligatures="fix", normalize="NFKC")
STAGES = load_stages(CONFIG)
TABLES = load_tables(Forms("straight", "fix", "fix", "NFKC"))

Times = dict[str, float]


def make(text: dict[str, str], size: int, between: str) -> str:
    """The text, with its piece as often as about so many bytes take."""
    piece = text["piece"] + between
    return text.get("before", "") + piece * (size // len(piece.encode())) + text.get("after", "")


def timed(times: Times, name: str, work: Callable[[], object]) -> object:
    started = time.process_time()
    result = work()
    times[name] = time.process_time() - started
    return result


def time_stages(text: str) -> Times:
    """CPU seconds of every stage over a page that holds the text."""
    times: Times = {}
    line = json.dumps({"id": "p", "text": text}).encode() + b"\n"
    decoded = timed(times, "decode", lambda: decode_pages(Chunk("a", "jsonl", 1, 0, line), CONFIG))
    batch = timed(times, "split", lambda: split(decoded.pages))
    for stage in STAGES.column_by_column:
        batch = timed(times, stage.name, partial(stage.fill, batch))
    articles = timed(times, "gather", lambda: gather(batch))
    if STAGES.sketching:
        timed(times, "sketch", lambda: sketch(articles, STAGES.sketching, batch.blocks))
    cleaned = clean_batch(decoded.pages, STAGES)
    timed(times, "render", lambda: render(cleaned, STAGES.rule_names, [], Counter()))
    return times


def time_steps(text: str) -> Times:
    """CPU seconds of every step of repair, and of what else is done to text or bytes one by one."""
    times: Times = {}
    for name, function in step_functions(TABLES).items():
        timed(times, name, partial(function, text))
    timed(times, "decode by evidence", lambda: decode_bytes(text.encode() + b"\xff"))
    timed(times, "escape control bytes", lambda: escape_control_bytes(text.encode() + b"\x01"))
    timed(times, "escape for a terminal", lambda: escape(text))
    return times


def patterns() -> Iterator[tuple[str, "re.Pattern[str] | re.Pattern[bytes]"]]:
    """Every compiled expression of every module."""
    yield "runs of marks", TABLES.mark_runs
    for found in pkgutil.walk_packages(corpusclean.__path__, "corpusclean."):
        if found.name != "corpusclean.__main__":
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


PATTERNS = dict(patterns())


def time_patterns(text: str) -> Times:
    """CPU seconds that it takes to find all that each expression finds."""
    times: Times = {}
    for name, pattern in PATTERNS.items():
        within = text if isinstance(pattern.pattern, str) else text.encode()
        timed(times, name, lambda pattern=pattern, within=within: sum(1 for _ in pattern.finditer(within)))
    return times


def faults(measure: Callable[[str], Times], text: dict[str, str], between: str) -> dict[str, list[float]]:
    """What takes too long, or grows too fast, with its times."""
    made = [make(text, size, between) for size in SIZES]
    best = [measure(given) for given in made]
    for tried in range(TRIES):
        slow = {name: [times[name] for times in best] for name in best[0]}
        slow = {name: times for name, times in slow.items() if is_slow(times)}
        if not slow or tried == TRIES - 1:
            break
        again = [measure(given) for given in made]
        best = [{name: min(a[name], b[name]) for name in a} for a, b in zip(best, again, strict=True)]
    return slow


def is_slow(times: list[float]) -> bool:
    _, some, most = times
    return most > TOO_LONG or (most > TOO_LITTLE and most > GROWTH * some)


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    """Kernels are compiled and tables loaded before anything is measured, and garbage is collected as in a run."""
    before = gc.get_threshold()
    spare_collector()
    for text in ("Related Articles\n\ncafÃ© &amp; صفحة", "a"):
        time_stages(text), time_steps(text)
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("between", ["", "\n"], ids=["one line", "a piece a line"])
@pytest.mark.parametrize("text", TEXTS, ids=[text["name"] for text in TEXTS])
def test_stages(text: dict[str, str], between: str) -> None:
    assert faults(time_stages, text, between) == {}


@pytest.mark.parametrize("text", TEXTS, ids=[text["name"] for text in TEXTS])
def test_steps_and_patterns(text: dict[str, str]) -> None:
    assert faults(time_steps, text, "") == {}
    assert faults(time_patterns, text, "") == {}


def test_what_is_quadratic_is_found() -> None:
    naive = re.compile(r"[ \t]+$")
    found = faults(lambda text: {"naive": timed_search(naive, text)}, {"piece": " ", "after": "x"}, "")
    assert found.keys() == {"naive"}


def timed_search(pattern: "re.Pattern[str]", text: str) -> float:
    times: Times = {}
    timed(times, "it", lambda: pattern.search(text[-len(text) // 10 :]))
    return times["it"]
