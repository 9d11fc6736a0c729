"""Pages under fixtures/articles/ are divided where their authors say, and nowhere else."""

from pathlib import Path

import pytest

from corpusclean.language.identify import label_languages
from corpusclean.language.profiles import load_model
from corpusclean.model import NO_ARTICLE, NO_RULE, Batch, Pages
from corpusclean.text.articles import ROLES, closing_rules, divide
from corpusclean.text.blocks import split
from corpusclean.text.related import TITLES_RULE, mark_related
from corpusclean.text.residue import mark_residue
from corpusclean.text.rulebook import RuleSet, load_rules
from corpusclean.text.signals import load_signals

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
ARCHIVES = sorted((FIXTURES / "archives").glob("*.txt"))
WHOLE = sorted((FIXTURES / "must_not_split").glob("*.txt"))
BOUNDARY, LINK = "=====", "~ "


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def divide_pages(texts: list[str], rules: RuleSet) -> Batch:
    """Run the stages that come before, then the one under test."""
    n = len(texts)
    batch = split(Pages([str(i) for i in range(n)], [text.encode() for text in texts], [b""] * n, [""] * n))
    batch = label_languages(mark_residue(batch, rules), load_model(()))
    return divide(mark_related(batch, rules), load_signals(), closing_rules(rules))


def blocks_of(batch: Batch) -> list[str]:
    blocks = batch.blocks
    return [bytes(batch.text[a:b]).decode() for a, b in zip(blocks.start, blocks.end, strict=True)]


def expected(marked: str) -> tuple[str, list[str], list[str]]:
    """The page that a marked text stands for, the first block of every article but the first, and its links."""
    lines = [line for line in marked.splitlines() if line]
    firsts = [after for line, after in zip(lines, lines[1:], strict=False) if line == BOUNDARY]
    links = [line.removeprefix(LINK) for line in lines if line.startswith(LINK)]
    return "\n\n".join(line.removeprefix(LINK) for line in lines if line != BOUNDARY), firsts, links


def first_blocks(batch: Batch) -> list[str]:
    """The block that opens each article after the first."""
    article, texts = batch.blocks.article, blocks_of(batch)
    kept = [row for row in range(len(texts)) if article[row] != NO_ARTICLE]
    return [texts[row] for before, row in zip(kept, kept[1:], strict=False) if article[row] != article[before]]


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_a_blog_archive_is_divided_into_its_stories(path: Path, rules: RuleSet) -> None:
    text, firsts, links = expected(path.read_text(encoding="utf-8"))
    batch = divide_pages([text], rules)
    assert first_blocks(batch) == firsts
    taken = batch.blocks.rule == rules.number(TITLES_RULE)
    assert [block for block, is_link in zip(blocks_of(batch), taken, strict=True) if is_link] == links


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_one_story_stays_one_article(path: Path, rules: RuleSet) -> None:
    batch = divide_pages([path.read_text(encoding="utf-8")], rules)
    assert first_blocks(batch) == []
    assert not (batch.blocks.rule == rules.number(TITLES_RULE)).any()


def test_pages_do_not_depend_on_the_pages_beside_them(rules: RuleSet) -> None:
    texts = [expected(path.read_text(encoding="utf-8"))[0] for path in ARCHIVES + WHOLE]
    together = divide_pages(texts, rules).blocks
    for number, text in enumerate(texts):
        alone = divide_pages([text], rules).blocks
        rows = together.page == number
        assert (together.article[rows] == alone.article).all()
        assert (together.boundary[rows] == alone.boundary).all()


def test_dividing_the_articles_again_changes_nothing(rules: RuleSet) -> None:
    """What comes out is divided no further when it comes in again (invariant I6)."""
    for path in ARCHIVES:
        batch = divide_pages([expected(path.read_text(encoding="utf-8"))[0]], rules)
        article, texts = batch.blocks.article, blocks_of(batch)
        for number in range(article.max() + 1):
            again = "\n\n".join(text for text, n in zip(texts, article, strict=True) if n == number)
            assert divide_pages([again], rules).blocks.article.max() == 0


def test_the_blocks_of_a_head_know_their_role(rules: RuleSet) -> None:
    page = (
        "Harvest festival moved indoors\n\n7 October 2018\n\nBy Ada Finch\n\nThe weather office expects gales on both "
        "days, so the stalls and the brass band will move into the market hall, as they did four years ago."
    )
    batch = divide_pages([page], rules)
    assert [ROLES[role] for role in batch.blocks.role.tolist()] == ["title", "date", "byline", ""]


def test_residue_and_blank_blocks_are_in_no_article(rules: RuleSet) -> None:
    batch = divide_pages(["Advertisements\n\n\u00a0\n\nA single paragraph stands on this page, and nothing else does."], rules)
    assert batch.blocks.article.tolist() == [NO_ARTICLE, NO_ARTICLE, 0]
    assert (batch.blocks.rule != NO_RULE).tolist() == [True, False, False]


def test_an_empty_page_is_no_article(rules: RuleSet) -> None:
    assert len(divide_pages(["", "\n \n"], rules).blocks) == 0
