"""datasketch as its documentation shows it: MinHash of word 5-grams, MinHashLSH, the first of each group stays."""

import json
import sys
from pathlib import Path

from datasketch import MinHash, MinHashLSH

index = MinHashLSH(threshold=0.8, num_perm=128)
with Path(sys.argv[1]).open(encoding="utf-8") as pages, Path(sys.argv[2]).open("w", encoding="utf-8") as out:
    for line in pages:
        page = json.loads(line)
        words = page["text"].lower().split()
        signature = MinHash(num_perm=128)
        signature.update_batch([" ".join(words[i : i + 5]).encode() for i in range(max(len(words) - 4, 1))])
        if not index.query(signature):
            index.insert(page["id"], signature)
            out.write(line)
