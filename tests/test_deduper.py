"""Duplicates from Python: an iterator, a batch, and refusals that can be heard."""

import errno
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import corpusclean
from corpusclean import Deduper, OutputError, UsageError
from corpusclean.model import Verdict

LETTERS = "a b c d e f g h i j k l m n o p q r s t u v w x y z"


def test_records_come_out_as_they_came() -> None:
    records = [{"text": LETTERS, "n": 1}, {"text": "short", "n": 2}, {"text": LETTERS + " 1", "n": 3}]
    kept = list(Deduper()(records))
    assert kept == records[:2]
    assert kept[0] is records[0]


def test_it_is_lazy_and_does_not_mind_where_batches_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpusclean.deduper.BATCH_RECORDS", 2)
    texts = ["one", "two", "one", "three", "two", "four", "one"]
    taken = []

    def source() -> Any:
        for text in texts:
            taken.append(text)
            yield text

    stream = Deduper()(source())
    assert (next(stream), taken) == ("one", texts[:2])
    assert list(stream) == ["two", "three", "four"]


def test_it_remembers_from_one_call_to_the_next() -> None:
    seen = Deduper()
    assert list(seen(["one", "two"])) == ["one", "two"]
    assert list(seen(["two", "three"])) == ["three"]
    assert list(Deduper()(["two"])) == ["two"]


def test_a_batch_of_columns_becomes_a_mask() -> None:
    seen = Deduper(text_field="body", id_field="url")
    assert seen.keep_batch({"body": ["one", "two", "one"], "url": ["x", "y", "z"]}) == [True, True, False]
    assert seen.keep_batch({"body": ["two"]}) == [False]
    assert seen.keep_batch({"body": []}) == []


def test_removals_name_what_was_kept() -> None:
    told: list[tuple[str, Verdict]] = []
    seen = Deduper(on_removal=lambda name, verdict: told.append((name, verdict)))
    list(seen([{"id": "a", "text": LETTERS}, "one", {"id": 7, "text": LETTERS + " 1"}, "one"]))
    assert told == [("7", Verdict("a", 22 / 23, "near")), ("record:3", Verdict("record:1", 1.0, "exact"))]


def test_no_two_records_have_the_same_id() -> None:
    told: list[tuple[str, str]] = []
    seen = Deduper(on_removal=lambda name, verdict: told.append((name, verdict.kept)))
    list(seen([{"id": "record:1", "text": "one"}, "two", {"id": "x", "text": "two"}, {"id": "x", "text": "one"}]))
    assert told == [("x", "record:1~2"), ("x~2", "record:1")]


def test_the_ledger_counts() -> None:
    seen = Deduper()
    seen.decide([LETTERS, LETTERS, LETTERS + " 1"])
    assert seen.ledger.tree() == {
        "records": {"read": 3, "kept": 1, "removed": 2},
        "duplicates": {"exact": 1, "near": 1},
    }


def test_the_threshold_is_that_of_the_command_line() -> None:
    near = LETTERS.replace("m", "x y z")  # 17 of 29 shingles
    assert list(Deduper()([LETTERS, near])) == [LETTERS, near]
    assert list(Deduper(threshold=0.5)([LETTERS, near])) == [LETTERS]
    with pytest.raises(UsageError, match="threshold is 2"):
        Deduper(threshold=2)
    for name, value in {"treshold": 0.5, "residue": True, "rules": ()}.items():
        with pytest.raises(TypeError, match=name):
            Deduper(**{name: value})  # type: ignore[arg-type]


