"""What the user named as input: the list of sources, and the refusal to write over any of them."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpusclean.errors import InputError, UsageError
from corpusclean.terminal import show_path

STDIN = "-"
STDOUT = "-"
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
TEXT = ".txt"
IN_FOLDERS = (".jsonl", ".ndjson", ".json", TEXT)
"""What is read of a folder. A file that is named is read whatever its name is."""


@dataclass(frozen=True, slots=True)
class Source:
    """An input: `name` is what messages call it, `path` is None for standard input.

    `form` is "jsonl", a page a line, or "text", a page a file. `size` is the file's size in bytes, None where that can
    not be known (a pipe, a device).
    """

    name: str
    path: str | None
    form: str
    size: int | None = None


def find_inputs(arguments: Sequence[str], recursive: bool = False, form: str = "auto") -> list[Source]:
    """The sources that the arguments name, in their order; none, or `-`, is standard input.

    A pattern (`*`, `?`, `[...]`, `**`) that is not the name of a file stands for the files it matches, in the order of
    the bytes of their names; so does a folder, with `recursive`, for the JSONL and text files in it. With form "auto"
    a file whose name ends in .txt (or .txt.gz ...) is text and all else is JSONL.

    Raises:
        UsageError: a pattern or folder holds no file, a folder is given without `recursive`, or standard input is
            closed or given twice.
        InputError: a file does not exist or can not be read.
    """
    arguments = list(arguments) or [STDIN]
    if arguments.count(STDIN) > 1:
        raise UsageError("standard input (-) is given twice; give it once")
    sources: list[Source] = []
    for argument in arguments:
        if argument == STDIN:
            sources.append(_stdin(form))
        else:
            sources.extend(_file(path, form) for path in _expand(argument, recursive))
    return sources


def stem(name: str) -> str:
    """The file's name without folder, compression and format.

    >>> stem("crawl/pages.v2.jsonl.gz")
    'pages.v2'
    """
    base = _without_compression(name.rsplit("/", 1)[-1])
    return base[: len(base) - len(_format_of(base))]


def _without_compression(name: str) -> str:
    ending = os.path.splitext(name)[1]  # noqa: PTH122 - a Path would change the name
    return name.removesuffix(ending) if ending.lower() in COMPRESSED else name


def _format_of(name: str) -> str:
    """The ending of the name that shows its format, in lower case; nothing where it shows none we know."""
    ending = os.path.splitext(_without_compression(name))[1]  # noqa: PTH122 - as above
    return ending.lower() if ending.lower() in IN_FOLDERS else ""


def _expand(argument: str, recursive: bool) -> Iterator[str]:
    for path in [argument] if os.path.exists(argument) else _matches(argument):
        if not os.path.isdir(path):
            yield path
        elif recursive:
            yield from _folder(path)
        else:
            raise UsageError(f"{show_path(path)} is a folder; give --recursive to read the files in it")


def _matches(pattern: str) -> list[str]:
    import glob  # rarely needed: most patterns are expanded by the shell

    if not glob.has_magic(pattern):
        raise InputError(f"{show_path(pattern)}: no such file; check the name")
    paths = sorted(glob.glob(pattern, recursive=True), key=os.fsencode)  # noqa: PTH207 - it also takes absolute ones
    if not paths:
        raise UsageError(f"{show_path(pattern)}: no file matches this pattern; check it, and its folder")
    return paths


def _folder(folder: str) -> list[str]:
    found = [
        str(Path(parent, name))
        for parent, _, names in os.walk(folder)
        for name in names
        if not name.startswith(".") and _format_of(name) in IN_FOLDERS
    ]
    if not found:
        raise UsageError(f"{show_path(folder)}: no {', '.join(IN_FOLDERS)} files in this folder; name the files")
    return sorted(found, key=os.fsencode)


def _file(path: str, form: str) -> Source:
    if not os.access(path, os.R_OK):
        raise InputError(f"{show_path(path)}: permission denied; check the mode of the file")
    if form == "auto":
        form = "text" if _format_of(path) == TEXT else "jsonl"
    return Source(show_path(path), path, form, _size(Path(path).stat()))


def _stdin(form: str) -> Source:
    if sys.stdin is None:  # closed by the shell (<&-); the number 0 may by now be another file
        raise UsageError("standard input is closed; name a file, or pipe something in")
    return Source("stdin", None, "jsonl" if form == "auto" else form, _size(os.fstat(0)))


def _size(status: os.stat_result) -> int | None:
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def refuse_overwrites(sources: Sequence[Source], outputs: Sequence[str], force: bool) -> None:
    """Refuse outputs that are an input, another output, or there already. `-` is standard output.

    Files are compared by device and inode, so that links, other spellings of a path, /proc/self/fd and a redirected
    standard output are seen through. Pipes and devices may be named at will.

    Raises:
        UsageError: an output must not be written.
    """
    inputs = {_identity(0 if source.path is None else source.path): source.name for source in sources}
    seen: dict[object, str] = {}
    for output in outputs:
        shown = "standard output" if output == STDOUT else show_path(output)
        identity = _identity(1 if output == STDOUT else output)
        if identity is None and _is_special(output):
            continue
        key = identity or (output if output == STDOUT else Path(output).resolve())
        if identity in inputs and identity is not None:
            raise UsageError(f"{shown} is also the input {inputs[identity]}; write to another file")
        if key in seen:
            raise UsageError(f"{shown} would be written twice, as {seen[key]} too; name another file")
        if identity is not None and output != STDOUT and not force:
            raise UsageError(f"{shown} exists; give --force to overwrite it, or name another file")
        seen[key] = shown


def _identity(target: str | int) -> tuple[int, int] | None:
    """Device and inode of a regular file; None for what is not one, or not there, or can not be reached."""
    try:
        status = os.stat(target)  # noqa: PTH116 - a number is a file descriptor
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _is_special(output: str) -> bool:
    """Whether this is a pipe, a device or the like, which may be named twice.

    Raises:
        UsageError: it is a folder.
    """
    if output != STDOUT and os.path.isdir(output):
        raise UsageError(f"{show_path(output)} is a folder; name a file in it")
    return output != STDOUT and os.path.exists(output)
