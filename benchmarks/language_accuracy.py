"""Accuracy and calibration of the language labels, beside other detectors.

    python benchmarks/language_accuracy.py [TEXTS]

Macro accuracy over the languages that langdetect has, for single words, five words and whole texts; each text alone,
its best language even where it would be `und`. TEXTS limits the texts a language (default 60: langdetect is slow).
Detectors that are not installed are left out.

None of the three files is held out: the figures are fitted on lingua, and the form of the scores and their floor were
chosen by looking at all three.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from corpusclean.language.codes import LANGUAGES
from corpusclean.language.identify import score_texts
from corpusclean.language.profiles import load_model
from language_data import COVERED, Row, cut_words, data_path, read_rows
from language_fit import calibration_error

DATA = ("lingua_sentences_400", "flores101_first250", "udhr_paragraphs")
Detect = Callable[[list[str]], list[str]]


def ours() -> Detect:
    """The kernel over langdetect's profiles."""
    model = load_model()
    return lambda texts: [LANGUAGES[number] for number in score_texts(texts, model).alone.tolist()]


def langdetect() -> Detect:
    """langdetect itself, seeded."""
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    ours = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}

    def label(text: str) -> str:
        try:
            return ours.get(code := detect(text), code)
        except LangDetectException:
            return "und"

    return lambda texts: [label(text) for text in texts]


def py3langid() -> Detect:
    """py3langid, limited to langdetect's languages; it does not tell the scripts of Chinese apart."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted({code.split("-")[0] for code in COVERED}))
    return lambda texts: [identifier.classify(text)[0] for text in texts]


def detectors() -> dict[str, Detect]:
    """Those that are installed, by name."""
    found = {"corpusclean": ours(), "langdetect": langdetect()}
    return found | {"py3langid": py3langid()} if find_spec("py3langid") else found


def accuracy(rows: list[Row], labels: list[str]) -> dict[str, float]:
    """The share of right labels by language; `zh` for either script of Chinese is right."""
    total = Counter(row.lang for row in rows)
    right = Counter(row.lang for row, label in zip(rows, labels, strict=True) if label in (row.lang, row.lang[:2]))
    return {code: right[code] / total[code] for code in total}


def sample(rows: list[Row], most: int) -> list[Row]:
    """At most so many texts of each language, evenly spread."""
    by_language = defaultdict(list)
    for row in rows:
        if row.lang in COVERED:
            by_language[row.lang].append(row)
    return [row for group in by_language.values() for row in group[:: max(1, len(group) // most)][:most]]


def report_calibration(name: str, rows: list[Row]) -> None:
    """Print the calibration error of the confidences."""
    scores = score_texts([row.text for row in rows], load_model())
    told = (scores.letters >= 3) & (scores.alone > 0)
    right = np.array([LANGUAGES.index(row.lang) for row in rows]) == scores.alone
    print(f"{name:32} {len(rows):6}  calibration error {calibration_error(scores.alone_prob[told], right[told]):.2%}")


def main() -> None:
    """Print a row for each file and length, and the languages in which langdetect is more than a point better."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    tools = detectors()
    print(f"{'macro accuracy %':32} {'texts':>6}  " + "  ".join(f"{name:>11}" for name in tools))
    pieces: dict[str, list[Row]] = {}
    for name in filter(lambda name: data_path(name).exists(), DATA):
        rows = [row for row in read_rows(name) if row.lang in COVERED]
        for length, cut in (("1 word", cut_words(rows, 1)), ("5 words", cut_words(rows, 5)), ("whole", rows)):
            pieces[f"{name}, {length}"] = cut
            some = sample(cut, most)
            by_tool = {tool: accuracy(some, detect([row.text for row in some])) for tool, detect in tools.items()}
            means = "  ".join(f"{100 * np.mean(list(by.values())):11.2f}" for by in by_tool.values())
            mine, theirs = by_tool["corpusclean"], by_tool["langdetect"]
            worse = [
                f"{code} {100 * (mine[code] - theirs[code]):+.1f}" for code in mine if mine[code] < theirs[code] - 0.01
            ]
            print(f"{name + ', ' + length:32} {len(some):6}  {means}  {'; '.join(worse)}", flush=True)
    for name, rows in pieces.items():
        report_calibration(name, rows)


if __name__ == "__main__":
    main()
