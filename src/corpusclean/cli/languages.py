"""`corpusclean languages`: which languages files are in."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from corpusclean.cli.options.sections import split_list

if TYPE_CHECKING:
    from corpusclean.config import Config
    from corpusclean.io.lines import Chunk

Counts = dict[str, dict[str, int]]
"""By language: how many `blocks` and `characters`."""


@click.command(short_help="Print the languages of files.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=str))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--languages", default="", callback=split_list, metavar="CODES", help="Choose among these only.")
@click.option("--text-field", default="text", show_default=True, help="The member that holds a page's text.")
@click.option("--recursive", is_flag=True, help="Read the files in folders.")
def languages(inputs: tuple[str, ...], as_json: bool, recursive: bool, **options: Any) -> None:
    """Print the languages of files, by blocks and characters, the most characters first.

    INPUT is what `corpusclean run` takes. Text is repaired before it is read; residue counts, and pages are heard as
    wholes. und: in no language that is known; zxx: no letters. Lines that can not be used are passed over.

    \b
    Examples:
      corpusclean languages pages.jsonl.gz
      zcat pages.jsonl.gz | corpusclean languages --json -
    """
    from corpusclean.config import Config
    from corpusclean.io.inputs import find_inputs
    from corpusclean.io.lines import read_chunks
    from corpusclean.kernels import start_without_scipy

    config = Config(residue=False, split="off", duplicates=False, **options)
    sources = find_inputs(inputs, recursive, "auto")
    start_without_scipy()
    counts = count_languages(read_chunks(sources, config.max_record_bytes), config)
    click.echo(json.dumps(counts, indent=2) if as_json else table(counts))


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
    for chunk in chunks:
        articles = clean_batch(decode_pages(chunk, config).pages, stages).articles
        characters = np.zeros(len(LANGUAGES), np.int64)
        np.add.at(characters, articles.span_lang, articles.span_end - articles.span_start)
        sums += [np.bincount(articles.span_lang, minlength=len(LANGUAGES)), characters]
    found = sorted(zip(*sums.tolist(), LANGUAGES, strict=True), key=lambda row: (-row[1], row[2]))
    return {code: {"blocks": blocks, "characters": characters} for blocks, characters, code in found if blocks}


def table(counts: Counts) -> str:
    """The counts for people, with each language's share of the characters.

    >>> print(table({"en": {"blocks": 3, "characters": 150}, "ar": {"blocks": 1, "characters": 50}}))
    language    blocks   characters    share
    en               3          150   75.0 %
    ar               1           50   25.0 %
    """
    whole = sum(row["characters"] for row in counts.values())
    lines = [f"{'language':<8}{'blocks':>10}{'characters':>13}{'share':>9}"]
    for code, row in counts.items():
        share = 100 * row["characters"] / whole
        lines.append(f"{code:<8}{row['blocks']:>10,}{row['characters']:>13,}{share:>7.1f} %")
    return "\n".join(lines)
