"""Files under construction: `.NAME.partial-XXXXXXXX` beside their target, locked as long as somebody writes them.

The lock goes with the process, however it ends. So the next run knows the files that a killed run left, and removes
them, and leaves alone those of a run that is under way.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import stat
from pathlib import Path

NAME_BYTES = 200
"""How much of the target's name a partial file carries: file systems allow 255 bytes in all."""


def create_partial(final: Path) -> tuple[Path, int]:
    """A new file beside its target, and its descriptor; it has the target's mode if there is one."""
    while True:
        path = final.with_name(_prefix(final) + secrets.token_hex(4))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with contextlib.suppress(OSError):  # some file systems have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # waits for who may be about to remove it
        with contextlib.suppress(OSError):  # there is no target, or some file systems have no modes
            os.fchmod(descriptor, stat.S_IMODE(final.stat().st_mode))
        if os.fstat(descriptor).st_nlink:
            return path, descriptor
        os.close(descriptor)  # another run took it for a stale one, just before it was locked


def remove_stale(final: Path) -> None:
    """Remove the partial files that killed runs left beside a target, as far as they can be found and removed."""
    stale: list[Path] = []
    with contextlib.suppress(OSError):  # a folder may be writable and not readable
        stale = [path for path in final.parent.iterdir() if path.name.startswith(_prefix(final))]
    for path in stale:
        with contextlib.suppress(OSError):  # it is locked, or not ours, or gone
            _remove_if_unlocked(path)


def sync_folder(folder: Path) -> None:
    """Make a renaming in a folder survive a power cut; file systems that can not do this say EINVAL."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)


def _prefix(final: Path) -> str:
    return f".{os.fsdecode(os.fsencode(final.name)[:NAME_BYTES])}.partial-"


def _remove_if_unlocked(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    finally:
        os.close(descriptor)
