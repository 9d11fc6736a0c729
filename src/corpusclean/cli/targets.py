"""Where the outputs of a run go, and how they appear when it has come to its end."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpusclean.errors import OutputError
from corpusclean.io.sink import Sink, commit_all
from corpusclean.language.codes import LANGUAGES
from corpusclean.ledger import Ledger
from corpusclean.terminal import show_path


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


def finish(sinks: dict[str, Sink], options: dict[str, Any], ledger: Ledger, statistics: bytes) -> list[str]:
    """Write the stats and let the outputs appear; a rejects file that nobody asked for only if it holds something.

    With --force, the file of a language that was not seen goes: it is from another run. Returns the files that went.
    """
    if "stats" in sinks:
        sinks["stats"].write(statistics)
    of_languages = language_files(options["output_by_language"])
    stale = [path for code, path in of_languages.items() if f"language {code}" not in sinks]
    if options["rejects"] is None and "rejects" in sinks and not ledger.total("lines", "rejected"):
        sinks.pop("rejects").abort()
        stale.append(f"{options['output']}.rejects.jsonl")
    commit_all(list(sinks.values()))
    gone = [path for path in stale if options["force"] and os.path.isfile(path) and not os.path.islink(path)]
    for path in gone:
        remove(path)
    return gone


def remove(path: str) -> None:
    """Remove what an earlier run wrote and this one did not."""
    try:
        Path(path).unlink()
    except OSError as error:
        raise OutputError(f"{show_path(path)}: {error.strerror}; the new outputs are in place, remove it") from error
