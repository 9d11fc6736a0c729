"""Tables that take a moment to build are built once on a machine and kept in the user's cache folder.

A cached file (see `corpusclean.tablefile`) has a name that holds the key of everything it was built from. One that is
missing, cut short or damaged (checksums) is built again; a folder that can not be written to, or a user without a home,
costs time, never a run.
"""

import contextlib
import hashlib
import inspect
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path

from corpusclean.tablefile import Tables, read_tables, tables_bytes

OURS = ("", ".npz", ".tables", ".partial")
"""The endings of what stands in the cache; earlier versions wrote .npz."""

__all__ = ["Tables", "cache_folder", "cached", "forget_old"]


def cache_folder() -> Path:
    """Where tables are kept: $XDG_CACHE_HOME/corpusclean, by default ~/.cache/corpusclean.

    Where nobody knows a home it is a path that can be neither read nor made: a folder that all can write to would not
    do, since machine code comes from it.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path("~/.cache").expanduser()) / "corpusclean"
    except RuntimeError:
        return Path(os.devnull) / "corpusclean"


def cached(name: str, key: str, build: Callable[[], Tables]) -> Tables:
    """The tables called `name`, read from the cache if they were built from the same `key`, built otherwise.

    The file that `build` is written in counts as a part of the key: tables must not outlive the code that made them.
    """
    source = Path(inspect.getfile(build)).read_bytes()
    digest = hashlib.blake2b(key.encode() + source, digest_size=8).hexdigest()
    path = cache_folder() / f"{name}-{digest}.tables"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        tables = read_tables(path)
        with contextlib.suppress(OSError):
            path.touch()  # so that `forget_old` knows that it is used
        return tables
    tables = build()
    with contextlib.suppress(OSError):
        _store(path, tables)
    return tables


def forget_old(used: Collection[Path], days: float = 60) -> None:
    """Remove what was put into the cache so many days ago, and is not in use: other versions left it there.

    used: what stays, however old it is.
    """
    oldest = time.time() - days * 86400
    with contextlib.suppress(OSError):
        for path in cache_folder().iterdir():
            if path not in used and path.suffix in OURS and path.stat().st_mtime < oldest:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _store(path: Path, tables: Tables) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(dir=path.parent, suffix=".partial")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(tables_bytes(tables))
        Path(partial).replace(path)
    except OSError:
        Path(partial).unlink(missing_ok=True)
        raise
