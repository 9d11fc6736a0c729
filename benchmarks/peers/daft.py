"""Daft's minhash expression; bands and groups in Python, for Daft has no index. The first of each group stays."""

import sys
from pathlib import Path

import daft
from daft import col

table = daft.read_json(sys.argv[1])
words = col("text").minhash(num_hashes=128, ngram_size=5, seed=1)
columns = table.with_column("signature", words).to_pydict()
seen: set[tuple[int, ...]] = set()
keep = []
for signature in columns["signature"]:
    bands = {(band, *signature[8 * band : 8 * band + 8]) for band in range(16)}
    keep.append(seen.isdisjoint(bands))
    if keep[-1]:
        seen |= bands
with Path(sys.argv[1]).open(encoding="utf-8") as pages, Path(sys.argv[2]).open("w", encoding="utf-8") as out:
    out.writelines(line for line, stays in zip(pages, keep, strict=True) if stays)