def test_another_copy_can_stay_than_the_first() -> None:
    records = [
        {"text": LETTERS, "date": "2024-01-01", "n": 1},
        {"text": "short", "date": "2024-01-02", "n": 2},
        {"text": "", "n": 3},
        {"text": LETTERS + " 1", "date": "2023-01-01", "n": 4},
        {"text": LETTERS, "date": "2024-03-01", "n": 5},
    ]
    for keep, stay in {
        "longest": [2, 3, 4],
        "newest:date": [2, 3, 5],
        "oldest:date": [2, 3, 4],
        "first": [1, 2, 3],
    }.items():
        assert [record["n"] for record in Deduper(keep=keep)(records)] == stay, keep
    assert [record["n"] for record in Deduper(keep=["min:n", "longest"])(records)] == [1, 2, 3]
    with pytest.raises(UsageError, match="'best' is no rule"):
        Deduper(keep="best")


def test_what_needs_all_records_does_not_decide_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Deduper(keep="longest")
    with pytest.raises(UsageError, match="keep='longest' needs all records at once"):
        seen.keep_batch({"text": ["one"]})
    monkeypatch.setattr("corpusclean.deduper.BATCH_RECORDS", 2)
    assert list(seen(iter([LETTERS, "one", "", LETTERS + " 1", "one"]))) == ["one", "", LETTERS + " 1"]
    assert list(seen([LETTERS + " 1 2", "two"])) == ["two"]


def test_an_index_on_disk_remembers(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with Deduper(index=folder) as seen:
        assert list(seen([{"id": "a", "text": LETTERS}, "one"])) == [{"id": "a", "text": LETTERS}, "one"]
    told: list[str] = []
    with Deduper(lambda _, verdict: told.append(verdict.kept), index=folder, index_mode="read") as seen:
        assert list(seen([LETTERS + " 1", "two"])) == ["two"]
    assert told == ["a"]
    with pytest.raises(ValueError, match="mine"), Deduper(index=folder) as seen:
        list(seen(["two"]))
        raise ValueError("mine")
    seen = Deduper(index=str(folder), keep="longest")
    assert list(seen(["two", "one"])) == ["two"]
    with pytest.raises(OutputError, match="another run is adding"):
        Deduper(index=folder)
    seen.close()
    seen.close()
    assert Deduper(index=folder, index_mode="read").keep_batch({"text": ["one", "two"]}) == [False, False]
    with pytest.raises(UsageError, match="index_mode"):
        Deduper(index=folder, index_mode="write")


STORIES = [f"Story {n} of the harbour, with word{7 * n} and word{13 * n}." for n in range(9)]


@pytest.mark.parametrize("keep", ["first", "longest"])
@pytest.mark.parametrize("taken", [0, 1, 3, 4, 9])
def test_what_never_came_out_is_new_tomorrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: str, taken: int
) -> None:
    monkeypatch.setattr("corpusclean.deduper.BATCH_RECORDS", 4)
    with Deduper(index=tmp_path, keep=keep) as seen:
        stream = seen(STORIES)
        today = [next(stream) for _ in range(taken)]
        if taken % 2:
            del stream  # left before the end of the block; else it is still there when the deduper closes
    with Deduper(index=tmp_path, keep=keep) as seen:
        assert today + list(seen(STORIES)) == STORIES


def test_a_deduper_whose_iterator_was_left_takes_no_more() -> None:
    seen = Deduper()
    assert next(seen(STORIES)) == STORIES[0]
    with pytest.raises(RuntimeError, match="was left"):
        list(seen(STORIES))
    with pytest.raises(RuntimeError, match="was left"):
        seen.decide(STORIES)


def test_two_iterators_can_take_turns() -> None:
    seen = Deduper()
    one, other = seen(STORIES[:6]), seen(STORIES[3:])
    assert [next(one), next(other), *one, *other] == [STORIES[0], *STORIES[6:7], *STORIES[1:6], *STORIES[7:]]
    assert list(seen(["new"])) == ["new"]


def test_an_error_of_the_source_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpusclean.deduper.BATCH_RECORDS", 4)

    def source() -> Any:
        yield from STORIES[:6]
        raise OSError("the line was cut")

    today = []
    with Deduper(index=tmp_path) as seen, pytest.raises(OSError, match="was cut"):
        today.extend(seen(source()))
    with Deduper(index=tmp_path) as seen:
        assert today + list(seen(STORIES)) == STORIES


