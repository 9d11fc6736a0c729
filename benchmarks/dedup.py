"""`python benchmarks/dedup.py [PART]...`: duplicates on one core: speed by CPU time, memory, recall against all pairs.

    speed   sketches and decisions, MB/s of article text, on made documents of 2 to 3 KB, a fifth of them near-copies
    memory  bytes per kept article at several thresholds
    recall  the labelled sets of ../shared/data, against the exact Jaccard of every pair of articles
    hot     one page over and over, and pages that share most of their text: the cost of an article must not grow

MB is 10^6 bytes. What needs ../shared/data, which this repository does not hold, is skipped without it.
"""

import gzip
import json
import random
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from corpusclean.dedup.index import Criteria, Index
from corpusclean.dedup.permutations import load_permutations
from corpusclean.dedup.sketch import load_tables, sketch
from corpusclean.kernels.blockkeys import BLOCKS
from corpusclean.kernels.minhash import minhash_signatures
from corpusclean.kernels.shingles import KIND_BITS
from corpusclean.model import Articles, Sketches
from parts import choose_parts

DATA = Path(__file__).parents[2] / "shared" / "data"
NUM_PERM, SEED, RECALL = 128, 1, 0.99
BATCH = 1000
RANDOM = np.random.default_rng(1)
LABELLED = ("aeb_neardup_dev", "gesetze_revisions_dev", "mccormick_2500")


def main() -> None:
    parts: dict[str, Callable[[int], None]] = {"speed": speed, "memory": memory, "recall": recall, "hot": hot}
    chosen, articles = choose_parts(__doc__, parts)
    for part in chosen:
        print(f"\n{part}")
        parts[part](articles)


def speed(articles: int) -> None:
    """MB of text in a second of CPU time."""
    tables, index = load_tables(NUM_PERM, SEED), Index(Criteria(0.8, RECALL, NUM_PERM))
    decide(index, sketch(articles_of(["to load the kernels"] * 3), tables))
    size = sketching = deciding = removed = 0.0
    for texts in batches(documents(articles)):
        batch = articles_of(texts)
        start = time.process_time()
        sketches = sketch(batch, tables)
        middle = time.process_time()
        removed += decide(index, sketches)
        sketching, deciding = sketching + middle - start, deciding + time.process_time() - middle
        size += len(batch.text) / 1e6
    print(f"  {articles} documents, {size:.0f} MB, {removed:.0f} removed")
    for name, seconds in (("sketch", sketching), ("decide", deciding), ("both", sketching + deciding)):
        print(f"  {name:8} {size / seconds:6.0f} MB/s")


def memory(articles: int) -> None:
    """Private memory that articles without a duplicate add."""
    for threshold in (0.7, 0.8, 0.9):
        index = Index(Criteria(threshold, RECALL, NUM_PERM))
        decide(index, unlike(10))
        before = resident()
        for _ in range(0, articles, BATCH):
            decide(index, unlike(BATCH))
        print(f"  {threshold}  {index.bands}  {(resident() - before) / len(index):6.0f} bytes an article")


def recall(_: int) -> None:
    """Removals against those of the same rule over all pairs; pairs left among the kept."""
    tables = load_tables(NUM_PERM, SEED)
    for name in LABELLED:
        if not (DATA / f"{name}.jsonl.gz").exists():
            print(f"  {name}: skipped, ../shared/data is not here")
            continue
        sketches = sketch(articles_of(read_texts(name)), tables)
        exact = all_pairs(sketches)
        for threshold in (0.7, 0.8, 0.9):
            print(f"  {name:22} {threshold}  {compare(sketches, exact, threshold)}")


def compare(sketches: Sketches, exact: np.ndarray, threshold: float) -> str:
    n = len(exact)
    verdicts = Index(Criteria(threshold, RECALL, NUM_PERM, "loose")).decide(sketches, [str(i) for i in range(n)])
    removed = {i: int(verdict.kept) for i, verdict in enumerate(verdicts) if verdict.how}
    kept = np.array([i for i in range(n) if i not in removed])
    below = sum(exact[i, k] < threshold for i, k in removed.items())
    left = int((np.triu(exact[np.ix_(kept, kept)], 1) >= threshold).sum())
    chained = sum(k in removed for k in removed.values())
    return f"removed {len(removed)}, below the threshold {below}, pairs left {left}, named but not kept {chained}"


