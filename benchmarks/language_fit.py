"""Fit the figures of the language model: which way it leans, what is usual for a language, how sure it may be.

    python benchmarks/language_fit.py > figures.toml && mv figures.toml src/corpusclean/language/

What is usual is fitted on lingua_sentences_400 (30,000 sentences in 75 languages; Apache-2.0), the leaning on it and on
flores101_first250 (25,501 in 102; CC BY-SA 4.0), the two numbers of sharpness on these and udhr_paragraphs (texts of
the UN); of the texts only these sums are kept. The form of the scores and the thresholds were chosen by looking at all
three. langdetect takes ten minutes.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from corpusclean.language.codes import LANGUAGES
from corpusclean.language.identify import Scores
from corpusclean.language.profiles import LanguageModel, load_model
from corpusclean.language.scripts import GROUPS, Script
from corpusclean.language.texts import score_texts
from language_data import COVERED, MODELLED, Row, cut_words, data_path, read_rows
from language_detectors import ask_langdetect
from language_leaning import fit_leaning, flat_scores, lean

SOURCE, SECOND, THIRD = "lingua_sentences_400", "flores101_first250", "udhr_paragraphs"
CUTS = (1, 2, 3)  # words are cut from each text so often: with one cut, the leaning fits that cut
ENOUGH = 50  # sentences, for figures of a language's own

Floats = NDArray[np.float64]
Told = tuple[Floats, NDArray[np.bool_], Floats]
"""Of texts: how far behind the best each language is, in nats; whether the best is right; the number of n-grams."""


def fit_usual(rows: list[Row], scores: Scores) -> dict[str, tuple[float, float, float]]:
    """By language: mean surprise, its variance between texts, and within a text (divided by its n-grams).

    Not for Han: most of its n-grams are as surprising as the cap allows, in any text.
    """
    right = np.array([LANGUAGES.index(row.lang) for row in rows]) == scores.alone
    figures = {}
    for code in sorted(MODELLED - set(GROUPS[Script.HAN].split())):
        of_it = right & (scores.alone == LANGUAGES.index(code)) & (scores.grams >= 20)
        if of_it.sum() >= ENOUGH:
            figures[code] = _moments(scores.surprise[of_it], scores.grams[of_it])
    for codes in (GROUPS[script] for script in GROUPS if script != Script.HAN):
        known = [figures[code] for code in codes.split() if code in figures]
        for code in set(codes.split()) - set(figures):
            figures[code] = tuple(np.mean(known, axis=0))
    return figures


def _moments(surprise: Floats, grams: Floats) -> tuple[float, float, float]:
    """Median, and the two parts of the variance around it by weighted least squares, neither below 0.

    Deviations are clipped at three sigma: a few per cent of the sentences are not in the language they are filed under.
    """
    middle = float(np.median(surprise))
    sigma = float(np.subtract(*np.quantile(surprise, (0.75, 0.25)))) / 1.35
    squares = np.minimum((surprise - middle) ** 2, (3 * sigma) ** 2)
    weight = 1 / (0.02 + 1.5 / grams)
    columns = np.stack([np.ones(len(grams)), 1 / grams], axis=1) * weight[:, None]
    between, within = np.linalg.lstsq(columns, squares * weight, rcond=None)[0]
    if between < 0 or within < 0:
        best = [max(0.0, float(column @ (squares * weight) / (column @ column))) for column in columns.T]
        between, within = (0.0, best[1]) if between < 0 else (best[0], 0.0)
    return middle, float(between), float(within)


def fit_sharpness(files: list[list[list[Row]]], model: LanguageModel) -> tuple[float, float]:
    """Scale and power of the number of n-grams that make confidence agree best with the share of right answers.

    What counts is the file with the largest error, at every length: words of laws and of news are not equally hard.
    """
    lengths = [[_distances(rows, model) for rows in pieces] for pieces in zip(*files, strict=True)]
    grid = [(scale / 20, power / 100) for scale in range(10, 30) for power in range(-34, -4, 2)]

    def worst(told: list[Told], pair: tuple[float, float]) -> float:
        return max(calibration_error(_sharpen(one, *pair), one[1]) for one in told)

    return min(grid, key=lambda pair: sum(worst(told, pair) for told in lengths))


def _distances(rows: list[Row], model: LanguageModel) -> Told:
    """Those of the texts that have a language and three letters."""
    scores, behind = flat_scores(rows, model)
    told = (scores.letters >= 3) & (scores.alone > 0)
    right = np.array([LANGUAGES.index(row.lang) for row in rows]) == scores.alone
    return behind[told], right[told], np.maximum(scores.grams[told], 1).astype(float)


def _sharpen(told: Told, scale: float, power: float) -> Floats:
    distances, _, grams = told
    return 1 / np.exp(distances * (scale * grams**power)[:, None]).sum(axis=1)


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """The expected calibration error: |confidence - share right|, over equal bins, weighed by how many are in each."""
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [(number == i) for i in range(bins) if (number == i).any()]
    return float(sum(abs(confidence[part].mean() - right[part].mean()) * part.mean() for part in parts))


def read_lengths(name: str) -> list[list[Row]]:
    """Single words, five words and whole texts of a file."""
    rows = [row for row in read_rows(name) if row.lang in COVERED]
    cuts = [[row for seed in CUTS for row in cut_words(rows, words, seed)] for words in (1, 5)]
    return [*cuts, rows]


def read_to_the_end(model: LanguageModel) -> LanguageModel:
    """The model without what is usual, so that no text is named early and nothing rests on the figures of before."""
    return model._replace(usual=np.full_like(model.usual, [-np.inf, 0, 0]))


def main() -> None:
    """Print figures.toml."""
    for name in (SOURCE, SECOND, THIRD):
        if not data_path(name).exists():
            sys.exit(f"{data_path(name)} is not there; set CORPUSCLEAN_DATA to the folder that holds it")
    lengths, second, third = (read_lengths(name) for name in (SOURCE, SECOND, THIRD))
    both = [(rows, ask_langdetect([row.text for row in rows]).codes) for rows in [*lengths, *second]]
    model = read_to_the_end(load_model())
    leaning = fit_leaning(both, model)
    model = lean(model, leaning)
    scale, power = fit_sharpness([lengths, second, third], model)
    usual = fit_usual(lengths[2], score_texts([row.text for row in lengths[2]], model))
    print(f"# Made by benchmarks/language_fit.py from {SOURCE}, {SECOND} and {THIRD}; not to be edited by hand.\n")
    print("# A difference of sums counts scale * n ** power times, n being the number of n-grams.")
    print(f"[sharpness]\nscale = {scale}\npower = {power}\n")
    print("# Nats that a language is given before the first letter is read.")
    print("[leaning]")
    for code, nats in sorted(leaning.items()):
        print(f"{code} = {nats:.2f}")
    print("\n# Nats of surprise in an n-gram: mean, variance between texts, variance within a text (over its n-grams).")
    print("[usual]")
    for code, figures in sorted(usual.items()):
        print(f"{code} = [{', '.join(f'{figure:.4f}' for figure in figures)}]")


if __name__ == "__main__":
    main()
