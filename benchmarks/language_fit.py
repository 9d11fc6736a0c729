"""Fit the figures of the language model: what is usual for a language, and how sharp its probabilities are.

    python benchmarks/language_fit.py > src/corpusclean/language/figures.toml

Fitted on lingua_sentences_400 (30,000 sentences in 75 languages; Apache-2.0), of which only these sums are kept.
FLORES and UDHR are not read here, but the form of the scores and the thresholds were chosen by looking at them.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from corpusclean.language.codes import LANGUAGES
from corpusclean.language.identify import Scores, score_texts
from corpusclean.language.profiles import LanguageModel, load_model
from corpusclean.language.scripts import GROUPS, Script
from language_data import COVERED, MODELLED, Row, cut_words, data_path, read_rows

SOURCE = "lingua_sentences_400"
FLAT = 0.1  # sharpness at which no probability is lost to rounding
ENOUGH = 50  # sentences, for figures of a language's own

Floats = NDArray[np.float64]


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


def fit_sharpness(rows: list[Row], model: LanguageModel) -> tuple[float, float]:
    """Scale and power of the number of n-grams that make confidence agree best with the share of right answers."""
    flat = model._replace(sharpness=np.full_like(model.sharpness, round(FLAT * 65536)))
    lengths = [_distances(piece, flat) for piece in (cut_words(rows, 1), cut_words(rows, 5), rows)]
    grid = [(scale / 20, power / 100) for scale in range(10, 24) for power in range(-30, -8, 2)]
    return min(grid, key=lambda pair: sum(calibration_error(_sharpen(d, *pair), d[1]) for d in lengths))


def _distances(rows: list[Row], flat: LanguageModel) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """How far behind the best each language is, in nats; whether the best is right; the number of n-grams."""
    scores = score_texts([row.text for row in rows], flat)
    told = (scores.letters >= 3) & (scores.alone > 0)
    right = np.array([LANGUAGES.index(row.lang) for row in rows]) == scores.alone
    with np.errstate(divide="ignore"):
        distances = np.log(scores.shares[told] / scores.shares[told].max(axis=1, keepdims=True)) / FLAT
    return distances, right[told], np.maximum(scores.grams[told], 1).astype(float)


def _sharpen(lengths: tuple[Floats, NDArray[np.bool_], Floats], scale: float, power: float) -> Floats:
    distances, _, grams = lengths
    return 1 / np.exp(distances * (scale * grams**power)[:, None]).sum(axis=1)


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """The expected calibration error: |confidence - share right|, over equal bins, weighed by how many are in each."""
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [(number == i) for i in range(bins) if (number == i).any()]
    return float(sum(abs(confidence[part].mean() - right[part].mean()) * part.mean() for part in parts))


def main() -> None:
    """Print figures.toml."""
    if not data_path(SOURCE).exists():
        sys.exit(f"{data_path(SOURCE)} is not there; set CORPUSCLEAN_DATA to the folder that holds it")
    model = load_model()
    rows = [row for row in read_rows(SOURCE) if row.lang in COVERED]
    scale, power = fit_sharpness(rows, model)
    usual = fit_usual(rows, score_texts([row.text for row in rows], model))
    print(f"# Made by benchmarks/language_fit.py from {SOURCE}; not to be edited by hand.\n")
    print("# A difference of sums counts scale * n ** power times, n being the number of n-grams.")
    print(f"[sharpness]\nscale = {scale}\npower = {power}\n")
    print("# Nats of surprise in an n-gram: mean, variance between texts, variance within a text (over its n-grams).")
    print("[usual]")
    for code, figures in sorted(usual.items()):
        print(f"{code} = [{', '.join(f'{figure:.4f}' for figure in figures)}]")


if __name__ == "__main__":
    main()
