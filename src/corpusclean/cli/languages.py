"""`corpusclean languages`: which languages files are in."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from corpusclean.cli.options.sections import split_list

if TYPE_CHECKING:
    from corpusclean.config import Config
    from corpusclean.io.lines import Chunk


class Counts(NamedTuple):
    """How many pages there were, how many lines could not be used, and by language how many blocks and characters."""

    pages: int
    unusable: int
    languages: dict[str, dict[str, int]]


@click.command(short_help="Print the languages of files.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=str))
@click.option("--json", "as_json", is_flag=True, help="Print JSON: blocks and characters by code.")
@click.option("--languages", default="", callback=split_list, metavar="CODES", help="Choose among these only.")
@click.option("--text-field", default="text", show_default=True, help="The member that holds a page's text.")
@click.option("--recursive", is_flag=True, help="Read the files in folders.")
def languages(inputs: tuple[str, ...], as_json: bool, recursive: bool, **options: Any) -> None:
    """Print the languages of files, by blocks and characters, the most characters first.

    INPUT is what `corpusclean run` takes. Text is repaired before it is read; residue counts, and pages are heard as
    wholes. und: in no language that is known; zxx: no letters. Lines that can not be used are passed over, and counted
    on standard error.

    \b
    Examples:
      corpusclean languages pages.jsonl.gz
      zcat pages.jsonl.gz | corpusclean languages --json -
    """
    from corpusclean.cli.counts import describe_unusable
    from corpusclean.config import Config
    from corpusclean.io.inputs import find_inputs
    from corpusclean.io.lines import read_chunks
    from corpusclean.kernels import start_without_scipy

    config = Config(residue=False, split="off", duplicates=False, **options)
    sources = find_inputs(inputs, recursive, "auto")
    start_without_scipy()
    counts = count_languages(read_chunks(sources, config.max_record_bytes), config)
    click.echo(json.dumps(counts.languages, indent=2) if as_json else table(counts))
    if counts.unusable:
        click.echo(describe_unusable(counts.unusable), err=True)


def count_languages(chunks: "Iterable[Chunk]", config: "Config") -> Counts:
    """The blocks and characters of each language, the most characters first.

    Raises:
        UsageError: a language was chosen that is not known.
    """
    import numpy as np

    from corpusclean.io.jsonl import decode_pages
    from corpusclean.language.codes import LANGUAGES
    from corpusclean.pipeline import clean_batch, load_stages

    stages = load_stages(config)
    sums = np.zeros((2, len(LANGUAGES)), np.int64)
    pages = unusable = 0
    for chunk in chunks:
        decoded = decode_pages(chunk, config)
        articles = clean_batch(decoded.pages, stages).articles
        characters = np.zeros(len(LANGUAGES), np.int64)
        np.add.at(characters, articles.span_lang, articles.span_end - articles.span_start)
        sums += [np.bincount(articles.span_lang, minlength=len(LANGUAGES)), characters]
        pages += len(decoded.pages)
        unusable += len(decoded.rejects)
    found = sorted(zip(*sums.tolist(), LANGUAGES, strict=True), key=lambda row: (-row[1], row[2]))
    counted = {code: {"blocks": blocks, "characters": characters} for blocks, characters, code in found if blocks}
    return Counts(pages, unusable, counted)


def table(counts: Counts) -> str:
    """The counts for people, with the languages' names and each one's share of the characters.

    >>> print(table(Counts(2, 0, {"en": {"blocks": 3, "characters": 150}, "ar": {"blocks": 1, "characters": 50}})))
                                     blocks   characters    share
    en       English                      3          150   75.0 %
    ar       Arabic                       1           50   25.0 %
             of 2 pages                   4          200
    """
    from corpusclean.language.codes import read_names

    names = read_names()
    blocks = sum(row["blocks"] for row in counts.languages.values())
    whole = sum(row["characters"] for row in counts.languages.values())
    lines = [f"{'':<30}{'blocks':>9}{'characters':>13}{'share':>9}"]
    for code, row in counts.languages.items():
        share = 100 * row["characters"] / whole
        lines.append(f"{code:<9}{names[code]:<21}{row['blocks']:>9,}{row['characters']:>13,}{share:>7.1f} %")
    pages = f"of {counts.pages:,} page{'s' * (counts.pages != 1)}"
    return "\n".join([*lines, f"{'':<9}{pages:<21}{blocks:>9,}{whole:>13,}"])
