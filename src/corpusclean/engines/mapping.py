"""Other work than cleaning, done with chunks of input by one process or several; in order and bounded either way."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial

from corpusclean.config import Config
from corpusclean.engines.local import WARM_UP, prepare, stages_of_worker
from corpusclean.engines.workers import Result, Workers
from corpusclean.errors import ResourceError
from corpusclean.io.lines import Chunk
from corpusclean.pipeline import Stages, load_stages

Work = Callable[[Chunk, Config, Stages], Result]
"""What a process does with a chunk; it must be pure, and found by its name when imported."""


def map_chunks(chunks: Iterable[Chunk], config: Config, workers: int, work: Work[Result]) -> Iterator[Result]:
    """What `work` makes of chunks, in order, by `workers` processes; with 1, in this one.

    Raises:
        UsageError: the configuration asks for something that does not exist.
        ResourceError: a worker process died: unlike a run, this work has nowhere to put the record to blame.
    """
    stages = load_stages(config)
    if workers == 1:
        return (work(chunk, config, stages) for chunk in chunks)
    work(Chunk("warm-up", "jsonl", 1, 0, WARM_UP), replace(config, text_field="text", id_field="id"), stages)
    return _map_in_pool(chunks, Workers(workers, partial(_work_in_worker, work, config), partial(prepare, config)))


def _map_in_pool(chunks: Iterable[Chunk], workers: Workers[Result]) -> Iterator[Result]:
    """Never more than two chunks a worker are under way."""
    under_way: deque[Future[Result]] = deque()
    try:
        for chunk in chunks:
            under_way.append(workers.submit(chunk))
            if len(under_way) == 2 * workers.count:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
        workers.close()
    except BrokenProcessPool as error:
        cause = "perhaps for want of memory, or at a record that ends it"
        cure = "run again with --workers 1, or without learning"
        raise ResourceError(f"a worker process died while rules were learned, {cause}; {cure}") from error
    finally:
        workers.kill()


def _work_in_worker(work: Work[Result], config: Config, chunk: Chunk) -> Result:
    return work(chunk, config, stages_of_worker(config))
