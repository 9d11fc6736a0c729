"""Cleaning on one machine: in this process, or in a pool of worker processes; in order and bounded either way."""

import os
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from queue import Empty, Queue
from typing import NamedTuple

from corpusclean.collector import spare_collector
from corpusclean.config import Config
from corpusclean.engines.workers import Clean, Workers, clean_alone, patience_for
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Chunk
from corpusclean.kernels import start_without_scipy
from corpusclean.ledger import Counts
from corpusclean.model import Rendered
from corpusclean.pipeline import Stages, clean_batch, load_stages
from corpusclean.render import render
from corpusclean.text.markup import count_html

PATIENCE = 0.1  # seconds between two looks at what the workers have finished

WARM_UP = '{"id": "1", "text": "A page.\\n\\nRelated Articles\\n\\ncafÃ© صفحة"}\n'.encode()
"""A page that calls every kernel: they are compiled and cached before workers start, not by each of them at once."""


class Order(NamedTuple):
    """A chunk that was given to the workers, and what it will come to."""

    chunk: Chunk
    result: Future[Rendered]


def clean_chunk(chunk: Chunk, config: Config, stages: Stages) -> Rendered:
    """One chunk of input, all the way to pieces of output; pure, so that any process can do it, and do it again."""
    decoded = decode_pages(chunk, config)
    counts: Counts = Counter({("input", name): count for name, count in decoded.counts.items()})
    counts["lines", "read"] = decoded.lines
    counts["input", "bytes"] = len(chunk.data)
    counts["input", "html pages"] = count_html(decoded.pages.texts)
    counts.update(("input", "decoded as", encoding) for encoding in decoded.pages.encodings.values())
    counts.update(("lines", "rejected", reject.reason) for reject in decoded.rejects)
    rendered = render(clean_batch(decoded.pages, stages), stages.rule_names, decoded.rejects, counts)
    first: dict[str, int] = {}
    for line, encoding in decoded.encodings.items():
        first.setdefault(encoding, line)
    return replace(rendered, decoded=tuple((chunk.source, line, encoding) for encoding, line in first.items()))


def clean_chunks(chunks: Iterable[Chunk], config: Config, workers: int) -> Iterator[Rendered]:
    """Clean chunks in order, by `workers` processes; with 1, in this one.

    Raises:
        UsageError: the configuration asks for something that does not exist.
        ResourceError: worker processes die whatever they are given.
    """
    stages = load_stages(config)

    def clean_here(chunk: Chunk) -> Rendered:
        return clean_chunk(chunk, config, stages)

    if workers == 1:
        return map(clean_here, chunks)
    clean_chunk(Chunk("warm-up", "jsonl", 1, 0, WARM_UP), replace(config, text_field="text", id_field="id"), stages)
    return _clean_in_pool(
        chunks, Workers(workers, partial(_clean_in_worker, config), partial(prepare, config)), clean_here
    )


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _clean_in_pool(chunks: Iterable[Chunk], workers: Workers[Rendered], clean_here: Clean) -> Iterator[Rendered]:
    """Never more than two chunks a worker are under way, so memory is bounded and the input is not drained."""
    ahead: Queue[Chunk | BaseException | None] = Queue(maxsize=1)
    threading.Thread(target=_read_ahead, args=(chunks, ahead), daemon=True).start()
    under_way: deque[Order] = deque()
    reading = True
    try:
        while reading or under_way:
            while under_way and (under_way[0].result.done() or not reading or len(under_way) == 2 * workers.count):
                yield from _results(under_way, workers, clean_here)
            if reading:
                with suppress(Empty):
                    chunk = ahead.get(timeout=PATIENCE if under_way else None)
                    reading = chunk is not None
                    if isinstance(chunk, BaseException):
                        raise chunk
                    if chunk is not None:
                        under_way.append(Order(chunk, workers.submit(chunk)))
        workers.close()
    finally:
        workers.kill()


def _results(under_way: deque[Order], workers: Workers[Rendered], clean_here: Clean) -> Iterator[Rendered]:
    """What the first order comes to. If its worker is gone or hangs, those of the others are replaced."""
    chunk, result = under_way.popleft()
    try:
        yield result.result(patience_for(chunk))
    except (BrokenProcessPool, TimeoutError):
        workers.kill()
        yield from clean_alone(chunk, workers, clean_here)
        workers.restart()
        for number, order in enumerate(under_way):
            under_way[number] = Order(order.chunk, workers.submit(order.chunk))


def _read_ahead(chunks: Iterable[Chunk], ahead: Queue[Chunk | BaseException | None]) -> None:
    """Read in a thread of its own: while a slow input keeps us waiting, what is cleaned must not wait as well."""
    try:
        for chunk in chunks:
            ahead.put(chunk)
        ahead.put(None)
    except BaseException as error:  # to be raised where the run can see it
        ahead.put(error)


@cache
def stages_of_worker(config: Config) -> Stages:
    """The stages of this worker process; a worker serves one configuration all its life."""
    return load_stages(config)


def prepare(config: Config) -> None:
    """What a worker does before its first chunk."""
    spare_collector()
    start_without_scipy()
    stages_of_worker(config)


def _clean_in_worker(config: Config, chunk: Chunk) -> Rendered:
    return clean_chunk(chunk, config, stages_of_worker(config))
