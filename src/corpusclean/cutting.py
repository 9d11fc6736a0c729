"""Cutting blocks out of articles that are ready to be written: their text, language and list of blocks, made anew."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from corpusclean.language.codes import LANGUAGES, UND, ZXX
from corpusclean.ledger import Ledger
from corpusclean.lines import BODY, END, FIELDS, NAME, START, TAIL, whole_lines
from corpusclean.model import Rendered
from corpusclean.render import encode_json

Span = tuple[int, int, str, float]
"""A block of an article: start and end in characters of its text, language and confidence."""

Cuts = dict[int, str]
"""What is to be cut from an article: its blocks, by their place in it, and the ids of the articles that have them."""


class Story(NamedTuple):
    """What is written of an article: its text, its language, and its blocks."""

    text: str
    lang: str
    spans: list[Span]


def cut_story(story: Story, cuts: set[int]) -> Story:
    r"""The article without some of its blocks; between others the larger of the gaps stays.

    >>> story = Story("One.\nTwo.\n\nThree.", "en", [(0, 4, "en", 1.0), (5, 9, "en", 1.0), (11, 17, "en", 1.0)])
    >>> cut_story(story, {1}).text
    'One.\n\nThree.'
    """
    gaps = [0, *(after[0] - before[1] for before, after in pairwise(story.spans))]
    pieces: list[str] = []
    spans: list[Span] = []
    gap = length = 0
    for number, (start, end, lang, confidence) in enumerate(story.spans):
        gap = max(gap, gaps[number])
        if number not in cuts:
            gap = gap if spans else 0
            pieces += ["\n" * gap, story.text[start:end]]
            spans.append((length + gap, length + gap + end - start, lang, confidence))
            length += gap + end - start
            gap = 0
    return Story("".join(pieces), most_text(spans), spans)


def most_text(spans: list[Span]) -> str:
    """The language that most characters are in, as `kernels.gather.most_text` says."""
    totals = Counter[str]()
    for start, end, lang, _ in spans:
        totals[lang] += end - start
    best = LANGUAGES[UND]
    for lang in LANGUAGES:
        if lang not in (LANGUAGES[UND], LANGUAGES[ZXX]) and totals[lang] > totals[best]:
            best = lang
    return best


def cut_blocks(batch: Rendered, cuts: list[Cuts], ledger: Ledger) -> Rendered:
    """A batch like this one, but for blocks cut from its articles, with a removal for each; the ledger counts them."""
    blocks, languages = list(batch.blocks), list(batch.languages)
    lines: dict[int, tuple[bytes, ...]] = {}
    removals: list[tuple[int, bytes]] = []
    for row, cut in enumerate(cuts):
        if cut:
            story = read_story(batch, row)
            left = cut_story(story, set(cut))
            lines[row] = _line_of(batch, row, left)
            blocks[row], languages[row] = len(left.spans), left.lang
            removals.extend((batch.page[row], line) for line in _removals(batch, row, story, cut))
            ledger.counts["blocks", "removed", "block"] += len(cut)
    return replace(
        batch,
        articles=batch.articles.replaced(lines),
        blocks=blocks,
        languages=languages,
        removals=batch.removals.merged(whole_lines(removals)),
    )


def read_story(batch: Rendered, row: int) -> Story:
    """An article as it was to be written."""
    body = json.loads(b"{" + batch.articles.part(row, BODY, FIELDS) + b"}")
    spans = _read_tail(batch, row)["blocks"]
    return Story(body["text"], body["lang"], [tuple(span) for span in spans])


def _read_tail(batch: Rendered, row: int) -> dict[str, Any]:
    """What follows the page's id in the line of an article: the members of `clean`."""
    tail = batch.articles.part(row, TAIL, END)
    members: dict[str, Any] = json.loads(b"{" + tail.removeprefix(b", ").removesuffix(b"}\n"))
    return members


def _line_of(batch: Rendered, row: int, story: Story) -> tuple[bytes, ...]:
    """The parts of the line of an article that has become this story."""
    lines = batch.articles
    body = b'"text": %b, "lang": %b' % (encode_json(story.text), encode_json(story.lang))
    members = _read_tail(batch, row) | {"blocks": story.spans}
    tail = b", " + json.dumps(members, ensure_ascii=False).encode()[1:] + b"}\n"
    return lines.part(row, START, BODY), body, lines.part(row, FIELDS, NAME), lines.part(row, NAME, TAIL), tail


def _removals(batch: Rendered, row: int, story: Story, cuts: Cuts) -> Iterator[bytes]:
    name = batch.articles.part(row, NAME, TAIL)
    for block in batch.long_blocks[row]:
        if block.span in cuts:
            start, end, lang, _ = story.spans[block.span]
            yield b'{"kind": "block", "page": %b, "block": %d, "article": %d, "text": %b, "lang": %b, "kept": %b}\n' % (
                name,
                block.number,
                batch.number[row],
                encode_json(story.text[start:end]),
                encode_json(lang),
                encode_json(cuts[block.span]),
            )
