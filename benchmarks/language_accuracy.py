"""Accuracy and calibration of the language labels, beside other detectors: a part of `make bench-language`.

Macro accuracy over the languages that langdetect has, for single words, five words, whole texts and paragraphs of four
sentences; each text alone, its best language even where it would be `und`. `zh` for either script of Chinese is right.

None of the files is held out from everything: see language_fit.py for what is fitted on which. UDHR is the one that
nothing was fitted on, but the form of the scores was chosen by looking at all three.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpusclean.language.codes import LANGUAGES
from corpusclean.language.profiles import load_model
from corpusclean.language.texts import score_texts
from language_data import COVERED, Row, cut_words, data_path, join_sentences, read_rows
from language_detectors import ask, best_guesses
from language_fit import calibration_error

DATA = ("lingua_sentences_400", "flores101_first250", "udhr_paragraphs")


def report_accuracy(peers: dict[str, Path], most: int) -> None:
    """Print a row for each file and length, and the languages in which langdetect is more than a point better."""
    print(f"{'macro accuracy %':32} {'texts':>6} {'ours':>7}" + "".join(f"{name:>11}" for name in peers))
    for name, rows in read_pieces():
        some = sample(rows, most)
        texts = [row.text for row in some]
        shares = {tool: accuracy(some, ask(tool, python, texts).codes) for tool, python in peers.items()}
        ours = accuracy(some, best_guesses(texts))
        means = "".join(f"{100 * np.mean(list(share.values())):11.2f}" for share in shares.values())
        behind = {code: ours[code] - shares["langdetect"][code] for code in sorted(ours)}
        worse = "; ".join(f"{code} {100 * gap:.1f}" for code, gap in behind.items() if gap < -0.01)
        print(f"{name:32} {len(some):6} {100 * np.mean(list(ours.values())):7.2f}{means}   {worse}", flush=True)


def report_calibration() -> None:
    """Print the calibration error of the confidences: all texts of at least three letters."""
    for name, rows in read_pieces():
        scores = score_texts([row.text for row in rows], load_model())
        told = (scores.letters >= 3) & (scores.alone > 0)
        right = np.array([LANGUAGES.index(row.lang) for row in rows]) == scores.alone
        print(
            f"{name:32} {len(rows):6}  calibration error {calibration_error(scores.alone_prob[told], right[told]):.2%}"
        )


def read_pieces() -> Iterator[tuple[str, list[Row]]]:
    """Every file that is there, cut to every length."""
    for name in filter(lambda name: data_path(name).exists(), DATA):
        rows = [row for row in read_rows(name) if row.lang in COVERED]
        whole = "paragraph" if name.startswith("udhr") else "sentence"
        yield f"{name}, 1 word", cut_words(rows, 1)
        yield f"{name}, 5 words", cut_words(rows, 5)
        yield f"{name}, {whole}", rows
        if whole == "sentence":
            yield f"{name}, paragraph", join_sentences(rows, 4)


def accuracy(rows: list[Row], labels: list[str]) -> dict[str, float]:
    """The share of right labels by language."""
    total = Counter(row.lang for row in rows)
    right = Counter(row.lang for row, label in zip(rows, labels, strict=True) if label in (row.lang, row.lang[:2]))
    return {code: right[code] / total[code] for code in total}


def sample(rows: list[Row], most: int) -> list[Row]:
    """At most so many texts of each language, evenly spread."""
    by_language = defaultdict(list)
    for row in rows:
        by_language[row.lang].append(row)
    return [row for group in by_language.values() for row in group[:: max(1, len(group) // most)][:most]]
