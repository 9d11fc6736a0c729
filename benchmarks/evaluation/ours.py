"""corpusclean over pages of lines: what is left of every line, and what took the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from corpusclean.config import Config
from corpusclean.language.codes import LANGUAGES
from corpusclean.model import NO_ARTICLE, NO_RULE, Articles, Pages
from corpusclean.pipeline import Stages, clean_batch, load_stages

WHITE = " \t\n\r\x0b\x0c"  # a line of nothing else is no block
BATCH = 200  # pages


class Left(NamedTuple):
    """What is left of a line ("": it is gone), and the rule that took the rest ("": none)."""

    text: str
    rule: str = ""


class Cleaning(NamedTuple):
    """What is left of the lines of a page, and the language of most of its text."""

    lines: list[Left]
    lang: str


class Cleaner:
    """The stages up to articles, with no look at duplicates."""

    def __init__(self, config: Config) -> None:
        self.stages: Stages = load_stages(config)

    def __call__(self, pages: list[list[str]], urls: list[str] | None = None) -> Iterator[Cleaning]:
        """Clean pages of lines; the lines of a page are joined by one line break."""
        waiting = iter(zip(pages, urls or [""] * len(pages), strict=True))
        while batch := list(islice(waiting, BATCH)):
            yield from self._clean([page for page, _ in batch], [url for _, url in batch])

    def _clean(self, pages: list[list[str]], urls: list[str]) -> Iterator[Cleaning]:
        names = [str(number) for number in range(len(pages))]
        texts = ["\n".join(lines).encode("utf-8", "replace") for lines in pages]
        cleaned = clean_batch(Pages(names, texts, [b""] * len(pages), urls), self.stages)
        text, blocks, row = cleaned.batch.text.tobytes(), cleaned.batch.blocks, 0
        languages = _page_languages(cleaned.articles)
        for number, lines in enumerate(pages):
            left = []
            for line in lines:
                if not line.strip(WHITE):
                    left.append(Left(line))
                    continue
                kept = blocks.article[row] != NO_ARTICLE
                rule = blocks.rule[row]
                words = text[blocks.start[row] : blocks.end[row]].decode() if kept else ""
                left.append(Left(words, "" if rule == NO_RULE else self.stages.rule_names[rule]))
                row += 1
            yield Cleaning(left, languages.get(number, "und"))


def _page_languages(articles: Articles) -> dict[int, str]:
    """The language of most text, by page; pages without articles have none."""
    sizes: dict[int, Counter[str]] = defaultdict(Counter)
    for page, lang, size in zip(articles.page, articles.lang, articles.end - articles.start, strict=True):
        sizes[int(page)][LANGUAGES[lang]] += int(size)
    return {page: counts.most_common(1)[0][0] for page, counts in sizes.items()}


def make_cleaner(**choices: bool) -> Cleaner:
    """A cleaner of the default configuration but for these choices."""
    return Cleaner(Config(duplicates=False, **choices))
