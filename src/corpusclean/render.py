"""The table of blocks becomes articles and removals: the only step that drops anything, and it counts what it drops."""

from collections import Counter
from collections.abc import Iterator

import msgspec
import numpy as np

from corpusclean.language.codes import LANGUAGES
from corpusclean.ledger import Counts
from corpusclean.model import I64, NO_ARTICLE, NO_RULE, Articles, Batch, Blocks, Cleaned, Reject, Rendered

encode_json = msgspec.json.Encoder().encode


def render(cleaned: Cleaned, rule_names: tuple[str, ...], rejects: list[Reject], counts: Counts) -> Rendered:
    """The JSON lines of a cleaned batch, but for ids and verdicts; `counts` come from reading, and are added to."""
    batch, articles = cleaned.batch, cleaned.articles
    removals = list(_residue_removals(batch, rule_names))
    return Rendered(
        page_ids=batch.pages.ids,
        page=articles.page.tolist(),
        number=articles.number.tolist(),
        bodies=list(_bodies(articles)),
        fields=[b", " + fields if fields else b"" for fields in batch.pages.fields],
        tails=list(_tails(articles)),
        blocks=np.diff(articles.first).tolist(),
        languages=[LANGUAGES[lang] for lang in articles.lang.tolist()],
        removals=removals,
        sketches=cleaned.sketches,
        rejects=rejects,
        counts=counts + count_cleaned(cleaned, rule_names),
    )


def block_numbers(blocks: Blocks) -> I64:
    """The number of every block on its page, from 0, blank ones not counted: int64, shape (b,)."""
    solid = blocks.start < blocks.end
    running: I64 = np.cumsum(solid, dtype=np.int64) - solid
    first_of_page = np.searchsorted(blocks.page, blocks.page)
    numbers: I64 = running - running[first_of_page]
    return numbers


def residue_blocks(batch: Batch) -> Iterator[tuple[int, int, int, str]]:
    """Every block that a rule takes: row of its page, number on its page, rule, text."""
    blocks = batch.blocks
    rows = np.flatnonzero((blocks.rule != NO_RULE) & (blocks.start < blocks.end))
    columns = (blocks.page, block_numbers(blocks), blocks.rule, blocks.start, blocks.end)
    text = batch.text.data
    for page, number, rule, start, end in zip(*(column[rows].tolist() for column in columns), strict=True):
        yield page, number, rule, str(text[start:end], "utf-8")


def _residue_removals(batch: Batch, rule_names: tuple[str, ...]) -> Iterator[tuple[int, str, bytes]]:
    for page, number, rule, text in residue_blocks(batch):
        rest = b', "block": %d, "rule": %b, "text": %b}\n' % (number, encode_json(rule_names[rule]), encode_json(text))
        yield page, "residue", rest


def _bodies(articles: Articles) -> Iterator[bytes]:
    text = articles.text.data
    codes = [encode_json(code) for code in LANGUAGES]
    for start, end, lang in zip(articles.start.tolist(), articles.end.tolist(), articles.lang.tolist(), strict=True):
        yield b'"text": %b, "lang": %b' % (encode_json(str(text[start:end], "utf-8")), codes[lang])


def _tails(articles: Articles) -> Iterator[bytes]:
    percent = np.rint(articles.span_prob * 100).astype(np.int64).tolist()
    probabilities = [f"{n / 100}" for n in range(101)]
    spans = [
        f'[{start}, {end}, "{LANGUAGES[lang]}", {probabilities[n]}]'
        for start, end, lang, n in zip(
            articles.span_start.tolist(), articles.span_end.tolist(), articles.span_lang.tolist(), percent, strict=True
        )
    ]
    first = articles.first.tolist()
    for row, number in enumerate(articles.number.tolist()):
        blocks = ", ".join(spans[first[row] : first[row + 1]])
        yield f', "article": {number}, "blocks": [{blocks}]}}'.encode()


def count_cleaned(cleaned: Cleaned, rule_names: tuple[str, ...]) -> Counts:
    """What the stages found in a batch: its side of the ledger."""
    batch, articles, blocks = cleaned.batch, cleaned.articles, cleaned.batch.blocks
    counts: Counts = Counter()
    taken = blocks.rule[(blocks.rule != NO_RULE) & (blocks.start < blocks.end)]
    counts["pages", "read"] = len(batch.pages)
    counts["pages", "with articles"] = len(np.unique(articles.page))
    counts["pages", "emptied"] = len(set(range(len(batch.pages))).difference(blocks.page[blocks.article != NO_ARTICLE]))
    counts["blocks", "read"] = int(np.count_nonzero(blocks.start < blocks.end))
    counts["blocks", "removed", "residue"] = len(taken)
    counts["articles", "found"] = len(articles)
    counts["blocks", "repaired"] = len(batch.repairs)
    for rule, count in zip(*np.unique(taken, return_counts=True), strict=True):
        counts["rules", rule_names[rule]] = int(count)
    for repair in batch.repairs:
        counts.update(("repairs", step) for step in repair.steps)
    return +counts
