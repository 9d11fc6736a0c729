"""Leaving out what is in another language than those that were asked for: single blocks, or whole articles."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpusclean.language.codes import LANGUAGES, ZXX, chosen_languages
from corpusclean.model import NO_ARTICLE, Articles, Batch

Kept = NDArray[np.bool_]


def kept_languages(codes: tuple[str, ...]) -> Kept:
    """Which languages stay, by their numbers: shape (languages,). `und` and `zxx` may be named among the codes.

    Raises:
        UsageError: a code is not known.
    """
    named = {code.lower() for code in codes}
    wanted = tuple(code for code in codes if code.lower() not in LANGUAGES[:2])
    chosen = {*chosen_languages(wanted, LANGUAGES[2:])} if wanted else set()
    return np.array([code in chosen or code in named for code in LANGUAGES])


def leave_out_blocks(batch: Batch, kept: Kept) -> Batch:
    """Take the blocks that are not in a language that stays out of their articles.

    A block without letters is in no other language: it stays with its article.
    """
    blocks = batch.blocks
    stays = kept.copy()
    stays[ZXX] = True
    return replace(batch, blocks=replace(blocks, article=np.where(stays[blocks.lang], blocks.article, NO_ARTICLE)))


def leave_out_articles(batch: Batch, articles: Articles, kept: Kept) -> tuple[Batch, Articles, Articles]:
    """Part the articles in a language that stays from the others; the blocks of those are in no article any more."""
    stays = kept[articles.lang]
    spans = np.repeat(stays, np.diff(articles.first))
    article = batch.blocks.article.copy()
    article[articles.block[~spans]] = NO_ARTICLE
    batch = replace(batch, blocks=replace(batch.blocks, article=article))
    return batch, _take(articles, stays, spans), _take(articles, ~stays, ~spans)


def _take(articles: Articles, rows: Kept, spans: Kept) -> Articles:
    """Some of the articles, with their spans; the buffer of their text is shared."""
    per_article = ("page", "number", "start", "end", "lang")
    per_span = ("block", "span_start", "span_end", "span_lang", "span_prob")
    return replace(
        articles,
        **{name: getattr(articles, name)[rows] for name in per_article},
        **{name: getattr(articles, name)[spans] for name in per_span},
        first=np.concatenate([[0], np.cumsum(np.diff(articles.first)[rows])]).astype(np.int64),
    )
