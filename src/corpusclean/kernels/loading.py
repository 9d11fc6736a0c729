"""Loading kernels from the cache: their machine code, and not the code of LLVM that stands beside it.

Numba keeps both, and on loading parses the second and asks for the name of everything in it, although it is of use only
where another function is compiled together with the kernel. That takes two thirds of the time to load a kernel, and a
run loads more than forty. Here it is parsed when it is asked for. See docs/decisions/0084-loading-kernels.md.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import binding  # type: ignore[import-untyped]
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary

MACHINE_CODE = "object"  # what Numba calls a library that holds machine code


class KeptLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Machine code of a kernel; what other functions need to be compiled with it is parsed when they are."""

    _bitcode: bytes | None = None
    _shared_module: Any

    @classmethod
    def _unserialize(cls, codegen: Any, state: tuple[str, str, Any]) -> "KeptLibrary":
        name, kind, data = state
        if kind != MACHINE_CODE:
            library: KeptLibrary = super()._unserialize(codegen, state)
            return library
        library = codegen.create_library(name)
        machine_code, library._bitcode = data
        library.enable_object_caching()
        library._set_compiled_object(machine_code)
        library._finalize_final_module()
        return library

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None and self._bitcode is not None:
            self._shared_module = binding.parse_bitcode(self._bitcode)
        return super()._get_module_for_linking()


def _is_known(codegen: Any) -> bool:
    """Whether this version of Numba loads machine code in the way that is known here; else it does so by itself."""
    parts = [(JITCodeLibrary, "_set_compiled_object"), (JITCodeLibrary, "_finalize_final_module")]
    parts += [(codegen, "_library_class"), (getattr(codegen, "_engine", None), "_defined_symbols")]
    return all(hasattr(owner, name) for owner, name in parts)


class _KeptResults(CompileResultCacheImpl):  # type: ignore[misc]
    """What stands in the cache for a kernel."""

    def rebuild(self, target_context: Any, payload: tuple[Any, ...]) -> Any:
        """The compiled kernel. Numba holds its lock here, so that no other thread meets the class put in place."""
        codegen, description = target_context.codegen(), payload[1]
        if not _is_known(codegen):
            return super().rebuild(target_context, payload)
        codegen._engine._defined_symbols |= {
            description.llvm_func_name,
            description.llvm_cpython_wrapper_name,
            description.llvm_cfunc_wrapper_name,
        }
        before, codegen._library_class = codegen._library_class, KeptLibrary
        try:
            return super().rebuild(target_context, payload)
        finally:
            codegen._library_class = before


class KernelCache(FunctionCache):  # type: ignore[misc]
    """The cache of a kernel's machine code."""

    _impl_class = _KeptResults


def keep(dispatcher: Any, function: Callable[..., Any]) -> None:
    """Let what a function is compiled to be kept, and loaded, in the folder that Numba is told."""
    dispatcher._cache = KernelCache(function)
