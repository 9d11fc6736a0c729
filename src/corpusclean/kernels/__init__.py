"""The Numba functions, and nothing else: small loops over NumPy arrays, no Python objects inside.

Every kernel says in its docstring what it computes, on which shapes and dtypes, and has an oracle in the tests.
"""

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeVar

import numba
import numpy as np
from numba import njit

from corpusclean.cache import cache_folder
from corpusclean.kernels.loading import keep

Function = TypeVar("Function", bound=Callable[..., Any])


IMPORT = re.compile(rb"^from corpusclean\.kernels\.(\w+) import", re.MULTILINE)


@cache
def _parts_of(module: str) -> frozenset[str]:
    """The kernel modules whose code can end up in the machine code of this one: itself and what it imports."""
    imported = {name.decode() for name in IMPORT.findall(_source_of(module))}
    return frozenset({module}).union(*map(_parts_of, imported))


@cache
def _source_of(module: str) -> bytes:
    return Path(__file__).with_name(f"{module}.py").read_bytes()


@cache
def _digest_of(module: str) -> bytes:
    return hashlib.blake2b(_source_of(module), digest_size=16).digest()


@cache
def machine_code_of(module: str) -> Path:
    """The folder where machine code of the kernels in a module is kept.

    Numba looks only at the file a kernel stands in, to see whether its code is still good, but a kernel is compiled
    together with those that it calls from other files: so the name depends on all of them, and on no others.
    """
    digests = b"".join(map(_digest_of, ["__init__", *sorted(_parts_of(module))]))
    return cache_folder() / f"kernels-{hashlib.blake2b(digests, digest_size=8).hexdigest()}"


def kernel(function: Function) -> Function:
    """Compile a function at its first call, keep the machine code on disk, release the GIL while it runs.

    A function whose name begins with an underscore is compiled into the kernels that call it, and not kept for itself:
    that halves the time that declaring it takes (0.2 ms, with 130 of them). Where the folder can not be written to, the
    kernel is compiled anew in every process: left to itself, Numba would write beside the source.
    """
    if function.__name__.startswith("_"):
        part: Function = njit(nogil=True)(function)
        return part
    folder = numba.config.CACHE_DIR or str(machine_code_of(function.__module__.rpartition(".")[2]))
    compiled: Function = njit(nogil=True)(function)
    if _can_keep(folder):
        with _kept_in(folder):
            keep(compiled, function)
    return compiled


@cache
def _can_keep(folder: str) -> bool:
    """Whether files can be written to a folder, which is made if it is not there."""
    with suppress(OSError):
        Path(folder).mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return True
    return False


def inner(function: Function) -> Function:
    """Compile a function that makes no array into the kernels that call it, and count no references in it.

    At every call that hands on arrays Numba counts a reference to each, up and down again, with atomic instructions:
    they took more than half of the time of matching phrases. To make an array in such a function is a compile error.
    """
    part: Function = njit(nogil=True, _nrt=False)(function)
    return part


def inlined(function: Function) -> Function:
    """As `inner`, for the few functions that are called at every character: compiled in place of each call."""
    part: Function = njit(nogil=True, _nrt=False, forceinline=True)(function)
    return part


@contextmanager
def _kept_in(folder: str) -> Iterator[None]:
    """Let kernels that are declared here be kept in a folder."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = folder
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def start_without_scipy() -> None:
    """Load the first kernel, without SciPy's linear algebra: for programs that must answer at once.

    When Numba loads its first kernel it imports scipy.linalg, for the sake of np.dot, which no kernel here calls. That
    takes 0.15 s of a start of 1 s. Numba takes a BLAS that can not be imported for one that is not installed; after
    this call it can be imported again.
    """
    from corpusclean.kernels.strings import valid_utf8

    blas = "scipy.linalg.cython_blas"
    if blas in sys.modules:
        return
    sys.modules[blas] = None  # type: ignore[assignment]
    try:
        valid_utf8(np.frombuffer(b"\n", np.uint8))  # every run calls it
    finally:
        del sys.modules[blas]
