"""The removal of duplicates alone, from Python: records go in, those that are no duplicates come out unchanged."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn, TypedDict, TypeVar, Unpack

from corpusclean.config import Config
from corpusclean.dedup.index import Index, criteria_of
from corpusclean.io.encoding import encode
from corpusclean.ledger import Ledger
from corpusclean.model import Pages, Verdict
from corpusclean.pipeline import Stages, clean_batch, load_stages

BATCH_RECORDS = 512

Record = TypeVar("Record", bound=str | Mapping[str, Any])
"""A text, or a mapping that has it under `text_field` and perhaps an id under `id_field`."""


class Choices(TypedDict, total=False):
    """What a `Deduper` can be told: the choices of `Config` that concern duplicates, and no others."""

    threshold: float
    recall: float
    figures: str
    containment: float
    contained: str
    num_perm: int
    seed: int
    text_field: str
    id_field: str


class Deduper:
    """Tells duplicates from what was not there before. Of several copies the first stays.

    Call it with an iterable of records to get a lazy iterator of those that stay, or give `keep_batch` to
    `datasets.Dataset.filter`. It remembers what it kept, from one call to the next: tomorrow's records are compared
    with today's. A text that is blank is never removed.

    Args:
        on_removal: called with the id and the verdict of every record that goes, in order.
        choices: as in `Config`; by default the same as there.

    Attributes:
        ledger: counts of records `read`, `kept` and `removed`, and of `duplicates` by how they were found.

    Raises:
        UsageError: a choice is out of its range.

    >>> seen = Deduper(threshold=0.8)
    >>> list(seen(["A story, told.", "Another one.", "A story - told!"]))
    ['A story, told.', 'Another one.']
    >>> seen.keep_batch({"text": ["Another one.", "And a third."]})
    [False, True]
    """

    def __init__(self, on_removal: Callable[[str, Verdict], None] | None = None, **choices: Unpack[Choices]) -> None:
        self.config = Config(repair=False, residue=False, split="off", language=False, **choices)
        self.on_removal = on_removal
        self.ledger = Ledger()
        self._index = Index(criteria_of(self.config))
        self._stages: Stages | None = None
        self._process = os.getpid()

    def __reduce__(self) -> NoReturn:
        """Refuse to be copied: two dedupers would each keep the first copy that they see.

        Raises:
            TypeError: always. `datasets` then neither caches the result nor hands the work to several processes.
        """
        raise TypeError("a Deduper remembers what it kept and can not be copied to another process; give num_proc=1")

    def __call__(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records that stay, as they came and in their order, some hundreds at a time.

        Raises:
            TypeError: a record has no text.
            RuntimeError: this is not the process that made the deduper.
        """
        source = iter(records)
        while batch := list(islice(source, BATCH_RECORDS)):
            texts = [self._text_of(record) for record in batch]
            ids = [None if isinstance(record, str) else record.get(self.config.id_field) for record in batch]
            verdicts = self.decide(texts, ids)
            yield from (record for record, verdict in zip(batch, verdicts, strict=True) if not verdict.kept)

    def keep_batch(self, batch: Mapping[str, Sequence[Any]]) -> list[bool]:
        """Whether each record of a batch, given as columns, stays: for `datasets.Dataset.filter` with `batched=True`.

        Raises:
            TypeError: a record has no text.
            RuntimeError: this is not the process that made the deduper: it was given to `filter` with `num_proc`.
        """
        verdicts = self.decide(batch[self.config.text_field], batch.get(self.config.id_field))
        return [not verdict.kept for verdict in verdicts]

    def decide(self, texts: Sequence[str], ids: Sequence[Any] | None = None) -> list[Verdict]:
        """The verdict about each text; `kept` in it is the id of the earlier one.

        A text without an id has its number, counted from 0 over everything that came by.

        Raises:
            TypeError: a text is not a string.
            RuntimeError: this is not the process that made the deduper.
        """
        if os.getpid() != self._process:
            raise RuntimeError(
                "a Deduper works in the process that made it, where all records come by; give num_proc=1"
            )
        first = self.ledger.total("records", "read")
        names = [
            str(first + i if name is None else name)
            for i, name in enumerate([None] * len(texts) if ids is None else ids)
        ]
        verdicts = self._decide(texts, names)
        self._count(verdicts)
        if self.on_removal:
            for name, verdict in zip(names, verdicts, strict=True):
                if verdict.kept:
                    self.on_removal(name, verdict)
        return verdicts

    def _decide(self, texts: Sequence[str], names: list[str]) -> list[Verdict]:
        self._stages = self._stages or load_stages(self.config)
        for name, text in zip(names, texts, strict=True):
            if not isinstance(text, str):
                raise TypeError(f"record {name} has no text: it is {type(text).__name__}, not a string")
        encoded = [encode(text) for text in texts]
        cleaned = clean_batch(Pages(names, encoded, [b""] * len(names), [""] * len(names)), self._stages)
        rows = cleaned.articles.page.tolist()  # a blank text has no article
        verdicts = [Verdict()] * len(names)
        if cleaned.sketches is not None:
            for row, verdict in zip(rows, self._index.decide(cleaned.sketches, [names[r] for r in rows]), strict=True):
                verdicts[row] = verdict
        return verdicts

    def _count(self, verdicts: list[Verdict]) -> None:
        counts = self.ledger.counts
        counts["records", "read"] += len(verdicts)
        for verdict in verdicts:
            counts["records", "removed" if verdict.kept else "kept"] += 1
            if verdict.kept:
                counts["duplicates", verdict.how] += 1

    def _text_of(self, record: str | Mapping[str, Any]) -> Any:
        if not isinstance(record, str | Mapping):
            raise TypeError(f"a record is {type(record).__name__}, neither a string nor a mapping")
        return record if isinstance(record, str) else record.get(self.config.text_field)
