"""Pages under fixtures/articles/ are divided where their authors say, and nowhere else."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from corpusclean.kernels.article_rows import COLUMNS, LANG, PAGE, SIZE, SURENESS, note_blocks
from corpusclean.language.identify import label_languages
from corpusclean.language.profiles import load_model
from corpusclean.model import NO_ARTICLE, NO_RULE, Batch, Pages
from corpusclean.text.articles import ROLES, divide, rule_traits
from corpusclean.text.blocks import split
from corpusclean.text.related import TITLES_RULE, mark_related
from corpusclean.text.rulebook import load_rules
from corpusclean.text.signals import load_signals

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
ARCHIVES = sorted((FIXTURES / "archives").glob("*.txt"))
WHOLE = sorted((FIXTURES / "must_not_split").glob("*.txt"))
MARK = re.compile(r"\[(sharing|related|advertising|posting)\] |(~ )")
RULES = load_rules()
RULE_OF = {
    **{group: RULES.groups.index(group) for group in ("sharing", "advertising")},
    "related": RULES.number("related.heading.en"),
    "posting": RULES.number("posting.place.en"),
    None: NO_RULE,
}


class Marked(NamedTuple):
    """A page with marks: its blocks, the rule of each, the first block of each article after the first, the links."""

    blocks: list[str]
    rules: list[int]
    firsts: list[str]
    links: list[str]


def read_marked(path: Path) -> Marked:
    page = Marked([], [], [], [])
    opens = False
    for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
        if line == "=====":
            opens = True
            continue
        mark = MARK.match(line)
        block = line[mark.end() :] if mark else line
        page.blocks.append(block)
        page.rules.append(RULE_OF[mark[1] if mark else None])
        if opens:
            page.firsts.append(block)
        if mark and mark[2]:
            page.links.append(block)
        opens = False
    return page


def divide_pages(pages: list[Marked]) -> Batch:
    """Run the stages that come before, then the one under test."""
    texts = ["\n\n".join(page.blocks).encode() for page in pages]
    batch = split(Pages([str(i) for i in range(len(texts))], texts, [b""] * len(texts), [""] * len(texts)))
    ruled = (pair for page in pages for pair in zip(page.blocks, page.rules, strict=True))
    rule = np.array([rule for block, rule in ruled if block], np.int32)
    batch = label_languages(replace(batch, blocks=replace(batch.blocks, rule=rule)), load_model(()))
    return divide(mark_related(batch, RULES), load_signals(), rule_traits(RULES), rules=RULES)


def plain(*blocks: str) -> Marked:
    return Marked(list(blocks), [NO_RULE] * len(blocks), [], [])


def blocks_of(batch: Batch) -> list[str]:
    blocks = batch.blocks
    return [bytes(batch.text[a:b]).decode() for a, b in zip(blocks.start, blocks.end, strict=True)]


def first_blocks(batch: Batch) -> list[str]:
    """The block that opens each article after the first."""
    article, texts = batch.blocks.article, blocks_of(batch)
    kept = [row for row in range(len(texts)) if article[row] != NO_ARTICLE]
    return [texts[row] for before, row in pairwise(kept) if article[row] != article[before]]


def link_blocks(batch: Batch) -> list[str]:
    """The blocks taken as bare titles of other posts."""
    taken = batch.blocks.rule == RULES.number(TITLES_RULE)
    return [block for block, is_link in zip(blocks_of(batch), taken, strict=True) if is_link]


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_a_blog_archive_is_divided_into_its_stories(path: Path) -> None:
    page = read_marked(path)
    batch = divide_pages([page])
    assert first_blocks(batch) == page.firsts
    assert link_blocks(batch) == page.links


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_one_story_stays_one_article(path: Path) -> None:
    batch = divide_pages([read_marked(path)])
    assert first_blocks(batch) == []
    assert link_blocks(batch) == []


def test_pages_do_not_depend_on_the_pages_beside_them() -> None:
    pages = [read_marked(path) for path in ARCHIVES + WHOLE]
    together = divide_pages(pages).blocks
    for number, page in enumerate(pages):
        alone = divide_pages([page]).blocks
        rows = together.page == number
        assert (together.article[rows] == alone.article).all()
        assert (together.boundary[rows] == alone.boundary).all()


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_an_article_that_comes_in_again_stays_whole(path: Path) -> None:
    """Invariant I6: a second run over the output changes nothing."""
    batch = divide_pages([read_marked(path)])
    article, texts = batch.blocks.article, blocks_of(batch)
    for number in range(article.max() + 1):
        again = plain(*(text for text, n in zip(texts, article, strict=True) if n == number))
        assert first_blocks(divide_pages([again])) == []


def test_the_blocks_of_a_head_know_their_role() -> None:
    batch = divide_pages(
        [
            plain(
                "Harvest festival moved indoors",
                "7 October 2018",
                "By Ada Finch",
                "The weather office expects gales on both days, so the stalls and the brass band will move indoors.",
            )
        ]
    )
    assert [ROLES[role] for role in batch.blocks.role.tolist()] == ["title", "date", "byline", ""]


def test_residue_and_blank_blocks_are_in_no_article() -> None:
    page = plain("Advertisements", "\u00a0", "A single paragraph stands on this page, and nothing else does.")
    page.rules[0] = RULE_OF["advertising"]
    assert divide_pages([page]).blocks.article.tolist() == [NO_ARTICLE, NO_ARTICLE, 0]


def test_pages_without_blocks_have_no_article() -> None:
    assert len(divide_pages([plain(), plain("")]).blocks) == 0


PARAGRAPHS = (
    "The council met on Thursday evening and talked for three hours about the price of firewood.",
    "In the end it was left as it is, since nobody could say how much wood is in the shed.",
    "The next meeting is in May, when the snow is gone and the shed can be opened again.",
)


@pytest.mark.parametrize(
    ("head", "begins"),
    [
        (["Firewood to stay as it is", "5 May 2018"], True),
        (["5 May 2018", "Firewood to stay as it is"], True),
        (["Firewood to stay as it is", "By Ada Finch"], True),
        (["Firewood to stay as it is", "Reuters"], True),
        (["Firewood to stay as it is"], False),
        (["FIREWOOD TO STAY AS IT IS"], False),
        (["5 May 2018"], False),
        (["By Ada Finch"], False),
        (["Ada Finch", "5 May 2018 at 10:15 am"], False),
        (["Source: The Valley Post"], False),
    ],
)
def test_what_opens_an_article_between_paragraphs(head: list[str], begins: bool) -> None:
    batch = divide_pages([plain(*PARAGRAPHS, *head, *PARAGRAPHS)])
    assert first_blocks(batch) == ([head[0]] if begins else [])


@pytest.mark.parametrize(
    ("group", "head", "begins"),
    [
        ("sharing", ["Firewood to stay as it is"], True),
        ("related", ["Firewood to stay as it is"], False),
        ("advertising", ["Firewood to stay as it is"], False),
        ("sharing", ["By Ada Finch"], True),
        ("sharing", ["Firewood"], False),
        ("sharing", [], False),
    ],
)
def test_what_opens_an_article_after_residue(group: str, head: list[str], begins: bool) -> None:
    page = plain(*PARAGRAPHS, "Share this:", *head, *PARAGRAPHS)
    page.rules[len(PARAGRAPHS)] = RULE_OF[group]
    assert first_blocks(divide_pages([page])) == ([head[0]] if begins else [])


def test_a_source_line_stays_with_the_story_that_it_ends() -> None:
    source, title = "Source: The Valley Post", "Firewood to stay as it is"
    batch = divide_pages([plain(*PARAGRAPHS, source, title, "5 May 2018", *PARAGRAPHS)])
    assert first_blocks(batch) == [title]


def test_a_title_in_two_languages_stays_with_the_article_that_it_opens() -> None:
    both, arabic = "Firewood to stay as it is الحطب يبقى على حاله", "الحطب يبقى على حاله"
    text = (
        "اجتمع المجلس مساء الخميس وتحدث ثلاث ساعات عن ثمن الحطب وعن حال الطرق التي تمر بالقرية.",
        "وفي النهاية بقي الثمن على حاله لأن أحداً لم يستطع أن يقول كم من الحطب في المخزن القديم.",
        "والاجتماع القادم في شهر مايو حين يذوب الثلج ويمكن فتح المخزن من جديد أمام الناس جميعاً.",
    )
    assert first_blocks(divide_pages([plain(*PARAGRAPHS, both, arabic, *text)])) == [both]


def test_a_caption_that_repeats_the_title_opens_nothing() -> None:
    page = plain("Firewood to stay as it is", *PARAGRAPHS, "Share this:", "FIREWOOD TO STAY AS IT IS", *PARAGRAPHS)
    page.rules[4] = RULE_OF["sharing"]
    assert first_blocks(divide_pages([page])) == []


def test_rows_know_the_page_size_and_language_of_their_blocks() -> None:
    count, rng = 200, np.random.default_rng(0)
    start, page = np.arange(count) * 50, np.arange(count, dtype=np.int32) // 3
    end = start + rng.integers(1, 50, count)
    lang, sure = rng.integers(0, 5, count).astype(np.int16), rng.random(count, np.float32)
    rows = np.zeros((COLUMNS, count), np.int64)
    note_blocks(rows, (start, end), page, (lang, sure), 1)
    assert rows[PAGE].tolist() == page.tolist()
    assert rows[SIZE].tolist() == (end - start).tolist()
    assert rows[LANG].tolist() == [number if number > 1 else 0 for number in lang.tolist()]
    assert rows[SURENESS].tolist() == np.rint(sure * 100).tolist()
