"""Duplicates from Python: an iterator, a batch, and refusals that can be heard."""

import os
import pickle
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
