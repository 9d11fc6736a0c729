"""A run in two passes: articles wait until all are there, and are decided about in the order of priority."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from corpusclean.dedup.blocks import BlockIndex
from corpusclean.dedup.index import Index
from corpusclean.dedup.policy import KeepRule, order_by_priority
from corpusclean.dedup.spool import Log, SketchLog, VerdictLog
from corpusclean.ledger import Ledger
from corpusclean.lines import END, Lines
from corpusclean.model import F64, I64, LongBlock, Reject, Rendered
from corpusclean.run import Settled, decide_blocks, named

SLICE = 1024  # articles whose sketches are in memory at once: 2 MB for articles of 2.5 KB

WRITTEN = ("page_ids", "page", "number", "articles", "blocks", "languages", "removals", "rejects", "long_blocks")
"""What is needed of a batch when it is written out; its counts have been added to the ledger before."""


class Waiting:
    """Batches on disk, as pieces of output and as sketches; articles are numbered in the order of arrival."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.sketches = SketchLog(folder)
        self.ids = Log(folder)
        self._batches = Log(folder)
        self._long_blocks = Log(folder)
        self._ranks: list[F64] = []

    def __len__(self) -> int:
        """The number of articles."""
        return len(self.ids)

    def add(self, batch: Rendered, ids: list[str]) -> None:
        """Put a batch to the others."""
        if batch.sketches is not None:
            self.sketches.extend(batch.sketches)
        self.ids.extend([name.encode("utf-8", "surrogatepass") for name in ids])
        self._ranks.append(batch.ranks)
        self._long_blocks.extend(list(map(_encode_blocks, batch.blocks, batch.long_blocks)))
        columns = [getattr(batch, name) for name in WRITTEN]
        self._batches.extend([msgspec.msgpack.encode(columns, enc_hook=np.ndarray.tobytes)])

    def order(self, rules: Sequence[KeepRule]) -> I64:
        """The numbers of all articles, in the order of priority that the rules make: int64, shape (n,)."""
        ranks = np.concatenate([np.zeros((0, len(rules))), *self._ranks])
        return order_by_priority(ranks, rules, lambda numbers: [self.ids[number] for number in numbers.tolist()])

    def decide(self, index: Index, order: I64) -> VerdictLog:
        """Decide about all articles, in this order."""
        log = VerdictLog(len(order), self.folder)
        blocks = BlockIndex(self.folder)
        for start in range(0, len(order), SLICE):
            numbers = order[start : start + SLICE]
            ids = [self.ids[number].decode("utf-8", "surrogatepass") for number in numbers.tolist()]
            verdicts = index.decide(self.sketches.take(numbers), ids)
            found = [_decode_blocks(self._long_blocks[number]) for number in numbers.tolist()]
            columns = zip(ids, found, verdicts, strict=True)
            cuts = [decide_blocks(blocks, name, *there, verdict) for name, there, verdict in columns]
            log.extend(numbers, verdicts, cuts)
        return log

    def settled(self, verdicts: VerdictLog) -> Iterator[Settled]:
        """The batches in the order in which they came, with the verdicts about their articles."""
        first = 0
        for number in range(len(self._batches)):
            batch = _read_batch(self._batches[number])
            end = first + len(batch.page)
            ids = [f"{batch.page_ids[page]}#{n}" for page, n in zip(batch.page, batch.number, strict=True)]
            yield Settled(batch, batch.page_ids, ids, verdicts.read(first, end), verdicts.read_cuts(first, end))
            first = end


def _read_batch(data: bytes) -> Rendered:
    columns = dict(zip(WRITTEN, msgspec.msgpack.decode(data), strict=True))
    columns |= {name: _read_lines(**columns[name]) for name in ("articles", "removals")}
    columns["rejects"] = [Reject(*reject) for reject in columns["rejects"]]
    columns["long_blocks"] = [[LongBlock(*block) for block in blocks] for blocks in columns["long_blocks"]]
    return Rendered(**columns, sketches=None, ranks=np.zeros((len(columns["page"]), 0)), counts=Counter())


def _read_lines(data: bytes, page: bytes, bounds: bytes) -> Lines:
    ends = np.frombuffer(bounds, np.int64).reshape(-1, END + 1)
    return Lines(np.frombuffer(data, np.uint8), np.frombuffer(page, np.int32), ends)


def _encode_blocks(spans: int, blocks: list[LongBlock]) -> bytes:
    return msgspec.msgpack.encode((spans, blocks)) if blocks else b""


def _decode_blocks(entry: bytes) -> tuple[int, list[LongBlock]]:
    return msgspec.msgpack.decode(entry, type=tuple[int, list[LongBlock]]) if entry else (0, [])


def settle_waiting(
    batches: Iterable[Rendered], index: Index, ledger: Ledger, rules: Sequence[KeepRule], waiting: Waiting
) -> Iterator[Settled]:
    """Let all articles wait, decide about them in the order of priority, and hand them out in the order of arrival."""
    for batch, _, ids in named(batches, ledger):
        waiting.add(batch, ids)
    yield from waiting.settled(waiting.decide(index, waiting.order(rules)))
