"""The decision: exact first, then verified, and only against what is kept."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpusclean.dedup.index as index_module
from corpusclean.dedup.index import SLICE, Criteria, Index
from corpusclean.errors import InputError, InvariantError, ResourceError
from corpusclean.kernels.index import BUCKET
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.kernels.verify import shared_shingles, shared_with_longer
from corpusclean.model import Sketches, Verdict
from tests.dedup import plain
from tests.dedup.articles import NUM_PERM, made_sketches, part, sketches_of, verdicts_of

# Few sentences and many repetitions: most of these texts have a near-duplicate, and chains of them are common.
SENTENCES = [
    "the cat sat on the mat today",
    "a dog ran",
    "rain fell on it all the day",
    "who knows why",
    "end of it",
    "…",
]
TEXTS = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=7).map(" ".join), max_size=25)
CERTAIN = 0.999999  # the recall at which the index finds every pair that the oracle finds
LETTERS = "a b c d e f g h i j k l m n o p q r s t u v w x y z"


def names(count: int) -> list[str]:
    return [str(i) for i in range(count)]


def decided_by_all_pairs(texts: list[str], threshold: float) -> list[Verdict]:
    """The oracle: every text against every kept text before it."""
    kept: list[int] = []
    verdicts = []
    for i, text in enumerate(texts):
        exact = [k for k in kept if (plain.tokens(texts[k]) or texts[k]) == (plain.tokens(text) or text)]
        similarity = {k: plain.jaccard(text, texts[k]) for k in kept}
        best = max(kept, key=lambda k: (similarity[k], -k), default=-1)
        if exact:
            verdicts.append(Verdict(str(exact[0]), 1.0, "exact"))
        elif kept and similarity[best] >= threshold:
            verdicts.append(Verdict(str(best), similarity[best], "near"))
        else:
            kept.append(i)
            verdicts.append(Verdict())
    return verdicts


@given(TEXTS, st.sampled_from([0.5, 0.7, 0.8, 0.9, 1.0]))
@settings(deadline=None, max_examples=40)
def test_as_if_all_pairs_had_been_compared(texts: list[str], threshold: float) -> None:
    verdicts = Index(Criteria(threshold, CERTAIN, NUM_PERM)).decide(sketches_of(texts), names(len(texts)))
    assert verdicts == decided_by_all_pairs(texts, threshold)


@given(TEXTS, st.lists(st.integers(0, 25), max_size=4))
@settings(deadline=None, max_examples=40)
def test_how_articles_are_cut_into_batches_makes_no_difference(texts: list[str], cuts: list[int]) -> None:
    sketches, ids = sketches_of(texts), names(len(texts))
    edges = [0, *sorted(min(cut, len(texts)) for cut in cuts), len(texts)]
    index = Index(Criteria(0.8, 0.99, NUM_PERM))
    verdicts = [
        verdict
        for first, end in pairwise(edges)
        for verdict in index.decide(part(sketches, first, end), ids[first:end])
    ]
    assert verdicts == Index(Criteria(0.8, 0.99, NUM_PERM)).decide(sketches, ids)


@given(st.permutations(range(8)))
@settings(deadline=None, max_examples=20)
def test_of_copies_the_first_in_the_given_order_stays(order: list[int]) -> None:
    texts = [f"{LETTERS} {'nopqrstu'[i]}" for i in order]
    verdicts = verdicts_of(texts)
    assert verdicts[0] == Verdict()
    assert {verdict.kept for verdict in verdicts[1:]} == {"0"}


def test_nothing_is_removed_through_a_chain() -> None:
    """Every text is near the one before it; the third is not near the first, so it stays."""
    steps = [" ".join(f"w{word}" for word in range(start, start + 60)) for start in range(0, 15, 5)]
    assert plain.jaccard(steps[0], steps[1]) >= 0.8 > plain.jaccard(steps[0], steps[2])
    assert [verdict.kept for verdict in verdicts_of(steps)] == ["", "0", ""]


def test_the_most_similar_is_named_and_of_equals_the_first() -> None:
    base = list(range(1000))
    rows = [base[:900], base[100:], base[50:950], base[90:]]
    verdicts = Index(Criteria(0.85, CERTAIN, NUM_PERM)).decide(made_sketches(rows), names(4))
    assert verdicts == [Verdict(), Verdict(), Verdict("0", 850 / 950, "near"), Verdict("1", 900 / 910, "near")]


def test_a_shared_band_alone_removes_nothing() -> None:
    forged = np.full((3, NUM_PERM), 7, np.uint32)
    assert Index(Criteria(0.8, 0.99, NUM_PERM)).decide(made_sketches([[1, 2], [3, 4], [1, 2]], forged), names(3)) == [
        Verdict(),
        Verdict(),
        Verdict("0", 1.0, "near"),
    ]


def test_a_forged_hash_makes_no_duplicate() -> None:
    sketches = made_sketches([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]])
    sketches.exact[:] = 7
    assert [v.how for v in Index(Criteria(0.8, 0.99, NUM_PERM)).decide(sketches, names(2))] == ["", ""]


def test_the_same_half_of_a_hash_is_not_the_same_hash() -> None:
    sketches = made_sketches([[1], [2], [3], [1]])
    sketches.exact[:] = [[9, 1], [9, 2], [9 + 2**32, 1], [9, 1]]
    assert [v.how for v in Index(Criteria(0.8, 0.99, NUM_PERM)).decide(sketches, names(4))] == ["", "", "", "exact"]


def test_articles_without_words_are_exact_duplicates_or_none() -> None:
    hows = [verdict.how for verdict in verdicts_of(["😀", "😀", "😀 ", "", "", "…", "!"])]
    assert hows == ["", "exact", "", "", "exact", "", ""]


def test_ids_come_back_as_they_were() -> None:
    ids = ["\ud800#0", "", "ünï\x00#1", "x" * 5000, "漢", "a", "b", "c", "d", "e"]
    index = Index(Criteria(0.8, 0.99, NUM_PERM))
    sketches = made_sketches([[i] for i in range(5)] * 2)
    assert [verdict.kept for verdict in index.decide(sketches, ids)] == [""] * 5 + ids[:5]
    assert len(index) == 5


def test_no_articles_no_verdicts() -> None:
    assert Index(Criteria(0.8, 0.99, NUM_PERM)).decide(sketches_of([]), []) == []


def test_every_sketch_has_an_id() -> None:
    with pytest.raises(InvariantError, match="1 ids came with 2 sketches"):
        Index(Criteria(0.8, 0.99, NUM_PERM)).decide(sketches_of(["a", "b"]), ["a"])


def test_tables_grow_and_nothing_is_forgotten() -> None:
    count = 5 * SLICE
    sketches = made_sketches([[3 * i, 3 * i + 1, 3 * i + 2] for i in range(count)])
    index = Index(Criteria(0.8, 0.99, NUM_PERM))
    assert set(index.decide(sketches, names(count))) == {Verdict()}
    again = index.decide(sketches, names(count))
    assert [verdict.kept for verdict in again] == names(count)
    near = replace(sketches, exact=sketches.exact + np.uint64(1))
    assert index.decide(near, names(count)) == [Verdict(name, 1.0, "near") for name in names(count)]


def test_columns_let_go_of_memory_and_nothing_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "RESIDENT", 1)
    sketches = made_sketches([[i, i + 1] for i in range(0, 600, 2)])
    index = Index(Criteria(0.8, 0.99, NUM_PERM))
    for first in range(0, 300, 50):
        index.decide(part(sketches, first, first + 50), names(300)[first : first + 50])
    assert [verdict.kept for verdict in index.decide(sketches, names(300))] == names(300)


def bucket(count: int) -> Sketches:
    """Articles that have nothing in common but the first two bands of their signatures."""
    signatures = np.random.default_rng(2).integers(0, 2**32, (count, NUM_PERM), np.uint32)
    signatures[:, :12] = 5
    return made_sketches([list(range(100 * i, 100 * i + 100)) for i in range(count)], signatures)


def test_a_hot_bucket_costs_no_more_than_its_cap(compared: list[int]) -> None:
    index = Index(Criteria(0.8, 0.99, NUM_PERM))
    count = 20 * BUCKET
    assert set(index.decide(bucket(count), names(count))) == {Verdict()}
    assert compared[:3] == [0, 1, 2]
    assert max(compared) <= 4 * BUCKET  # the first two bands, and each of them split once


def test_a_copy_of_what_came_late_to_a_hot_bucket_is_found_there() -> None:
    """It shares its first band with all the others, its second with the copy alone, and no other band with any."""
    count = 4 * BUCKET
    sketches = bucket(count)
    late = count - 1
    sketches.signatures[late, 6:12] = 8
    copy = sketches.signatures[late : late + 1].copy()
    copy[:, 12:] += np.uint32(1)
    index = Index(Criteria(0.8, 0.99, NUM_PERM))
    index.decide(sketches, names(count))
    [verdict] = index.decide(made_sketches([list(range(100 * late, 100 * late + 99))], copy), ["copy"])
    assert verdict == Verdict(str(late), 0.99, "near")


def test_what_no_band_tells_apart_ends_the_run() -> None:
    index = Index(Criteria(0.8, 0.99, 16))
    count = BUCKET * index.bands.bands + 1
    sketches = made_sketches([[i] for i in range(count)], np.zeros((count, 16), np.uint32))
    with pytest.raises(ResourceError, match=f"^{count - 1}: too many different articles"):
        index.decide(sketches, names(count))


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)), st.integers(0, 70))
def test_shared_shingles_are_counted_or_given_up(left: set[int], right: set[int], enough: int) -> None:
    arrays = [np.array(sorted(values), np.uint32) << np.uint32(KIND_BITS) for values in (left, right)]
    shared = len(left & right)
    expected = shared if shared >= enough else -1
    assert shared_shingles(*arrays, enough) == expected
    assert shared_with_longer(*arrays, enough) == expected
    assert shared_with_longer(*arrays[::-1], enough) == expected


@given(TEXTS, st.integers(0, 25))
@settings(deadline=None, max_examples=30)
def test_what_is_restored_decides_as_what_was_there(texts: list[str], cut: int) -> None:
    cut = min(cut, len(texts))
    sketches, ids = sketches_of(texts), names(len(texts))
    one = Index(Criteria(0.8, 0.99, NUM_PERM), record=True)
    one.decide(part(sketches, 0, cut), ids[:cut])
    other = Index(Criteria(0.8, 0.99, NUM_PERM), record=True)
    other.restore(one.rows(0, len(one)))
    rest = part(sketches, cut, len(texts))
    assert other.decide(rest, ids[cut:]) == one.decide(rest, ids[cut:])
    for ours, theirs in zip(one.rows(0, len(one)), other.rows(0, len(other)), strict=True):
        assert np.array_equal(ours, theirs)


def test_the_same_article_twice_is_no_index() -> None:
    one = Index(Criteria(0.8, 0.99, NUM_PERM), record=True)
    one.decide(sketches_of(["a b c"]), ["x"])
    other = Index(Criteria(0.8, 0.99, NUM_PERM))
    other.restore(one.rows(0, 1))
    with pytest.raises(InputError, match="holds x twice"):
        other.restore(one.rows(0, 1))


def test_only_an_index_that_records_gives_rows() -> None:
    with pytest.raises(InvariantError, match="does not record"):
        Index(Criteria(0.8, 0.99, NUM_PERM)).rows(0, 0)
