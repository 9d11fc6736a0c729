"""corpusclean from Python."""

import pickle
from collections.abc import Iterator

import pytest

from corpusclean import Article, Change, Cleaner, Config, Removal, clean_text, replay

STORY = "The mill by the river burned down in the night. Nobody was hurt, but the wheel is gone."


def test_a_page_with_everything_that_was_done_to_it() -> None:
    page = clean_text(f"Skip to content\n\nThe old mill\n\n{STORY}\n\nCafÃ© society mourns.\n\nLeave a Reply")
    assert [article.text for article in page.articles] == [f"The old mill\n\n{STORY}\n\nCafé society mourns."]
    assert [(removal.kind, removal.number, removal.text) for removal in page.removed] == [
        ("residue", 0, "Skip to content"),
        ("residue", 4, "Leave a Reply"),
    ]
    assert [(change.block, change.before, change.after) for change in page.changed] == [
        (3, "CafÃ© society mourns.", "Café society mourns.")
    ]
    assert all(change.steps for change in page.changed)


def test_the_steps_of_a_change_give_its_text_where_pieces_were_cut_off_too() -> None:
    page = clean_text(
        "The harbour was quiet in SÃ£o Paulo on Monday and the boats stayed in for the whole day. Read more"
    )
    [change], [removal] = page.changed, page.removed
    assert removal.text == "Read more" and change.after.endswith("the whole day. Read more")
    assert replay(change.before, change.steps) == change.after == f"{page.articles[0].text} {removal.text}"


def test_blocks_tile_the_text() -> None:
    article = clean_text(
        f"{STORY}\nEine Übersetzung fehlt bis heute, sagte der Müller.\n\nمساء الخير يا جماعة"
    ).articles[0]
    pieces = [article.text[start:end] for start, end, _, _ in article.blocks]
    assert article.text.replace("\n\n", "\n") == "\n".join(pieces)


def test_an_iterator_is_read_lazily_and_in_order() -> None:
    taken = []

    def pages() -> Iterator[str]:
        for number in range(100_000):
            taken.append(number)
            yield f"Story {number}. " + "It was told at length, and every word of it counted. " * 20

    articles = Cleaner(Config(duplicates=False))(pages())
    assert [next(articles).id for _ in range(3)] == ["0#0", "1#0", "2#0"]
    assert len(taken) < 2000


def test_duplicates_are_removed_and_told() -> None:
    removed: list[Removal] = []
    cleaner = Cleaner(on_removal=removed.append)
    articles = list(
        cleaner([{"id": "a", "text": STORY, "n": 1}, {"id": "b", "text": STORY}, {"id": "a", "text": "Other."}])
    )
    assert [(article.id, dict(article.fields)) for article in articles] == [("a#0", {"n": 1}), ("a~2#0", {})]
    assert [(r.kind, r.page, r.kept, r.similarity, r.how) for r in removed] == [("duplicate", "b", "a#0", 1.0, "exact")]
    assert cleaner.ledger.total("articles", "found") == 3


def test_every_call_is_a_run_of_its_own() -> None:
    cleaner = Cleaner()
    assert [len(list(cleaner([STORY]))) for _ in range(2)] == [1, 1]
    assert cleaner.ledger.total("pages", "read") == 1


def test_a_cleaner_pickles_to_one_that_does_the_same() -> None:
    cleaner = Cleaner(Config(threshold=0.7))
    list(cleaner([STORY]))
    other = pickle.loads(pickle.dumps(cleaner))
    assert other.config == cleaner.config
    assert list(other([STORY])) == list(cleaner([STORY]))
    assert pickle.dumps(other) == pickle.dumps(Cleaner(Config(threshold=0.7)))


@pytest.mark.parametrize("page", [7, None, {"id": "a"}, {"text": None}])
def test_a_page_without_text_is_an_error_of_the_caller(page: object) -> None:
    with pytest.raises(TypeError, match="page 0"):
        list(Cleaner()([page]))  # type: ignore[list-item]


def test_lone_surrogates_do_no_harm() -> None:
    assert (
        clean_text("A broken \ud83d face, and no more than that.").articles[0].text
        == "A broken \ufffd face, and no more than that."
    )


def test_no_pages_no_articles() -> None:
    assert list(Cleaner()([])) == []
    assert clean_text("").articles == []


def test_the_values_are_plain() -> None:
    article = Article("a#0", "text", "en", "a", 0, ((0, 4, "en", 1.0),))
    assert pickle.loads(pickle.dumps(article)) == article
    assert Change("a", 0, ("entities",), "&amp;", "&").steps == ("entities",)
