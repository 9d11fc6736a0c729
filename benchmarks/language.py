"""`make bench-language`: speed, accuracy, calibration, `und` and mixed pages, beside other detectors, in one run.

    python benchmarks/language.py [--texts N] [--only speed|accuracy|calibration|und|pages]

--texts limits the texts a language for accuracy (default 60: langdetect is slow, and a point is then less than one
text; 400 takes all). langdetect comes with corpusclean; py3langid, pycld2 and lingua are installed under .peers/ and
left out where they do not install. Without the data (see language_data.py) everything is skipped.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from corpusclean import LanguageDetector
from corpusclean.language.identify import label_languages
from corpusclean.language.profiles import load_model
from corpusclean.model import Pages
from corpusclean.text.blocks import split
from language_accuracy import report_accuracy, report_calibration
from language_data import COVERED, data_path, read_rows
from language_detectors import ask, installed
from language_und import report_all_pages, report_all_und

SOURCE = "flores101_first250"
FEW = 300  # texts for those that are slow
ROUNDS = 7
PARTS = ("speed", "accuracy", "calibration", "und", "pages")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=60)
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    if not data_path(SOURCE).exists():
        sys.exit(f"skipped: {data_path(SOURCE)} is not there; CORPUSCLEAN_DATA names the folder that holds it")
    peers = {"langdetect": Path(sys.executable)}
    if options.only in (None, "speed", "accuracy"):
        peers |= installed()
    reports: dict[str, Callable[[], None]] = {
        "speed": lambda: report_speed(peers),
        "accuracy": lambda: report_accuracy(peers, options.texts),
        "calibration": report_calibration,
        "und": report_all_und,
        "pages": report_all_pages,
    }
    for name in [options.only] if options.only else PARTS:
        print(f"\n{name}")
        reports[name]()


def report_speed(peers: dict[str, Path]) -> None:
    """Microseconds a text, MB/s, and how many times langdetect's speed that is: one core, CPU time.

    A mix of sentences in every language that langdetect has, shuffled. The strings are made anew for each round, since
    Python keeps the UTF-8 of a string that it was once asked for. The best round counts; peers have one.
    """
    texts = [row.text for row in read_rows(SOURCE) if row.lang in COVERED]
    random.Random(1).shuffle(texts)
    raw = [text.encode() for text in texts]
    model, detector = load_model(), LanguageDetector()
    batch = split(Pages([""], [b"\n".join(raw)], [b""], [""]))
    size = sum(map(len, raw)) / len(raw)
    spent = {
        "stage of the pipeline": best_of(lambda _: label_languages(batch, model), raw),
        "from strings, columns": best_of(lambda fresh: detector.detect(fresh), raw),
        "from strings, pairs": best_of(lambda fresh: list(detector(fresh)), raw),
    }
    spent |= {name: ask(name, python, texts[:FEW]).seconds / FEW for name, python in peers.items()}
    for name, seconds in spent.items():
        times = spent["langdetect"] / seconds
        print(
            f"{name:<24}{seconds * 1e6:>10.2f} us a text {size / seconds / 1e6:>9.2f} MB/s {times:>8.0f} x langdetect"
        )


def best_of(work: Callable[[list[str]], object], raw: list[bytes]) -> float:
    """CPU seconds a text of all threads, in the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        texts = [text.decode() for text in raw]
        started = time.process_time()
        work(texts)
        best = min(best, time.process_time() - started)
    return best / len(raw)


if __name__ == "__main__":
    main()
