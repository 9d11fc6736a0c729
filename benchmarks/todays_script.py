"""The script that people write today with the same four packages: the yardstick of `make bench`.

It repairs with ftfy.fix_text, drops residue lines by a regular expression, asks langdetect about every block, and drops
near-duplicates with datasketch's MinHash and MinHashLSH over five-word shingles.
"""

import json
import re
from collections.abc import Iterable

import ftfy
from datasketch import MinHash, MinHashLSH
from langdetect import DetectorFactory, LangDetectException, detect

RESIDUE = re.compile(
    r"^\s*(related (videos|articles|news|posts)|advertisements?|share this:|like this:.*"
    r"|(%d|\d+) bloggers? likes? this:|leave a (reply|comment)|(click to )?share on .*"
    r"|subscribe.*|read more|tweet|sponsored|skip to content)\s*$",
    re.IGNORECASE,
)


def clean_lines(lines: Iterable[str]) -> list[str]:
    """The JSON lines of the pages that are no near-duplicates, cleaned."""
    DetectorFactory.seed = 0
    index = MinHashLSH(threshold=0.8, num_perm=128)
    return [cleaned for number, line in enumerate(lines) if (cleaned := clean_page(json.loads(line), number, index))]


def clean_page(page: dict[str, str], number: int, index: MinHashLSH) -> str | None:
    """One page as a JSON line, or None if it is a near-duplicate."""
    blocks = [block for block in ftfy.fix_text(page["text"]).split("\n") if block.strip() and not RESIDUE.match(block)]
    text = "\n".join(blocks)
    signature = MinHash(num_perm=128)
    words = text.lower().split()
    signature.update_batch([" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))])
    if index.query(signature):
        return None
    index.insert(number, signature)
    return json.dumps({**page, "text": text, "languages": [language_of(block) for block in blocks]}, ensure_ascii=False)


def language_of(block: str) -> str:
    """What langdetect says of a block."""
    try:
        return str(detect(block))
    except LangDetectException:
        return "und"
