"""`corpusclean run --blocks`: paragraphs that a kept article has already are cut, whole, and accounted for."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from corpusclean.cutting import Story, cut_story
from tests.cli.process import corpusclean, rows

WORDS = ["river", "rain", "harbour", "council", "bridge", "market", "engineers", "snow", "street", "night", "boats"]


def prose(seed: int, words: int = 50, end: str = ".") -> str:
    return f"Number {seed} " + " ".join(random.Random(seed).choices(WORDS, k=words)) + end


SHARED = prose(0)
SHOUTED = SHARED.replace("Number", "NUMBER")
PAGES = [
    {"id": "a", "text": f"{prose(1)}\n\n{SHARED}\n\n{prose(2)}"},
    {"id": "b", "text": f"{prose(3)}\n\n{SHOUTED}\n\n{prose(4)}\n{prose(5)}"},
    {"id": "c", "text": f"{prose(6)}\n\n{prose(7)}\n\n{prose(6)}"},
    {"id": "d", "text": f"Short.\n\n{prose(8)}\n\nShort."},
    {"id": "e", "text": f"Short.\n\n{prose(9)}"},
]


def cleaned(tmp_path: Path, pages: list[dict[str, Any]], *options: object) -> tuple[dict[str, Any], list[Any], Any]:
    """The articles by id, the removals of blocks, and the stats."""
    source, removed, stats = tmp_path / "pages.jsonl", tmp_path / "removed.jsonl", tmp_path / "stats.json"
    source.write_text("".join(json.dumps(page) + "\n" for page in pages), encoding="utf-8")
    flags = ["--blocks", "--removed", removed, "--stats", stats, "--force", *options]
    done = corpusclean("run", source, *flags)
    assert done.returncode == 0, done.stderr
    cuts = [row for row in rows(removed) if row["kind"] == "block"]
    return {row["id"]: row for row in rows(done.stdout)}, cuts, json.loads(stats.read_bytes())


def test_blocks_that_a_kept_article_has_are_cut(tmp_path: Path) -> None:
    articles, cuts, stats = cleaned(tmp_path, PAGES)
    assert articles["a#0"]["text"] == PAGES[0]["text"]
    assert articles["b#0"]["text"] == f"{prose(3)}\n\n{prose(4)}\n{prose(5)}"
    assert articles["c#0"]["text"] == f"{prose(6)}\n\n{prose(7)}"
    assert articles["d#0"]["text"] == PAGES[3]["text"]
    for cut in cuts:
        assert cut.pop("lang") in ("en", "und")  # word salad
    assert cuts == [
        {"kind": "block", "page": "b", "block": 1, "article": 0, "text": SHOUTED, "kept": "a#0"},
        {"kind": "block", "page": "c", "block": 2, "article": 0, "text": prose(6), "kept": "c#0"},
    ]
    assert stats["ledger"]["blocks"] == {"read": 15, "kept": 13, "removed": {"block": 2}}


def test_what_is_left_is_tiled_by_its_blocks(tmp_path: Path) -> None:
    articles, _, _ = cleaned(tmp_path, PAGES)
    for article in articles.values():
        spans = article["clean"]["blocks"]
        pieces = [article["text"][start:end] for start, end, _, _ in spans]
        assert pieces == [line for line in article["text"].split("\n") if line]


def test_no_sentence_is_cut_in_half(tmp_path: Path) -> None:
    open_ended = prose(0, end="")
    pages = [
        {"id": "a", "text": f"{prose(1)}\n{open_ended}\nand so on.\n\n{prose(2)}\n{SHARED}"},
        {"id": "b", "text": f"{prose(3)}\n{open_ended}\nand on and on."},
        {"id": "c", "text": f"Here begins what\n{SHARED}\n\n{prose(4)}"},
        {"id": "d", "text": f"Here it began.\n{SHARED}\n\n{prose(5)}"},
    ]
    _, cuts, _ = cleaned(tmp_path, pages)
    assert [(cut["page"], cut["kept"]) for cut in cuts] == [("d", "a#0")]


def test_an_article_of_which_nothing_would_be_left_stays_whole(tmp_path: Path) -> None:
    first, second = prose(10, 100), prose(11, 100)
    pages = [{"id": "a", "text": f"{first}\n\n{second}\n\n{prose(12, 100)}"}, {"id": "b", "text": f"{second}"}]
    pages.append({"id": "c", "text": f"{second} So."})
    articles, cuts, _ = cleaned(tmp_path, pages)
    assert (list(articles), cuts) == (["a#0", "b#0"], [])


def test_blocks_of_a_removed_article_do_not_count(tmp_path: Path) -> None:
    pages = [
        {"id": "a", "text": f"{prose(1, 200)}"},
        {"id": "copy", "text": f"{prose(1, 200)}\n\n{SHARED}"},
        {"id": "b", "text": f"{prose(2)}\n\n{SHARED}"},
    ]
    articles, cuts, _ = cleaned(tmp_path, pages, "--threshold", 0.7)
    assert (list(articles), cuts) == (["a#0", "b#0"], [])


def test_the_length_is_a_choice(tmp_path: Path) -> None:
    assert cleaned(tmp_path, PAGES, "--block-length", 2000)[1] == []
    assert {cut["text"] for cut in cleaned(tmp_path, PAGES, "--block-length", 5)[1]} >= {"Short."}


@pytest.mark.parametrize("workers", [1, 2])
def test_with_other_rules_the_first_by_priority_has_the_block(tmp_path: Path, workers: int) -> None:
    orders = (PAGES, PAGES[::-1])
    outputs = [cleaned(tmp_path, pages, "--keep", "longest", "--workers", workers) for pages in orders]
    assert outputs[0][0] == outputs[1][0]
    assert [(cut["page"], cut["kept"]) for cut in outputs[0][1]] == [("a", "b#0"), ("c", "c#0")]


def test_off_unless_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "pages.jsonl"
    source.write_text("".join(json.dumps(page) + "\n" for page in PAGES))
    assert [row["text"] for row in rows(corpusclean("run", source).stdout)] == [page["text"] for page in PAGES]


def test_the_language_of_what_is_left() -> None:
    story = Story(
        "Ein Satz.\nA longer sentence.\n123", "en", [(0, 9, "de", 1.0), (10, 28, "en", 1.0), (29, 32, "zxx", 1.0)]
    )
    assert cut_story(story, {1}) == Story("Ein Satz.\n123", "de", [(0, 9, "de", 1.0), (10, 13, "zxx", 1.0)])
    assert cut_story(story, {0, 1}).lang == "und"
