"""`corpusclean learn`: find what stands on page after page and is no part of a story, and write rules for it."""

from typing import Any

import click

from corpusclean.cli.options.language import detection_options
from corpusclean.cli.options.pages import page_options
from corpusclean.cli.options.repair import repair_options
from corpusclean.cli.options.residue import rule_options
from corpusclean.cli.options.sections import SectionCommand, section, together
from corpusclean.cli.options.work import work_options

option = section("Learning")

learning_options = together(
    option("-o", "--output", default="-", metavar="OUT", help="Where the rules go (TOML).  [default: stdout]"),
    option("--force", is_flag=True, help="Overwrite OUT if it exists."),
    option("--min-pages", default=10, show_default=True, help="Pages that a line must stand on, copies counted once."),
    option(
        "--min-share",
        default=0.2,
        show_default=True,
        help="Share of a site's pages that a line must stand on, for a rule of that site.",
    ),
    option(
        "--min-corpus-share",
        default=0.02,
        show_default=True,
        help="Share of the pages in a language that it must stand on, and on three sites, for a rule of all sites.",
    ),
    option(
        "--budget",
        default=4_000_000,
        show_default=True,
        type=click.IntRange(1),
        help="Different lines that are counted, 40 bytes each; of more, the frequent ones are.",
    ),
)


@click.command(cls=SectionCommand, short_help="Learn residue rules from pages.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=str))
@learning_options
@page_options
@repair_options
@rule_options
@detection_options
@work_options
def learn(**options: Any) -> None:
    """Learn residue rules from pages: lines that stand on many pages of a site, or of the whole corpus, at the head, at
    the tail or between stories.

    What the rules take already is not learned again. Never learned are long lines, dates, bylines, quotations, lines
    with a verb of speech, lines that stand inside stories, and lines that always have the same text beside them. The
    input is read twice, and can not be a pipe. The rules do not depend on the order of the pages.

    \b
    Examples:
      corpusclean learn pages.jsonl.gz -o learned.toml
      corpusclean run pages.jsonl.gz --rules learned.toml -o corpus.jsonl
      corpusclean run pages.jsonl.gz --learn -o corpus.jsonl
    """
    from corpusclean.cli.teaching import learn_files

    learn_files(options)
