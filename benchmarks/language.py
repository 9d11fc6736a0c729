"""`make bench-language`: the speed of the language room beside other detectors, one core, CPU time, all in one run.

    python benchmarks/language.py [TEXTS]

A mix of sentences in every language that langdetect has, shuffled. The best of three rounds counts. langdetect and
py3langid are slow and get the first TEXTS of the mix (default 300). Detectors that are not installed are left out, and
so is everything where FLORES is not there. Accuracy is measured by language_accuracy.py, `und` and mixed pages by
language_und.py.
"""

import random
import sys
import time
from collections.abc import Callable

from corpusclean.language.identify import label_languages, label_texts
from corpusclean.language.profiles import load_model
from corpusclean.model import Pages
from corpusclean.text.blocks import split
from language_accuracy import detectors
from language_data import COVERED, data_path, read_rows

SOURCE = "flores101_first250"
ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Print a line for each tool: microseconds a text, MB/s, and how many times langdetect's speed that is."""
    if not data_path(SOURCE).exists():
        sys.exit(f"skipped: {data_path(SOURCE)} is not there; CORPUSCLEAN_DATA names the folder that holds it")
    texts = [row.text for row in read_rows(SOURCE) if row.lang in COVERED]
    random.Random(1).shuffle(texts)
    few = texts[: int(sys.argv[1]) if len(sys.argv) > 1 else 300]
    model = load_model()
    batch = split(Pages([""], ["\n".join(texts).encode()], [b""], [""]))
    work: dict[str, tuple[Callable[[], object], list[str]]] = {
        "stage of the pipeline": (lambda: label_languages(batch, model), texts),
        "from Python strings": (lambda: label_texts(texts, model), texts),
    }
    for name, detect in detectors().items():
        if name != "corpusclean":
            work[name] = (lambda detect=detect: detect(few), few)  # type: ignore[misc]
    for run, _ in work.values():
        run()  # compiled and loaded
    times = {name: min(seconds(run) for _ in range(ROUNDS)) / len(given) for name, (run, given) in work.items()}
    size = sum(len(text.encode()) for text in texts) / len(texts)
    for name, spent in times.items():
        print(
            f"{name:<24}{spent * 1e6:>10.2f} us a text {size / spent / 1e6:>9.2f} MB/s"
            f" {times['langdetect'] / spent:>8.0f} x langdetect"
        )


if __name__ == "__main__":
    main()
