"""How a benchmark of several parts is asked for some of them."""

import argparse
from collections.abc import Iterable

ARTICLES = 20_000


def choose_parts(description: str | None, names: Iterable[str]) -> tuple[list[str], int]:
    """The parts named on the command line, by default all, and how many articles each is to be measured with."""
    known = list(names)
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=known, metavar="PART", help=" ".join(known))
    parser.add_argument("--articles", type=int, default=ARTICLES)
    options = parser.parse_args()
    if unknown := set(options.parts) - set(known):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return options.parts, options.articles
