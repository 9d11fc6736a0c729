"""`corpusclean run`: clean pages, write articles."""

import re
from pathlib import Path
from typing import Any

import click

from corpusclean.cli.options import cleaning_options
from corpusclean.cli.options.sections import SectionCommand, section, together

option = section("Output")


def _check_max_rejects(_: click.Context, __: click.Parameter, value: str) -> str:
    number = value.removesuffix("%")
    if not re.fullmatch(r"[0-9]+", number) and not (value.endswith("%") and re.fullmatch(r"[0-9]+\.[0-9]+", number)):
        raise click.BadParameter("give a number of lines, such as 10, or a share of them, such as 0.5%")
    return value


output_options = together(
    option(
        "-o",
        "--output",
        metavar="OUT",
        help="Where the articles go (JSONL).  [default: stdout, unless --output-by-language is given]",
    ),
    option("--output-by-language", metavar="DIR", help="Write the articles of each language to DIR/CODE.jsonl."),
    option("--removed", metavar="FILE", help="Write everything that was cut, with the reason."),
    option("--rejects", metavar="FILE", help="Write lines that could not be used.  [default: OUT.rejects.jsonl]"),
    option(
        "--max-rejects",
        default="0",
        show_default=True,
        metavar="N|P%",
        callback=_check_max_rejects,
        help="Exit with 1 if more lines than this are rejected.",
    ),
    option("--stats", metavar="FILE", help="Write the counts of the run (JSON)."),
    option("--signatures", metavar="FILE", help="Write the kept articles' MinHash signatures (Parquet)."),
    option(
        "--index",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Articles of earlier runs: what repeats one of them is removed.",
    ),
    option(
        "--index-mode",
        type=click.Choice(["add", "read"]),
        default="add",
        show_default=True,
        help="add: what this run keeps goes into the index as well.",
    ),
    option(
        "--force",
        is_flag=True,
        help="Overwrite outputs that exist; in the DIR of --output-by-language, remove those of languages not seen.",
    ),
    option(
        "--progress",
        type=click.Choice(["auto", "bar", "plain", "off"]),
        default="auto",
        show_default=True,
        help="auto: a bar if stderr is a terminal; plain: a line every 30 s.",
    ),
)


@click.command(cls=SectionCommand, short_help="Clean pages and write articles.")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...", type=click.Path(path_type=str))
@output_options
@cleaning_options
@click.pass_context
def run(context: click.Context, /, **options: Any) -> None:
    """Clean pages and write articles.

    INPUT is JSONL (a page a line), plain text (.txt, a page a file), or - for standard input, which is also read if no
    INPUT is given; gz, bz2, xz and zst are recognised by their content. A quoted pattern such as 'crawl/*.jsonl.zst'
    is expanded in sorted order. A line that can not be used is rejected and named, and costs only itself.

    \b
    Examples:
      corpusclean run pages/*.jsonl.gz -o corpus.jsonl.zst --removed removed.jsonl
      cat pages.jsonl | corpusclean run --workers 4 --no-language > corpus.jsonl

    Every option can also be set by an environment variable, such as CORPUSCLEAN_RUN_THRESHOLD, or in the file that
    --config names, such as `threshold = 0.7`.
    """
    import sys

    if not options["inputs"] and sys.stdin is not None and sys.stdin.isatty():
        click.echo(context.get_help(), err=True)
        context.exit(2)
    from corpusclean.cli.session import clean_files, close_stdout

    try:
        context.exit(clean_files(options, context.obj or []))
    except BrokenPipeError:  # click would take it for an error
        context.exit(close_stdout())
