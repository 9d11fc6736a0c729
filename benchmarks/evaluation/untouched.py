"""Text in which there is no residue and no damage: not a line cut, not a character changed where ftfy changes none."""

from collections.abc import Callable
from itertools import groupby

import ftfy
from data import FIXTURES, MARKED, data_path, one_line, read_rows
from ours import Cleaning, make_cleaner
from show import Choices, Summary, skipped, table, title

SETS = {
    "must_not_change": "the project's own texts",
    "udhr_paragraphs": "the Declaration of Human Rights in 448 languages",
    "flores101_first250": "sentences in 102 languages",
    "lingua_sentences_400": "sentences in 75 languages",
    "gesetze_slice": "German laws, in wrapped lines",
    "mccormick_2500": "articles",
}
TOGETHER = 12  # lines that make a page of their own
SAFE = ftfy.TextFixerConfig(uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, explain=False)


def section(name: str) -> Callable[[Choices], Summary]:
    """The section for one of the SETS."""

    def run(choices: Choices) -> Summary:
        if name != "must_not_change" and not data_path(name).exists():
            skipped(name, data_path(name))
            return []
        return report(name, _fixtures() if name == "must_not_change" else _rows(name), choices)

    return run


def report(name: str, pages: list[list[str]], choices: Choices) -> Summary:
    """Print how many lines were cut and changed, as they stand together and each as a page of its own."""
    lines = [line for page in pages for line in page if line.strip()]
    alone = [[line] for line in dict.fromkeys(lines) if len(line) <= 200]
    cleaner = make_cleaner()
    title(name, SETS[name])
    cells, mistakes = [], []
    for how, given in (("as pages", pages), ("each line alone", alone)):
        cut, changed = _mistakes(given, list(cleaner(given)))
        cells.append([how, f"{len(given):,}", f"{sum(map(len, given)):,}", str(len(cut)), str(len(changed))])
        mistakes += cut + changed
    table(["", "pages", "lines", "cut", "changed, not by ftfy"], cells)
    for mistake in mistakes if choices.list_false_cuts else []:
        print(f"    {mistake}")
    return [(f"{name}: lines cut or changed, of {len(lines):,}", {"corpusclean": str(len(mistakes))})]


def _mistakes(pages: list[list[str]], cleaned: list[Cleaning]) -> tuple[list[str], list[str]]:
    cut, changed = [], []
    for page, cleaning in zip(pages, cleaned, strict=True):
        for line, rest in zip(page, cleaning.lines, strict=True):
            if rest.rule or (line.strip() and not rest.text):
                cut.append(f"{rest.rule or 'nothing left'}: {line!r}")
            elif rest.text != line.strip() and ftfy.fix_text(line, SAFE).strip() == line.strip():
                changed.append(f"{line!r} became {rest.text!r}")
    return cut, changed


def _fixtures() -> list[list[str]]:
    folders = ("residue/must_not_change/*.txt", "articles/must_not_split/*.txt", "repair/must_not_change.txt")
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in sorted(FIXTURES.glob(folder))]
    return [[line for line in text.splitlines() if not MARKED.match(line)] for text in texts]


def _rows(name: str) -> list[list[str]]:
    """The rows' texts as pages: whole ones as they are, single lines a dozen of one language to a page."""
    rows = read_rows(name)
    if any("\n" in row["text"] for row in rows):
        return [[one_line(line) for line in row["text"].split("\n")] for row in rows]
    pages = []
    for _, group in groupby(rows, lambda row: row.get("lang", row["id"])):
        texts = [one_line(row["text"]) for row in group]
        pages += [texts[i : i + TOGETHER] for i in range(0, len(texts), TOGETHER)]
    return pages
