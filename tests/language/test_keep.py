"""Leaving out other languages, and a file for each: through the front door."""

import json
from pathlib import Path

import pytest

from corpusclean.api import Cleaner, Removal
from corpusclean.config import Config
from corpusclean.errors import UsageError
from corpusclean.language.codes import LANGUAGES
from corpusclean.language.keep import kept_languages
from tests.cli.process import corpusclean, rows

ENGLISH = "The committee met on Tuesday and decided to postpone the vote until spring, when the reports are due."
FRENCH = "La commission s'est réunie mardi et a décidé de reporter le vote au printemps, faute de rapports."
ARABIC = "اجتمعت اللجنة يوم الثلاثاء وقررت تأجيل التصويت إلى الربيع لأن التقارير لم تصل بعد."


def clean(config: Config, *pages: str) -> tuple[list[str], list[Removal], Cleaner]:
    removed: list[Removal] = []
    cleaner = Cleaner(config, on_removal=removed.append)
    return [article.text for article in cleaner(pages)], removed, cleaner


def test_articles_in_other_languages_are_left_out_whole():
    mixed = f"{ENGLISH}\n{FRENCH}\n{ENGLISH} Nobody was surprised."
    texts, removed, cleaner = clean(Config(keep_languages=("en",), split="off"), mixed, FRENCH, ARABIC)
    assert texts == [mixed]
    assert [(removal.kind, removal.page, removal.text) for removal in removed] == [
        ("language", "1", FRENCH),
        ("language", "2", ARABIC),
    ]
    assert cleaner.ledger.total("articles", "removed", "language") == 2
    assert cleaner.ledger.total("blocks", "removed", "language") == 2
    assert cleaner.ledger.total("pages", "emptied") == 2


def test_blocks_in_other_languages_are_left_out_and_lines_without_letters_stay():
    config = Config(keep_languages=("en",), language_unit="block", split="off")
    texts, removed, cleaner = clean(config, f"{ENGLISH}\n1,024 | 2,048\n{FRENCH}\n{ENGLISH}", FRENCH)
    assert texts == [f"{ENGLISH}\n1,024 | 2,048\n{ENGLISH}"]
    assert [(removal.kind, removal.number, removal.text) for removal in removed] == [
        ("language", 2, FRENCH),
        ("language", 0, FRENCH),
    ]
    assert cleaner.ledger.total("blocks", "removed", "language") == 2


def test_und_can_be_kept():
    kept = kept_languages(("und", "zh"))
    assert [code for code, stays in zip(LANGUAGES, kept, strict=True) if stays] == ["und", "zh-Hans", "zh-Hant", "zh"]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"keep_languages": ("en",), "language": False}, "needs the languages"),
        ({"language_unit": "page"}, "article or block"),
    ],
)
def test_choices_that_make_no_sense_are_refused(choices, message):
    with pytest.raises(UsageError, match=message):
        Config(**choices)


def test_an_unknown_language_can_not_be_kept():
    with pytest.raises(UsageError, match="'xx'"):
        kept_languages(("en", "xx"))


def test_a_file_for_each_language(tmp_path: Path) -> None:
    pages = "".join(json.dumps({"id": code, "text": text}) + "\n" for code, text in (("a", ENGLISH), ("b", ARABIC)))
    folder = tmp_path / "by-language"
    done = corpusclean("run", "--output-by-language", folder, stdin=pages.encode())
    assert (done.returncode, done.stdout) == (0, b"")
    assert sorted(path.name for path in folder.iterdir()) == ["ar.jsonl", "en.jsonl"]
    assert [row["id"] for row in rows(folder / "ar.jsonl")] == ["b#0"]
    again = corpusclean("run", "--output-by-language", folder, stdin=pages.encode())
    assert again.returncode == 2
    assert b"--force" in again.stderr
    english = pages.splitlines()[0].encode()
    both = corpusclean("run", "--output-by-language", folder, "-o", "-", "--force", stdin=english)
    assert [path.name for path in folder.iterdir()] == ["en.jsonl"]
    assert b"removed" in both.stderr and b"ar.jsonl" in both.stderr
    assert both.stdout == (folder / "en.jsonl").read_bytes()


def test_what_was_left_out_is_written_with_its_language(tmp_path: Path) -> None:
    removed = tmp_path / "removed.jsonl"
    page = json.dumps({"id": "p", "text": f"{ENGLISH}\n{FRENCH}"}).encode()
    blocks = corpusclean("run", "--keep-languages", "en", "--language-unit", "block", "--removed", removed, stdin=page)
    assert [row["text"] for row in rows(blocks.stdout)] == [ENGLISH]
    assert rows(removed) == [{"kind": "language", "page": "p", "block": 1, "text": FRENCH, "lang": "fr"}]
    articles = corpusclean(
        "run", "--keep-languages", "ar", "--no-articles", "--force", "--removed", removed, stdin=page
    )
    assert articles.stdout == b""
    [row] = rows(removed)
    assert (row["kind"], row["page"], row["article"], row["lang"]) == ("language", "p", 0, "en")
    assert [block[2] for block in row["blocks"]] == ["en", "fr"]


def test_the_languages_of_a_file_by_blocks_and_characters(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(f"{ENGLISH}\n{ENGLISH}\n{ARABIC}\n", encoding="utf-8")
    found = json.loads(corpusclean("languages", "--json", tmp_path / "page.txt").stdout)
    assert found == {
        "en": {"blocks": 2, "characters": 2 * len(ENGLISH)},
        "ar": {"blocks": 1, "characters": len(ARABIC)},
    }
    shown = corpusclean("languages", tmp_path / "page.txt").stdout.decode()
    assert [line.split()[:3] for line in shown.splitlines()[1:]] == [
        ["en", "English", "2"],
        ["ar", "Arabic", "1"],
        ["of", "1", "page"],
    ]


def test_lines_that_can_not_be_used_are_counted_on_standard_error() -> None:
    done = corpusclean("languages", "--json", "-", stdin=f'{{"text": "{ENGLISH}"}}\nno JSON\n'.encode())
    assert (done.returncode, list(json.loads(done.stdout))) == (0, ["en"])
    assert b"lines that can not be used: 1;" in done.stderr
