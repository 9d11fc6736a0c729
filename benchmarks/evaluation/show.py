"""What the sections of the evaluation have in common: the choices of the user, and how numbers are printed."""

from typing import NamedTuple


class Choices(NamedTuple):
    """What the command line asked for."""

    peers: bool = True
    list_false_cuts: bool = False
    list_misses: int = 0
    seeds: tuple[int, ...] = (21, 22)
    pages: int = 1000
    residue: str | None = None


Summary = list[tuple[str, dict[str, str]]]
"""Measures of a section, each with its value by method: what the table at the end is made of."""


def title(name: str, what: str) -> None:
    print(f"\n{name}: {what}")


def skipped(name: str, missing: object) -> None:
    print(f"\n{name}: skipped, {missing} is not here")


def table(head: list[str], rows: list[list[str]]) -> None:
    """Columns as wide as they need to be, the first to the left and the rest to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  " + "  ".join([row[0].ljust(widths[0]), *cells]).rstrip())


def summary(measures: Summary) -> None:
    """One table of all sections: a measure a row, a method a column."""
    methods = list(dict.fromkeys(method for _, values in measures for method in values))
    title("summary", "corpusclean beside the others")
    table(["measure", *methods], [[name, *(values.get(method, "") for method in methods)] for name, values in measures])


def share(part: float, whole: float, digits: int = 1) -> str:
    """A share in percent; "-" of nothing."""
    return f"{100 * part / whole:.{digits}f} %" if whole else "-"


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def f1(precision: float, recall: float) -> float:
    return ratio(2 * precision * recall, precision + recall)
