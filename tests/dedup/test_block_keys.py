"""Keys of long blocks: equal blocks have equal keys, short ones have none, and a bucket of them is bounded."""

import random

import pytest

from corpusclean.config import Config
from corpusclean.dedup.index import Criteria, Index
from corpusclean.engines.local import load_stages
from corpusclean.kernels.blockkeys import LONG, NO_KEY
from corpusclean.kernels.index import BUCKET, COMPARISONS
from corpusclean.model import Pages, Sketches
from corpusclean.pipeline import clean_batch

WORDS = [f"{a}{b}{c}" for a in "bdfklm" for b in "aeiou" for c in "nrst"]


def block(seed: int, words: int = 60) -> str:
    return f"{' '.join(random.Random(seed).choices(WORDS, k=words))}."


def sketched(*texts: str) -> Sketches:
    pages = Pages([str(i) for i in range(len(texts))], [text.encode() for text in texts], [b""] * len(texts), [""])
    sketches = clean_batch(pages, load_stages(Config(split="off", language=False, residue=False))).sketches
    assert sketches is not None
    return sketches


def keys_of(*texts: str) -> list[set[int]]:
    return [set(row) - {NO_KEY} for row in sketched(*texts).block_keys.tolist()]


def test_articles_with_a_long_block_in_common_share_its_key() -> None:
    one, other = keys_of(f"Here.\n\n{block(1)}", f"{block(1)}\nThere it is.")
    assert one == other and len(one) == 1


def test_case_does_not_count_and_words_do() -> None:
    one, upper, other = keys_of(block(1), block(1).upper(), block(2))
    assert one == upper != other


def test_short_blocks_have_no_key() -> None:
    assert keys_of("x" * (LONG - 1), "x" * LONG, "é" * (LONG - 1))[::2] == [set(), set()]
    assert keys_of("é" * LONG) != [set()]


def test_of_many_blocks_two_are_chosen_the_same_ones_everywhere() -> None:
    blocks = [block(seed) for seed in range(40)]
    whole, shuffled, most = keys_of(
        "\n\n".join(blocks), "\n\n".join(random.Random(1).sample(blocks, 40)), "\n\n".join(blocks[2:])
    )
    assert whole == shuffled and len(whole) == 2
    assert whole & most


def test_a_pair_that_no_band_finds_is_found_by_its_block() -> None:
    """Signatures are forged to have nothing in common."""
    sketches = sketched(f"{block(1)}\n\nOne.", f"{block(1)}\n\nTwo.")
    sketches.signatures[1] ^= 1
    [_, verdict] = Index(Criteria()).decide(sketches, ["0", "1"])
    assert (verdict.kept, verdict.how) == ("0", "near")


def test_pages_around_one_long_block_are_compared_with_few(compared: list[int]) -> None:
    texts = [
        "\n\n".join([block(0), *(block(20 * number + i, 20) for i in range(1, 15))]) for number in range(10 * BUCKET)
    ]
    verdicts = Index(Criteria()).decide(sketched(*texts), [str(i) for i in range(len(texts))])
    assert {verdict.how for verdict in verdicts} == {""}
    assert BUCKET <= max(compared) <= BUCKET + 5


def test_what_comparisons_bring_into_memory_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel comes back after some thousands of comparisons, in the middle of a batch, and the result is the same."""
    released = []
    monkeypatch.setattr(Index, "_release", lambda self, arrivals, first, end, decisions: released.append(end - first))
    texts = ["\n\n".join([block(0), *(block(20 * n + i, 20) for i in range(1, 15))]) for n in range(300)]
    verdicts = Index(Criteria()).decide(sketched(*texts, texts[-1]), [str(i) for i in range(301)])
    assert [verdict.kept for verdict in verdicts] == [""] * 300 + ["299"]
    assert sum(released) == 301 and max(released[2:]) <= COMPARISONS // BUCKET + 1
