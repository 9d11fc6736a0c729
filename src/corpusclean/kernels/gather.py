"""Laying the blocks of articles one after the other, as they will be written."""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.copying import copy_bytes
from corpusclean.kernels.utf8 import count_characters


@kernel
def measure_articles(page, start, end, article):
    """How many articles and spans the block table holds, and a bound for the bytes of their text: three int64s.

    page, article: int32, start, end: int64, all of shape (b,). A block belongs to an article where article >= 0; the
    blocks of an article stand together, though blocks of none may stand between them.
    """
    articles = 0
    spans = 0
    size = 0
    last_page = -1
    last_article = -1
    for row in range(len(page)):
        if article[row] < 0:
            continue
        if page[row] != last_page or article[row] != last_article:
            articles += 1
            last_page = page[row]
            last_article = article[row]
        spans += 1
        size += end[row] - start[row] + 2
    return articles, spans, size


@kernel
def gather_text(text, page, breaks, start, end, article, sizes):
    """Copy the blocks of every article together, with one or two line breaks between them as on the page.

    text: uint8, shape (n,); the other columns as in `measure_articles`, and breaks: uint8; sizes: its three results.
    Returns body (uint8), the articles' page, number (int32), start, end (int64, bytes in body), first (int64, one more
    than there are articles), and the spans' block (int64), start, end (int32, characters in the article's text).
    """
    articles, spans, size = sizes
    body = np.empty(size, np.uint8)
    pages = np.empty(articles, np.int32)
    numbers = np.empty(articles, np.int32)
    starts = np.empty(articles, np.int64)
    ends = np.empty(articles, np.int64)
    first = np.empty(articles + 1, np.int64)
    block = np.empty(spans, np.int64)
    span_start = np.empty(spans, np.int32)
    span_end = np.empty(spans, np.int32)
    current = -1
    span = 0
    position = 0
    characters = 0
    gap = 1
    for row in range(len(page)):
        gap = max(gap, breaks[row])
        if article[row] < 0:
            if start[row] == end[row]:
                gap = 2  # a block that repair left blank is a blank line
            continue
        if current >= 0 and page[row] == pages[current] and article[row] == numbers[current]:
            for _ in range(gap):
                body[position] = 0x0A
                position += 1
                characters += 1
        else:
            current += 1
            pages[current] = page[row]
            numbers[current] = article[row]
            starts[current] = position
            first[current] = span
            characters = 0
        gap = 1
        block[span] = row
        span_start[span] = characters
        characters += count_characters(text, start[row], end[row])
        span_end[span] = characters
        length = end[row] - start[row]
        copy_bytes(text, start[row], length, body, position)
        position += length
        ends[current] = position
        span += 1
    first[articles] = spans
    return body[:position], pages, numbers, starts, ends, first, block, span_start, span_end


@kernel
def most_text(first, lengths, lang, languages, undetermined):
    """The language that most characters of each article are in: int16, shape (a,).

    first: int64, shape (a + 1,), the articles' first spans; lengths: int32 and lang: int16, shape (s,), characters and
    language of every span; languages: how many languages there are. `undetermined` competes like any other, the
    language after it (no letters) does not; ties go to the lower number.
    """
    result = np.full(len(first) - 1, undetermined, np.int16)
    totals = np.zeros(languages, np.int64)
    for article in range(len(first) - 1):
        totals[:] = 0
        for span in range(first[article], first[article + 1]):
            totals[lang[span]] += lengths[span]
        best = undetermined
        for language in range(languages):
            if language != undetermined + 1 and totals[language] > totals[best]:
                best = language
        result[article] = best
    return result
