"""Machine code is kept under a name that changes with every source that went into it, and with no other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba import njit

import corpusclean
from corpusclean.kernels import kernel, machine_code_of


def test_kernels_of_unlike_parts_are_kept_apart() -> None:
    assert machine_code_of("index") != machine_code_of("articles")


def test_a_changed_part_changes_the_name_for_all_that_call_it(monkeypatch) -> None:
    from corpusclean import kernels

    before = {name: machine_code_of(name) for name in ("shingles", "index", "articles")}
    source_of = kernels._source_of.__wrapped__
    monkeypatch.setattr(kernels, "_digest_of", kernels._digest_of.__wrapped__)
    monkeypatch.setattr(kernels, "_source_of", lambda module: source_of(module) + b"#" * (module == "tokens"))
    after = {name: machine_code_of.__wrapped__(name) for name in before}
    assert [name for name in before if before[name] != after[name]] == ["shingles", "index"]


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "NUMBA_CACHE_DIR"])
def test_where_nothing_can_be_kept_nothing_is_written_beside_the_source(tmp_path: Path, variable: str) -> None:
    copy = tmp_path / "corpusclean"
    shutil.copytree(Path(corpusclean.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    program = (
        "import numpy as np\nfrom corpusclean.kernels.strings import valid_utf8\n"
        "assert valid_utf8(np.frombuffer(b'a\\n', np.uint8))"
    )
    environment = os.environ | {variable: "/proc/nowhere", "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=300)
    assert not list(copy.rglob("*.nbi"))


def test_the_code_of_llvm_is_parsed_when_a_function_is_compiled_with_a_kernel() -> None:
    from corpusclean.kernels.loading import KeptLibrary
    from corpusclean.kernels.utf8 import count_characters

    text = np.frombuffer("añb".encode(), np.uint8)
    assert count_characters(text, 0, 4) == 3  # compiled here, if no other process has done it
    again = kernel(count_characters.py_func)
    assert again(text, 0, 4) == 3
    (loaded,) = again.overloads.values()
    assert isinstance(loaded.library, KeptLibrary)
    assert loaded.library._shared_module is None

    @njit
    def count_twice(text, start, end):
        return 2 * again(text, start, end)

    assert count_twice(text, 0, 4) == 6
    assert loaded.library._shared_module is not None


def test_another_version_of_numba_loads_kernels_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpusclean.kernels import loading
    from corpusclean.kernels.utf8 import count_characters

    text = np.frombuffer("añb".encode(), np.uint8)
    assert count_characters(text, 0, 4) == 3
    monkeypatch.setattr(loading, "_is_known", lambda codegen: False)
    again = kernel(count_characters.py_func)
    assert again(text, 0, 4) == 3
    assert not isinstance(next(iter(again.overloads.values())).library, loading.KeptLibrary)
