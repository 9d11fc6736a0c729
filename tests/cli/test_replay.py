"""What `corpusclean explain` tells of a repair is a plan: applied again, it gives the same text."""

import json
from pathlib import Path

import pytest

import corpusclean
from corpusclean.errors import UsageError
from tests.cli.process import corpusclean as command

CASES = json.loads((Path(__file__).parents[2] / "fixtures" / "repair" / "cases.json").read_text("utf-8"))
FORMS = ["--quotes", "straight", "--width", "fix", "--ligatures", "fix", "--normalize", "NFKC"]


@pytest.mark.parametrize("options", [[], FORMS], ids=["default", "plain forms"])
def test_every_repair_can_be_applied_again(tmp_path: Path, options: list[str]) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text(json.dumps({"id": "p", "text": "\n\n".join(case["raw"] for case in CASES)}))
    blocks = json.loads(command("explain", "p", page, "--json", *options).stdout)["blocks"]
    repaired = [block for block in blocks if block["steps"]]
    assert len(repaired) >= sum(bool(case["steps"]) for case in CASES)
    for block in repaired:
        assert corpusclean.replay(block["before"], block["steps"]) == block["text"] != block["before"]


def test_bytes_in_another_encoding_are_told(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("Сегодня утром в саду пели птицы, и дети ушли к реке.".encode("cp1251"))
    assert json.loads(command("explain", "page", page, "--json").stdout)["encoding"] == "cp1251"
    assert b"its bytes are not UTF-8 and were read as cp1251" in command("explain", "page", page).stdout


def test_what_is_no_step_is_refused() -> None:
    with pytest.raises(UsageError, match="'polish' is no step of a repair"):
        corpusclean.replay("a", ["polish"])
