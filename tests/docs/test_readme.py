"""The page that the README begins with becomes what the README says."""

import json
from pathlib import Path

from tests.cli.process import corpusclean, rows

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_page_at_the_beginning(tmp_path: Path) -> None:
    page = README.split("```\n")[1]
    removed = tmp_path / "removed.jsonl"
    line = json.dumps({"id": "page", "text": page}).encode()
    kept = rows(corpusclean("run", "--removed", removed, stdin=line).stdout)
    assert [(row["id"], row["lang"]) for row in kept] == [("page#0", "fr"), ("page#1", "ar")]
    assert kept[0]["text"].startswith("Le marché couvert garde ses vieilles horloges")
    assert [row["text"] for row in rows(removed)] == ["Publicités", "Related Articles", "%d bloggers like this:"]
