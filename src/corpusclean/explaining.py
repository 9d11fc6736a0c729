"""What happened to one page: its blocks, its articles, and what they matched. The input is read twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from corpusclean.config import Config
from corpusclean.cutting import Story, cut_story
from corpusclean.errors import InputError
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Chunk
from corpusclean.kernels.article_evidence import ENOUGH
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.language.codes import LANGUAGES
from corpusclean.ledger import Ledger
from corpusclean.model import NO_ARTICLE, NO_RULE, U8, Cleaned, Pages, Verdict
from corpusclean.pipeline import Stages, clean_batch
from corpusclean.run import Settled
from corpusclean.text.articles import ROLES
from corpusclean.text.blocks import block_numbers
from corpusclean.text.pieces import whole_spans
from corpusclean.uniqueids import UniqueIds

MOST_MATCHES = 10
"""Articles removed for one of the page's that are shown with their texts; all are counted."""


@dataclass(frozen=True, slots=True)
class BlockTold:
    """A block of the page and what the stages made of it.

    `number` counts the blocks that are not blank; None where the repair left nothing. `steps` are those of the repair,
    `before` the text that they found. Either `rule` took the block, or it is in `article`, at whose first block stand
    the `points` of evidence that it begins there; `pieces` are what was cut off its ends, by (rule, text), and `text`
    has them still. Where `repeats` is the id of an article, the block was cut because that has it already. `alone` is
    the language that its own letters say, `lang` what it is on its page, `second` that of its letters in another script
    and `second_share` how many these are. `seen` is what speaks for a rule that was learned.
    """

    number: int | None
    text: str
    before: str
    steps: tuple[str, ...]
    rule: str
    article: int | None
    begins: bool
    points: int
    role: str
    lang: str
    confidence: float
    alone: str
    second: str
    second_share: float
    pieces: tuple[tuple[str, str], ...] = ()
    seen: str = ""
    repeats: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An article that was removed, and the one that was kept instead; a text is None where the input has it not.

    `share` is the part of the shorter one that the longer one contains, where that is how they match. `shared` and
    `shingles` count the distinct shingles that the two have in common, and in all; 0 where not known.
    """

    removed: str
    kept: str
    similarity: float
    how: str
    share: float = 0.0
    shared: int = 0
    shingles: int = 0
    removed_text: str | None = None
    kept_text: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleTold:
    """An article of the page, without the blocks that were cut from it."""

    id: str
    lang: str
    text: str
    matches: list[Match] = field(default_factory=list)
    removed: bool = False
    stands_for: int = 0


@dataclass(frozen=True, slots=True)
class PageTold:
    """All that there is to say about a page; `needed` are the points that usually make a boundary.

    `encoding` is what the page's bytes were read in: "utf-8" unless they were something else.
    """

    page: str
    blocks: list[BlockTold]
    articles: list[ArticleTold]
    encoding: str = "utf-8"
    needed: int = ENOUGH


@dataclass(slots=True)
class Found:
    """What the first reading found: the page's id, the matches of its articles, and how many each stands for.

    `cuts` holds the blocks that were cut from its articles, by their numbers on the page: the ids of the articles that
    have them.
    """

    page: str = ""
    matches: dict[str, list[Match]] = field(default_factory=dict)
    stands_for: dict[str, int] = field(default_factory=dict)
    cuts: dict[int, str] = field(default_factory=dict)


def find_matches(settled: Iterable[Settled], name: str) -> Found:
    """Look for a page, by its id or that of one of its articles, and for what its articles were matched with.

    `page` stays empty where there is none.
    """
    found = {page: Found() for page in (name, name.rpartition("#")[0])}
    for batch in settled:
        for page in found.keys() & set(batch.page_ids):
            found[page].page = page
        for article, verdict in zip(batch.ids, batch.verdicts, strict=True):
            if verdict.kept:
                for page, there in found.items():
                    _note(there, page, article, verdict)
        for article, blocks, cuts in zip(batch.ids, batch.batch.long_blocks, batch.cuts, strict=True):
            if (page := article.rpartition("#")[0]) in found:
                cut = {block.number: cuts[block.span] for block in blocks if block.span in cuts}
                found[page].cuts.update(cut)
    return next((there for there in found.values() if there.page), Found())


def _note(found: Found, page: str, article: str, verdict: Verdict) -> None:
    match = Match(article, *verdict)
    if article.rpartition("#")[0] == page:
        found.matches.setdefault(article, []).append(match)
    if verdict.kept.rpartition("#")[0] == page:
        found.stands_for[verdict.kept] = found.stands_for.get(verdict.kept, 0) + 1
        if found.stands_for[verdict.kept] <= MOST_MATCHES:
            found.matches.setdefault(verdict.kept, []).append(match)


def tell_page(chunks: Iterable[Chunk], config: Config, stages: Stages, found: Found) -> PageTold:
    """Clean the page again, and those that it was matched with, and say what happened.

    Raises:
        InputError: the page is not there any more.
    """
    names = {name for matches in found.matches.values() for match in matches for name in (match.removed, match.kept)}
    wanted = {found.page} | {name.rpartition("#")[0] for name in names}
    cleaned: dict[str, Cleaned] = {
        name: clean_batch(pages, stages) for name, pages in _find_pages(chunks, config, wanted)
    }
    if found.page not in cleaned:
        raise InputError(f"page {found.page} was there and is not any more: the input was changed between two readings")
    mine = cleaned[found.page]
    articles = [_tell_article(mine, row, found, cleaned) for row in range(len(mine.articles))]
    encoding = mine.batch.pages.encodings.get(0, "utf-8")
    return PageTold(found.page, list(_tell_blocks(mine, stages, found.cuts)), articles, encoding)


def _find_pages(chunks: Iterable[Chunk], config: Config, wanted: set[str]) -> Iterator[tuple[str, Pages]]:
    """The pages of these ids, each alone, by the ids that a run gives them; reading ends when all are found."""
    unique, missing = UniqueIds(), set(wanted)
    for chunk in chunks:
        pages = decode_pages(chunk, config).pages
        for row, name in enumerate(unique.make(pages.ids, Ledger())):
            if name in missing:
                missing.discard(name)
                encodings = {0: pages.encodings[row]} if row in pages.encodings else {}
                yield name, Pages([name], [pages.texts[row]], [pages.fields[row]], [pages.urls[row]], encodings)
        if not missing:
            return


def _tell_article(mine: Cleaned, row: int, found: Found, cleaned: dict[str, Cleaned]) -> ArticleTold:
    name = f"{found.page}#{mine.articles.number[row]}"
    matches = [_tell_match(match, cleaned) for match in found.matches.get(name, [])]
    story = _written(mine, row, found.cuts)
    return ArticleTold(
        id=name,
        lang=story.lang,
        text=story.text,
        matches=matches,
        removed=any(match.removed == name for match in matches),
        stands_for=found.stands_for.get(name, 0),
    )


def _written(mine: Cleaned, row: int, cuts: dict[int, str]) -> Story:
    """An article without the blocks of these numbers."""
    articles = mine.articles
    spans = slice(articles.first[row], articles.first[row + 1])
    columns = (articles.span_start, articles.span_end, articles.span_lang, articles.span_prob)
    places = [
        (start, end, LANGUAGES[lang], prob)
        for start, end, lang, prob in zip(*(column[spans].tolist() for column in columns), strict=True)
    ]
    story = Story(_article_text(mine, row), LANGUAGES[articles.lang[row]], places)
    numbers = block_numbers(mine.batch.blocks)[articles.block[spans]].tolist()
    gone = {place for place, number in enumerate(numbers) if number in cuts}
    return cut_story(story, gone) if gone else story


def _tell_match(match: Match, cleaned: dict[str, Cleaned]) -> Match:
    sides = [_find_article(name, cleaned) for name in (match.removed, match.kept)]
    texts = [_article_text(*side) if side else None for side in sides]
    shared, shingles = _count_shared(*[_shingles(*side) if side else None for side in sides])
    return replace(match, shared=shared, shingles=shingles, removed_text=texts[0], kept_text=texts[1])


def _find_article(name: str, cleaned: dict[str, Cleaned]) -> tuple[Cleaned, int] | None:
    page, _, number = name.rpartition("#")
    if page not in cleaned:
        return None
    rows = np.flatnonzero(cleaned[page].articles.number == int(number))
    return (cleaned[page], int(rows[0])) if len(rows) else None


def _article_text(cleaned: Cleaned, row: int) -> str:
    return _text_of(cleaned.articles.text, cleaned.articles.start[row], cleaned.articles.end[row])


def _shingles(cleaned: Cleaned, row: int) -> Any:
    sketches = cleaned.sketches
    return (
        None if sketches is None else sketches.shingles[sketches.offsets[row] : sketches.offsets[row + 1]] >> KIND_BITS
    )


def _count_shared(left: Any, right: Any) -> tuple[int, int]:
    """How many shingles two articles share, and have in all."""
    if left is None or right is None:
        return 0, 0
    return len(np.intersect1d(left, right)), len(np.union1d(left, right))


def _tell_blocks(cleaned: Cleaned, stages: Stages, cuts: dict[int, str]) -> Iterator[BlockTold]:
    batch, blocks = cleaned.batch, cleaned.batch.blocks
    starts, ends = whole_spans(batch)
    steps = {repair.block: repair.steps for repair in batch.repairs}
    numbers = block_numbers(blocks)
    last = NO_ARTICLE
    for row in range(len(blocks)):
        solid, article = blocks.start[row] < blocks.end[row], int(blocks.article[row])
        if solid or row in steps:
            yield BlockTold(
                number=int(numbers[row]) if solid else None,
                text=_text_of(batch.text, starts[row], ends[row]),
                before=_text_of(batch.raw, blocks.raw_start[row], blocks.raw_end[row]) if row in steps else "",
                steps=steps.get(row, ()),
                rule=stages.rule_names[blocks.rule[row]] if solid and blocks.rule[row] != NO_RULE else "",
                seen=stages.rule_seen[blocks.rule[row]] if solid and blocks.rule[row] != NO_RULE else "",
                article=None if article == NO_ARTICLE else article,
                begins=article not in (NO_ARTICLE, last),
                points=int(blocks.boundary[row]),
                role=ROLES.get(int(blocks.role[row]), ""),
                lang=LANGUAGES[blocks.lang[row]],
                confidence=round(float(blocks.lang_prob[row]), 2),
                alone=LANGUAGES[blocks.lang_alone[row]],
                second=LANGUAGES[blocks.lang_second[row]] if blocks.second_share[row] else "",
                second_share=round(float(blocks.second_share[row]), 2),
                pieces=tuple(
                    (stages.rule_names[piece.rule], _text_of(batch.text, piece.start, piece.end))
                    for piece in batch.pieces
                    if piece.block == row
                ),
                repeats=cuts.get(int(numbers[row]), "") if solid else "",
            )
        last = last if article == NO_ARTICLE else article


def _text_of(buffer: U8, start: int, end: int) -> str:
    return buffer[start:end].tobytes().decode("utf-8", "backslashreplace")
