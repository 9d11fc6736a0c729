"""What stands around learning on the command line: for `corpusclean learn`, and for `--learn` before anything else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from corpusclean.cli.counts import describe_unusable
from corpusclean.cli.progress import Say
from corpusclean.cli.session import config_of
from corpusclean.cli.watching import announced_compilation
from corpusclean.config import Config
from corpusclean.engines.local import count_cores
from corpusclean.errors import UsageError
from corpusclean.io.inputs import Source, find_inputs, refuse_overwrites
from corpusclean.io.sink import Sink
from corpusclean.kernels import start_without_scipy
from corpusclean.learning.files import BUDGET, learn_from
from corpusclean.learning.judging import Limits
from corpusclean.learning.learner import Learned
from corpusclean.learning.writing import nothing_learned, write_rules
from corpusclean.terminal import counted
from corpusclean.text.rulebook import LEARNED
from corpusclean.text.rulefiles import RuleFile


def learn_files(options: dict[str, Any]) -> None:
    """Do what the options of `corpusclean learn` ask for.

    Raises:
        UsageError: an input is a pipe, or the output is there already.
    """
    config = config_of(options)
    limits = Limits(options["min_pages"], options["min_share"], options["min_corpus_share"])
    sources = find_inputs(options["inputs"], options["recursive"], options["input_format"])
    refuse_what_is_read_once(sources)
    refuse_overwrites(sources, [options["output"]], options["force"])
    say: Say = (lambda message: None) if options["quiet"] else (lambda message: click.echo(message, err=True))
    with Sink(options["output"]) as sink, announced_compilation(say):
        start_without_scipy()
        learned = learn_from(sources, config, limits, options["budget"], options["workers"] or count_cores())
        sink.write(write_rules(learned, limits).encode())
    say(summary(learned, limits))
    if learned.unusable:
        say(describe_unusable(learned.unusable))


def with_learned(config: Config, sources: Sequence[Source], workers: int, say: Say) -> Config:
    """The configuration with rules that are learned from these sources first.

    Raises:
        UsageError: an input is a pipe, or residue is not to be removed.
    """
    if not config.residue:
        raise UsageError("--learn finds residue, and --no-residue lets it stay; give one of them only")
    refuse_what_is_read_once(sources)
    limits = Limits()
    with announced_compilation(say):
        start_without_scipy()
        learned = learn_from(sources, config, limits, BUDGET, workers or count_cores())
    say(summary(learned, limits))
    groups = {file.group for file in config.rules}
    group = next(
        name for name in (LEARNED, *(f"{LEARNED}{n}" for n in range(2, len(groups) + 3))) if name not in groups
    )
    return replace(config, rules=(*config.rules, RuleFile(group, write_rules(learned, limits))))


def summary(learned: Learned, limits: Limits) -> str:
    """The line at the end."""
    if not learned.rules:
        return f"corpusclean: {nothing_learned(learned, limits)}"
    everywhere = sum(not rule.site for rule in learned.rules)
    return (
        f"corpusclean: learned {counted(len(learned.rules), 'rule')} from {counted(learned.pages, 'page')}: "
        f"{everywhere:,} for all sites, {len(learned.rules) - everywhere:,} for one of {learned.sites:,}"
    )


def refuse_what_is_read_once(sources: Sequence[Source]) -> None:
    """Refuse pipes.

    Raises:
        UsageError: an input is one.
    """
    for source in sources:
        if source.path is None or source.size is None:
            raise UsageError(f"{source.name} can not be read twice; write it to a file first")
