"""`make eval`: what corpusclean cuts, splits and repairs, against labelled data, beside plain baselines.

The data are the files of ../shared/data where they are there (CORPUSCLEAN_DATA names another folder) and the project's
own fixtures; what is not there is named and passed over. Every section can be run alone with --only.
"""

import argparse
import sys
from collections.abc import Callable

import generated
import labelled
import learned
import pieces
import repairs
import untouched
from show import Choices, Summary, summary

SECTIONS: dict[str, Callable[[Choices], Summary]] = {
    **{name: labelled.section(name) for name in labelled.SETS},
    "trafilatura": pieces.section,
    **{name: generated.section(name) for name in generated.SENTENCES},
    "learned": learned.section,
    "repair": repairs.section,
    **{name: untouched.section(name) for name in untouched.SETS},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="NAME", help=", ".join(SECTIONS))
    parser.add_argument("--list-false-cuts", action="store_true", help="show every line that should have stayed")
    parser.add_argument("--list-misses", type=int, default=0, metavar="N", help="show N lines that should have gone")
    parser.add_argument("--no-peers", action="store_true", help="without jusText and trafilatura (installed in .peers)")
    parser.add_argument("--seeds", default="21,22", help="of the generated pages; default: 21,22")
    parser.add_argument("--pages", type=int, default=1000, help="generated for each seed; default: 1000")
    parser.add_argument(
        "--residue", help="JSON of {language: [line, ...]} for the generated pages, such as unseen_lines.json"
    )
    options = parser.parse_args()
    choices = Choices(
        peers=not options.no_peers,
        list_false_cuts=options.list_false_cuts,
        list_misses=options.list_misses,
        seeds=tuple(map(int, options.seeds.split(","))),
        pages=options.pages,
        residue=options.residue,
    )
    measures = []
    for name in options.only or SECTIONS:
        measures += SECTIONS[name](choices)
        sys.stdout.flush()
    summary(measures)


if __name__ == "__main__":
    main()
