"""`corpusclean tune`: what another threshold would do must be what a run with it does."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import corpusclean, rows

WORDS = ["river", "rain", "harbour", "council", "bridge", "market", "engineers", "snow", "street", "night", "boats"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories, copies of them in which some words were changed, and exact copies."""
    chance = random.Random(3)
    lines = []
    for number in range(150):
        words = chance.choices(WORDS, k=80)
        for changes in (0, chance.randrange(5)):
            for _ in range(changes):
                words[chance.randrange(len(words))] = "changed"
            page = {"id": f"p{number}-{changes}", "text": f"It is said. {' '.join(words)}."}
            lines.append(json.dumps(page))
    path = tmp_path_factory.mktemp("tune") / "pages.jsonl"
    path.write_text("\n".join(lines))
    return path


def tuned(*arguments: object) -> dict[str, Any]:
    done = corpusclean("tune", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_the_table_says_what_runs_do(pages: Path, tmp_path: Path) -> None:
    levels = {level["threshold"]: level for level in tuned(pages)["levels"]}
    assert list(levels) == [0.7, 0.75, 0.8, 0.85, 0.9, 0.95]
    removals = []
    for threshold in (0.7, 0.8, 0.95):
        removed = tmp_path / f"{threshold}.jsonl"
        corpusclean("run", pages, "--threshold", threshold, "--removed", removed)
        hows = [row["how"] for row in rows(removed)]
        level = levels[threshold]
        assert (level["exact"], level["near"], level["removed"]) == (
            hows.count("exact"),
            hows.count("near"),
            len(hows),
        )
        assert level["share"] == round(len(hows) / 300, 4)
        removals.append(len(hows))
    assert removals[0] > removals[1] > removals[2] > 0


def test_pairs_lie_around_the_threshold_on_both_sides(pages: Path) -> None:
    pairs = tuned(pages, "--pairs", 12)["pairs"]
    assert len(pairs) == 12
    similarities = [pair["similarity"] for pair in pairs]
    assert similarities == sorted(similarities)
    assert 0.7 <= similarities[0] < 0.8 <= similarities[-1] < 0.9
    texts = {row["id"] + "#0": row["text"] for row in rows(pages)}
    for pair in pairs:
        assert pair["goes"] == (pair["similarity"] >= 0.8)
        assert (pair["removed_text"], pair["kept_text"]) == (texts[pair["removed"]], texts[pair["kept"]])


def test_the_curve_is_that_of_the_bands(pages: Path) -> None:
    document = tuned(pages, "--threshold", 0.6)
    assert (document["bands"], document["rows"]) == (42, 3)
    curve = {point["similarity"]: point["found"] for point in document["curve"]}
    assert curve[0.6] == round(1 - (1 - 0.6**3) ** 42, 4) >= 0.99
    assert curve[1.0] == 1
    assert [level["threshold"] for level in document["levels"]][:3] == [0.5, 0.6, 0.7]


def test_the_rules_about_who_survives_count_too(pages: Path) -> None:
    kept = [{pair["kept"] for pair in tuned(pages, "--keep", rule)["pairs"]} for rule in ("first", "longest")]
    assert all(name.endswith("-0#0") for name in kept[0])
    assert not all(name.endswith("-0#0") for name in kept[1])


def test_for_people_it_is_a_page_of_text(pages: Path) -> None:
    done = corpusclean("tune", "--pairs", 1, "--lines", 2, stdin=pages.read_bytes())
    text = done.stdout.decode()
    assert "300 articles; how many would go:" in text
    assert "<- the threshold" in text
    assert "21 bands of 6 values" in text
    assert "  1.00  100.00%  " + "#" * 40 in text
    assert "It is said. " in text and " | It is said. " in text and "more lines" in text


def test_nothing_in_nothing_out() -> None:
    document = tuned("-")
    assert (document["articles"], document["pairs"]) == (0, [])
    assert {level["removed"] for level in document["levels"]} == {0}


def test_a_threshold_needs_duplicates(pages: Path) -> None:
    done = corpusclean("tune", pages, "--no-duplicates")
    assert done.returncode == 2
    assert b"no threshold to tune" in done.stderr
