"""What commands say at their end: the last line, the stats, what could not be used, whether too much was rejected."""

import json
from dataclasses import asdict

from corpusclean import __version__
from corpusclean.config import Config
from corpusclean.ledger import Ledger
from corpusclean.terminal import counted

STATS_SCHEMA = 1
COUNTS = ("containment", "duplicates", "input", "languages", "pieces", "repairs", "rules", "similarity")
"""What the stats count beside the balanced ledger; the keys are there even where there was nothing to count."""


def summary(ledger: Ledger, seconds: float) -> str:
    """The one line at the end of a run."""
    total = ledger.total
    foreign = total("blocks", "removed", "language")
    of_language = f" {counted(foreign, 'block')} for {'its' if foreign == 1 else 'their'} language," if foreign else ""
    return (
        f"corpusclean: {counted(total('pages', 'read'), 'page')} -> {counted(total('articles', 'kept'), 'article')}; "
        f"{counted(total('articles', 'removed', 'duplicate'), 'duplicate')} and "
        f"{counted(total('blocks', 'removed', 'residue'), 'block')} of residue removed,{of_language} "
        f"{counted(total('lines', 'rejected'), 'line')} rejected; "
        f"{total('input', 'bytes') / 1e6:,.1f} MB in {seconds:,.1f} s"
    )


def describe_unusable(lines: int) -> str:
    """What commands say that look at pages and have no place for the lines that are none."""
    return f"corpusclean: lines that can not be used: {lines:,}; `corpusclean run` says why"


def stats(ledger: Ledger, config: Config, seconds: float) -> bytes:
    """The counts of the run as JSON, keys sorted; times stand under `run` only."""
    tree = ledger.tree()
    balanced = {name: tree.pop(name, {}) for name in ("lines", "pages", "blocks", "articles")}
    document = {
        "schema_version": STATS_SCHEMA,
        "version": __version__,
        "config": asdict(config) | {"rules": [file.group for file in config.rules]},
        "fingerprint": config.fingerprint,
        "ledger": balanced,
        **{name: tree.get(name, {}) for name in COUNTS},
        "run": {"seconds": round(seconds, 3)},
    }
    return (
        json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    )


def exceeds(ledger: Ledger, allowance: str) -> bool:
    """Whether more lines were rejected than the allowance: a number, or a share such as `0.5%`."""
    rejected = ledger.total("lines", "rejected")
    if allowance.endswith("%"):
        return rejected > float(allowance[:-1]) / 100 * ledger.total("lines", "read")
    return rejected > int(allowance)
