"""The removal of duplicates alone, from Python: records go in, those that are no duplicates come out unchanged."""

import contextlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self, TypedDict, TypeVar, Unpack

import numpy as np

from corpusclean.config import Config
from corpusclean.dedup.folder import Remember, opened
from corpusclean.dedup.index import Index, criteria_of
from corpusclean.dedup.policy import needs_all, order_by_priority, parse_keep
from corpusclean.dedup.spool import SketchLog
from corpusclean.errors import UsageError
from corpusclean.io.encoding import encode
from corpusclean.ledger import Ledger
from corpusclean.model import F64, I64, Cleaned, Pages, Verdict
from corpusclean.pipeline import Stages, clean_batch, load_stages
from corpusclean.uniqueids import UniqueIds

BATCH_RECORDS = 512

CLOSED = "this Deduper is closed; make another one, with the same index if it has one"
LEFT = "an iterator of this Deduper was left, and records that it had decided about never came out; make another one"

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
    """Tells duplicates from what was not there before. Of several copies the first stays, or the one that `keep` says.

    Call it with an iterable of records to get an iterator of those that stay, or give `keep_batch` to
    `datasets.Dataset.filter`. It remembers what it kept, from one call to the next: tomorrow's records are compared
    with today's. A text that is blank is never removed. With an index on disk, close it or use it as a context
    manager: then what it kept is added to the index, unless the block ends with an error.

    It decides about some hundreds of records before the first of them comes out. Those that never came out, as nobody
    asked for them, are not added to the index on disk: tomorrow they are new. The deduper itself has seen them and
    would take them for duplicates, so it refuses further records once such an iterator is left.

    Args:
        on_removal: called with the id and the verdict of every record that goes, in order.
        keep: which copy stays, as `--keep`: a rule, or several in order. All but "first" read, and hold, all records
            of a call before the first comes out, and can not decide batch by batch.
        index: a folder with what was kept before, as `--index`; with `index_mode` "read" nothing is added to it.
        choices: as in `Config`; by default the same as there.

    Attributes:
        ledger: counts of records `read`, `kept` and `removed`, and of `duplicates` by how they were found.

    Raises:
        UsageError: a choice is out of its range, or the index is one of other choices.
        InputError: the index is damaged, or there is none to read.
        OutputError: the index can not be written to, or another run adds to it.

    >>> seen = Deduper(threshold=0.8)
    >>> list(seen(["A story, told.", "Another one.", "A story - told!"]))
    ['A story, told.', 'Another one.']
    >>> seen.keep_batch({"text": ["Another one.", "And a third."]})
    [False, True]
    """

    def __init__(
        self,
        on_removal: Callable[[str, Verdict], None] | None = None,
        keep: str | Sequence[str] = "first",
        index: str | Path | None = None,
        index_mode: str = "add",
        **choices: Unpack[Choices],
    ) -> None:
        if strange := set(choices) - set(Choices.__annotations__):
            raise TypeError(f"a Deduper can not be told {', '.join(sorted(strange))}; it removes duplicates only")
        rules = (keep,) if isinstance(keep, str) else tuple(keep)
        self.config = Config(repair=False, residue=False, split="off", language=False, keep=rules, **choices)
        self.on_removal = on_removal
        self.ledger = Ledger()
        self._rules = parse_keep(rules)
        self._stages: Stages | None = None
        self._unique = UniqueIds()
        self._process = os.getpid()
        self._owed: set[str] = set()  # the ids of records that stay and were not handed out yet
        self._refusal = ""  # why no further records are taken
        self._open = contextlib.ExitStack()
        self._index = Index(criteria_of(self.config))
        self._remember: Remember = _forget
        if index is not None:
            self._index, self._remember = self._open.enter_context(opened(Path(index), self.config, index_mode))

    def close(self) -> None:
        """Add what was kept and handed out to the index on disk, if there is one, and let others use it.

        No records are taken after it, not even where it fails; to close again does nothing. A fork adds nothing.

        Raises:
            OutputError: the index could not be written; it is as it was.
        """
        remember, self._remember = self._remember, _forget
        self._refusal = CLOSED
        with self._open:
            if os.getpid() == self._process:
                remember(without=self._owed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._remember = _forget if kind else self._remember
        self.close()

    def __reduce__(self) -> NoReturn:
        """Refuse to be copied: two dedupers would each keep the first copy that they see.

        Raises:
            TypeError: always. `datasets` then neither caches the result nor hands the work to several processes.
        """
        raise TypeError("a Deduper remembers what it kept and can not be copied to another process; give num_proc=1")

    def __call__(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records that stay, as they came and in their order, some hundreds at a time or, for `keep`, all at last.

        Raises:
            TypeError: a record has no text, or there is but one string, not several.
            RuntimeError: the deduper is closed, or an iterator was left before its end; or this is not the process
                that made it.
        """
        if isinstance(records, str):
            raise TypeError("this is one text, not several; give a list of texts")
        return self._run(iter(records))

    def _run(self, source: Iterator[Record]) -> Iterator[Record]:
        size = None if needs_all(self._rules) else BATCH_RECORDS
        while batch := list(islice(source, size)):
            yield from self._stay(batch)

    def _stay(self, batch: Sequence[Record]) -> Iterator[Record]:
        """Those of a batch that stay; each is handed out when it is asked for."""
        names = self._admit(batch, [self._id_of(record) for record in batch])
        with self._owing(names):
            verdicts = self._settle(batch, names)
            for record, name, verdict in zip(batch, names, verdicts, strict=True):
                if not verdict.kept:
                    self._refuse_if_done()
                    self._owed.discard(name)
                    yield record

    def keep_batch(self, batch: Mapping[str, Sequence[Any]]) -> list[bool]:
        """Whether each record of a batch, given as columns, stays: for `datasets.Dataset.filter` with `batched=True`.

        Raises:
            TypeError: a record has no text.
            RuntimeError: as for a call; in particular where it was given to `filter` with `num_proc`.
            UsageError: `keep` needs all records at once.
        """
        verdicts = self.decide(batch[self.config.text_field], batch.get(self.config.id_field))
        return [not verdict.kept for verdict in verdicts]

    def decide(self, texts: Sequence[str], ids: Sequence[Any] | None = None) -> list[Verdict]:
        """The verdict about each text; `kept` in it is the id of the earlier one.

        A text without an id is `record:0`, `record:1` and so on, counted over everything that came by; an id that
        comes again gets `~2`, `~3`, as in a run.

        Raises:
            TypeError: a text is not a string, or there is but one string, not several.
            RuntimeError: as for a call.
            UsageError: `keep` needs all records at once.
        """
        if needs_all(self._rules):
            rule = self.config.keep[0]
            raise UsageError(f"keep={rule!r} needs all records at once; call the deduper with them, or keep the first")
        if isinstance(texts, str):
            raise TypeError("this is one text, not several; give a list of texts")
        names = self._admit(texts, [None] * len(texts) if ids is None else ids)
        with self._owing(names):
            verdicts = self._settle(texts, names)
            self._owed.difference_update(names)
        return verdicts

    def _admit(self, records: Sequence[Any], ids: Sequence[Any]) -> list[str]:
        """The names of records that can be decided about. Where they can not, nothing is changed: no id is used up."""
        self._refuse_if_done()
        first = self.ledger.total("records", "read")
        told = [f"record:{first + i}" if name is None else str(name) for i, name in enumerate(ids)]
        for record, name in zip(records, told, strict=True):
            self._text_of(record, name)
        return self._unique.make(told, Ledger())

    def _refuse_if_done(self) -> None:
        if os.getpid() != self._process:
            raise RuntimeError(
                "a Deduper works in the process that made it, where all records come by; give num_proc=1"
            )
        if self._refusal:
            raise RuntimeError(self._refusal)

    @contextlib.contextmanager
    def _owing(self, names: Sequence[str]) -> Iterator[None]:
        """Owe the records of these names to the caller, until the block ends; what is owed then will never come out."""
        self._owed.update(names)
        try:
            yield
        finally:
            if not self._owed.isdisjoint(names):
                self._refusal = self._refusal or LEFT

    def _settle(self, records: Sequence[Any], names: list[str]) -> list[Verdict]:
        """Decide about records, count, and tell of those that go: they are not owed."""
        verdicts = self._decide_by_rank(records, names) if needs_all(self._rules) else self._decide(records, names)
        self._owed.difference_update(name for name, verdict in zip(names, verdicts, strict=True) if verdict.kept)
        self._count(verdicts)
        if self.on_removal:
            for name, verdict in zip(names, verdicts, strict=True):
                if verdict.kept:
                    self.on_removal(name, verdict)
        return verdicts

    def _decide(self, records: Sequence[Any], names: list[str]) -> list[Verdict]:
        """Decide about records as they come."""
        cleaned = self._clean(records, names)
        rows = cleaned.articles.page.tolist()  # a blank text has no article
        verdicts = [Verdict()] * len(names)
        if cleaned.sketches is not None:
            for row, verdict in zip(rows, self._index.decide(cleaned.sketches, [names[r] for r in rows]), strict=True):
                verdicts[row] = verdict
        return verdicts

    def _decide_by_rank(self, records: Sequence[Any], names: list[str]) -> list[Verdict]:
        """Decide about all records in the order of priority that the rules of `keep` make."""
        waiting = SketchLog()
        rows: list[int] = []
        ranks: list[F64] = [np.zeros((0, len(self._rules)))]
        for first in range(0, len(records), BATCH_RECORDS):
            cleaned = self._clean(records[first : first + BATCH_RECORDS], names[first : first + BATCH_RECORDS])
            rows += (cleaned.articles.page + first).tolist()
            ranks.append(cleaned.ranked.ranks)
            if cleaned.sketches is not None:
                waiting.extend(cleaned.sketches)

        def read_ids(numbers: I64) -> list[bytes]:
            return [encode(names[rows[number]]) for number in numbers.tolist()]

        order = order_by_priority(np.concatenate(ranks), self._rules, read_ids)
        verdicts = [Verdict()] * len(names)
        for first in range(0, len(order), BATCH_RECORDS):
            numbers = order[first : first + BATCH_RECORDS]
            chosen = [rows[number] for number in numbers.tolist()]
            decided = self._index.decide(waiting.take(numbers), [names[row] for row in chosen])
            for row, verdict in zip(chosen, decided, strict=True):
                verdicts[row] = verdict
        return verdicts

    def _clean(self, records: Sequence[Any], names: list[str]) -> Cleaned:
        self._stages = self._stages or load_stages(self.config)
        texts = [self._text_of(record, name) for record, name in zip(records, names, strict=True)]
        fields = [self._fields_of(record) for record in records]
        return clean_batch(Pages(names, [encode(text) for text in texts], fields, [""] * len(names)), self._stages)

    def _count(self, verdicts: list[Verdict]) -> None:
        counts = self.ledger.counts
        counts["records", "read"] += len(verdicts)
        for verdict in verdicts:
            counts["records", "removed" if verdict.kept else "kept"] += 1
            if verdict.kept:
                counts["duplicates", verdict.how] += 1

    def _id_of(self, record: Any) -> Any:
        return record.get(self.config.id_field) if isinstance(record, Mapping) else None

    def _text_of(self, record: Any, name: str) -> str:
        text = record.get(self.config.text_field) if isinstance(record, Mapping) else record
        if not isinstance(text, str):
            raise TypeError(f"{name} has no text: it is {type(text).__name__}, not a string")
        return text

    def _fields_of(self, record: Any) -> bytes:
        """What the rules of `keep` look at in a record, as members in JSON."""
        wanted = [rule.field for rule in self._rules if rule.field]
        if not wanted or not isinstance(record, Mapping):
            return b""
        return json.dumps({name: record[name] for name in wanted if name in record}, default=str)[1:-1].encode()


def _forget(without: Collection[str] = ()) -> None:
    """Where there is no index on disk, nothing is added to one."""
