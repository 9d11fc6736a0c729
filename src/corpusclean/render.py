"""The table of blocks becomes articles and removals: the only step that drops anything, and it counts what it drops."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.json import write_spans, write_strings
from corpusclean.language.codes import LANGUAGES
from corpusclean.ledger import Counts
from corpusclean.model import I32, I64, NO_ARTICLE, NO_RULE, U8, Articles, Batch, Blocks, Cleaned, Reject, Rendered
from corpusclean.text.blocks import block_numbers
from corpusclean.text.heads import read_heads

encode_json = msgspec.json.Encoder().encode


def render(cleaned: Cleaned, rule_names: tuple[str, ...], rejects: list[Reject], counts: Counts) -> Rendered:
    """The JSON lines of a cleaned batch, but for ids and verdicts; `counts` come from reading, and are added to."""
    batch, articles = cleaned.batch, cleaned.articles
    removals = [*_residue_removals(batch, rule_names), *_piece_removals(batch, rule_names)]
    removals += _block_removals(batch) if cleaned.foreign is None else _article_removals(batch, cleaned.foreign)
    return Rendered(
        page_ids=batch.pages.ids,
        page=articles.page.tolist(),
        number=articles.number.tolist(),
        bodies=list(_bodies(articles)),
        fields=[b", " + fields if fields else b"" for fields in batch.pages.fields],
        tails=list(_tails(batch, articles)),
        blocks=np.diff(articles.first).tolist(),
        languages=[LANGUAGES[lang] for lang in articles.lang.tolist()],
        removals=removals,
        sketches=cleaned.sketches,
        ranks=cleaned.ranked.ranks,
        long_blocks=cleaned.long_blocks,
        rejects=rejects,
        counts=counts + count_cleaned(cleaned, rule_names),
    )


def residue_rows(blocks: Blocks) -> NDArray[np.intp]:
    """The rows of the blocks that a rule takes."""
    return np.flatnonzero((blocks.rule != NO_RULE) & (blocks.start < blocks.end))


def _residue_removals(batch: Batch, rule_names: tuple[str, ...]) -> Iterator[tuple[int, str, bytes]]:
    blocks = batch.blocks
    rows = residue_rows(blocks)
    names = [encode_json(name) for name in rule_names]
    columns = (blocks.page[rows].tolist(), block_numbers(blocks)[rows].tolist(), blocks.rule[rows].tolist())
    texts = _json_strings(batch.text, blocks.start[rows], blocks.end[rows])
    for page, number, rule, text in zip(*columns, texts, strict=True):
        yield page, "residue", b', "block": %d, "rule": %b, "text": %b}\n' % (number, names[rule], bytes(text))


def _piece_removals(batch: Batch, rule_names: tuple[str, ...]) -> Iterator[tuple[int, str, bytes]]:
    """What was cut off blocks that stay; `span` is where it stood in the block, in characters."""
    numbers, pieces = block_numbers(batch.blocks), batch.pieces
    starts, ends = (np.array(column, np.int64) for column in ([p.start for p in pieces], [p.end for p in pieces]))
    for piece, text in zip(pieces, _json_strings(batch.text, starts, ends), strict=True):
        place = (numbers[piece.block], encode_json(rule_names[piece.rule]), bytes(text), piece.first, piece.last)
        record = b', "block": %d, "rule": %b, "text": %b, "span": [%d, %d]}\n' % place
        yield int(batch.blocks.page[piece.block]), "residue", record


def foreign_rows(blocks: Blocks) -> NDArray[np.intp]:
    """The rows of the blocks that were left out for their language, by themselves or with their article."""
    return np.flatnonzero((blocks.rule == NO_RULE) & (blocks.start < blocks.end) & (blocks.article == NO_ARTICLE))


def _block_removals(batch: Batch) -> Iterator[tuple[int, str, bytes]]:
    blocks = batch.blocks
    rows = foreign_rows(blocks)
    columns = (blocks.page[rows].tolist(), block_numbers(blocks)[rows].tolist(), blocks.lang[rows].tolist())
    texts = _json_strings(batch.text, blocks.start[rows], blocks.end[rows])
    for page, number, lang, text in zip(*columns, texts, strict=True):
        code = LANGUAGES[lang].encode()
        yield page, "language", b', "block": %d, "text": %b, "lang": "%b"}\n' % (number, bytes(text), code)


def _article_removals(batch: Batch, articles: Articles) -> Iterator[tuple[int, str, bytes]]:
    for page, body, tail in zip(articles.page.tolist(), _bodies(articles), _tails(batch, articles), strict=True):
        yield page, "language", b", %b%b\n" % (body, tail)


def _json_strings(text: U8, starts: I64, ends: I64) -> Iterator[memoryview]:
    """Each text as a JSON string."""
    data = text.view()
    data.flags.writeable = False  # the kernel is compiled once, for arrays of one kind
    return _slices(*write_strings(data, data[: len(data) // 8 * 8].view(np.uint64), starts, ends))


def _slices(data: U8, offsets: I64) -> Iterator[memoryview]:
    whole = data.data
    return (whole[start:end] for start, end in pairwise(offsets.tolist()))


def _bodies(articles: Articles) -> Iterator[bytes]:
    languages = [b', "lang": ' + encode_json(code) for code in LANGUAGES]
    texts = _json_strings(articles.text, articles.start, articles.end)
    for text, lang in zip(texts, articles.lang.tolist(), strict=True):
        yield b"".join((b'"text": ', text, languages[lang]))


def _tails(batch: Batch, articles: Articles) -> Iterator[bytes]:
    percent = np.rint(articles.span_prob * 100)
    columns = (articles.span_start, articles.span_end, articles.span_lang, percent)
    spans = np.stack([column.astype(np.int32) for column in columns], axis=1)
    names = np.frombuffer("".join(LANGUAGES).encode(), np.uint8)
    name_ends = np.cumsum([len(name) for name in LANGUAGES], dtype=np.int64)
    lists = _slices(*write_spans(articles.first, spans, names, name_ends))
    for number, blocks, head in zip(articles.number.tolist(), lists, _heads(batch, articles), strict=True):
        yield b', "article": %d, "blocks": %b%b}' % (number, bytes(blocks), head)


def _heads(batch: Batch, articles: Articles) -> Iterator[bytes]:
    """What is known of the head of each article, as JSON members that follow others."""
    for title, date, byline in zip(*read_heads(batch, articles), strict=True):
        members = b', "title": %b' % encode_json(title) if title else b""
        if date:
            members += b', "date": %b' % encode_json(date)
        if byline:
            members += b', "byline": %b' % encode_json(byline)
        yield members


def count_cleaned(cleaned: Cleaned, rule_names: tuple[str, ...]) -> Counts:
    """What the stages found in a batch: its side of the ledger."""
    batch, articles, blocks = cleaned.batch, cleaned.articles, cleaned.batch.blocks
    pages = len(batch.pages)
    counts: Counts = Counter()
    counts["pages", "read"] = pages
    counts["pages", "with articles"] = _distinct(articles.page, pages)
    counts["pages", "emptied"] = pages - _distinct(blocks.page[blocks.article != NO_ARTICLE], pages)
    counts["blocks", "read"] = int(np.count_nonzero(blocks.start < blocks.end))
    foreign = 0 if cleaned.foreign is None else len(cleaned.foreign)
    counts["articles", "found"] = len(articles) + foreign
    counts["articles", "removed", "language"] = foreign
    counts["blocks", "removed", "language"] = len(foreign_rows(blocks))
    counts["input", "blocks repaired"] = len(batch.repairs)
    taken = np.bincount(blocks.rule[residue_rows(blocks)], minlength=len(rule_names))
    counts["blocks", "removed", "residue"] = int(taken.sum())
    for rule in np.flatnonzero(taken):
        counts["rules", rule_names[rule]] = int(taken[rule])
    counts["pieces", "removed", "residue"] = len(batch.pieces)
    for piece in batch.pieces:
        counts["rules", rule_names[piece.rule]] += 1
    for rule_text, unread in cleaned.ranked.unread.items():
        counts["input", "articles without a value", rule_text] = unread
    for repair in batch.repairs:
        counts.update(("repairs", step) for step in repair.steps)
    return +counts


def _distinct(rows: I32, most: int) -> int:
    """How many different rows there are, all below `most`."""
    return int(np.count_nonzero(np.bincount(rows, minlength=most)))
