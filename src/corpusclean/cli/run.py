"""`corpusclean run`: clean pages, write articles."""

import re
from pathlib import Path
from typing import Any

import click

STAGES = {
    "repair": "Repair encoding and characters.",
    "residue": "Remove residue.",
    "articles": "Divide pages into articles.",
    "language": "Detect the language of every block.",
    "duplicates": "Remove duplicates.",
}


def _stage_flags(command: Any) -> Any:
    """--no-repair, --no-residue and so on."""
    for name, what in reversed(STAGES.items()):
        command = click.option(f"--{name}/--no-{name}", default=True, show_default=True, help=what)(command)
    return command


def _read_config_file(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """What the file says stands in for the defaults: a flag or an environment variable goes before it."""
    if path is not None:
        from corpusclean.config import read_config

        known = {str(option.name) for option in context.command.params if option.name not in ("config", "inputs")}
        several = {str(option.name) for option in context.command.params if option.multiple}
        context.default_map = {**(context.default_map or {}), **read_config(path, known, several)}


def split_codes(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in value.split(",") if code.strip())


def _check_max_rejects(_: click.Context, __: click.Parameter, value: str) -> str:
    number = value.removesuffix("%")
    if not re.fullmatch(r"[0-9]+", number) and not (value.endswith("%") and re.fullmatch(r"[0-9]+\.[0-9]+", number)):
        raise click.BadParameter("give a number of lines, such as 10, or a share of them, such as 0.5%")
    return value


@click.command(short_help="Clean pages and write articles.")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...", type=click.Path(path_type=str))
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="Where the articles go (JSONL).  [default: stdout, unless --output-by-language is given]",
)
@click.option("--output-by-language", metavar="DIR", help="Write the articles of each language to DIR/CODE.jsonl.")
@click.option("--removed", metavar="FILE", help="Write everything that was cut, with the reason.")
@click.option("--rejects", metavar="FILE", help="Write lines that could not be used.  [default: OUT.rejects.jsonl]")
@click.option(
    "--max-rejects",
    default="0",
    show_default=True,
    metavar="N|P%",
    callback=_check_max_rejects,
    help="Exit with 1 if more lines than this are rejected.",
)
@click.option("--stats", metavar="FILE", help="Write the counts of the run (JSON).")
@click.option("--signatures", metavar="FILE", help="Write the kept articles' MinHash signatures (Parquet).")
@click.option("--force", is_flag=True, help="Overwrite outputs that exist.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0), help="Processes; 0: one a core.")
@click.option(
    "--threshold",
    default=0.8,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True),
    help="Jaccard similarity from which articles are near-duplicates.",
)
@click.option(
    "--figures",
    type=click.Choice(["strict", "loose"]),
    default="strict",
    show_default=True,
    help="strict: articles that differ in figures only are no near-duplicates below 0.95.",
)
@click.option(
    "--keep",
    multiple=True,
    default=("first",),
    show_default="first",
    metavar="RULE",
    help="Which of several copies stays: first, longest, shortest, newest:FIELD, oldest:FIELD, max:FIELD, min:FIELD or "
    "prefer:FIELD=V1,V2. Given again, it decides between equals; in the end the id does.",
)
@click.option("--blocks", is_flag=True, help="Cut long paragraphs that a kept article has already.")
@click.option(
    "--block-length",
    default=200,
    show_default=True,
    type=click.IntRange(1),
    help="Characters from which a paragraph is long, for --blocks.",
)
@click.option(
    "--spool",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    help="Where articles wait until all are read, for any --keep but first.  [default: TMPDIR]",
)
@click.option(
    "--index",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Articles of earlier runs: what repeats one of them is removed.",
)
@click.option(
    "--index-mode",
    type=click.Choice(["add", "read"]),
    default="add",
    show_default=True,
    help="add: what this run keeps goes into the index as well.",
)
@click.option(
    "--languages",
    default="",
    callback=split_codes,
    metavar="CODES",
    help="Choose among these languages only, such as en,ar.",
)
@click.option(
    "--language-backend",
    type=click.Choice(["profiles", "py3langid", "langdetect"]),
    default="profiles",
    show_default=True,
    help="Which detector names the languages.",
)
@click.option("--strange", default=2.1, show_default=True, help="Standard deviations from where a block may be und.")
@click.option("--hopeless", default=3.5, show_default=True, help="Standard deviations from where it is, on any page.")
@click.option("--doubt", default=0.45, show_default=True, help="A smaller probability of a language is und.")
@click.option(
    "--keep-languages",
    default="",
    callback=split_codes,
    metavar="CODES",
    help="Remove what is in other languages than these; und and zxx can be among them.",
)
@click.option(
    "--language-unit",
    type=click.Choice(["article", "block"]),
    default="article",
    show_default=True,
    help="What --keep-languages removes: whole articles, or single blocks.",
)
@click.option(
    "--keep-lines",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Lines that must never be cut as residue, one a line.",
)
@click.option("--text-field", default="text", show_default=True, help="The member that holds a page's text.")
@click.option("--id-field", default="id", show_default=True, help="The member that holds a page's id.")
@click.option("--url-field", default="url", show_default=True, help="The member that holds a page's address.")
@click.option(
    "--input-format",
    type=click.Choice(["auto", "jsonl", "text"]),
    default="auto",
    show_default=True,
    help="auto: .txt files are text, all else is JSONL.",
)
@click.option("--recursive", is_flag=True, help="Read the files in folders.")
@_stage_flags
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_read_config_file,
    help="Read options from a TOML file.",
)
@click.option(
    "--progress",
    type=click.Choice(["auto", "bar", "plain", "off"]),
    default="auto",
    show_default=True,
    help="auto: a bar if stderr is a terminal; plain: a line every 30 s.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
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
