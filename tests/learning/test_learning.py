"""What is learned from pages, and what is not."""

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from corpusclean.config import Config
from corpusclean.errors import UsageError
from corpusclean.learning.judging import Limits
from corpusclean.learning.learner import Learned, learn
from corpusclean.learning.observing import Observed, observe
from corpusclean.learning.writing import write_rules
from corpusclean.model import Pages
from corpusclean.pipeline import clean_batch, load_stages
from corpusclean.text.residue import match_lines
from corpusclean.text.rulebook import load_rules
from corpusclean.text.rulefiles import RuleFile, parse_rules
from tests.learning.village import sentence, site_pages, story

STAGES = load_stages(Config(duplicates=False))
TABLES = load_rules().tables
HEAD, TAIL = ["The Lantern", "Boats Weather Tides"], ["Grown in the valley since 1987", "To the pump"]
LANTERN = site_pages("lantern.example", 30, HEAD, TAIL)
OTHERS = [page for n in range(4) for page in site_pages(f"s{n}.example", 12, [], ["Beam it to a friend"])]


def observed(pages: list[dict[str, str]], size: int = 7) -> Iterator[Observed]:
    waiting = iter(pages)
    while batch := list(islice(waiting, size)):
        texts = [page["text"].encode() for page in batch]
        columns = Pages([page["id"] for page in batch], texts, [b""] * len(batch), [page["url"] for page in batch])
        yield observe(clean_batch(columns, STAGES).batch, TABLES)


def learned(pages: list[dict[str, str]], limits: Limits | None = None, budget: int = 100_000) -> Learned:
    return learn(lambda: observed(pages), limits or Limits(), budget)


def lines(pages: list[dict[str, str]], limits: Limits | None = None) -> dict[str, str]:
    """What was learned, with its site."""
    return {rule.evidence.text: rule.site for rule in learned(pages, limits).rules}


def test_what_surrounds_the_stories_of_a_site_is_learned_for_it() -> None:
    assert lines(LANTERN + OTHERS) == dict.fromkeys(HEAD + TAIL, "lantern.example") | {"Beam it to a friend": ""}


def test_a_rule_says_where_its_line_was_seen() -> None:
    rules = {rule.evidence.text: rule for rule in learned(LANTERN + OTHERS).rules}
    head, friend = rules["The Lantern"].evidence, rules["Beam it to a friend"].evidence
    assert (head.pages, head.of, head.sites) == (30, 30, 1)
    assert (friend.pages, friend.sites) == (48, 4)
    text = write_rules(learned(LANTERN + OTHERS), Limits())
    assert 'seen = "on 30 of 30 pages of lantern.example: head 100 %"' in text
    assert "on 4 sites: tail 100 %" in text


def test_what_is_learned_is_taken_on_its_site_and_nowhere_else() -> None:
    file = RuleFile("learned", write_rules(learned(LANTERN + OTHERS), Limits()))
    book = load_rules(files=(file,))

    def taken(url: str) -> list[bool]:
        return (match_lines(["TO THE PUMP »", "Beam it to a friend", "To the bridge"], book, url) >= 0).tolist()

    assert taken("https://lantern.example/new") == [True, True, False]
    assert taken("https://other.example/new") == [False, True, False]
    assert all(rule.seen for rule in parse_rules(file).rules)


def test_copies_of_a_page_teach_nothing() -> None:
    page = LANTERN[0]
    copies = [{**page, "id": f"copy-{n}"} for n in range(40)]
    assert lines(copies) == {}
    edited = [{**page, "id": f"e{n}", "text": f"{page['text']}\n\n{sentence(random.Random(n), 30)}"} for n in range(40)]
    assert lines(edited) == {}


def test_the_number_of_pages_decides() -> None:
    assert lines(LANTERN[:9]) == {}
    assert len(lines(LANTERN[:10])) == 4
    assert lines(LANTERN[:10], Limits(pages=11)) == {}
    text = write_rules(learned(LANTERN[:9]), Limits())
    assert "9 pages of text are fewer than the 10" in text and parse_rules(RuleFile("learned", text)).rules == ()


def inside(line: str, count: int = 30) -> list[dict[str, str]]:
    """Pages of a site whose stories have that line among their paragraphs, each with other text around it."""
    pages = []
    for n in range(count):
        title, *text = story(random.Random(n), 4)
        pages.append(
            {"id": f"r{n}", "url": "https://r.example/", "text": "\n".join([title, *text[:2], line, *text[2:]])}
        )
    return pages


def at_end(*closing: str, count: int = 30) -> list[dict[str, str]]:
    return site_pages("r.example", count, [], list(closing))


STICKY = story(random.Random("sticky"))


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(inside("Ingredients"), id="a heading inside stories"),
        pytest.param(at_end("“No comment,” said the captain"), id="speech"),
        pytest.param(at_end("The captain said nothing more"), id="a verb of speech"),
        pytest.param(at_end("5 February 2021"), id="a date"),
        pytest.param(at_end("$119.00"), id="a price"),
        pytest.param(at_end(" ".join(["word"] * 13)), id="many words"),
        pytest.param(at_end("long " * 30), id="a long line"),
        pytest.param(site_pages("r.example", 30, STICKY, []), id="a story on every page"),
    ],
)
def test_what_belongs_to_stories_is_not_learned(pages: list[dict[str, str]]) -> None:
    assert lines(pages) == {}


def test_a_line_that_ends_like_a_sentence_needs_twice_the_share() -> None:
    quiet = site_pages("r.example", 60, [], [])
    for share, expected in ((3, {}), (2, {"All was quiet.": "r.example"})):
        pages = [
            {**page, "text": page["text"] + "\n\nAll was quiet." * (n % share == 0)} for n, page in enumerate(quiet)
        ]
        assert lines(pages) == expected


def test_what_the_rules_take_already_is_not_learned_again() -> None:
    assert lines(at_end("Leave a Reply", "Share on Facebook")) == {}


def test_one_word_for_all_sites_is_weak() -> None:
    pages = [page for n in range(4) for page in site_pages(f"s{n}.example", 12, [], ["Lanternfish", "Off to sea"])]
    rules = parse_rules(RuleFile("learned", write_rules(learned(pages), Limits()))).rules
    assert {rule.lines[0]: rule.weak for rule in rules} == {"Lanternfish": True, "Off to sea": False}


@pytest.mark.parametrize("budget", [100_000, 150])
def test_neither_order_nor_batches_matter(budget: int) -> None:
    pages = LANTERN + OTHERS
    expected = write_rules(learned(pages, budget=budget), Limits())
    for seed in range(3):
        shuffled = random.Random(seed).sample(pages, len(pages))
        assert write_rules(learned(shuffled, budget=budget), Limits()) == expected
        assert write_rules(learn(lambda: observed(shuffled, 3), Limits(), budget), Limits()) == expected  # noqa: B023
    assert ("Not all lines could be counted" in expected) == (budget < 1000)
    assert "Beam it to a friend" in expected


@pytest.mark.parametrize("choices", [{"pages": 1}, {"site_share": 0.0}, {"language_share": 1.5}])
def test_limits_that_make_no_sense(choices: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Limits(**choices)
