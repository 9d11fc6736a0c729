"""Residue by line and by character, where every line is labelled."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from baselines import methods
from data import CONTENT, RESIDUE, Page, data_path, fixture_pages, labelled_rows
from ours import Left
from show import Choices, Summary, f1, ratio, share, skipped, table, title

SETS: dict[str, str] = {
    "fixtures": "the project's own pages",
    "aeb_residue_dev": "news articles as extractors left them, in English",
    "readability": "whole pages, menus included, in English",
}
HEAD = ["method", "lines", "residue", "gone", "content cut", "precision", "recall", "F1", "F1 by character"]


def section(name: str) -> Callable[[Choices], Summary]:
    """The section for one of the SETS."""

    def run(choices: Choices) -> Summary:
        path = data_path(name)
        if name != "fixtures" and not path.exists():
            skipped(name, path)
            return []
        return report(name, SETS[name], fixture_pages() if name == "fixtures" else labelled_rows(name), choices)

    return run


def report(name: str, what: str, pages: list[Page], choices: Choices) -> Summary:
    """Print the scores of every method; of ours also by language and by group, and the mistakes if they are wanted."""
    title(name, f"{len(pages)} pages; {what}")
    rows, ours = [], None
    for method, clean in methods(choices.peers):
        left = clean(pages)
        ours = ours or left
        rows.append([method, *score(count(pages, left))])
    table(HEAD, rows)
    assert ours is not None
    by_language(pages, ours)
    by_group(pages, ours)
    if choices.list_false_cuts:
        list_mistakes("should have stayed", false_cuts(pages, ours))
    if choices.list_misses:
        list_mistakes("should have gone", misses(pages, ours), choices.list_misses)
    columns = {"residue gone": "gone", "content cut": "content cut", "F1 by line": "F1"}
    return [(f"{name}: {said}", {row[0]: row[HEAD.index(column)] for row in rows}) for said, column in columns.items()]


def count(pages: list[Page], left: list[list[Left]]) -> Counter[tuple[str, int]]:
    """Lines and characters of each label, there and gone: a line is gone where nothing of it is left."""
    counts = Counter[tuple[str, int]]()
    for page, lines in zip(pages, left, strict=True):
        for line, label, rest in zip(page.lines, page.labels, lines, strict=True):
            counts["lines", label] += 1
            counts["gone", label] += not rest.text
            counts["characters", label] += len(line)
            # A repair can make a line longer; that is no gain for either side.
            counts["characters gone", label] += max(len(line) - len(rest.text), 0) if rest.rule or not rest.text else 0
    return counts


def score(counts: Counter[tuple[str, int]]) -> list[str]:
    """The cells of a row, after the method's name."""
    gone, cut = counts["gone", RESIDUE], counts["gone", CONTENT]
    precision, recall = ratio(gone, gone + cut), ratio(gone, counts["lines", RESIDUE])
    return [
        f"{counts['lines', RESIDUE] + counts['lines', CONTENT]:,}",
        f"{counts['lines', RESIDUE]:,}",
        share(gone, counts["lines", RESIDUE]),
        f"{cut:,} = {share(cut, counts['lines', CONTENT], 3)}",
        f"{precision:.4f}",
        f"{recall:.4f}",
        f"{f1(precision, recall):.4f}",
        f"{_f1_by_character(counts):.4f}",
    ]


def _f1_by_character(counts: Counter[tuple[str, int]]) -> float:
    gone, cut = counts["characters gone", RESIDUE], counts["characters gone", CONTENT]
    return f1(ratio(gone, gone + cut), ratio(gone, counts["characters", RESIDUE]))


def by_language(pages: list[Page], left: list[list[Left]]) -> None:
    """Our scores for the ten languages with most pages, if there are several."""
    places = defaultdict(list)
    for place, page in enumerate(pages):
        places[page.lang].append(place)
    most = sorted((lang for lang in places if lang), key=lambda lang: (-len(places[lang]), lang))[:10]
    if len(most) > 1:
        chosen = [(lang, [pages[i] for i in places[lang]], [left[i] for i in places[lang]]) for lang in most]
        table(["corpusclean, by language", *HEAD[1:]], [[lang, *score(count(*both))] for lang, *both in chosen])


def by_group(pages: list[Page], left: list[list[Left]]) -> None:
    """What each group of rules took."""
    taken = Counter[tuple[str, int]]()
    for page, lines in zip(pages, left, strict=True):
        for label, rest in zip(page.labels, lines, strict=True):
            if rest.rule:
                taken[rest.rule.partition(".")[0], label] += 1
    groups = sorted({group for group, _ in taken}, key=lambda group: (-taken[group, RESIDUE], group))
    rows = [[group, *(f"{taken[group, label]:,}" for label in (RESIDUE, CONTENT))] for group in groups]
    table(["corpusclean, by group", "residue", "content"], rows)


def false_cuts(pages: list[Page], left: list[list[Left]]) -> Iterator[str]:
    """Lines of content that are gone, or shorter by a rule, with the lines beside them."""
    for page, lines in zip(pages, left, strict=True):
        for row, (line, label, rest) in enumerate(zip(page.lines, page.labels, lines, strict=True)):
            if label == CONTENT and (rest.rule or (line.strip() and not rest.text)):
                before, after = (page.lines[i] if 0 <= i < len(lines) else "-" for i in (row - 1, row + 1))
                yield f"{page.name} {rest.rule or 'nothing left'}: {line!r}   between {before[-50:]!r}, {after[:50]!r}"


def misses(pages: list[Page], left: list[list[Left]]) -> Iterator[str]:
    """Lines of residue that are still there, the most frequent first."""
    counts = Counter(
        rest.text
        for page, lines in zip(pages, left, strict=True)
        for label, rest in zip(page.labels, lines, strict=True)
        if label == RESIDUE and rest.text
    )
    for line, times in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{times} x {line[:160]!r}"


def list_mistakes(what: str, mistakes: Iterator[str], most: int | None = None) -> None:
    print(f"  {what}:")
    for mistake in list(mistakes)[:most]:
        print(f"    {mistake}")
