"""What stands around a run on the command line: inputs, outputs, progress, the last line, the exit code."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from corpusclean.cli.counts import exceeds, stats, summary
from corpusclean.cli.progress import Say, progress_for
from corpusclean.cli.targets import finish, language_files, name_outputs, sink_opener
from corpusclean.cli.watching import announced_compilation, followed, watched
from corpusclean.config import Config
from corpusclean.dedup.index import Index
from corpusclean.dedup.policy import needs_all, parse_keep
from corpusclean.engines.local import clean_chunks, count_cores
from corpusclean.errors import UsageError
from corpusclean.io.inputs import Source, find_inputs, refuse_overwrites
from corpusclean.io.lines import Limits, read_chunks
from corpusclean.io.signatures import SignatureFile
from corpusclean.io.sink import Sink
from corpusclean.kernels import start_without_scipy
from corpusclean.ledger import Ledger
from corpusclean.model import Rendered
from corpusclean.run import Outputs, Settled, make_index, run, settle
from corpusclean.terminal import show_path
from corpusclean.text.rulefiles import read_rule_file
from corpusclean.waiting import Waiting, settle_waiting

BROKEN_PIPE = 141


def clean_files(options: dict[str, Any], received: list[int]) -> int:
    """Do what the options of `corpusclean run` ask for, and return the exit code; `received` holds signals."""
    started = time.perf_counter()
    config = config_of(options)
    sources = find_inputs(options["inputs"], options["recursive"], options["input_format"])
    refuse_pipes(sources, config, options["spool"])
    refuse_signatures(config, options["signatures"])
    targets = name_outputs(options)
    folder = options["output_by_language"]
    refuse_overwrites(sources, [*targets.values(), *language_files(folder).values()], options["force"])
    say: Say = (lambda message: None) if options["quiet"] else (lambda message: click.echo(message, err=True))
    if options["learn"]:
        from corpusclean.cli.teaching import with_learned  # most runs do not learn

        config = with_learned(config, sources, options["workers"], say)
    ledger = Ledger()
    with contextlib.ExitStack() as stack:
        index, remember = stack.enter_context(opened_index(config, options["index"], options["index_mode"]))
        sinks = {name: stack.enter_context(Sink(target)) for name, target in targets.items()}
        of_language = sink_opener(folder, sinks, stack) if folder else None
        progress = stack.enter_context(progress_for(options["progress"], options["quiet"], sources))
        say = progress.above(say)
        stack.enter_context(announced_compilation(say))
        start_without_scipy()
        chunks = followed(read_chunks(sources, config.max_record_bytes, Limits(max_expand=config.max_expand)), progress)
        batches = clean_chunks(chunks, config, options["workers"] or count_cores())
        batches = watched(batches, say, name_rejects="rejects" not in targets)
        signatures = SignatureFile(sinks["signatures"], config.num_perm, config.seed) if "signatures" in sinks else None
        outputs = Outputs(sinks.get("output"), sinks.get("removed"), sinks.get("rejects"), signatures, of_language)
        try:
            run(settled(batches, index, config, options["spool"], ledger), outputs, ledger)
            if received:
                sys.exit(128 + received[0])
        except (SystemExit, KeyboardInterrupt):  # a signal: say how far it came
            say(f"{summary(ledger, time.perf_counter() - started)}; interrupted, nothing is written")
            raise
        if signatures:
            signatures.close()
        for path in finish(sinks, options, ledger, stats(ledger, config, time.perf_counter() - started)):
            say(f"corpusclean: removed {show_path(path)}, which this run did not write (--force)")
        remember()
    say(summary(ledger, time.perf_counter() - started))
    exceeded = exceeds(ledger, options["max_rejects"])
    if exceeded:
        place = f", see {show_path(targets['rejects'])}" if "rejects" in targets else ""
        say(f"corpusclean: exit code 1: more lines rejected than --max-rejects {options['max_rejects']} allows{place}")
    return int(exceeded)


def close_stdout() -> int:
    """Nobody reads on: be silent, also when Python flushes standard output at its end. Returns the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def config_of(options: dict[str, Any]) -> Config:
    """The configuration that the options describe."""
    chosen = {field.name: options[field.name] for field in fields(Config) if field.name in options}
    if options["keep_lines"] is not None:
        chosen["keep_lines"] = tuple(read_lines(options["keep_lines"]))
    else:
        del chosen["keep_lines"]
    chosen["rules"] = tuple(map(read_rule_file, options["rules"]))
    return Config(**chosen)


def read_lines(path: Path) -> list[str]:
    """The lines of a text file that are not blank."""
    try:
        return [line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}; give a text file in UTF-8") from error


@contextlib.contextmanager
def opened_index(config: Config, folder: Path | None, mode: str) -> Iterator[tuple[Index | None, Callable[[], object]]]:
    """The index of the run, and what adds to the folder that it came from, to be called when all outputs are there.

    Without a folder it is empty, and nothing is added anywhere; where duplicates stay there is none.
    """
    if folder is None:
        yield make_index(config), lambda: None
        return
    if not config.duplicates:
        raise UsageError("--index finds duplicates, and --no-duplicates lets them stay; give one of them only")
    from corpusclean.dedup.folder import opened  # most runs have no use for it

    with opened(folder, config, mode) as index:
        yield index


def refuse_pipes(sources: Sequence[Source], config: Config, spool: Path | None) -> None:
    """Refuse to let articles wait for the end of an input that may have none, unless it was asked for.

    Raises:
        UsageError: the rules of `--keep` need all articles, an input is a pipe, and there is no `--spool`.
    """
    if spool is None and config.duplicates and needs_all(parse_keep(config.keep)):
        for source in sources:
            if source.size is None:
                wait = f"--keep {config.keep[0]} must read all of the input first, and {source.name} is no file"
                raise UsageError(f"{wait}; give --spool DIR to let its articles wait on disk")


def refuse_signatures(config: Config, target: str | None) -> None:
    """Refuse to write signatures where there are none, or none any more.

    Raises:
        UsageError: duplicates stay, or articles wait for each other without their sketches.
    """
    if target is not None and (not config.duplicates or needs_all(parse_keep(config.keep))):
        raise UsageError("--signatures goes with neither --no-duplicates nor a --keep that needs all articles")


def settled(
    batches: Iterable[Rendered], index: Index | None, config: Config, spool: Path | None, ledger: Ledger
) -> Iterator[Settled]:
    """The batches with a verdict about every article: as they come, or when all are there, as `--keep` needs it."""
    rules = parse_keep(config.keep)
    if index is None or not needs_all(rules):
        return settle(batches, index, ledger, spool)
    return settle_waiting(batches, index, ledger, rules, Waiting(spool))
