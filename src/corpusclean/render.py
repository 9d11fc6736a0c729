"""The table of blocks becomes articles and removals: the only step that drops anything, and it counts what it drops."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.json import write_spans, write_strings
from corpusclean.language.codes import LANGUAGES
from corpusclean.ledger import Counts
from corpusclean.lines import Lines, whole_lines
from corpusclean.model import I32, I64, NO_ARTICLE, NO_RULE, U8, Articles, Batch, Blocks, Cleaned, Reject, Rendered
from corpusclean.strings import Strings, fixed
from corpusclean.templates import Column, between, copied, numbers, quoted, words, write
from corpusclean.text.blocks import block_numbers
from corpusclean.text.heads import read_heads

encode_json = msgspec.json.Encoder().encode

CODES = Strings.of([code.encode() for code in LANGUAGES])
QUOTED_CODES = Strings.of([encode_json(code) for code in LANGUAGES])
COMMA = Strings.of([b"", b", "])


def render(cleaned: Cleaned, rule_names: tuple[str, ...], rejects: list[Reject], counts: Counts) -> Rendered:
    """The lines of a cleaned batch, by the ids that pages have there; `counts` come from reading, and are added to."""
    batch, articles = cleaned.batch, cleaned.articles
    names = _quoted_names(batch.pages.ids)
    left_out = cleaned.foreign
    of_language = _block_lines(batch, names) if left_out is None else _left_lines(batch, left_out, names)
    return Rendered(
        page_ids=batch.pages.ids,
        page=articles.page.tolist(),
        number=articles.number.tolist(),
        articles=_article_lines(batch, articles, names),
        blocks=np.diff(articles.first).tolist(),
        languages=[LANGUAGES[lang] for lang in articles.lang.tolist()],
        removals=_residue_lines(batch, names, rule_names).merged(of_language),
        sketches=cleaned.sketches,
        ranks=cleaned.ranked.ranks,
        long_blocks=cleaned.long_blocks,
        rejects=rejects,
        counts=counts + count_cleaned(cleaned, rule_names),
    )


def residue_rows(blocks: Blocks) -> NDArray[np.intp]:
    """The rows of the blocks that a rule takes."""
    return np.flatnonzero((blocks.rule != NO_RULE) & (blocks.start < blocks.end))


def _quoted_names(ids: list[str]) -> Strings:
    """The ids as JSON strings."""
    plain = Strings.of([name.encode() for name in ids])
    return _quoted(plain.data, plain.starts, plain.ends)


def _quoted(text: U8, starts: I64, ends: I64) -> Strings:
    data, offsets = write_strings(fixed(text), starts, ends)
    return Strings(data, offsets[1:])


def _article_lines(batch: Batch, articles: Articles, names: Strings) -> Lines:
    page, fields = articles.page, Strings.of(batch.pages.fields)
    has_fields = (fields.ends > fields.starts)[page].astype(np.int64)
    unclosed = Column(*copied(names, page)[:3], names.ends[page] - 1)
    identity = (words(b'{"id": '), unclosed, words(b"#"), numbers(articles.number), words(b'", '))
    of_page = (copied(COMMA, has_fields), copied(fields, page))
    name = (words(b', "clean": {"page": '), copied(names, page))
    columns = (*identity, *_own_members(articles), *of_page, *name, *_tails(batch, articles), words(b"}\n"))
    data, offsets = write(len(articles), columns)
    return Lines(data, page, offsets[:, [0, 5, 9, 12, 13, len(columns)]])


def _own_members(articles: Articles) -> tuple[Column, ...]:
    text = quoted(articles.text, articles.start, articles.end)
    return words(b'"text": '), text, words(b', "lang": '), copied(QUOTED_CODES, articles.lang)


def _tails(batch: Batch, articles: Articles) -> tuple[Column, ...]:
    """What follows the id of the page."""
    percent = np.rint(articles.span_prob * 100)
    columns = (articles.span_start, articles.span_end, articles.span_lang, percent)
    spans = np.stack([column.astype(np.int32) for column in columns], axis=1)
    lists, offsets = write_spans(articles.first, spans, CODES.data, CODES.ends)
    blocks = copied(Strings(lists, offsets[1:]))
    number = (words(b', "article": '), numbers(articles.number))
    return *number, words(b', "blocks": '), blocks, *_heads(batch, articles), words(b"}")


def _heads(batch: Batch, articles: Articles) -> Iterator[Column]:
    """What is known of the head of each article, as JSON members that follow others."""
    for member, texts in zip((b"title", b"date", b"byline"), read_heads(batch, articles), strict=True):
        known = np.flatnonzero(texts.ends > texts.starts)
        if len(known):
            string = quoted(texts.data, texts.starts[known], texts.ends[known])
            data, offsets = write(len(known), (words(b', "%b": ' % member), string))
            firsts, lasts = np.zeros((2, len(articles)), np.int64)
            firsts[known], lasts[known] = offsets[:, 0], offsets[:, -1]
            yield between(data, firsts, lasts)


def _residue_lines(batch: Batch, names: Strings, rule_names: tuple[str, ...]) -> Lines:
    """The blocks that a rule takes, and what was cut off blocks that stay: `span` is where that stood, in characters.

    On a page, pieces come after whole blocks.
    """
    blocks, pieces = batch.blocks, batch.pieces
    whole, cut = residue_rows(blocks), np.array([piece.block for piece in pieces], np.int64)
    rows = np.concatenate((whole, cut))
    order = np.argsort(blocks.page[rows], kind="stable")

    def both(of_blocks: NDArray[np.integer], of_pieces: list[int]) -> I64:
        return np.concatenate((of_blocks[whole], np.array(of_pieces, np.int64)))[order]

    rules = both(blocks.rule, [piece.rule for piece in pieces])
    text = quoted(
        batch.text,
        both(blocks.start, [piece.start for piece in pieces]),
        both(blocks.end, [piece.end for piece in pieces]),
    )
    spans = Strings.of([b"", *(b', "span": [%d, %d]' % (piece.first, piece.last) for piece in pieces)])
    span = np.maximum(order - (len(whole) - 1), 0)
    number = (words(b', "block": '), numbers(block_numbers(blocks)[rows][order]))
    rule = (words(b', "rule": '), copied(Strings.of([encode_json(name) for name in rule_names]), rules))
    told = (*number, *rule, words(b', "text": '), text, copied(spans, span))
    return _removal_lines(b"residue", blocks.page[rows][order], names, told)


def foreign_rows(blocks: Blocks) -> NDArray[np.intp]:
    """The rows of the blocks that were left out for their language, by themselves or with their article."""
    return np.flatnonzero((blocks.rule == NO_RULE) & (blocks.start < blocks.end) & (blocks.article == NO_ARTICLE))


def _block_lines(batch: Batch, names: Strings) -> Lines:
    """The blocks that were left out for their language."""
    blocks = batch.blocks
    rows = foreign_rows(blocks)
    if not len(rows):
        return whole_lines([])
    number = (words(b', "block": '), numbers(block_numbers(blocks)[rows]))
    text = (words(b', "text": '), quoted(batch.text, blocks.start[rows], blocks.end[rows]))
    told = (*number, *text, words(b', "lang": '), copied(QUOTED_CODES, blocks.lang[rows]))
    return _removal_lines(b"language", blocks.page[rows], names, told)


def _left_lines(batch: Batch, articles: Articles, names: Strings) -> Lines:
    """The articles that were left out for their language."""
    told = (words(b", "), *_own_members(articles), *_tails(batch, articles)[:-1])
    return _removal_lines(b"language", articles.page, names, told)


def _removal_lines(kind: bytes, page: I32, names: Strings, told: tuple[Column, ...]) -> Lines:
    columns = (words(b'{"kind": "%b", "page": ' % kind), copied(names, page), *told, words(b"}\n"))
    data, offsets = write(len(page), columns)
    return Lines(data, page, offsets[:, [0, 0, 1, 1, 2, len(columns)]])


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
    for step, times in Counter(chain.from_iterable(repair.steps for repair in batch.repairs)).items():
        counts["repairs", step] = times
    return +counts


def _distinct(rows: I32, most: int) -> int:
    """How many different rows there are, all below `most`."""
    return int(np.count_nonzero(np.bincount(rows, minlength=most)))
