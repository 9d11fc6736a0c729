"""The bar on a terminal, and messages beside it."""

import io
import sys

import pytest

from corpusclean.cli.progress import progress_for
from corpusclean.io.inputs import Source
from corpusclean.io.lines import Chunk


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_message_has_a_line_to_itself_above_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    said: list[str] = []
    with progress_for("bar", False, [Source("a", "a", "jsonl", 100)]) as progress:
        say = progress.above(said.append)
        progress.advance(Chunk("a", "jsonl", 1, 0, b"", consumed=50))
        say("corpusclean: a:1: [/x] not JSON")
    lines = terminal.getvalue().split("\n")
    assert [line for line in lines if line.endswith("corpusclean: a:1: [/x] not JSON")]
    assert not said
    say("the last line")
    assert said == ["the last line"]


def test_without_a_bar_messages_are_said_as_they_are() -> None:
    said: list[str] = []
    with progress_for("off", False, []) as progress:
        progress.above(said.append)("one")
    assert said == ["one"]
