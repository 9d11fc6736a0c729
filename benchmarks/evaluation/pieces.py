"""Whole pages with pieces of text that must stay, and pieces that must go: trafilatura's evaluation."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from baselines import methods
from data import Page, data_path, one_line, read_rows
from ours import make_cleaner
from show import Choices, Summary, share, skipped, table, title

NAME = "trafilatura_eval_dev"
SIDES = {"with_found": "stay", "without_found": "go"}
HEAD = ["method", "must go", "gone", "must stay", "still there"]
TABLE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u00ad": None})


def section(choices: Choices) -> Summary:
    """Print which pieces every method leaves."""
    if not data_path(NAME).exists():
        skipped("trafilatura", data_path(NAME))
        return []
    rows = read_rows(NAME)
    lines = [list(map(one_line, row["lines"])) for row in rows]
    languages = [cleaning.lang for cleaning in make_cleaner(residue=False)(lines)]
    pages = [Page(row["id"], *both, lang) for row, both, lang in zip(rows, _unlabelled(lines), languages, strict=True)]
    title("trafilatura", f"{len(pages)} whole pages, menus included; pieces that must stay and pieces that must go")
    scores, ours = [], None
    for method, clean in methods(choices.peers):
        texts = [flat("\n".join(rest.text for rest in left)) for left in clean(pages)]
        ours = ours or texts
        scores.append([method, *_score(rows, texts, lambda _: True)])
    table(HEAD, scores)
    assert ours is not None
    most = [lang for lang, _ in Counter(languages).most_common(10)]
    by_language = [[code, *_score(rows, ours, lambda place, code=code: languages[place] == code)] for code in most]
    table(["corpusclean, by language", *HEAD[1:]], by_language)
    if choices.list_false_cuts:
        _list_lost(rows, ours)
    columns = {"must go, gone": 2, "must stay, still there": 4}
    return [(f"trafilatura: {said}", {row[0]: row[place] for row in scores}) for said, place in columns.items()]


def _unlabelled(pages: list[list[str]]) -> list[tuple[list[str], list[int]]]:
    return [(lines, []) for lines in pages]


def flat(text: str) -> str:
    """A text as it is compared: white space, soft hyphens and the shape of quotes do not count."""
    return " ".join(text.translate(TABLE).split())


def _score(rows: list[dict[str, Any]], texts: list[str], chosen: Callable[[int], bool]) -> list[str]:
    counts = Counter[tuple[str, bool]]()
    for place, (row, text) in enumerate(zip(rows, texts, strict=True)):
        if chosen(place):
            counts.update((SIDES[side], flat(piece) in text) for side in SIDES for piece in row[side])
    go, stay = (counts[side, True] + counts[side, False] for side in ("go", "stay"))
    return [f"{go:,}", share(counts["go", False], go), f"{stay:,}", share(counts["stay", True], stay, 2)]


def _list_lost(rows: list[dict[str, Any]], texts: list[str]) -> None:
    print("  should have stayed:")
    for row, text in zip(rows, texts, strict=True):
        for piece in row["with_found"]:
            if flat(piece) not in text:
                print(f"    {row['id']}: {piece!r}")
