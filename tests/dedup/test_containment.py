"""Containment: an article that a longer one holds goes; never a longer one for a shorter, unless it is asked for."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusclean.dedup.index import SLICE, Criteria, Index
from corpusclean.kernels.contents import HOLDERS, LIMIT, count_anchors, least_anchors
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.kernels.verify import CHANGED, FIGURES, lacks_figures
from corpusclean.model import Verdict
from tests.dedup import plain
from tests.dedup.articles import made_sketches, part, sketches_of

CERTAIN = 0.999999
WORDS = [f"{a}{b}{c}" for a in "bdfklm" for b in "aeiou" for c in "nrst"]
STORY = " ".join(random.Random(1).choices(WORDS, k=150))
HEAD, LOCAL = "Our own correspondent writes from the harbour.", "In our town the council will meet about it on Friday."

SETS = st.lists(st.sets(st.integers(0, 40), min_size=1, max_size=20), max_size=25)


def names(count: int) -> list[str]:
    return [str(i) for i in range(count)]


def hows(texts: list[str], **choices: object) -> list[str]:
    index = Index(Criteria(containment=0.9)._replace(**choices))
    return [verdict.how for verdict in index.decide(sketches_of(texts), names(len(texts)))]


def decided_by_all_pairs(sets: list[set[int]], criteria: Criteria) -> list[Verdict]:
    """The oracle: every set against every kept set before it."""
    kept: list[int] = []
    verdicts = []
    for i, mine in enumerate(sets):
        jaccard = {k: len(mine & sets[k]) / len(mine | sets[k]) for k in kept}
        longer = [k for k in kept if criteria.contained == "either" or len(mine) <= len(sets[k])]
        share = {k: len(mine & sets[k]) / min(len(mine), len(sets[k])) for k in longer}
        near = max(kept, key=lambda k: (jaccard[k], -k), default=-1)
        holder = max(longer, key=lambda k: (share[k], -k), default=-1)
        if kept and jaccard[near] >= criteria.threshold:
            verdicts.append(Verdict(str(near), jaccard[near], "near"))
        elif longer and share[holder] >= criteria.containment:
            verdicts.append(Verdict(str(holder), jaccard[holder], "contained", share[holder]))
        else:
            kept.append(i)
            verdicts.append(Verdict())
    return verdicts


@given(SETS, st.sampled_from([0.5, 0.8, 0.9, 1.0]), st.sampled_from(["shorter", "either"]))
@settings(deadline=None, max_examples=60)
def test_as_if_all_pairs_had_been_compared(sets: list[set[int]], share: float, contained: str) -> None:
    """All these shingles are anchors, so nothing is missed."""
    criteria = Criteria(recall=CERTAIN, containment=share, contained=contained)
    verdicts = Index(criteria).decide(made_sketches([sorted(one) for one in sets]), names(len(sets)))
    assert verdicts == decided_by_all_pairs(sets, criteria)


@given(SETS, st.integers(0, 25))
@settings(deadline=None, max_examples=20)
def test_what_is_restored_decides_as_what_was_there(sets: list[set[int]], cut: int) -> None:
    cut = min(cut, len(sets))
    sketches, ids = made_sketches([sorted(one) for one in sets]), names(len(sets))
    one, other = (Index(Criteria(containment=0.9), record=True) for _ in range(2))
    one.decide(part(sketches, 0, cut), ids[:cut])
    other.restore(one.rows(0, len(one)))
    rest = part(sketches, cut, len(sets))
    assert other.decide(rest, ids[cut:]) == one.decide(rest, ids[cut:])


def test_the_same_story_under_another_head_and_with_a_paragraph_less() -> None:
    long = f"{HEAD} {STORY} {LOCAL} {STORY[::-1]}"
    assert hows([long, STORY]) == ["", "contained"]
    assert hows([long, f"Wire. {STORY}"]) == ["", "contained"]
    assert hows([long, STORY], containment=0.0) == ["", ""]


def test_a_longer_one_goes_only_where_the_user_says_so() -> None:
    long = f"{HEAD} {STORY} {STORY[::-1]}"
    assert hows([STORY, long]) == ["", ""]
    assert hows([STORY, long], contained="either") == ["", "contained"]


def test_half_a_story_is_not_contained() -> None:
    assert hows([STORY, f"{STORY[: len(STORY) // 3]} {STORY[::-1][: len(STORY) // 5]}"]) == ["", ""]


def test_the_verdict_names_share_and_similarity_exactly() -> None:
    long, short = f"{STORY} {STORY[::-1]}", f"{STORY} and so on"
    [_, verdict] = Index(Criteria(containment=0.9)).decide(sketches_of([long, short]), ["long", "short"])
    a, b = plain.shingles(short), plain.shingles(long)
    assert verdict == Verdict("long", len(a & b) / len(a | b), "contained", len(a & b) / len(a))


@pytest.mark.parametrize(("figures", "how"), [("strict", ""), ("loose", "contained")])
def test_what_lacks_figures_only_is_another_report(figures: str, how: str) -> None:
    def report(points: int) -> str:
        return f"The index closed at {points} points. {STORY[:400]} at {points // 90} dollars a barrel"

    assert hows([f"{report(7123)} {STORY[::-1]}", report(8400)], figures=figures) == ["", how]


KINDS = st.dictionaries(st.integers(0, 40), st.integers(0, 2), max_size=30)


@given(KINDS, st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_lacking_figures_as_counted_one_by_one(kinds: dict[int, int], shorter: set[int], longer: set[int]) -> None:
    alone = [[kinds.get(value, 0) for value in side] for side in (shorter - longer, longer - shorter)]
    words, figures = alone[0].count(0), alone[0].count(1)
    arrays = [np.array(sorted(v << KIND_BITS | kinds.get(v, 0) for v in side), np.uint32) for side in (shorter, longer)]
    few = min(figures, alone[1].count(1)) >= CHANGED
    assert lacks_figures(*arrays) == (few and figures >= FIGURES * (words + figures))


@given(st.sets(st.integers(0, 2 ** (32 - KIND_BITS) - 1), max_size=50))
def test_anchors_are_the_lowest_tenth(values: set[int]) -> None:
    shingles = np.array(sorted(values), np.uint32) << np.uint32(KIND_BITS)
    assert count_anchors(shingles) == sum(value < LIMIT for value in values)


def test_a_holder_is_expected_to_have_its_share_of_anchors_but_for_chance() -> None:
    assert [least_anchors(0.9, anchors) for anchors in (0, 1, 4, 40, 400)] == [1, 1, 2, 29, 336]
    assert least_anchors(1.0, 40) == 40


def test_stories_of_all_lengths_are_found() -> None:
    """Of 20 shingles the probability to be found is 0.87, of 50 it is 0.99."""
    chance = random.Random(7)
    found = {}
    for length in (50, 100, 400):
        stories = [" ".join(chance.choices(WORDS, k=length)) for _ in range(200)]
        texts = [f"{HEAD} {i} {story} {' '.join(chance.choices(WORDS, k=length))}" for i, story in enumerate(stories)]
        verdicts = Index(Criteria(containment=0.9)).decide(sketches_of(texts + stories), names(400))
        assert [verdict.kept for verdict in verdicts[:200]] == [""] * 200
        assert all(verdict.kept in ("", str(i)) for i, verdict in enumerate(verdicts[200:]))
        found[length] = sum(verdict.how == "contained" for verdict in verdicts[200:])
    assert found[50] >= 195 and found[100] == found[400] == 200


def test_tables_of_anchors_grow_and_nothing_is_forgotten() -> None:
    count = 2 * SLICE
    sketches = made_sketches([list(range(20 * i, 20 * i + 20)) for i in range(count)])
    parts = made_sketches([list(range(20 * i, 20 * i + 9)) for i in range(count)])
    parts = replace(parts, exact=parts.exact + np.uint64(1))
    index = Index(Criteria(containment=0.9))
    assert set(index.decide(sketches, names(count))) == {Verdict()}
    verdicts = index.decide(parts, names(count))
    assert verdicts == [Verdict(name, 9 / 20, "contained", 1.0) for name in names(count)]


def test_a_crowded_table_of_anchors_grows_and_the_rest_of_them_is_added() -> None:
    """All keys are high ones, so the table's end is full long before the table is."""
    top = list(range(LIMIT - LIMIT // 7, LIMIT, LIMIT // 7 // 2300))[:2300]
    sketches = made_sketches([top, top[::2], top[1::2]])
    together, one_by_one = (Index(Criteria(containment=1.0)) for _ in range(2))
    verdicts = together.decide(sketches, names(3))
    assert [verdict.share for verdict in verdicts] == [0.0, 1.0, 1.0]
    assert [one_by_one.decide(part(sketches, i, i + 1), [str(i)])[0] for i in range(3)] == verdicts


def test_what_many_share_hides_nobody() -> None:
    """After HOLDERS articles the anchors of what all have in common are full; each has others of its own."""
    count, common = 5 * HOLDERS, list(range(30))
    sketches = made_sketches([common + list(range(100 * i + 100, 100 * i + 140)) for i in range(count)])
    parts = made_sketches([common + list(range(100 * i + 100, 100 * i + 120)) for i in range(count)])
    parts = replace(parts, exact=parts.exact + np.uint64(1))
    index = Index(Criteria(containment=0.9))
    assert set(index.decide(sketches, names(count))) == {Verdict()}
    assert [verdict.kept for verdict in index.decide(parts, names(count))] == names(count)


def test_a_book_has_more_anchors_than_are_looked_up() -> None:
    book = list(range(200_000))
    verdicts = Index(Criteria(containment=0.9)).decide(made_sketches([book, book[:100_000], book[::9]]), names(3))
    assert [verdict.how for verdict in verdicts] == ["", "contained", "contained"]
