"""Learning from files: both passes, by as many processes as may work."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpusclean.config import Config
from corpusclean.engines.mapping import map_chunks
from corpusclean.io.inputs import Source
from corpusclean.io.lines import Limits as LineLimits
from corpusclean.io.lines import read_chunks
from corpusclean.learning.judging import Limits
from corpusclean.learning.learner import Learned, learn
from corpusclean.learning.observing import Observed, observe_chunk

BUDGET = 4_000_000  # different lines that are counted: 160 MB at most


def learn_from(sources: Sequence[Source], config: Config, limits: Limits, budget: int, workers: int) -> Learned:
    """Learn from pages as this configuration cleans them; all stages but that for duplicates run.

    Raises:
        UsageError: the configuration asks for something that does not exist.
    """
    plain = replace(
        config, residue=True, language=True, split="conservative", duplicates=False, blocks=False, keep_languages=()
    )

    def read() -> Iterable[Observed]:
        chunks = read_chunks(sources, config.max_record_bytes, LineLimits(max_expand=config.max_expand))
        return map_chunks(chunks, plain, workers, observe_chunk)

    return learn(read, limits, budget)