def test_what_an_error_of_the_listener_kept_back_is_new_tomorrow(tmp_path: Path) -> None:
    def stumble(name: str, verdict: Verdict) -> None:
        raise LookupError(name)

    with Deduper(stumble, index=tmp_path) as seen, pytest.raises(LookupError, match="record:1"):
        seen.decide([STORIES[0], STORIES[0]])
    with Deduper(index=tmp_path) as seen:
        assert list(seen(STORIES)) == STORIES


def test_a_closed_deduper_takes_no_more() -> None:
    with Deduper() as seen:
        stream = seen(STORIES)
        next(stream)
    for use in (lambda: next(stream), lambda: list(seen(["one"])), lambda: seen.decide(["one"])):
        with pytest.raises(RuntimeError, match="is closed"):
            use()


def test_a_close_that_failed_stays_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    seen = Deduper(index=tmp_path)
    list(seen(["one"]))
    with monkeypatch.context() as patch, pytest.raises(OutputError, match="No space left"):
        patch.setattr("corpusclean.dedup.folder._force", no_space)
        seen.close()
    with Deduper(index=tmp_path) as other:
        list(other(["two"]))
    seen.close()
    assert Deduper(index=tmp_path, index_mode="read").keep_batch({"text": ["one", "two"]}) == [True, False]


@contextmanager
def fork_that(work: Callable[[], None]) -> Iterator[None]:
    """A fork that has done its work when the block begins, and lives until it ends."""
    (done, tell), (wait, release) = os.pipe(), os.pipe()
    if not (child := os.fork()):
        try:
            work()
        finally:
            os.write(tell, b"x")
            os.read(wait, 1)
            os._exit(0)
    os.read(done, 1)
    try:
        yield
    finally:
        os.write(release, b"x")
        os.waitpid(child, 0)
        for end in (done, tell, wait, release):
            os.close(end)


def test_a_fork_neither_holds_the_index_nor_adds_to_it(tmp_path: Path) -> None:
    seen = Deduper(index=tmp_path)
    list(seen(["one"]))
    with fork_that(seen.close):
        assert not (tmp_path / "manifest.json").exists()
        with pytest.raises(OutputError, match="another run"):
            Deduper(index=tmp_path)
        seen.close()
        with Deduper(index=tmp_path) as other:
            assert list(other(["one", "two"])) == ["two"]


def test_records_that_are_refused_use_up_no_ids() -> None:
    told: list[tuple[str, str]] = []
    seen = Deduper(on_removal=lambda name, verdict: told.append((name, verdict.kept)))
    with pytest.raises(TypeError, match="b has no text"):
        list(seen([{"id": "a", "text": "one"}, {"id": "b"}]))
    assert len(list(seen([{"id": "a", "text": "one"}, {"id": "b", "text": "one"}]))) == 1
    assert told == [("b", "a")]


def test_one_text_is_not_several() -> None:
    for use in (Deduper(), Deduper().decide):
        with pytest.raises(TypeError, match="one text, not several"):
            use("abc")


def test_blank_texts_stay() -> None:
    blank = ["", " \n", "", "\ud800", "\ud800"]
    assert Deduper().keep_batch({"text": blank}) == [True, True, True, True, False]


@pytest.mark.parametrize("record", [{"txt": "a"}, {"text": None}, {"text": 7}])
def test_a_record_without_a_text_is_an_error(record: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="record:0 has no text"):
        list(Deduper()([record]))


def test_it_can_not_be_sent_to_another_process() -> None:
    with pytest.raises(TypeError, match="num_proc=1"):
        pickle.dumps(Deduper())
    with pytest.raises(TypeError, match="num_proc=1"):
        pickle.dumps(Deduper().keep_batch)


def test_a_fork_of_it_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Deduper()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(RuntimeError, match="num_proc=1"):
        seen.keep_batch({"text": ["one"]})


def test_it_is_a_public_name() -> None:
    assert corpusclean.Deduper is Deduper
