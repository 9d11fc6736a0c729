"""Outputs that appear complete or not at all, whatever they are: files, links, pipes, devices."""

import bz2
import gzip
import lzma
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from corpusclean.errors import OutputError
from corpusclean.io.sink import Sink, commit_all

TEXT = b"one line\n" * 1000
DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.decompress,
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
    ".zst": zstd.decompress,
}


def write(target: Path, data: bytes = TEXT) -> None:
    with Sink(str(target)) as sink:
        sink.write(data)


def only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("ending", DECOMPRESS)
def test_the_ending_decides_the_compression(tmp_path: Path, ending: str) -> None:
    paths = [tmp_path / name for name in (f"one{ending}", f"another{ending}")]
    for path in paths:
        with Sink(str(path)) as sink:
            for start in range(0, len(TEXT), 700):
                sink.write(TEXT[start : start + 700])
                sink.flush()
    assert DECOMPRESS[ending](paths[0].read_bytes()) == TEXT
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_nothing_shows_before_the_end(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    with Sink(str(target)) as sink:
        sink.write(TEXT)
        sink.flush()
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == TEXT
    assert only(tmp_path) == ["out.jsonl"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_exception_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    with pytest.raises(error), Sink(str(target)) as sink:
        sink.write(TEXT)
        sink.flush()
        raise error
    assert target.read_bytes() == b"old"
    assert only(tmp_path) == ["out.jsonl"]


def test_several_appear_together(tmp_path: Path) -> None:
    sinks = [Sink(str(tmp_path / name)) for name in ("a", "b", "c")]
    for sink in sinks:
        sink.write(TEXT)
        sink.finish()
    assert all(name.startswith(".") for name in only(tmp_path))
    commit_all(sinks)
    commit_all(sinks)  # what is done is done
    for sink in sinks:
        sink.abort()
    assert only(tmp_path) == ["a", "b", "c"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    real, link = tmp_path / "folder" / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to("folder/real")
    write(link)
    assert link.is_symlink()
    assert real.read_bytes() == TEXT
    assert only(tmp_path / "folder") == ["real"]
    real.unlink()
    write(link)  # a link to nothing yet
    assert link.is_symlink()
    assert real.read_bytes() == TEXT


@pytest.mark.parametrize("pieces", [[TEXT], [b"%d\n" % number * 99 for number in range(3000)], [b"", TEXT * 40, b""]])
def test_a_pipe_is_written_through(tmp_path: Path, pieces: list[bytes]) -> None:
    """More pieces than a system takes at once, and more bytes than a pipe holds, arrive in order."""
    target = tmp_path / "pipe"
    os.mkfifo(target)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(target.read_bytes()))
    reader.start()
    with Sink(str(target)) as sink:
        sink.write(*pieces)
    reader.join(10)
    assert found == [b"".join(pieces)]
    assert stat.S_ISFIFO(target.stat().st_mode)


def test_a_device_stays_a_device() -> None:
    with Sink("/dev/null") as sink:
        sink.write(TEXT)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_full_device_is_an_error() -> None:
    with pytest.raises(OutputError, match="/dev/full: No space left on device; make room"), Sink("/dev/full") as sink:
        sink.write(TEXT)


def test_the_mode_of_a_file_is_kept_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    before = os.umask(0o027)
    try:
        write(target)
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
        target.chmod(0o604)
        write(target)
        assert stat.S_IMODE(target.stat().st_mode) == 0o604
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/out", "No such file or directory; make its folder first"),
        ("", "Is a directory"),
        ("file/out", "Not a"),
    ],
)
def test_a_place_that_can_not_be_written_to(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=message):
        Sink(str(tmp_path / name))


@pytest.mark.parametrize("name", ["new\nline", "caf\udce9", "x" * 255, "ü" * 127, ".partial-", "-"])
def test_strange_names(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert (tmp_path / name).read_bytes() == TEXT
    assert only(tmp_path) == [name]


def test_a_message_about_a_strange_name_can_be_printed() -> None:
    with pytest.raises(OutputError) as caught:
        Sink("/nowhere/caf\udce9")
    assert "/nowhere/caf\\xe9: No such file" in str(caught.value)


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    program = (
        "import os, signal, sys\nfrom corpusclean.io.sink import Sink\n"
        "sink = Sink(sys.argv[1]); sink.write(b'half'); sink.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(target)], check=False)
    assert done.returncode == -9
    assert len(only(tmp_path)) == 1 and not target.exists()
    (tmp_path / ".other.partial-12345678").touch()
    write(target)
    assert only(tmp_path) == [".other.partial-12345678", "out.jsonl"]


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    first, second = Sink(str(target)), Sink(str(target))
    first.write(b"first")
    second.write(b"second")
    commit_all([first])
    assert target.read_bytes() == b"first"
    commit_all([second])
    assert target.read_bytes() == b"second"
    assert only(tmp_path) == ["out.jsonl"]


def test_two_runs_at_once_leave_one_whole_output(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    for _ in range(20):
        texts = [bytes([65 + n]) * 100_000 for n in range(4)]
        threads = [threading.Thread(target=write, args=(target, text)) for text in texts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert target.read_bytes() in texts
        assert only(tmp_path) == ["out.jsonl"]


def run_with_stdout(stdout: str) -> subprocess.CompletedProcess[bytes]:
    program = (
        "import sys\nfrom corpusclean.errors import OutputError\nfrom corpusclean.io.sink import Sink\n"
        "try:\n    with Sink('-') as sink:\n        sink.write(b'text\\n' * 100_000)\n"
        "except BrokenPipeError as error:\n    sys.exit(140 + (error.errno is None))\n"
        "except OutputError as error:\n    print(error, file=sys.stderr)\n    sys.exit(4)\n"
    )
    command = f'"$0" -c "$1" {stdout}'
    return subprocess.run(["bash", "-o", "pipefail", "-c", command, sys.executable, program], capture_output=True)


@pytest.mark.parametrize(
    ("stdout", "code", "message"),
    [
        ("| wc -c", 0, b""),
        ("| true", 141, b""),
        (">&-", 4, b"standard output is closed"),
        ("> /dev/full", 4, b"standard output: No space left"),
    ],
)
def test_standard_output(stdout: str, code: int, message: bytes) -> None:
    done = run_with_stdout(stdout)
    assert done.returncode == code
    assert message in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout.strip() == (b"500000" if code == 0 else b"")
