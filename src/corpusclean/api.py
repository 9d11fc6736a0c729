"""corpusclean from Python: the same pipeline, the same words as on the command line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from corpusclean.config import Config
from corpusclean.dedup.policy import needs_all, parse_keep
from corpusclean.errors import UsageError
from corpusclean.io.encoding import encode
from corpusclean.language.codes import LANGUAGES
from corpusclean.ledger import Ledger
from corpusclean.model import U8, Cleaned, Pages, Verdict
from corpusclean.pipeline import Stages, clean_batch, load_stages
from corpusclean.render import count_cleaned, foreign_rows, residue_rows
from corpusclean.run import count_verdicts, make_index
from corpusclean.text.blocks import block_numbers
from corpusclean.text.heads import read_heads
from corpusclean.text.pieces import whole_spans
from corpusclean.text.repair import load_tables as load_repair
from corpusclean.text.repair import replay as replay_steps
from corpusclean.uniqueids import UniqueIds

BATCH_CHARACTERS = 1 << 20
BATCH_PAGES = 4096

Page = str | Mapping[str, Any]
"""A page: its text, or a mapping that has it under `Config.text_field`, perhaps with an id and other fields."""


@dataclass(frozen=True, slots=True)
class Article:
    """The blocks of one story, in order.

    `blocks` holds (start, end, language, confidence) of each block, in characters of `text`, which they tile. `title`,
    `date` (ISO 8601 where it can mean one day only, else as it stands in the text) and `byline` (the names in it) are
    those of the article's head, each empty where it is not certain. `fields` holds what the page had besides its text
    and id.
    """

    id: str
    text: str
    lang: str
    page: str
    article: int
    blocks: tuple[tuple[int, int, str, float], ...]
    title: str = ""
    date: str = ""
    byline: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that was cut: a block (kind `residue`, with its rule), an article (`duplicate`), either (`language`).

    `number` counts the page's blocks, or its articles, from 0. `span` says where a piece of residue stood, start and
    end in characters, in a block of which the rest stays. `kept` is the id of the article that a duplicate
    repeats, `similarity` the Jaccard coefficient of their shingles, `how` is `exact`, `near` or `contained`, and then
    `share` is the part of the shorter one's shingles that the longer one has.
    """

    kind: str
    page: str
    number: int
    text: str
    rule: str = ""
    span: tuple[int, int] | None = None
    kept: str = ""
    similarity: float = 0.0
    how: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """A block that was repaired: its number on the page, the steps in order, and its text before and after.

    Where residue was cut off the ends of the block, `after` has it still: cutting is no repair.
    """

    page: str
    block: int
    steps: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """The articles of one page, with everything that was changed and removed on the way."""

    articles: list[Article]
    removed: list[Removal]
    changed: list[Change]


def clean_text(text: str, config: Config | None = None) -> CleanedPage:
    """Clean one page.

    >>> clean_text("SÃ£o Paulo nÃ£o dorme.\\n\\nLeave a Reply").articles[0].text
    'São Paulo não dorme.'

    For more than a page, make a `Cleaner` once: it loads its tables once, and finds duplicates.
    """
    removed: list[Removal] = []
    changed: list[Change] = []
    cleaner = Cleaner(config, on_removal=removed.append, on_change=changed.append)
    return CleanedPage(list(cleaner([text])), removed, changed)


def replay(before: str, steps: Iterable[str]) -> str:
    """What the steps of a `Change`, or those that `corpusclean explain` tells, make of the text before: the text after.

    >>> replay("sÃ³ &amp; bem", ["encode:latin-1", "decode:utf-8", "entities"])
    'só & bem'

    Raises:
        UsageError: there is no such step.
    """
    return replay_steps(before, steps, load_repair())


