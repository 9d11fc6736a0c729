"""`python benchmarks/signatures.py`: MinHash signatures from text, MB/s of one core by CPU time, by language.

Articles of 2.5 KB are put together from the sentences of ../shared/data; without it there are only those of made words.
`signatures` are tokens, the exact hash, shingles and MinHash together. MB is 10^6 bytes of UTF-8.
"""

import gzip
import json
import random
from collections import defaultdict

from corpusclean.dedup.sketch import load_tables, whole_pieces
from corpusclean.kernels.minhash import minhash_signatures
from corpusclean.kernels.sketches import sketch_articles
from dedup import DATA, NUM_PERM, SEED, articles_of
from planted import plant
from timing import seconds

LANGUAGES = ["en", "fr", "de", "tr", "ru", "el", "ar", "fa", "hi", "ko", "th", "ja", "zh"]
ARTICLES, BYTES = 600, 2500


def main() -> None:
    print(f"{'':12}{'shingles':>10}{'MinHash':>10}{'signatures':>12}   MB/s")
    report("made words", plant(ARTICLES).texts)
    sentences = read_sentences()
    chance = random.Random(1)
    for language in LANGUAGES:
        if sentences[language]:
            report(language, [make_article(sentences[language], chance) for _ in range(ARTICLES)])


def read_sentences() -> dict[str, list[str]]:
    """Sentences by language."""
    found: dict[str, list[str]] = defaultdict(list)
    path = DATA / "sentences_a.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for record in map(json.loads, file):
                found[record["lang"]].append(record["text"])
    return found


def make_article(sentences: list[str], chance: random.Random) -> str:
    text = ""
    while len(text.encode()) < BYTES:
        text += chance.choice(sentences) + " "
    return text


def report(name: str, texts: list[str]) -> None:
    """Print the speed of every part, on articles that are all in memory."""
    articles, tables = articles_of(texts), load_tables(NUM_PERM, SEED)
    pieces = whole_pieces(articles)
    text = articles.text.view()
    text.flags.writeable = False
    size = len(text) / 1e6
    _, _, shingles, offsets = sketch_articles(text, pieces, tables.folding)
    shingling = seconds(lambda: sketch_articles(text, pieces, tables.folding))
    hashing = seconds(lambda: minhash_signatures(shingles, offsets, *tables.permutations))
    print(f"{name:12}{size / shingling:10.0f}{size / hashing:10.0f}{size / (shingling + hashing):12.0f}")


if __name__ == "__main__":
    main()
