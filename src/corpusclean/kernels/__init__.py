"""The Numba functions, and nothing else: small loops over NumPy arrays, no Python objects inside.

Every kernel says in its docstring what it computes, on which shapes and dtypes, and has an oracle in the tests.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function at its first call, keep the machine code on disk, release the GIL while it runs.

    Where no folder can be written to, Numba raises RuntimeError; the kernel is then compiled anew in every process.
    """
    try:
        compiled: Function = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        compiled = njit(nogil=True)(function)
    return compiled
