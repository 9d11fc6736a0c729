"""Learning: generated pages whose residue no rule was written from, and real pages of few sites."""

import json
import tempfile
from pathlib import Path

import labelled
from data import Page, data_path, labelled_rows, read_rows
from generated import TOOLS, make_corpus, score_run
from ours import Cleaner
from show import Choices, Summary, skipped, table, title

from corpusclean.config import Config
from corpusclean.io.inputs import find_inputs
from corpusclean.learning.files import BUDGET, learn_from
from corpusclean.learning.judging import Limits
from corpusclean.learning.writing import write_rules
from corpusclean.text.rulefiles import RuleFile

UNKNOWN = Path(__file__).with_name("unknown_lines.json")
HEAD = ["", "residue gone", "precision", "F1", "cut", "split F1"]


def section(choices: Choices) -> Summary:
    """Print what is gone without learning and with it."""
    measures: Summary = []
    with tempfile.TemporaryDirectory() as folder:
        for sentences in ("sentences_a", "sentences_b"):
            missing = [path for path in (TOOLS / "make_corpus.py", data_path(sentences)) if not path.exists()]
            if missing:
                skipped(f"learned, {sentences}", missing[0])
                continue
            measures.append(_generated(Path(folder), sentences, choices._replace(residue=str(UNKNOWN))))
        if data_path("aeb_residue_dev").exists() and data_path("aeb_neardup_dev").exists():
            measures += _news(Path(folder))
    return measures


def _generated(folder: Path, sentences: str, choices: Choices) -> tuple[str, dict[str, str]]:
    made = make_corpus(folder, sentences, choices.seeds[0], choices)
    rows = []
    for how, arguments in (("without learning", ()), ("with --learn", ("--learn",))):
        scores = score_run(*made, *arguments)
        residue = scores["residue"]
        values = (residue["recall"], residue["precision"], residue["f1"], scores["cut"], scores["split"]["f1"])
        rows.append([how, *(f"{value:.4f}" for value in values)])
    title(f"learned, {sentences}", f"{choices.pages} pages with lines of residue that no rule was written from")
    table(HEAD, rows)
    return f"learned, {sentences}: residue F1", {"corpusclean": rows[1][3], "without learning": rows[0][3]}


def _news(folder: Path) -> Summary:
    """News articles, a dozen versions of each: what is learned from them must not be their text."""
    urls = {row["cluster"]: row["url"] for row in read_rows("aeb_neardup_dev")}
    rows, pages = read_rows("aeb_residue_dev"), labelled_rows("aeb_residue_dev")
    places = [urls.get(row["cluster"], "") for row in rows]
    path = folder / "aeb.jsonl"
    lines = (
        {"id": page.name, "url": url, "text": "\n".join(page.lines)} for url, page in zip(places, pages, strict=True)
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    learned = learn_from(find_inputs([str(path)]), Config(), Limits(), BUDGET, 1)
    file = RuleFile("learned", write_rules(learned, Limits()))
    title("learned, aeb_residue_dev", f"{len(learned.rules)} rules")
    scores = [["without learning", *_score(pages, places)], ["with learning", *_score(pages, places, file)]]
    table(labelled.HEAD, scores)
    return [("learned, aeb_residue_dev: content cut", {"corpusclean": scores[1][4], "without learning": scores[0][4]})]


def _score(pages: list[Page], urls: list[str], *files: RuleFile) -> list[str]:
    cleaner = Cleaner(Config(duplicates=False, rules=files))
    left = [page.lines for page in cleaner([page.lines for page in pages], urls)]
    return labelled.score(labelled.count(pages, left))
