"""What the user named: files, patterns, folders, standard input; and outputs that must not be written."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from corpusclean.errors import InputError, UsageError
from corpusclean.io.inputs import Source, find_inputs, refuse_overwrites, stem


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some inputs, in the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.jsonl",
        "a.jsonl.gz",
        "B.jsonl",
        "é.jsonl",
        "story.txt",
        "Story.TXT.gz",
        "x[1].jsonl",
        "-",
        "notes",
    ):
        (tmp_path / name).write_bytes(b"{}\n")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("deep/2.ndjson", "deep/er/1.json", "deep/er/3.jsonl.zst", "deep/.hidden.jsonl", "deep/readme.md"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def names(*arguments: str, recursive: bool = False) -> list[str]:
    return [source.name for source in find_inputs(arguments, recursive)]


def test_standard_input_is_named_by_a_dash_or_by_nothing(folder: Path) -> None:
    assert [source.path for source in find_inputs([])] == [source.path for source in find_inputs(["-"])] == [None]
    assert find_inputs(["-"], form="text")[0].form == "text"
    assert names("./-", "-") == ["./-", "stdin"]
    with pytest.raises(UsageError, match="given twice"):
        find_inputs(["-", "b.jsonl", "-"])


def test_patterns_expand_in_the_order_of_bytes(folder: Path) -> None:
    assert names("*.jsonl") == ["B.jsonl", "b.jsonl", "x[1].jsonl", "é.jsonl"]
    assert names("b.jsonl", "[aB].jsonl*") == ["b.jsonl", "B.jsonl", "a.jsonl.gz"]
    assert names("deep/**/*.json*") == ["deep/er/1.json", "deep/er/3.jsonl.zst"]
    assert names(str(folder / "?.jsonl"))[0] == str(folder / "B.jsonl")


def test_a_file_is_not_taken_for_a_pattern(folder: Path) -> None:
    assert names("x[1].jsonl") == ["x[1].jsonl"]


def test_forms_follow_names_unless_told(folder: Path) -> None:
    sources = find_inputs(["b.jsonl", "a.jsonl.gz", "story.txt", "Story.TXT.gz", "notes"])
    assert [source.form for source in sources] == ["jsonl", "jsonl", "text", "text", "jsonl"]
    assert [source.form for source in find_inputs(["notes", "b.jsonl"], form="text")] == ["text", "text"]
    assert [source.size for source in sources] == [3] * 5


def test_folders_must_be_asked_for(folder: Path) -> None:
    with pytest.raises(UsageError, match="deep is a folder; give --recursive"):
        find_inputs(["deep"])
    assert names("deep", recursive=True) == ["deep/2.ndjson", "deep/er/1.json", "deep/er/3.jsonl.zst"]
    (folder / "empty").mkdir()
    with pytest.raises(UsageError, match=r"empty: no \.jsonl"):
        find_inputs(["empty"], recursive=True)


def test_what_is_not_there(folder: Path) -> None:
    with pytest.raises(InputError, match=r"c\.jsonl: no such file"):
        find_inputs(["b.jsonl", "c.jsonl"])
    with pytest.raises(UsageError, match=r"c\*\.jsonl: no file matches"):
        find_inputs(["b.jsonl", "c*.jsonl"])


def test_what_can_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # the tests may run as root
    with pytest.raises(InputError, match=r"b\.jsonl: permission denied"):
        find_inputs(["b.jsonl"])


def test_names_that_are_not_utf8_can_be_printed_and_read(folder: Path) -> None:
    path = os.fsdecode(b"caf\xe9.jsonl")
    Path(path).write_bytes(b"{}\n")
    (source,) = find_inputs([path])
    assert (source.name, source.path) == ("caf\\xe9.jsonl", path)
    (globbed,) = find_inputs(["caf*"])
    assert globbed == source
    assert pickle.loads(pickle.dumps(source)) == source
    with pytest.raises(InputError, match=r"caf\\xea"):
        find_inputs(["caf\udcea"])


def test_a_closed_standard_input_is_refused() -> None:
    program = "from corpusclean.io.inputs import find_inputs; find_inputs([])"
    command = f"{sys.executable} -c '{program}' <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True)
    assert b"UsageError: standard input is closed" in done.stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pages.jsonl", "pages"),
        ("a/b.c/PAGES.JSONL.GZ", "PAGES"),
        ("story.v2.txt.xz", "story.v2"),
        ("stdin", "stdin"),
        (".jsonl", ".jsonl"),
        ("data.csv.gz", "data.csv"),
    ],
)
def test_stems(name: str, expected: str) -> None:
    assert stem(name) == expected


def source_of(path: Path) -> Source:
    return Source(path.name, str(path), "jsonl", None)


def test_an_output_that_is_an_input_is_refused(folder: Path) -> None:
    source = source_of(folder / "b.jsonl")
    (folder / "symbolic").symlink_to("b.jsonl")
    os.link("b.jsonl", "hard")
    descriptor = os.open("b.jsonl", os.O_RDWR)
    spellings = ["b.jsonl", "./b.jsonl", str(folder / "b.jsonl"), "symbolic", "hard", f"/proc/self/fd/{descriptor}"]
    for spelling in spellings:
        with pytest.raises(UsageError, match=r"is also the input b\.jsonl"):
            refuse_overwrites([source], ["new", spelling], force=True)
    os.close(descriptor)
    with pytest.raises(UsageError, match="symbolic is also the input"):
        refuse_overwrites([source_of(folder / "a.jsonl.gz"), source_of(folder / "symbolic")], ["symbolic"], force=True)


@pytest.mark.parametrize("redirection", [">> b.jsonl", "< b.jsonl >> hard"])
def test_standard_output_that_is_an_input_is_refused(folder: Path, redirection: str) -> None:
    os.link("b.jsonl", "hard")
    program = (
        "from corpusclean.io.inputs import find_inputs, refuse_overwrites\n"
        f"refuse_overwrites(find_inputs({['-'] if '<' in redirection else ['b.jsonl']!r}), ['-'], False)"
    )
    done = subprocess.run(
        ["bash", "-c", f'"$0" -c "$1" {redirection}', sys.executable, program], capture_output=True, text=True
    )
    assert "UsageError: standard output is also the input" in done.stderr
    assert Path("b.jsonl").read_bytes() == b"{}\n"


def test_outputs_that_are_the_same_are_refused(folder: Path) -> None:
    (folder / "link").symlink_to("new")
    for outputs in (["new", "./new"], ["new", "link"], ["-", "-"], ["b.jsonl", "./b.jsonl"], ["deep/../new", "new"]):
        with pytest.raises(UsageError, match="would be written twice"):
            refuse_overwrites([], outputs, force=True)


def test_an_output_that_exists_needs_force(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"b\.jsonl exists; give --force"):
        refuse_overwrites([], ["new", "b.jsonl"], force=False)
    refuse_overwrites([source_of(folder / "a.jsonl.gz")], ["new", "b.jsonl"], force=True)


def test_pipes_and_devices_may_be_named_at_will(folder: Path) -> None:
    os.mkfifo("pipe")
    refuse_overwrites([source_of(folder / "b.jsonl")], ["/dev/null", "pipe", "/dev/null"], force=False)
    refuse_overwrites([Source("null", "/dev/null", "jsonl", None)], ["/dev/null"], force=False)


def test_a_folder_is_no_output(folder: Path) -> None:
    with pytest.raises(UsageError, match="deep is a folder"):
        refuse_overwrites([], ["deep"], force=True)
