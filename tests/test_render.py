"""Tables become JSON: the pieces equal what the json module would write."""

import json
from collections import Counter
from itertools import pairwise
from operator import mul

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.dedup.blocks import find_long_blocks
from corpusclean.dedup.policy import rank_articles
from corpusclean.kernels.json import write_spans, write_strings
from corpusclean.language.codes import LANGUAGES
from corpusclean.model import NO_RULE, Batch, Cleaned, Rendered
from corpusclean.pipeline import keep_whole
from corpusclean.render import block_numbers, encode_json, render
from corpusclean.text.blocks import split
from corpusclean.text.gather import gather
from tests.text.test_blocks import pages_of

NAMES = np.frombuffer("".join(LANGUAGES).encode(), np.uint8)
NAME_ENDS = np.cumsum([len(name) for name in LANGUAGES], dtype=np.int64)
SPANS = st.lists(
    st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 999), st.integers(0, len(LANGUAGES) - 1), st.integers(0, 100)),
    max_size=4,
)


TEXTS = st.text(st.sampled_from('\\"\n\t\x00\x1f\x7f/é日😀abcdefgh'), max_size=40)


@given(st.lists(TEXTS | st.builds(mul, TEXTS, st.integers(1, 9))), st.integers(0, 9), st.sampled_from([0, 100]))
def test_strings_are_those_of_a_json_library(texts: list[str], shift: int, more: int) -> None:
    data = np.frombuffer(b"x" * shift + "".join(texts).encode() + b"x" * more, np.uint8)
    ends = shift + np.cumsum([len(text.encode()) for text in texts], dtype=np.int64)
    starts = np.concatenate([[shift], ends])[: len(texts)]
    out, offsets = write_strings(data, starts, ends)
    assert [out[start:end].tobytes() for start, end in pairwise(offsets)] == [encode_json(text) for text in texts]


def rendered(*texts: str) -> Rendered:
    """Pages without any stage: every page one article."""
    return render(cleaned(keep_whole(split(pages_of(*texts)))), (), [], Counter())


def cleaned(batch: Batch) -> Cleaned:
    """The batch as it is, with no sketches."""
    articles = gather(batch)
    ranked = rank_articles((), articles, batch.pages)
    return Cleaned(batch, articles, None, ranked, find_long_blocks(batch, articles, None))


@given(st.lists(SPANS, max_size=4))
def test_spans_are_written_as_json_writes_them(articles: list[list[tuple[int, int, int, int]]]) -> None:
    first = np.cumsum([0] + [len(spans) for spans in articles], dtype=np.int64)
    spans = np.array([span for spans in articles for span in spans], np.int32).reshape(-1, 4)
    out, offsets = write_spans(first, spans, NAMES, NAME_ENDS)
    text = out.tobytes().decode()
    for row, expected in enumerate(articles):
        plain = [[start, end, LANGUAGES[lang], percent / 100] for start, end, lang, percent in expected]
        assert text[offsets[row] : offsets[row + 1]] == json.dumps(plain)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=4))
def test_texts_are_valid_json_whatever_they_hold(texts: list[str]) -> None:
    pieces = rendered(*texts)
    found = [json.loads(line)["text"] for line in b"".join(pieces.articles.pieces()).splitlines()]
    batch = split(pages_of(*texts))
    body = gather(keep_whole(batch))
    assert found == [body.text[s:e].tobytes().decode() for s, e in zip(body.start, body.end, strict=True)]


def test_blocks_are_numbered_on_their_page_without_the_blank_ones() -> None:
    batch = split(pages_of("a\n\u00a0\nb", "\u00a0", "c\nd"))
    assert block_numbers(batch.blocks).tolist() == [0, 1, 1, 0, 0, 1]


def test_what_is_taken_by_a_rule_becomes_a_removal() -> None:
    batch = split(pages_of('keep\nTake "this"\nkeep'))
    batch.blocks.rule[:] = [NO_RULE, 1, NO_RULE]
    batch = keep_whole(batch)
    pieces = render(cleaned(batch), ("a", "b.en"), [], Counter())
    line = b'{"kind": "residue", "page": "0", "block": 1, "rule": "b.en", "text": "Take \\"this\\""}\n'
    assert b"".join(pieces.removals.pieces()) == line
    assert pieces.counts["blocks", "removed", "residue"] == pieces.counts["rules", "b.en"] == 1
    assert json.loads(b"".join(pieces.articles.pieces()))["text"] == "keep\nkeep"


def test_pages_without_articles_are_counted() -> None:
    counts = rendered("a", "", "\u00a0").counts
    assert (counts["pages", "read"], counts["pages", "with articles"], counts["pages", "emptied"]) == (3, 1, 2)
