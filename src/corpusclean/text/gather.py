"""Blocks to articles: the text of every article as it will be written, and where its blocks stand in it."""

from corpusclean.kernels.gather import gather_text, measure_articles, most_text
from corpusclean.language.codes import LANGUAGES, UND
from corpusclean.model import Articles, Batch


def gather(batch: Batch) -> Articles:
    """Lay the blocks of each article one after the other.

    Blocks keep the one line break or two that stood between them; where blocks between them were removed, the larger
    gap counts. An article's language is that of most of its characters.
    """
    blocks = batch.blocks
    sizes = measure_articles(blocks.page, blocks.start, blocks.end, blocks.article)
    text, page, number, start, end, first, block, span_start, span_end = gather_text(
        batch.text, blocks.page, blocks.breaks, blocks.start, blocks.end, blocks.article, sizes
    )
    lang = blocks.lang[block]
    return Articles(
        text=text,
        page=page,
        number=number,
        start=start,
        end=end,
        lang=most_text(first, span_end - span_start, lang, len(LANGUAGES), UND),
        first=first,
        block=block,
        span_start=span_start,
        span_end=span_end,
        span_lang=lang,
        span_prob=blocks.lang_prob[block],
    )
