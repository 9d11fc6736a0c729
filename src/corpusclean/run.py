"""A run: cleaned batches come in, in order; duplicates are decided; articles, removals and rejects go out."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Protocol

from corpusclean.config import Config
from corpusclean.cutting import Cuts, cut_blocks
from corpusclean.dedup.blocks import BlockIndex
from corpusclean.dedup.index import Index, criteria_of
from corpusclean.io.rejects import encode_reject
from corpusclean.io.signatures import SignatureFile
from corpusclean.ledger import Ledger
from corpusclean.model import LongBlock, Rendered, Verdict
from corpusclean.render import encode_json

Line = tuple[bytes, ...]
"""A line of output, in pieces."""


class Writer(Protocol):
    """What a run needs of a sink."""

    def write(self, data: bytes) -> None: ...
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
        count_verdicts(verdicts, zip(batch.blocks, batch.languages, strict=True), ledger)
        write_articles(batch, list(article_lines(batch, page_ids, ids, verdicts)), verdicts, outputs)
        if outputs.removed:
            outputs.removed.write(b"".join(removal_lines(batch, page_ids, ids, verdicts)))
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
        columns = zip(ids, batch.blocks, batch.long_blocks, verdicts, strict=True)
        yield Settled(batch, page_ids, ids, verdicts, [decide_blocks(blocks, *columns_of) for columns_of in columns])


def decide_blocks(index: BlockIndex, name: str, spans: int, blocks: list[LongBlock], verdict: Verdict) -> Cuts:
    """What is to be cut from an article, if it is kept."""
    return index.decide(name, spans, blocks) if blocks and not verdict.kept else {}


def named(batches: Iterable[Rendered], ledger: Ledger) -> Iterator[tuple[Rendered, list[str], list[str]]]:
    """The batches with the ids of their pages and articles; what the stages counted in them is added to the ledger."""
    seen: dict[int, int] = {}
    for batch in batches:
        ledger.add(batch.counts)
        page_ids = unique_ids(batch.page_ids, seen, ledger)
        ids = [f"{page_ids[page]}#{number}" for page, number in zip(batch.page, batch.number, strict=True)]
        yield batch, page_ids, ids


def write_articles(batch: Rendered, lines: list[Line], verdicts: list[Verdict], outputs: Outputs) -> None:
    """Write the lines of the kept articles, all in one and those of each language by themselves."""
    if outputs.articles:
        outputs.articles.write(b"".join(chain.from_iterable(lines)))
        outputs.articles.flush()
    if outputs.of_language:
        languages = [language for language, verdict in zip(batch.languages, verdicts, strict=True) if not verdict.kept]
        for language in sorted(set(languages)):
            writer = outputs.of_language(language)
            chosen = [line for line, its in zip(lines, languages, strict=True) if its == language]
            writer.write(b"".join(chain.from_iterable(chosen)))
            writer.flush()


def unique_ids(ids: list[str], seen: dict[int, int], ledger: Ledger) -> list[str]:
    """The ids, where one that was seen before gets `~2`, `~3` ...

    `seen` holds 64-bit hashes of the ids, and how often each came: an id that is always the same costs no search.

    >>> unique_ids(["a", "b", "a"], {}, Ledger())
    ['a', 'b', 'a~2']
    """
    unique = []
    for name in ids:
        first = key = _hash(name)
        candidate, copy = name, seen.get(first, 0) + 1
        while key in seen:
            candidate = f"{name}~{copy}"
            key = _hash(candidate)
            copy += key in seen
        seen[key] = 1
        seen[first] = max(copy, 1)
        unique.append(candidate)
        if key != first:
            ledger.counts["input", "repeated ids"] += 1
    return unique


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def decide(batch: Rendered, index: Index | None, ids: list[str]) -> list[Verdict]:
    """The verdict about every article of the batch; without an index all are kept."""
    if index is None or batch.sketches is None:
        return [Verdict()] * len(ids)
    return index.decide(batch.sketches, ids)


def count_verdicts(verdicts: list[Verdict], articles: Iterable[tuple[int, str]], ledger: Ledger) -> None:
    """Account for every article, given as its number of blocks and its language, as kept or as removed."""
    for verdict, (blocks, language) in zip(verdicts, articles, strict=True):
        if verdict.kept:
            ledger.counts["articles", "removed", "duplicate"] += 1
            ledger.counts["blocks", "removed", "duplicate"] += blocks
            ledger.counts["duplicates", verdict.how] += 1
            ledger.counts["similarity", _step_of(verdict.similarity)] += 1
            if verdict.share:
                ledger.counts["containment", _step_of(verdict.share)] += 1
        else:
            ledger.counts["articles", "kept"] += 1
            ledger.counts["blocks", "kept"] += blocks
            ledger.counts["languages", language] += 1


def _step_of(share: float) -> str:
    return f"{int(share * 20) / 20:.2f}"


def article_lines(batch: Rendered, page_ids: list[str], ids: list[str], verdicts: list[Verdict]) -> Iterator[Line]:
    """The line of every kept article, in pieces: they are joined once, with those of all others."""
    for row, verdict in enumerate(verdicts):
        if not verdict.kept:
            page = batch.page[row]
            head = (b'{"id": ', encode_json(ids[row]), b", ", batch.bodies[row], batch.fields[page])
            yield (*head, b', "clean": {"page": ', encode_json(page_ids[page]), batch.tails[row], b"}\n")


def removal_lines(batch: Rendered, page_ids: list[str], ids: list[str], verdicts: list[Verdict]) -> list[bytes]:
    """The lines of everything that was cut, page by page."""
    removals = [*batch.removals, *_duplicates(batch, page_ids, ids, verdicts)]
    removals.sort(key=lambda removal: removal[0])
    return [
        b'{"kind": "%b", "page": %b%b' % (kind.encode(), encode_json(page_ids[page]), rest)
        for page, kind, rest in removals
    ]


def _duplicates(
    batch: Rendered, page_ids: list[str], ids: list[str], verdicts: list[Verdict]
) -> Iterator[tuple[int, str, bytes]]:
    for row, verdict in enumerate(verdicts):
        if verdict.kept:
            page = batch.page[row]
            rest = (
                b', "article": %d, "id": %b, %b, "kept": %b, "similarity": %b%b, "how": "%b", "clean": {"page": %b%b}\n'
                % (
                    batch.number[row],
                    encode_json(ids[row]),
                    batch.bodies[row],
                    encode_json(verdict.kept),
                    b"%.4g" % verdict.similarity,
                    b', "share": %.4g' % verdict.share if verdict.share else b"",
                    verdict.how.encode(),
                    encode_json(page_ids[page]),
                    batch.tails[row],
                )
            )
            yield page, "duplicate", rest