class Cleaner:
    """Cleans pages: call it with an iterable of pages to get a lazy iterator of articles, in the order of the pages.

    Every call is a run of its own, with its own index of what was kept; `ledger` holds the counts of the latest one.
    A cleaner can be pickled; what it loaded is loaded again on the other side.

    Args:
        config: what to do; by default everything.
        on_removal: called with every `Removal`, before the articles of the same batch come out.
        on_change: called with every `Change`, likewise.

    Raises:
        UsageError: the configuration's `keep` needs all articles at once, or it asks for `blocks`.

    >>> cleaner = Cleaner(Config(threshold=0.7))
    >>> pages = ["One story, told at some length.", {"id": "b", "text": "One story, told at some length."}]
    >>> [article.id for article in cleaner(pages)]
    ['0#0']
    >>> cleaner.ledger.total("articles", "removed")
    1
    """

    def __init__(
        self,
        config: Config | None = None,
        on_removal: Callable[[Removal], None] | None = None,
        on_change: Callable[[Change], None] | None = None,
    ) -> None:
        self.config = config or Config()
        if needs_all(parse_keep(self.config.keep)):
            raise UsageError("a Cleaner decides about articles as they come: keep can only be ('first',)")
        if self.config.blocks:
            raise UsageError("a Cleaner does not cut blocks that were seen before; use the command line's --blocks")
        self.ledger = Ledger()
        self.on_removal = on_removal
        self.on_change = on_change
        self._stages: Stages | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.config, self.on_removal, self.on_change)

    def __call__(self, pages: Iterable[Page]) -> Iterator[Article]:
        """Clean the pages, about a megabyte at a time.

        Raises:
            TypeError: a page is neither a string nor a mapping, or its text is not a string.
            InvariantError: articles were lost or counted twice, a bug.
        """
        if isinstance(pages, str):
            raise TypeError("this is one page, not several; give a list of pages, or call clean_text")
        self.ledger = Ledger()
        self._stages = self._stages or load_stages(self.config)
        return self._run(pages, self._stages, self.ledger)

    def _run(self, pages: Iterable[Page], stages: Stages, ledger: Ledger) -> Iterator[Article]:
        index = make_index(self.config)
        unique = UniqueIds()
        for columns, fields in _in_batches(pages, self.config):
            cleaned = clean_batch(columns, stages)
            ledger.counts["lines", "read"] += len(columns)
            ledger.add(count_cleaned(cleaned, stages.rule_names))
            page_ids = unique.make(columns.ids, ledger)
            articles = list(_articles(cleaned, page_ids, fields))
            verdicts = [Verdict()] * len(articles)
            if index is not None and cleaned.sketches is not None:
                verdicts = index.decide(cleaned.sketches, [article.id for article in articles])
            sizes, languages = [len(article.blocks) for article in articles], [article.lang for article in articles]
            count_verdicts(verdicts, sizes, languages, ledger)
            self._tell(cleaned, page_ids, stages.rule_names)
            self._tell_of_duplicates(articles, verdicts)
            yield from (article for article, verdict in zip(articles, verdicts, strict=True) if not verdict.kept)
        ledger.check()

    def _tell(self, cleaned: Cleaned, page_ids: list[str], rule_names: tuple[str, ...]) -> None:
        if self.on_removal:
            for removal in (*_residue(cleaned, page_ids, rule_names), *_foreign(cleaned, page_ids)):
                self.on_removal(removal)
        if self.on_change:
            for change in _changes(cleaned, page_ids):
                self.on_change(change)

    def _tell_of_duplicates(self, articles: list[Article], verdicts: list[Verdict]) -> None:
        for article, verdict in zip(articles, verdicts, strict=True):
            if verdict.kept and self.on_removal:
                removal = Removal("duplicate", article.page, article.article, article.text)
                self.on_removal(replace(removal, **verdict._asdict()))


