"""`corpusclean tune`: what another threshold would do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from corpusclean.cli.options import cleaning_options
from corpusclean.cli.options.sections import SectionCommand
from corpusclean.terminal import counted, escape

if TYPE_CHECKING:
    from corpusclean.tuning import Pair, Tuning

BAR = 40  # characters of a bar for all there is


@click.command(cls=SectionCommand, short_help="Show what another threshold would remove.")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...", type=click.Path(path_type=str))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object, with the whole texts.")
@click.option("--pairs", default=8, show_default=True, type=click.IntRange(0), help="How many pairs to show.")
@click.option("--lines", default=12, show_default=True, type=click.IntRange(0), help="Lines of a pair; 0: all.")
@cleaning_options
def tune(**options: Any) -> None:
    """Show what another threshold would remove.

    Shown are how many articles would go at thresholds from 0.7 to 0.95; the S-curve, that is how surely pairs of a
    similarity are found; and a sample of pairs from 0.1 below the threshold to 0.1 above it, side by side. The input is
    cleaned and hashed once, as `corpusclean run` does it; sketches wait on disk.

    \b
    Examples:
      corpusclean tune pages.jsonl.gz
      corpusclean tune pages.jsonl --threshold 0.7 --pairs 20 --json
    """
    from corpusclean.cli.reading import tune_files

    tuning = tune_files(options)
    click.echo(as_document(tuning) if options["as_json"] else "\n".join(describe_tuning(tuning, options["lines"])))


def as_document(tuning: "Tuning") -> str:
    """All of it as JSON; keys as in `corpusclean.tuning`."""
    import json
    from dataclasses import asdict

    document = asdict(tuning)
    for name in ("curve", "levels", "pairs"):
        document[name] = [row._asdict() for row in getattr(tuning, name)]
    return json.dumps(document, ensure_ascii=False, indent=2)


def describe_tuning(tuning: "Tuning", most_lines: int) -> Iterator[str]:
    """The lines for people."""
    yield f"{counted(tuning.articles, 'article')}; how many would go:"
    yield ""
    yield "  threshold     exact      near contained   removed    share"
    for level in tuning.levels:
        mark = "  <- the threshold" if level.threshold == tuning.threshold else ""
        counts = f"{level.exact:>9,} {level.near:>9,} {level.contained:>9,} {level.removed:>9,}"
        yield f"  {level.threshold:<9g} {counts} {level.share:>8.2%}{mark}"
    yield ""
    yield f"{tuning.bands} bands of {tuning.rows} values; how surely a pair is found, by its similarity:"
    yield ""
    for point in tuning.curve:
        yield f"  {point.similarity:.2f}  {point.found:>7.2%}  {'#' * round(BAR * point.found)}".rstrip()
    for pair in tuning.pairs:
        yield ""
        yield from _describe_pair(pair, most_lines)


def _describe_pair(pair: "Pair", most_lines: int) -> Iterator[str]:
    from corpusclean.cli.beside import lay_beside

    fate = "goes" if pair.goes else "stays"
    contained = f", contained {pair.share:.3f}" if pair.share else ""
    yield f"similarity {pair.similarity:.3f}{contained}: {escape(pair.removed)} {fate}, beside {escape(pair.kept)}"
    yield from lay_beside(pair.removed_text, pair.kept_text, most_lines)