def all_pairs(sketches: Sketches) -> np.ndarray:
    """The Jaccard coefficient of every pair, from an inverted index over the shingles."""
    sizes = np.diff(sketches.offsets)
    hashes = sketches.shingles >> np.uint32(KIND_BITS)
    owners = np.repeat(np.arange(len(sizes)), sizes)[np.argsort(hashes, kind="stable")]
    edges = np.flatnonzero(np.diff(np.sort(hashes))) + 1
    shared = np.zeros((len(sizes), len(sizes)), np.int32)
    for group in np.split(owners, edges):
        if len(group) > 1:
            shared[np.ix_(group, group)] += 1
    union = np.maximum(sizes[:, None] + sizes[None, :] - shared, 1)
    result: np.ndarray = shared / union
    return result


def hot(articles: int) -> None:
    """Microseconds an article, for each fifth of the input."""
    for name, common, alike in (("copies", 0.0, True), ("60 % shared", 0.6, False)):
        index, times = Index(Criteria(0.8, RECALL, NUM_PERM)), []
        for _ in range(5):
            seconds = 0.0
            for _ in range(0, articles // 5, BATCH):
                sketches = unlike(BATCH, common, alike)
                start = time.process_time()
                decide(index, sketches)
                seconds += time.process_time() - start
            times.append(f"{seconds / (articles // 5) * 1e6:6.1f}")
        print(f"  {name:12} {len(index):8} kept  us an article: {' '.join(times)}")


def unlike(count: int, common: float = 0.0, alike: bool = False, size: int = 400) -> Sketches:
    """Made sketches of articles that share nothing, or a part of their shingles, or everything."""
    shingles = RANDOM.integers(0, 2**32, (count, size), np.uint32)
    shared = int(common * size)
    shingles[:, :shared] = np.arange(shared) * 7919 * 4
    exact = RANDOM.integers(0, 2**64, (count, 2), np.uint64)
    if alike:
        shingles[:], exact[:] = np.arange(size) * 4, 7
    shingles &= np.uint32(0xFFFFFFFC)  # of no kind
    shingles.sort(axis=1)
    offsets = np.arange(count + 1) * size
    signatures = minhash_signatures(shingles.ravel(), offsets, *load_permutations(NUM_PERM, SEED))
    keys = np.ones((count, BLOCKS), np.uint32) if alike else RANDOM.integers(1, 2**32, (count, BLOCKS), np.uint32)
    return Sketches(exact, signatures, keys, shingles.ravel(), offsets)


def documents(count: int) -> Iterator[str]:
    """Texts of 2 to 3 KB from shuffled sentences; every fifth repeats an earlier one, a few words off."""
    chance = random.Random(1)
    sentences = [" ".join(chance.choices([f"word{i}" for i in range(3000)], k=20)) + "." for _ in range(5000)]
    if (DATA / "sentences_a.jsonl.gz").exists():
        sentences = read_texts("sentences_a")
    recent: list[str] = []
    for i in range(count):
        text = ""
        while len(text.encode()) < 2000:
            text += chance.choice(sentences) + " "
        recent = [*recent[-500:], text]
        yield text if i % 5 else f"{chance.choice(recent)}{i} more words"


def read_texts(name: str) -> list[str]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def batches(texts: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(texts, BATCH)):
        yield batch


def articles_of(texts: list[str]) -> Articles:
    """Articles of one block each, without pages."""
    encoded = [text.encode() for text in texts]
    end = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    row, none = np.arange(len(texts)), np.zeros(len(texts), np.int32)
    return Articles(
        text=np.frombuffer(bytearray().join(encoded), np.uint8),
        page=row.astype(np.int32),
        number=none,
        start=end - np.array([len(text) for text in encoded]),
        end=end,
        lang=none.astype(np.int16),
        first=np.arange(len(texts) + 1),
        block=row,
        span_start=none,
        span_end=none,
        span_lang=none.astype(np.int16),
        span_prob=none.astype(np.float32),
    )


def decide(index: Index, sketches: Sketches) -> int:
    """Decide about a batch; how many articles were removed."""
    first = len(index)
    verdicts = index.decide(sketches, [f"{first}-{i}" for i in range(len(sketches.exact))])
    return sum(verdict.how != "" for verdict in verdicts)


def resident() -> int:
    """Private memory of this process, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) * 1024


if __name__ == "__main__":
    main()
