"""What is kept on disk between runs: read while it is good, made again where it is not, forgotten when it is old."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from corpusclean.cache import Tables, cache_folder, cached, forget_old
from corpusclean.tablefile import ROW, SUMMED, read_tables, tables_bytes

BUILT: list[str] = []


def build() -> Tables:
    BUILT.append("once more")
    return {"numbers": np.arange(5)}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    BUILT.clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return cache_folder()


def age(path: Path, days: float) -> None:
    then = time.time() - days * 86400
    os.utime(path, (then, then))


def test_tables_are_built_once_for_a_key() -> None:
    for key in ("a", "a", "b"):
        assert cached("numbers", key, build)["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert len(BUILT) == 2


@pytest.mark.parametrize("damage", [b"", b"PK", b"no tables at all"])
def test_damaged_tables_are_built_again(folder: Path, damage: bytes) -> None:
    cached("numbers", "a", build)
    (stored,) = folder.iterdir()
    stored.write_bytes(damage)
    assert cached("numbers", "a", build)["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert len(BUILT) == 2


def test_a_flipped_byte_anywhere_is_noticed(folder: Path) -> None:
    cached("numbers", "a", build)
    (stored,) = folder.iterdir()
    sound = stored.read_bytes()
    for place in range(len(sound)):
        stored.write_bytes(sound[:place] + bytes([sound[place] ^ 0x10]) + sound[place + 1 :])
        assert cached("numbers", "a", build)["numbers"].tolist() == [0, 1, 2, 3, 4], place
    stored.write_bytes(sound[:-9])
    assert cached("numbers", "a", build)["numbers"].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("size", [1, 8, 512, ROW, ROW + 1, 3 * ROW])
@pytest.mark.parametrize("places", [(1, 2), (0, 5), (3, 7)])
def test_pieces_that_changed_places_are_noticed(tmp_path: Path, size: int, places: tuple[int, int]) -> None:
    """size: in words."""
    numbers = np.random.default_rng(1).integers(0, 9, (8, size))
    numbers[:, 0] = range(8)
    path = tmp_path / "tables"
    sound = tables_bytes({"numbers": numbers})
    numbers[list(places)] = numbers[list(reversed(places))]
    other = tables_bytes({"numbers": numbers})
    path.write_bytes(sound[:SUMMED] + other[SUMMED:])
    with pytest.raises(ValueError, match="damaged"):
        read_tables(path)


def test_tables_come_back_as_they_were(tmp_path: Path) -> None:
    tables = {"none": np.zeros(0, np.int16), "one": np.array(7), "many": np.arange(12.0).reshape(3, 4)}
    path = tmp_path / "tables"
    path.write_bytes(tables_bytes(tables))
    back = read_tables(path)
    back["many"][:] += 0  # they can be written to
    assert {name: (table.dtype, table.tolist()) for name, table in back.items()} == {
        name: (table.dtype, table.tolist()) for name, table in tables.items()
    }


def test_where_nothing_can_be_kept_tables_are_built_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    for _ in range(2):
        cached("numbers", "a", build)
    assert len(BUILT) == 2
    forget_old([])


def test_a_user_without_a_home_builds_tables_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(user: int) -> None:
        raise KeyError(user)

    monkeypatch.setattr("pwd.getpwuid", nobody)
    for name in ("XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for _ in range(2):
        assert cached("numbers", "a", build)["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert len(BUILT) == 2
    forget_old([])


def test_what_is_old_and_not_in_use_is_forgotten(folder: Path) -> None:
    cached("numbers", "a", build)
    (tables,) = folder.iterdir()
    kernels = [folder / name for name in ("kernels-old", "kernels-used", "kernels-new")]
    for kernel in kernels:
        kernel.mkdir()
        (kernel / "code").write_bytes(b"")
    for path in (tables, *kernels[:2]):
        age(path, 61)
    cached("numbers", "a", build)
    forget_old([kernels[1]])
    assert sorted(folder.iterdir()) == sorted([tables, *kernels[1:]])
    age(tables, 61)
    forget_old([])
    assert sorted(folder.iterdir()) == [kernels[2]]
