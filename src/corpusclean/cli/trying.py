"""What rules of one's own would take from pages, shown line by line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import click
import numpy as np

from corpusclean.cli.counts import describe_unusable
from corpusclean.config import Config
from corpusclean.io.inputs import find_inputs
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Limits, read_chunks
from corpusclean.model import Batch
from corpusclean.pipeline import clean_batch, load_stages
from corpusclean.terminal import counted, escape
from corpusclean.text.rulefiles import RuleFile, parse_rules

AROUND = 40  # characters shown of the lines before and after


class Cut(NamedTuple):
    """A line that a rule took, and the lines around it."""

    page: str
    rule: str
    before: str
    text: str
    after: str


def show_cuts(file: RuleFile, inputs: Sequence[str], most: int, options: dict[str, Any]) -> None:
    """Print the lines that the rules of the file take from the inputs, `most` of each rule, and how many there are.

    How many lines of the input can not be used is said on standard error.
    """
    names = {rule.name for rule in parse_rules(file).rules}
    counts = Counter[str]()
    unusable = 0
    for cuts, rejected in find_cuts(file, inputs, options):
        unusable += rejected
        for cut in cuts:
            if cut.rule in names:
                counts[cut.rule] += 1
                if counts[cut.rule] <= most:
                    click.echo(_shown(cut))
    for name in sorted(names):
        click.echo(f"{escape(name)} takes {counted(counts[name], 'line')}")
    if unusable:
        click.echo(describe_unusable(unusable), err=True)


def _shown(cut: Cut) -> str:
    before, after = escape(cut.before[-AROUND:]), escape(cut.after[:AROUND])
    return f"{escape(cut.page)}  {escape(cut.rule)}\n    {before}\n  - {escape(cut.text)}\n    {after}"


def find_cuts(file: RuleFile, inputs: Sequence[str], options: dict[str, Any]) -> Iterator[tuple[Iterator[Cut], int]]:
    """Everything that rules take from the pages, with these of the user in force: chunk by chunk of the input, beside
    the number of its lines that can not be used."""
    chosen = {field.name: options[field.name] for field in fields(Config) if field.name in options}
    config = Config(rules=(file,), language=False, split="off", duplicates=False, **chosen)
    stages = load_stages(config)
    sources = find_inputs(inputs, options["recursive"], options["input_format"])
    for chunk in read_chunks(sources, config.max_record_bytes, Limits(max_expand=config.max_expand)):
        decoded = decode_pages(chunk, config)
        yield _cuts_of(clean_batch(decoded.pages, stages).batch, stages.rule_names), len(decoded.rejects)


def _cuts_of(batch: Batch, names: tuple[str, ...]) -> Iterator[Cut]:
    blocks = batch.blocks

    def text_of(row: int, page: int) -> str:
        if not 0 <= row < len(blocks) or blocks.page[row] != page:
            return ""
        return batch.text[blocks.start[row] : blocks.end[row]].tobytes().decode("utf-8", "replace")

    for row in np.flatnonzero(blocks.rule >= 0).tolist():
        page = int(blocks.page[row])
        around = (text_of(row + step, page) for step in (-1, 0, 1))
        yield Cut(batch.pages.ids[page], names[blocks.rule[row]], *around)
