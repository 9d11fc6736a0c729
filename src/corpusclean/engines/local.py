"""Cleaning on one machine: in this process, or in a pool of worker processes; in order and bounded either way."""

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from functools import cache
from multiprocessing.connection import wait
from queue import Empty, Queue

from corpusclean.collector import spare_collector
from corpusclean.config import Config
from corpusclean.errors import ResourceError
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Chunk
from corpusclean.kernels import start_without_scipy
from corpusclean.ledger import Counts
from corpusclean.model import Rendered
from corpusclean.pipeline import Stages, clean_batch, load_stages
from corpusclean.render import render
from corpusclean.text.markup import is_html

PATIENCE = 0.1  # seconds between two looks at what the workers have finished

WARM_UP = '{"id": "1", "text": "A page.\\n\\nRelated Articles\\n\\ncafÃ© صفحة"}\n'.encode()
"""A page that calls every kernel: they are compiled and cached before workers start, not by each of them at once."""


def clean_chunk(chunk: Chunk, config: Config, stages: Stages) -> Rendered:
    """One chunk of input, all the way to pieces of output; pure, so that any process can do it, and do it again."""
    decoded = decode_pages(chunk, config)
    counts: Counts = Counter({("input", name): count for name, count in decoded.counts.items()})
    counts["lines", "read"] = decoded.lines
    counts["input", "bytes"] = len(chunk.data)
    counts["input", "html pages"] = sum(map(is_html, decoded.pages.texts))
    counts.update(("input", "decoded as", encoding) for encoding in decoded.pages.encodings.values())
    counts.update(("lines", "rejected", reject.reason) for reject in decoded.rejects)
    return render(clean_batch(decoded.pages, stages), stages.rule_names, decoded.rejects, counts)


def clean_chunks(chunks: Iterable[Chunk], config: Config, workers: int) -> Iterator[Rendered]:
    """Clean chunks in order, by `workers` processes; with 1, in this one.

    Raises:
        UsageError: the configuration asks for something that does not exist.
        ResourceError: a worker process died.
    """
    stages = load_stages(config)
    if workers == 1:
        return (clean_chunk(chunk, config, stages) for chunk in chunks)
    clean_chunk(Chunk("warm-up", "jsonl", 1, 0, WARM_UP), replace(config, text_field="text", id_field="id"), stages)
    return _clean_in_pool(chunks, config, workers)


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _clean_in_pool(chunks: Iterable[Chunk], config: Config, workers: int) -> Iterator[Rendered]:
    """Never more than two chunks a worker are under way, so memory is bounded and the input is not drained."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("forkserver"), _start_worker, (config,))
    ahead: Queue[Chunk | BaseException | None] = Queue(maxsize=1)
    threading.Thread(target=_read_ahead, args=(chunks, ahead), daemon=True).start()
    under_way: deque[Future[Rendered]] = deque()
    reading = True
    try:
        while reading or under_way:
            while under_way and (under_way[0].done() or not reading or len(under_way) == 2 * workers):
                yield under_way.popleft().result()
            if reading:
                with suppress(Empty):
                    chunk = ahead.get(timeout=PATIENCE if under_way else None)
                    reading = chunk is not None
                    if isinstance(chunk, BaseException):
                        raise chunk
                    if chunk is not None:
                        under_way.append(pool.submit(_clean_in_worker, chunk, config))
    except BrokenProcessPool as error:
        raise ResourceError(
            "a worker process died, perhaps for want of memory; run again with fewer --workers"
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _read_ahead(chunks: Iterable[Chunk], ahead: Queue[Chunk | BaseException | None]) -> None:
    """Read in a thread of its own: while a slow input keeps us waiting, what is cleaned must not wait as well."""
    try:
        for chunk in chunks:
            ahead.put(chunk)
        ahead.put(None)
    except BaseException as error:  # to be raised where the run can see it
        ahead.put(error)


@cache
def _stages_of_worker(config: Config) -> Stages:
    """The stages of this worker process; a worker serves one configuration all its life."""
    return load_stages(config)


def _start_worker(config: Config) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; a terminal sends SIGINT to the whole group
    threading.Thread(target=_end_with_parent, daemon=True).start()
    spare_collector()
    start_without_scipy()
    _stages_of_worker(config)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _clean_in_worker(chunk: Chunk, config: Config) -> Rendered:
    return clean_chunk(chunk, config, _stages_of_worker(config))
