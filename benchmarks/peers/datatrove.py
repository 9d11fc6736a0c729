"""datatrove's minhash example: four stages, each with one task; 14 buckets of 8 hashes."""

import sys
import tempfile
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter

source, out = Path(sys.argv[1]), Path(sys.argv[2])
config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)
reader = JsonlReader(str(source.parent), glob_pattern=source.name)
writer = JsonlWriter(str(out.parent), output_filename=out.name, compression=None)
with tempfile.TemporaryDirectory() as folder:
    signatures, buckets, remove = (f"{folder}/{name}" for name in ("signatures", "buckets", "remove"))
    stages = [
        ([reader, MinhashDedupSignature(signatures, config)], 1),
        ([MinhashDedupBuckets(signatures, buckets, config=config)], config.num_buckets),
        ([MinhashDedupCluster(buckets, remove, config=config)], 1),
        ([reader, MinhashDedupFilter(remove), writer], 1),
    ]
    for number, (pipeline, tasks) in enumerate(stages):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=f"{folder}/logs{number}").run()
