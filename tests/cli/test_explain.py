"""`corpusclean explain`: what happened to a page, for people and for programs."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpusclean import replay
from corpusclean.cli.beside import display_width, lay_beside
from tests.cli.process import corpusclean, rows

PAGES = Path(__file__).parents[2] / "fixtures" / "demo" / "pages.jsonl"
BRIDGE = "The old bridge opened to traffic again on Wednesday, two years after cracks were found in its northern arch."


def explained(*arguments: object) -> dict[str, Any]:
    done = corpusclean("explain", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_a_removed_page_is_shown_beside_what_was_kept() -> None:
    page = explained("mirror-7", PAGES)
    [article] = page["articles"]
    [match] = article["matches"]
    assert article["removed"]
    assert (match["kept"], match["similarity"], match["how"]) == ("harbour-blog-1#0", 0.9, "near")
    assert (match["shared"], match["shingles"]) == (81, 90)
    assert (match["only_in_removed"], match["only_in_kept"]) == (["red"], [])
    assert "on a red bicycle" in match["removed_text"]
    assert "on a bicycle" in match["kept_text"]


def test_a_kept_article_says_what_it_stands_for() -> None:
    first, second = explained("harbour-blog-1#0", PAGES)["articles"]
    assert (first["removed"], first["stands_for"]) == (False, 1)
    assert [match["removed"] for match in first["matches"]] == ["mirror-7#0"]
    assert (second["lang"], second["stands_for"], second["matches"]) == ("ar", 0, [])


def test_blocks_tell_repairs_rules_boundaries_and_languages() -> None:
    blocks = explained("harbour-blog-2", PAGES)["blocks"]
    assert [block["number"] for block in blocks] == list(range(len(blocks)))
    title = next(block for block in blocks if block["begins"])
    assert (title["article"], title["role"], title["lang"]) == (0, "title", "fr")
    assert title["points"] >= 4
    assert "marchÃ©" in title["before"] and "marché" in title["text"] and title["steps"]
    assert [block["rule"] != "" for block in blocks] == [block["article"] is None for block in blocks]
    assert any(block["rule"].startswith("sharing.") for block in blocks)


def test_a_block_tells_what_it_says_by_itself_and_in_another_script(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"{BRIDGE}\nBy Lena Okafor\nافتتاح الجسر القديم | The old bridge opens again\n", encoding="utf-8")
    blocks = explained("page", page)["blocks"]
    assert [(block["lang"], block["alone"], block["second"]) for block in blocks[1:]] == [
        ("en", "und", ""),
        ("ar", "ar", "en"),
    ]
    text = corpusclean("explain", "page", page).stdout.decode()
    assert "en 0." in text and "(und by itself)" in text
    assert "% in en" in text


def test_for_people_it_is_a_page_of_text() -> None:
    done = corpusclean("explain", "mirror-7#0", PAGES)
    text = done.stdout.decode()
    assert "block 0: residue, cut by advertising.label.en" in text
    assert "article mirror-7#0: removed as a duplicate" in text
    assert "mirror-7#0 is a duplicate of harbour-blog-1#0: near 0.9; they share 81 of 90 shingles" in text
    assert "only in what was removed: red" in text
    assert "was a baker on a [red] bicycle.        | was a baker on a bicycle." in text


def test_the_same_choices_as_in_a_run(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    lines = [{"id": name, "text": f"{BRIDGE} {name}"} for name in ("a", "b", "b")]
    pages.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert explained("b", pages)["articles"][0]["removed"]
    assert not explained("b", pages, "--threshold", "0.99")["articles"][0]["removed"]
    assert explained("b~2", pages, "--threshold", "0.99")["articles"][0]["matches"][0]["kept"] == "b#0"
    longest = explained("a", pages, "--keep", "oldest:none", "--keep", "longest", "--workers", "2")
    assert longest["articles"][0]["stands_for"] == 2


def test_an_id_may_look_like_that_of_an_article(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    lines = [{"id": "x", "text": BRIDGE}, {"id": "x#0", "text": BRIDGE}]
    pages.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert explained("x#0", pages)["page"] == "x#0"
    assert explained("x#0#0", pages)["articles"][0]["matches"][0]["kept"] == "x#0"
    assert explained("x", pages)["articles"][0]["stands_for"] == 1


def test_a_repaired_block_is_told_with_what_was_cut_off_it(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"{BRIDGE} CafÃ© owners were glad. Read more", encoding="utf-8")
    [block] = explained("page", page)["blocks"]
    assert block["text"] == replay(block["before"], block["steps"])
    assert [text for _, text in block["pieces"]] == ["Read more"] and block["text"].endswith("glad. Read more")


@pytest.mark.parametrize("keep", ["first", "longest"])
def test_a_block_that_another_article_has_is_told_as_cut(tmp_path: Path, keep: str) -> None:
    pages = tmp_path / "pages.jsonl"
    own = [f"{name} {' '.join(f'{name}{number}' for number in range(80))}." for name in ("first", "second", "third")]
    texts = {"a": f"{own[0]}\n\n{BRIDGE} {BRIDGE}\n\n{own[1]}", "b": f"{BRIDGE} {BRIDGE}\n\n{own[2]}"}
    pages.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()))
    options = (pages, "--blocks", "--keep", keep)
    page = explained("b", *options)
    assert [block["repeats"] for block in page["blocks"]] == ["a#0", ""]
    assert [block["repeats"] for block in explained("a", *options)["blocks"]] == ["", "", ""]
    assert page["articles"][0]["text"] == rows(corpusclean("run", *options).stdout)[1]["text"] == own[2]
    said = corpusclean("explain", "b", *options).stdout.decode()
    assert "block 0: cut from article 0: a#0 has it already; en" in said


def test_a_terminal_is_not_steered(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text(json.dumps({"id": "a\u001b[2J", "text": f"{BRIDGE} \u202egnitirw"}) + "\n")
    done = corpusclean("explain", "a\x1b[2J", pages, "--no-repair")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert "\u202e" not in done.stdout.decode()


@pytest.mark.parametrize(
    ("name", "source", "message"), [("none", str(PAGES), "no page or article"), ("x", "-", "twice")]
)
def test_what_can_not_be_explained_is_refused(name: str, source: str, message: str) -> None:
    done = corpusclean("explain", name, source)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_columns_are_as_wide_as_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = list(lay_beside("漢字" * 30 + " and more\n\nend", "e\u0301" * 40 + "\x07"))
    assert {display_width(line.split(" | ")[0]) for line in lines if " | " in line} == {28}
    assert "\\x07" in "".join(lines)
    assert list(lay_beside("a\nb\nc", "a\nb\nc", most_lines=1))[1] == "... 2 more lines"


@pytest.mark.parametrize("name", ["harbour-blog-1#7", "mirror-7#1"])
def test_an_article_that_its_page_does_not_have_is_refused(name: str) -> None:
    done = corpusclean("explain", name, PAGES)
    assert done.returncode == 2 and not done.stdout
    page = name.partition("#")[0]
    assert f"page '{page}' has no article '{name}': it has {page}#0" in done.stderr.decode()
