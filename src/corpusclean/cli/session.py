"""What stands around a run on the command line: inputs, outputs, progress, the last line, the exit code."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import click

from corpusclean import __version__
from corpusclean.cli.progress import Progress, progress_for
from corpusclean.config import Config
from corpusclean.dedup.index import Index
from corpusclean.dedup.policy import needs_all, parse_keep
from corpusclean.engines.local import clean_chunks, count_cores
from corpusclean.errors import OutputError, UsageError
from corpusclean.io.inputs import Source, find_inputs, refuse_overwrites
from corpusclean.io.lines import Chunk, read_chunks
from corpusclean.io.rejects import describe
from corpusclean.io.signatures import SignatureFile
from corpusclean.io.sink import Sink, commit_all
from corpusclean.kernels import start_without_scipy
from corpusclean.language.codes import LANGUAGES, chosen_languages
from corpusclean.ledger import Ledger
from corpusclean.model import Rendered
from corpusclean.run import Outputs, Settled, make_index, run, settle
from corpusclean.terminal import show_path
from corpusclean.waiting import Waiting, settle_waiting

STATS_SCHEMA = 1
BROKEN_PIPE = 141

Say = Callable[[str], None]


def clean_files(options: dict[str, Any], received: list[int]) -> int:
    """Do what the options of `corpusclean run` ask for, and return the exit code; `received` holds signals."""
    started = time.perf_counter()
    config = config_of(options)
    chosen_languages(config.languages)
    sources = find_inputs(options["inputs"], options["recursive"], options["input_format"])
    refuse_pipes(sources, config, options["spool"])
    refuse_signatures(config, options["signatures"])
    targets = name_outputs(options)
    folder = options["output_by_language"]
    refuse_overwrites(sources, [*targets.values(), *language_files(folder).values()], options["force"])
    say: Say = (lambda message: None) if options["quiet"] else (lambda message: click.echo(message, err=True))
    ledger = Ledger()
    with contextlib.ExitStack() as stack:
        index, remember = stack.enter_context(opened_index(config, options["index"], options["index_mode"]))
        sinks = {name: stack.enter_context(Sink(target)) for name, target in targets.items()}
        of_language = sink_opener(folder, sinks, stack) if folder else None
        stack.enter_context(announced_compilation(say))
        start_without_scipy()
        progress = stack.enter_context(progress_for(options["progress"], options["quiet"], sources))
        chunks = followed(read_chunks(sources, config.max_record_bytes), progress)
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
        finish(sinks, options, ledger, stats(ledger, config, time.perf_counter() - started))
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
    return Config(**chosen)


def read_lines(path: Path) -> list[str]:
    """The lines of a text file that are not blank."""
    try:
        return [line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}; give a text file in UTF-8") from error


def name_outputs(options: dict[str, Any]) -> dict[str, str]:
    """Where each output goes, but for those of languages, which are not known yet.

    Rejects go beside OUT unless they are sent elsewhere, or OUT is no file.
    """
    out = options["output"] or (None if options["output_by_language"] else "-")
    names = {"output": out, "removed": options["removed"], "stats": options["stats"]}
    names |= {"rejects": options["rejects"], "signatures": options["signatures"]}
    if options["rejects"] is None and out is not None and is_file(out):
        names["rejects"] = f"{out}.rejects.jsonl"
    return {name: target for name, target in names.items() if target is not None}


def is_file(target: str) -> bool:
    """Whether the target is, or will be, a regular file: not standard output, a device or a pipe."""
    return target != "-" and (os.path.isfile(target) or not os.path.exists(target))  # they never raise


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
    from corpusclean.dedup.folder import load, locked, save  # most runs have no use for them

    with locked(folder) if mode == "add" else contextlib.nullcontext():
        index, manifest = load(folder, config, create=mode == "add")
        yield index, lambda: save(folder, manifest, index) if mode == "add" else None


def language_files(folder: str | None) -> dict[str, str]:
    """The file of every language in that folder, by its code; no folder, no files."""
    return {code: str(Path(folder) / f"{code}.jsonl") for code in LANGUAGES} if folder else {}


def sink_opener(folder: str, sinks: dict[str, Sink], stack: contextlib.ExitStack) -> Callable[[str], Sink]:
    """A function that finds the sink of a language: it is opened, and added to the sinks, when first asked for."""
    try:
        Path(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{show_path(folder)}: {error.strerror}; give a folder for --output-by-language") from error
    files = language_files(folder)

    def of_language(code: str) -> Sink:
        name = f"language {code}"
        if name not in sinks:
            sinks[name] = stack.enter_context(Sink(files[code]))
        return sinks[name]

    return of_language


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
        return settle(batches, index, ledger)
    return settle_waiting(batches, index, ledger, rules, Waiting(spool))


def followed(chunks: Iterable[Chunk], progress: Progress) -> Iterator[Chunk]:
    """The chunks, with their progress shown."""
    for chunk in chunks:
        progress.advance(chunk)
        yield chunk


def watched(batches: Iterable[Rendered], say: Say, name_rejects: bool) -> Iterator[Rendered]:
    """The batches, with a word to the user about what looks wrong in them."""
    warned = False
    for batch in batches:
        if name_rejects:
            for reject in batch.rejects:
                say(describe(reject))
        if not warned and batch.counts["input", "html pages"]:
            warned = True
            say("corpusclean: some pages are HTML, not text; extract their text first (trafilatura, resiliparse)")
        yield batch


def finish(sinks: dict[str, Sink], options: dict[str, Any], ledger: Ledger, statistics: bytes) -> None:
    """Write the stats and let the outputs appear; a rejects file that nobody asked for only if it holds something.

    With --force, the file of a language that was not seen goes: it is from another run.
    """
    if "stats" in sinks:
        sinks["stats"].write(statistics)
    of_languages = language_files(options["output_by_language"])
    stale = [path for code, path in of_languages.items() if f"language {code}" not in sinks]
    if options["rejects"] is None and "rejects" in sinks and not ledger.total("lines", "rejected"):
        sinks.pop("rejects").abort()
        stale.append(f"{options['output']}.rejects.jsonl")
    commit_all(list(sinks.values()))
    for path in stale:
        if options["force"] and os.path.isfile(path) and not os.path.islink(path):
            remove(path)


def remove(path: str) -> None:
    """Remove what an earlier run wrote and this one did not."""
    try:
        Path(path).unlink()
    except OSError as error:
        raise OutputError(f"{show_path(path)}: {error.strerror}; the new outputs are in place, remove it") from error


@contextlib.contextmanager
def announced_compilation(say: Say) -> Iterator[None]:
    """Say once, when it begins, that kernels are compiled: it takes a minute or two, on the first run on a machine."""
    # numba takes 0.4 s to import, so not before --help has been answered
    from numba.core import event

    class Announcement(event.Listener):  # type: ignore[misc]
        said = False

        def on_start(self, event: Any) -> None:
            if not self.said:
                self.said = True
                say("corpusclean: compiling its kernels, once on this machine (a minute or two)")

        def on_end(self, event: Any) -> None:
            pass

    with event.install_listener("numba:compile", Announcement()):
        yield


def summary(ledger: Ledger, seconds: float) -> str:
    """The one line at the end of a run."""
    total = ledger.total
    foreign = total("blocks", "removed", "language")
    of_language = f" {foreign:,} blocks for their language," if foreign else ""
    return (
        f"corpusclean: {total('pages', 'read'):,} pages -> {total('articles', 'kept'):,} articles; "
        f"{total('articles', 'removed', 'duplicate'):,} duplicates and "
        f"{total('blocks', 'removed', 'residue'):,} blocks of residue removed,{of_language} "
        f"{total('lines', 'rejected'):,} lines rejected; "
        f"{total('input', 'bytes') / 1e6:,.1f} MB in {seconds:,.1f} s"
    )


def stats(ledger: Ledger, config: Config, seconds: float) -> bytes:
    """The counts of the run as JSON, keys sorted; times stand under `run` only."""
    tree = ledger.tree()
    balanced = {name: tree.pop(name, {}) for name in ("lines", "pages", "blocks", "articles")}
    document = {
        "schema_version": STATS_SCHEMA,
        "version": __version__,
        "config": asdict(config),
        "fingerprint": config.fingerprint,
        "ledger": balanced,
        **{name: tree.get(name, {}) for name in ("duplicates", "input", "languages", "repairs", "rules", "similarity")},
        "run": {"seconds": round(seconds, 3)},
    }
    return (
        json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    )


def exceeds(ledger: Ledger, allowance: str) -> bool:
    """Whether more lines were rejected than the allowance: a number, or a share such as `0.5%`."""
    rejected = ledger.total("lines", "rejected")
    if allowance.endswith("%"):
        return rejected > float(allowance[:-1]) / 100 * ledger.total("lines", "read")
    return rejected > int(allowance)
