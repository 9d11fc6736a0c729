"""rensa as its README shows it: RMinHash of word 5-grams, RMinHashLSH, the first of each group stays."""

import json
import sys

from rensa import RMinHash, RMinHashLSH

index = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16)
kept = []
with open(sys.argv[1], encoding="utf-8") as pages, open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in pages:
        words = json.loads(line)["text"].lower().split()
        signature = RMinHash(num_perm=128, seed=42)
        signature.update([" ".join(words[i : i + 5]) for i in range(max(len(words) - 4, 1))])
        if not any(signature.jaccard(kept[number]) >= 0.8 for number in index.query(signature)):
            index.insert(len(kept), signature)
            kept.append(signature)
            out.write(line)
