"""Repair of encodings: the cases of ftfy's own tests, beside ftfy itself."""

from collections import Counter
from typing import Any

import ftfy
from data import data_path, one_line, read_rows
from ours import Cleaner, make_cleaner
from pieces import flat
from show import Choices, Summary, share, skipped, table, title

NAME = "ftfy_cases"


def section(choices: Choices) -> Summary:
    """Print, by kind of case, how many read as ftfy's authors say that they should."""
    if not data_path(NAME).exists():
        skipped("repair", data_path(NAME))
        return []
    cases = [row for row in read_rows(NAME) if row["expect"] == "pass"]
    cleaner = make_cleaner(residue=False, split="off", language=False)
    counts, wrong = Counter[tuple[str, str]](), []
    for case in cases:
        wanted = _flat(case["fixed_encoding"])
        right = {"corpusclean": _flat(_repair(cleaner, case)) == wanted}
        right["ftfy"] = _flat(ftfy.fix_encoding(case["text"])) == wanted
        counts.update((case["kind"], method) for method in right if right[method])
        counts[case["kind"], ""] += 1
        wrong += [] if right["corpusclean"] else [f"{case['id']}: {case['text']!r} should be {wanted!r}"]
    title("repair", f"{len(cases)} of ftfy's own cases, as one line each")
    kinds = sorted({kind for kind, _ in counts})
    cells = [
        [kind, str(counts[kind, ""]), *(_share(counts, kind, who) for who in ("corpusclean", "ftfy"))] for kind in kinds
    ]
    table(["kind", "cases", "corpusclean", "ftfy"], cells)
    for line in wrong if choices.list_false_cuts else []:
        print(f"    {line}")
    methods = ("corpusclean", "ftfy")
    right = {who: share(sum(counts[kind, who] for kind in kinds), len(cases)) for who in methods}
    return [("repair: ftfy's cases right", right)]


def _share(counts: Counter[tuple[str, str]], kind: str, method: str) -> str:
    return share(counts[kind, method], counts[kind, ""])


def _repair(cleaner: Cleaner, case: dict[str, Any]) -> str:
    (page,) = cleaner([[one_line(case["text"])]])
    return page.lines[0].text


def _flat(text: str) -> str:
    """What corpusclean and ftfy's repair of encodings do differently by design does not count: entities, white space,
    the shape of quotes and the normal form."""
    return flat(ftfy.fix_text(text))
