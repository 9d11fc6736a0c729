"""How honest `und` is, and what a page's other blocks do for a block.

The norms are fitted on lingua, the cap and the thresholds were chosen on FLORES and on generated pages: none of these
files is held out.

python benchmarks/language_und.py
"""

import random
from collections import defaultdict

import numpy as np

from corpusclean.language.codes import LANGUAGES
from corpusclean.language.identify import LIMITS, label_texts, score_texts, settle, strangeness
from corpusclean.language.profiles import LanguageModel, load_model
from language_data import COVERED, NAMEABLE, NEIGHBOURS, Row, cut_words, data_path, read_rows

DATA = ("lingua_sentences_400", "flores101_first250", "udhr_paragraphs")
REJECTED = 0.025


def gibberish(count: int, rng: random.Random) -> list[str]:
    """Words of random letters."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [" ".join("".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(8)) for _ in range(count)]


def numbers(count: int, rng: random.Random) -> list[str]:
    """Lines of figures, as of tables."""
    return [" | ".join(f"{rng.random() * 10**6:,.2f}" for _ in range(6)) for _ in range(count)]


def rejected_share(texts: list[str], model: LanguageModel) -> float:
    """The share of texts that get no language."""
    return float(np.mean([code in ("und", "zxx") for code, _ in label_texts(texts, model)]))


def report_und(name: str, model: LanguageModel) -> None:
    """Print the shares that are rejected by default, and those where REJECTED of the good sentences are."""
    rows = read_rows(name)
    good = [row.text for row in rows if row.lang in COVERED]
    unknown = [row for row in rows if row.lang not in NAMEABLE]
    apart = [row.text for row in unknown if row.lang not in NEIGHBOURS]
    shares = [rejected_share(texts, model) for texts in (good, apart, [row.text for row in unknown])]
    limit = np.quantile(_strange(good, model), 1 - REJECTED)
    at = [float(np.mean(_strange(texts, model) > limit)) for texts in (apart, [row.text for row in unknown])]
    print(
        f"{name:22} by default: good {shares[0]:.1%}, uncovered {shares[1]:.1%} ({shares[2]:.1%} with neighbours);"
        f" where {REJECTED:.1%} of the good ones are: {at[0]:.1%} ({at[1]:.1%})"
    )


def _strange(texts: list[str], model: LanguageModel) -> np.ndarray:
    scores = score_texts(texts, model)
    return np.where(scores.alone == 0, np.inf, strangeness(scores, model))


def mixed_page(pool: dict[str, list[Row]], languages: list[str], rng: random.Random) -> list[tuple[str, Row]]:
    """Twenty blocks: a heading of two to four words, then four paragraphs of two sentences, and so on."""
    blocks = []
    for number in range(20):
        lang = languages[number // 5 % len(languages)] if len(languages) > 2 else rng.choice(languages)
        texts = rng.choices(pool[lang], k=2)
        heading = cut_words([texts[0]], rng.randint(2, 4), rng.randrange(10**6)) if number % 5 == 0 else []
        if heading:
            blocks.append(("heading", heading[0]))
        else:
            blocks.append(("paragraph", Row(lang, " ".join(row.text for row in texts))))
    return blocks


def report_pages(name: str, choose: list[list[str]], model: LanguageModel) -> None:
    """Print how many blocks of pages in these mixtures of languages are right."""
    rng = random.Random(5)
    pool = defaultdict(list)
    for row in read_rows("flores101_first250"):
        pool[row.lang].append(row)
    pages = [mixed_page(pool, languages, rng) for languages in choose]
    blocks = [block for page in pages for block in page]
    page = np.repeat(np.arange(len(pages), dtype=np.int32), [len(page) for page in pages])
    scores = score_texts([row.text for _, row in blocks], model)
    lang, _ = settle(page, scores, strangeness(scores, model), model, LIMITS)
    right = np.array([LANGUAGES[number] == row.lang for number, (_, row) in zip(lang.tolist(), blocks, strict=True)])
    kinds = np.array([kind for kind, _ in blocks])
    shares = {kind: right[kinds == kind].mean() for kind in ("paragraph", "heading")}
    print(f"{name:34} " + ", ".join(f"{kind}s {share:.2%}" for kind, share in shares.items()))


def main() -> None:
    """Print all of it."""
    model = load_model()
    rng = random.Random(1)
    for name in filter(lambda name: data_path(name).exists(), DATA):
        report_und(name, model)
    for name, texts in (("gibberish", gibberish(1000, rng)), ("numbers", numbers(200, rng))):
        print(f"{name} rejected {rejected_share(texts, model):.1%}")
    if data_path("flores101_first250").exists():
        known = sorted(COVERED & {row.lang for row in read_rows("flores101_first250")})
        report_pages("English and Arabic", [["en", "ar"]] * 300, model)
        report_pages("one language a page", [[code, code, code] for code in known for _ in range(10)], model)
        report_pages("four languages of all a page", [rng.sample(known, 4) for _ in range(400)], model)


if __name__ == "__main__":
    main()
