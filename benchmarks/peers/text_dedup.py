"""text-dedup's own minhash command, with one process; its result is a folder of Arrow files, which becomes JSONL."""

import sys
import tempfile

from datasets import load_from_disk
from text_dedup.minhash import main

with tempfile.TemporaryDirectory() as folder:
    files = ["--path", "json", "--data_files", sys.argv[1], "--split", "train", "--cache_dir", f"{folder}/cache"]
    method = ["--column", "text", "--ngram", "5", "--num_perm", "128", "--threshold", "0.8", "--num_proc", "1"]
    main([*files, *method, "--output", f"{folder}/kept"], standalone_mode=False)
    load_from_disk(f"{folder}/kept").to_json(sys.argv[2], force_ascii=False)
