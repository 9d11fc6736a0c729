"""How honest `und` is, and what a page's other blocks do for a block.

A part of `make bench-language`. The norms are fitted on lingua, the cap and the thresholds were chosen on FLORES and on
generated pages: none of these files is held out from everything. Where the limit is set so that some of the good
sentences are rejected, it is set on one half of the texts and counted on the other.
"""

import random
from collections import defaultdict

import numpy as np

from corpusclean.language.codes import LANGUAGES, UND, ZXX
from corpusclean.language.identify import LIMITS, settle, strangeness
from corpusclean.language.profiles import LanguageModel, load_model
from corpusclean.language.texts import label_texts, score_texts
from language_data import COVERED, NAMEABLE, NEIGHBOURS, Row, cut_words, data_path, read_rows

DATA = ("lingua_sentences_400", "flores101_first250", "udhr_paragraphs")
PAGES = "flores101_first250"
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
    return float(np.isin(label_texts(texts, model).lang, (UND, ZXX)).mean())


def report_und(name: str, model: LanguageModel) -> None:
    """Print the shares that are rejected by default, and those where REJECTED of the good sentences are."""
    rows = read_rows(name)
    good = [row.text for row in rows if row.lang in COVERED]
    unknown = [row for row in rows if row.lang not in NAMEABLE]
    apart = [row.text for row in unknown if row.lang not in NEIGHBOURS]
    shares = [rejected_share(texts, model) for texts in (good, apart, [row.text for row in unknown])]
    limit = np.quantile(_strange(good[::2], model), 1 - REJECTED)
    halves = (good[1::2], apart[1::2], [row.text for row in unknown][1::2])
    at = [float(np.mean(_strange(texts, model) > limit)) for texts in halves]
    print(
        f"{name:22} by default: good {shares[0]:.1%}, uncovered {shares[1]:.1%} ({shares[2]:.1%} with neighbours);"
        f" with a limit from the other half: good {at[0]:.1%}, uncovered {at[1]:.1%} ({at[2]:.1%})"
    )


def _strange(texts: list[str], model: LanguageModel) -> np.ndarray:
    scores = score_texts(texts, model)
    return np.where(scores.alone == 0, np.inf, strangeness(scores, model))


def mixed_page(pool: dict[str, list[Row]], languages: list[str], rng: random.Random) -> list[tuple[str, Row]]:
    """At least twenty blocks: a heading of two to four words, some paragraphs of two sentences, and so on.

    Two languages change with every block, four with every heading and its four paragraphs, more with a heading and one.
    """
    section = 5 if len(languages) <= 4 else 2
    blocks = []
    for number in range(max(20, section * len(languages))):
        lang = languages[number // section % len(languages)] if len(languages) > 2 else rng.choice(languages)
        texts = rng.choices(pool[lang], k=2)
        heading = cut_words([texts[0]], rng.randint(2, 4), rng.randrange(10**6)) if number % section == 0 else []
        if heading:
            blocks.append(("heading", heading[0]))
        else:
            blocks.append(("paragraph", Row(lang, " ".join(row.text for row in texts))))
    return blocks


def report_pages(name: str, choose: list[list[str]], model: LanguageModel) -> None:
    """Print how many blocks of pages in these mixtures of languages are right."""
    rng = random.Random(5)
    pool = defaultdict(list)
    for row in read_rows(PAGES):
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


def report_all_und() -> None:
    """Print how much of good, uncovered and senseless text gets no language."""
    model = load_model()
    rng = random.Random(1)
    for name in filter(lambda name: data_path(name).exists(), DATA):
        report_und(name, model)
    for kind, texts in (("gibberish", gibberish(1000, rng)), ("numbers", numbers(200, rng))):
        print(f"{kind} rejected {rejected_share(texts, model):.1%}")


def report_all_pages() -> None:
    """Print how many blocks of mixed pages are right."""
    model = load_model()
    rng = random.Random(2)
    known = sorted(COVERED & {row.lang for row in read_rows(PAGES)})
    report_pages("English and Arabic", [["en", "ar"]] * 300, model)
    report_pages("one language a page", [[code] * 3 for code in known for _ in range(10)], model)
    report_pages("four languages a page", [rng.sample(known, 4) for _ in range(400)], model)
    report_pages("twenty languages a page", [rng.sample(known, 20) for _ in range(200)], model)
