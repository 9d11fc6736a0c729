"""A run: cleaned batches come in, in order; duplicates are decided; articles, removals and rejects go out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from corpusclean.config import Config
from corpusclean.cutting import Cuts, cut_blocks
from corpusclean.dedup.blocks import BlockIndex
from corpusclean.dedup.index import Index, criteria_of
from corpusclean.io.rejects import encode_reject
from corpusclean.io.signatures import SignatureFile
from corpusclean.ledger import Counts, Ledger
from corpusclean.lines import BODY, END, FIELDS, NAME, TAIL, Lines
from corpusclean.model import LongBlock, Rendered, Verdict
from corpusclean.render import encode_json
from corpusclean.strings import Strings
from corpusclean.templates import Column, between, copied, numbers, quoted, words, write
from corpusclean.uniqueids import UniqueIds


class Writer(Protocol):
    """What a run needs of a sink."""

    def write(self, *pieces: bytes | memoryview) -> None: ...
    def flush(self) -> None: ...


@dataclass(frozen=True)
class Outputs:
    """Where a run writes; what is None is counted, and not written. `of_language` finds the writer of a language."""

    articles: Writer | None
    removed: Writer | None = None
    rejects: Writer | None = None
    signatures: SignatureFile | None = None
    of_language: Callable[[str], Writer] | None = None


class Settled(NamedTuple):
    """A batch about which everything is decided: the ids of its pages and articles, a verdict about every article."""

    batch: Rendered
    page_ids: list[str]
    ids: list[str]
    verdicts: list[Verdict]
    cuts: list[Cuts]


def run(settled: Iterable[Settled], outputs: Outputs, ledger: Ledger) -> None:
    """Write every batch as it comes, and account for its articles in the ledger.

    Raises:
        InvariantError: the ledger does not balance in the end; the outputs must then not be committed.
    """
    for whole, page_ids, ids, verdicts, cuts in settled:
        batch = cut_blocks(whole, cuts, ledger) if any(cuts) else whole
        count_verdicts(verdicts, batch.blocks, batch.languages, ledger)
        write_articles(batch, verdicts, outputs)
        if outputs.removed:
            duplicates = _duplicates(batch, page_ids, ids, verdicts)
            outputs.removed.write(*batch.removals.merged(duplicates).pieces())
        if outputs.signatures and batch.sketches is not None:
            kept = [row for row, verdict in enumerate(verdicts) if not verdict.kept]
            outputs.signatures.write([ids[row] for row in kept], batch.sketches.signatures[kept])
        if outputs.rejects:
            outputs.rejects.write(b"".join(map(encode_reject, batch.rejects)))
    ledger.check()


def make_index(config: Config) -> Index | None:
    """An empty index, or none where duplicates stay."""
    return Index(criteria_of(config)) if config.duplicates else None


def settle(
    batches: Iterable[Rendered], index: Index | None, ledger: Ledger, folder: Path | None = None
) -> Iterator[Settled]:
    """Decide about articles as they come: of copies the first stays. Without an index all stay.

    The ids of articles whose long blocks may be cut from others wait in `folder`, by default one for temporary files.
    """
    blocks = BlockIndex(folder)
    for batch, page_ids, ids in named(batches, ledger):
        verdicts = decide(batch, index, ids)
        cuts: list[Cuts] = [{}] * len(ids)
        if any(batch.long_blocks):
            columns = zip(ids, batch.blocks, batch.long_blocks, verdicts, strict=True)
            cuts = [decide_blocks(blocks, *columns_of) for columns_of in columns]
        yield Settled(batch, page_ids, ids, verdicts, cuts)


def decide_blocks(index: BlockIndex, name: str, spans: int, blocks: list[LongBlock], verdict: Verdict) -> Cuts:
    """What is to be cut from an article, if it is kept."""
    return index.decide(name, spans, blocks) if blocks and not verdict.kept else {}


def named(batches: Iterable[Rendered], ledger: Ledger) -> Iterator[tuple[Rendered, list[str], list[str]]]:
    """The batches with the ids of their pages and articles; what the stages counted in them is added to the ledger."""
    unique = UniqueIds()
    for batch in batches:
        ledger.add(batch.counts)
        page_ids = unique.make(batch.page_ids, ledger)
        ids = [f"{page_ids[page]}#{number}" for page, number in zip(batch.page, batch.number, strict=True)]
        yield (batch if page_ids == batch.page_ids else rename(batch, page_ids, ids)), page_ids, ids


def rename(batch: Rendered, page_ids: list[str], ids: list[str]) -> Rendered:
    """The batch with the lines of pages whose ids are others than it has them by."""
    articles, removals = batch.articles, batch.removals
    renamed = [name != before for name, before in zip(page_ids, batch.page_ids, strict=True)]
    lines = {
        row: (b'{"id": %b, ' % encode_json(ids[row]), *_with_name(articles, row, page_ids[page]))
        for row, page in enumerate(batch.page)
        if renamed[page]
    }
    cut = {
        row: (b"", *_with_name(removals, row, page_ids[page]))
        for row, page in enumerate(removals.page.tolist())
        if renamed[page]
    }
    return replace(batch, page_ids=page_ids, articles=articles.replaced(lines), removals=removals.replaced(cut))


def _with_name(lines: Lines, row: int, name: str) -> tuple[bytes, bytes, bytes, bytes]:
    """The parts of a line after the first, with another id of its page."""
    return lines.part(row, BODY, FIELDS), lines.part(row, FIELDS, NAME), encode_json(name), lines.part(row, TAIL, END)


def write_articles(batch: Rendered, verdicts: list[Verdict], outputs: Outputs) -> None:
    """Write the lines of the kept articles, all in one and those of each language by themselves."""
    kept = np.flatnonzero([not verdict.kept for verdict in verdicts])
    if outputs.articles:
        outputs.articles.write(*batch.articles.pieces(kept))
        outputs.articles.flush()
    if outputs.of_language:
        languages = [batch.languages[row] for row in kept.tolist()]
        for language in sorted(set(languages)):
            writer = outputs.of_language(language)
            chosen = kept[[its == language for its in languages]]
            writer.write(*batch.articles.pieces(chosen))
            writer.flush()


def decide(batch: Rendered, index: Index | None, ids: list[str]) -> list[Verdict]:
    """The verdict about every article of the batch; without an index all are kept."""
    if index is None or batch.sketches is None:
        return [Verdict()] * len(ids)
    return index.decide(batch.sketches, ids)


def count_verdicts(verdicts: list[Verdict], blocks: Sequence[int], languages: Sequence[str], ledger: Ledger) -> None:
    """Account for every article, given its number of blocks and its language, as kept or as removed."""
    counts: Counts = Counter()
    removed = [row for row, verdict in enumerate(verdicts) if verdict.kept]
    for row in removed:
        verdict = verdicts[row]
        counts["duplicates", verdict.how] += 1
        counts["similarity", _step_of(verdict.similarity)] += 1
        if verdict.share:
            counts["containment", _step_of(verdict.share)] += 1
        counts["languages", languages[row]] -= 1
    for language, count in Counter(languages).items():
        counts["languages", language] += count
    gone = sum(blocks[row] for row in removed)
    counts["articles", "removed", "duplicate"], counts["articles", "kept"] = len(removed), len(verdicts) - len(removed)
    counts["blocks", "removed", "duplicate"], counts["blocks", "kept"] = gone, sum(blocks) - gone
    ledger.add(+counts)


def _step_of(share: float) -> str:
    return f"{int(share * 20) / 20:.2f}"


def _duplicates(batch: Rendered, page_ids: list[str], ids: list[str], verdicts: list[Verdict]) -> Lines:
    """The lines of articles that were removed as duplicates."""
    rows = np.flatnonzero([verdict.kept != "" for verdict in verdicts])
    removed, pages = [verdicts[row] for row in rows], np.array(batch.page, np.int32)[rows]
    names = [*(page_ids[page] for page in pages), *(ids[row] for row in rows), *(verdict.kept for verdict in removed)]
    page, name, kept = _quoted_thrice(Strings.of([name.encode() for name in names]))
    lines, bounds = batch.articles.data, batch.articles.bounds[rows]
    identity = (words(b', "article": '), numbers(np.array(batch.number, np.int64)[rows]), words(b', "id": '), name)
    body = (words(b", "), between(lines, bounds[:, BODY], bounds[:, FIELDS]), words(b', "kept": '), kept)
    found = copied(Strings.of([_how_alike(verdict) for verdict in removed]))
    clean = (words(b', "clean": {"page": '), page, between(lines, bounds[:, TAIL], bounds[:, END]))
    columns = (words(b'{"kind": "duplicate", "page": '), page, *identity, *body, found, *clean)
    data, offsets = write(len(rows), columns)
    return Lines(data, pages, offsets[:, [0, -1, -1, -1, -1, -1]])


def _quoted_thrice(strings: Strings) -> list[Column]:
    """Three columns of texts that stand one after the other in one buffer."""
    starts, ends = strings.starts.reshape(3, -1), strings.ends.reshape(3, -1)
    return [quoted(strings.data, *bounds) for bounds in zip(starts, ends, strict=True)]


def _how_alike(verdict: Verdict) -> bytes:
    share = b', "share": %.4g' % verdict.share if verdict.share else b""
    return b', "similarity": %.4g%b, "how": "%b"' % (verdict.similarity, share, verdict.how.encode())