def _in_batches(pages: Iterable[Page], config: Config) -> Iterator[tuple[Pages, list[dict[str, Any]]]]:
    """Gather pages to batches of about a megabyte: their columns, and the fields that are the user's."""
    ids: list[str] = []
    texts: list[bytes] = []
    urls: list[str] = []
    fields: list[dict[str, Any]] = []
    size = 0
    for number, page in enumerate(pages):
        if not isinstance(page, str | Mapping):
            raise TypeError(f"page {number} is {type(page).__name__}, neither a string nor a mapping")
        record = {config.text_field: page} if isinstance(page, str) else dict(page)
        text = record.pop(config.text_field, None)
        if not isinstance(text, str):
            raise TypeError(f"page {number} has no text: {config.text_field!r} is {type(text).__name__}, not a string")
        name = record.pop(config.id_field, None)
        ids.append(encode(str(number if name is None or name == "" else name)).decode())
        texts.append(encode(text))
        urls.append(str(record.get(config.url_field, "")))
        fields.append(record)
        size += len(text)
        if size >= BATCH_CHARACTERS or len(fields) == BATCH_PAGES:
            yield Pages(ids, texts, [b""] * len(ids), urls), fields
            ids, texts, urls, fields, size = [], [], [], [], 0
    if fields:
        yield Pages(ids, texts, [b""] * len(ids), urls), fields


def _articles(cleaned: Cleaned, page_ids: list[str], fields: list[dict[str, Any]]) -> Iterator[Article]:
    articles = cleaned.articles
    titles, dates, bylines = (texts.decoded() for texts in read_heads(cleaned.batch, articles))
    for row, page in enumerate(articles.page.tolist()):
        spans = slice(articles.first[row], articles.first[row + 1])
        number = int(articles.number[row])
        yield Article(
            id=f"{page_ids[page]}#{number}",
            text=_text_of(articles.text, articles.start[row], articles.end[row]),
            lang=LANGUAGES[articles.lang[row]],
            page=page_ids[page],
            article=number,
            blocks=tuple(
                (start, end, LANGUAGES[lang], round(confidence, 2))
                for start, end, lang, confidence in zip(
                    articles.span_start[spans].tolist(),
                    articles.span_end[spans].tolist(),
                    articles.span_lang[spans].tolist(),
                    articles.span_prob[spans].tolist(),
                    strict=True,
                )
            ),
            title=titles[row],
            date=dates[row],
            byline=bylines[row],
            fields=fields[page],
        )


def _residue(cleaned: Cleaned, page_ids: list[str], rule_names: tuple[str, ...]) -> Iterator[Removal]:
    blocks = cleaned.batch.blocks
    numbers = block_numbers(blocks)
    for row in residue_rows(blocks):
        text = _text_of(cleaned.batch.text, blocks.start[row], blocks.end[row])
        yield Removal("residue", page_ids[blocks.page[row]], int(numbers[row]), text, rule_names[blocks.rule[row]])
    for row, rule, start, end, *span in cleaned.batch.pieces:
        text = _text_of(cleaned.batch.text, start, end)
        yield Removal(
            "residue", page_ids[blocks.page[row]], int(numbers[row]), text, rule_names[rule], (span[0], span[1])
        )


def _foreign(cleaned: Cleaned, page_ids: list[str]) -> Iterator[Removal]:
    """What was left out for its language: articles, or blocks."""
    if (left := cleaned.foreign) is not None:
        for row, page in enumerate(left.page.tolist()):
            text = _text_of(left.text, left.start[row], left.end[row])
            yield Removal("language", page_ids[page], int(left.number[row]), text)
        return
    blocks = cleaned.batch.blocks
    numbers = block_numbers(blocks)
    for row in foreign_rows(blocks):
        text = _text_of(cleaned.batch.text, blocks.start[row], blocks.end[row])
        yield Removal("language", page_ids[blocks.page[row]], int(numbers[row]), text)


def _changes(cleaned: Cleaned, page_ids: list[str]) -> Iterator[Change]:
    batch, blocks = cleaned.batch, cleaned.batch.blocks
    numbers = block_numbers(blocks)
    starts, ends = whole_spans(batch)
    for row, steps in batch.repairs:
        before = _text_of(batch.raw, blocks.raw_start[row], blocks.raw_end[row])
        after = _text_of(batch.text, starts[row], ends[row])
        yield Change(page_ids[blocks.page[row]], int(numbers[row]), steps, before, after)


def _text_of(buffer: U8, start: int, end: int) -> str:
    return buffer[start:end].tobytes().decode()
