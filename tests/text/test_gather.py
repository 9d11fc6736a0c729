"""Blocks to articles: the text as it will be written, tiled by its blocks."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.language.codes import LANGUAGES
from corpusclean.model import Articles, Batch
from corpusclean.text.blocks import split
from corpusclean.text.gather import gather
from tests.text.test_blocks import pages_of


def batch_with(text: str, articles: list[int], langs: list[str] | None = None) -> Batch:
    """A batch of one page, whose blocks belong to these articles (-1: to none)."""
    batch = split(pages_of(text))
    lang = np.array([LANGUAGES.index(code) for code in langs or ["en"] * len(articles)], np.int16)
    return replace(batch, blocks=replace(batch.blocks, article=np.array(articles, np.int32), lang=lang))


def texts_of(articles: Articles) -> list[str]:
    body = articles.text.tobytes()
    return [body[start:end].decode() for start, end in zip(articles.start, articles.end, strict=True)]


def test_blocks_keep_the_one_or_two_line_breaks_between_them() -> None:
    assert texts_of(gather(batch_with("a\nb\n\n\n\nc", [0, 0, 0]))) == ["a\nb\n\nc"]


def test_a_removed_block_leaves_the_larger_gap() -> None:
    assert texts_of(gather(batch_with("a\nx\n\nb\ny\nc", [0, -1, 0, -1, 0]))) == ["a\n\nb\nc"]


def test_a_block_of_blank_characters_is_a_blank_line() -> None:
    assert texts_of(gather(batch_with("a\n\u00a0\nb", [0, -1, 0]))) == ["a\n\nb"]


def test_the_language_of_an_article_is_that_of_most_of_its_characters() -> None:
    batch = batch_with("four\nlonger text\n12345678901234567890", [0, 0, 0], ["de", "fr", "zxx"])
    assert LANGUAGES[gather(batch).lang[0]] == "fr"


def test_an_article_without_letters_has_no_language() -> None:
    assert LANGUAGES[gather(batch_with("123\n456", [0, 0], ["zxx", "zxx"])).lang[0]] == "und"


@given(st.lists(st.tuples(st.text("aé漢😀 ", min_size=1).filter(str.strip), st.integers(-1, 1)), min_size=1))
def test_spans_tile_the_text_in_characters(blocks: list[tuple[str, int]]) -> None:
    numbers = sorted(number for _, number in blocks)
    articles = gather(batch_with("\n".join(text for text, _ in blocks), numbers))
    for row, text in enumerate(texts_of(articles)):
        spans = range(articles.first[row], articles.first[row + 1])
        pieces = [text[articles.span_start[s] : articles.span_end[s]] for s in spans]
        assert "\n".join(pieces) == text


def test_no_articles() -> None:
    assert len(gather(batch_with("a\nb", [-1, -1]))) == 0
