"""rensa as its README shows it: RMinHash of word 5-grams, RMinHashLSH, the first of each group stays."""

import json
import sys
from pathlib import Path

from rensa import RMinHash, RMinHashLSH

index = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16)
kept = []
with Path(sys.argv[1]).open(encoding="utf-8") as pages, Path(sys.argv[2]).open("w", encoding="utf-8") as out:
    for line in pages:
        words = json.loads(line)["text"].lower().split()
        signature = RMinHash(num_perm=128, seed=42)
        signature.update([" ".join(words[i : i + 5]) for i in range(max(len(words) - 4, 1))])
        if not any(signature.jaccard(kept[number]) >= 0.8 for number in index.query(signature)):
            index.insert(len(kept), signature)
            kept.append(signature)
            out.write(line)
