"""What stands around commands that look at an input and write nothing but what they found."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import click

from corpusclean.cli.session import config_of, settled
from corpusclean.cli.teaching import refuse_what_is_read_once, with_learned
from corpusclean.cli.watching import announced_compilation
from corpusclean.config import Config
from corpusclean.dedup.index import Index, criteria_of
from corpusclean.dedup.policy import parse_keep
from corpusclean.engines.local import clean_chunks, count_cores
from corpusclean.errors import UsageError
from corpusclean.explaining import PageTold, find_matches, tell_page
from corpusclean.io.inputs import Source, find_inputs
from corpusclean.io.lines import Limits, read_chunks
from corpusclean.kernels import start_without_scipy
from corpusclean.ledger import Ledger
from corpusclean.model import Rendered
from corpusclean.pipeline import load_stages
from corpusclean.run import make_index
from corpusclean.tuning import Question, Tuning, tune
from corpusclean.waiting import Waiting


def explain_files(options: dict[str, Any]) -> PageTold:
    """Do what the options of `corpusclean explain` ask for.

    Raises:
        UsageError: an input is a pipe, or holds no page of that id.
    """
    with cleaned_inputs(options) as (config, sources, batches):
        refuse_what_is_read_once(sources)
        found = find_matches(settled(batches, make_index(config), config, options["spool"], Ledger()), options["name"])
        if not found.page:
            raise UsageError(f"no page or article of the input has the id {options['name']!r}; check it, and the input")
        chunks = read_chunks(sources, config.max_record_bytes, Limits(max_expand=config.max_expand))
        told = tell_page(chunks, config, load_stages(config), found)
        refuse_missing(told, options["name"])
        return told


def refuse_missing(told: PageTold, name: str) -> None:
    """Refuse to say nothing of an article that its page does not have.

    Raises:
        UsageError: the name is neither that of the page nor of one of its articles.
    """
    articles = [article.id for article in told.articles]
    if name not in (told.page, *articles):
        there = f"it has {', '.join(articles)}" if articles else "it has no article that was not left out"
        raise UsageError(f"page {told.page!r} has no article {name!r}: {there}; check the number, or ask for the page")


def tune_files(options: dict[str, Any]) -> Tuning:
    """Do what the options of `corpusclean tune` ask for.

    Raises:
        UsageError: duplicates are switched off.
    """
    with cleaned_inputs(options) as (config, _, batches):
        if not config.duplicates:
            raise UsageError("without duplicates there is no threshold to tune; leave out --no-duplicates")

        def index_for(threshold: float) -> Index:
            return Index(criteria_of(config)._replace(threshold=threshold))

        question = Question(config.threshold, options["pairs"], index_for)
        return tune(batches, question, parse_keep(config.keep), Waiting(options["spool"]))


@contextlib.contextmanager
def cleaned_inputs(options: dict[str, Any]) -> Iterator[tuple[Config, Sequence[Source], Iterator[Rendered]]]:
    """The configuration and the sources that the options name, and their pages, cleaned."""
    config = config_of(options)
    sources = find_inputs(options["inputs"], options["recursive"], options["input_format"])
    with announced_compilation(lambda message: None if options["quiet"] else click.echo(message, err=True)):
        if options["learn"]:
            config = with_learned(config, sources, options["workers"], lambda _: None)
        start_without_scipy()
        chunks = read_chunks(sources, config.max_record_bytes, Limits(max_expand=config.max_expand))
        yield config, sources, clean_chunks(chunks, config, options["workers"] or count_cores())
