"""Sketches: what look-up and verification of duplicates need to know about an article. A pure function of its text."""

from typing import NamedTuple

import numpy as np

from corpusclean.dedup.permutations import Permutations, load_permutations
from corpusclean.kernels.blockkeys import LONG
from corpusclean.kernels.minhash import minhash_signatures
from corpusclean.kernels.shapes import BYLINE, DATE
from corpusclean.kernels.sketches import Pieces, sketch_articles
from corpusclean.model import Articles, Blocks, Sketches
from corpusclean.unicode import Folding, load_folding


class SketchTables(NamedTuple):
    """What `sketch` looks things up in; loaded once in a process, never changed."""

    folding: Folding
    permutations: Permutations


def load_tables(num_perm: int, seed: int) -> SketchTables:
    """The tables for signatures of `num_perm` values, from datasketch's permutations of that `seed`."""
    return SketchTables(load_folding(), load_permutations(num_perm, seed))


def pieces_of(articles: Articles, blocks: Blocks) -> Pieces:
    """Where the blocks of the articles stand in their text, and which of them are date lines or bylines."""
    size = blocks.end[articles.block] - blocks.start[articles.block]
    following = np.append(articles.span_start[1:], 0) - articles.span_end  # line breaks, but for an article's last span
    step = size + following
    before = np.cumsum(step) - step
    first = np.minimum(articles.first[:-1], len(size) - 1)
    start = before + np.repeat(articles.start - before[first], np.diff(articles.first)) if len(size) else before
    apart = np.isin(blocks.role[articles.block], (DATE, BYLINE))
    return Pieces(articles.first, start, start + size, apart, articles.span_end - articles.span_start >= LONG)


def whole_pieces(articles: Articles) -> Pieces:
    """Every article as one piece, for articles whose blocks are not known."""
    n = len(articles)
    nothing = np.zeros(n, np.bool_)
    return Pieces(np.arange(n + 1, dtype=np.int64), articles.start, articles.end, nothing, nothing)


def sketch(articles: Articles, tables: SketchTables, blocks: Blocks | None = None) -> Sketches:
    """Exact hash, MinHash signature, keys of long blocks and distinct shingles of every article.

    A token is a maximal run of letters, marks and digits, case-folded; in scripts without spaces between words, every
    base character with its marks. A shingle is five tokens in a row, or all tokens where there are fewer. An article
    without tokens has no shingles: it can be an exact duplicate, never a near one. `blocks` is the table that the
    articles were gathered from; without it no block is known as long, as a date line or a byline.
    """
    text = articles.text.view()
    text.flags.writeable = False  # the kernel is compiled once, for arrays of one kind
    pieces = whole_pieces(articles) if blocks is None else pieces_of(articles, blocks)
    exact, keys, shingles, offsets = sketch_articles(text, pieces, tables.folding)
    signatures = minhash_signatures(shingles, offsets, *tables.permutations)
    return Sketches(exact, signatures, keys, shingles, offsets)
