"""The rooms of the house: who may import whom, and what the front door may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "corpusclean"
FLOORS = [
    {"errors", "model", "lines", "strings", "cache", "tablefile", "collector", "terminal", "unicode", "writing"},
    {"kernels"},
    {"config", "ledger", "text", "language", "dedup", "uniqueids"},
    {"io", "pipeline", "render", "templates"},
    {"cutting", "difference", "run", "waiting", "engines"},
    {"api", "deduper", "detector", "explaining", "learning", "tuning"},
    {"cli"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py"))


def room(parts: tuple[str, ...]) -> str:
    return parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name for name in names if name.startswith("corpusclean.")}


@pytest.mark.parametrize("module", [m for m in MODULES if not room(m.parts).startswith("__")], ids=str)
def test_a_room_imports_only_its_own_floor_and_those_below(module: Path) -> None:
    here = room(module.parts)
    for name in imports(SOURCE / module):
        there = name.split(".")[1]
        assert there == here or FLOOR_OF[there] <= FLOOR_OF[here], f"{module} imports {name}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_nothing_that_could_run_foreign_code(module: Path) -> None:
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not imported & {"pickle", "dill", "yaml", "marshal", "shelve", "socket", "urllib.request"}
    assert not called & {"eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["run", "--help"]], ids=" ".join)
def test_the_front_door_is_light(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom corpusclean.cli import main\n"
        f"sys.argv[1:] = {arguments!r}\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'numpy', 'numba', 'pyarrow', 'rich', 'ftfy', 'datasketch', 'langdetect', 'msgspec'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)


def test_the_public_names_are_those_that_are_listed() -> None:
    import corpusclean

    for name in corpusclean.__all__:
        assert getattr(corpusclean, name).__doc__, name
