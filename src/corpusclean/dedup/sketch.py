"""Sketches: what look-up and verification of duplicates need to know about an article. A pure function of its text."""

from typing import NamedTuple

from corpusclean.dedup.exact import hash_texts
from corpusclean.dedup.permutations import Permutations, load_permutations
from corpusclean.kernels.minhash import minhash_signatures
from corpusclean.kernels.shingles import shingle_articles
from corpusclean.model import Articles, Sketches
from corpusclean.unicode import Folding, load_folding


class SketchTables(NamedTuple):
    """What `sketch` looks things up in; loaded once in a process, never changed."""

    folding: Folding
    permutations: Permutations


def load_tables(num_perm: int, seed: int) -> SketchTables:
    """The tables for signatures of `num_perm` values, from datasketch's permutations of that `seed`."""
    return SketchTables(load_folding(), load_permutations(num_perm, seed))


def sketch(articles: Articles, tables: SketchTables) -> Sketches:
    """Exact hash, MinHash signature and distinct shingles of every article.

    A token is a maximal run of letters, marks and digits, case-folded; in scripts without spaces between words, every
    base character with its marks. A shingle is five tokens in a row, or all tokens where there are fewer. An article
    without tokens has no shingles: it can be an exact duplicate, never a near one.
    """
    text = articles.text.view()
    text.flags.writeable = False  # the kernel is compiled once, for arrays of one kind
    normal, spans, shingles, offsets = shingle_articles(text, articles.start, articles.end, tables.folding)
    signatures = minhash_signatures(shingles, offsets, *tables.permutations)
    return Sketches(hash_texts(normal, spans, articles), signatures, shingles, offsets)
