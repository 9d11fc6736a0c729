"""corpusclean turns scraped web pages into a clean, deduplicated JSONL corpus, and explains every cut.

>>> import corpusclean
>>> page = corpusclean.clean_text("Quiet streets\\n\\nThe town slept. Nobody was about.\\n\\nRelated Articles")
>>> [article.text for article in page.articles]
['Quiet streets\\n\\nThe town slept. Nobody was about.']
>>> [removal.text for removal in page.removed]
['Related Articles']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpusclean.api import Article, Change, CleanedPage, Cleaner, Removal, clean_text, replay
    from corpusclean.config import Config
    from corpusclean.deduper import Deduper
    from corpusclean.detector import LanguageDetector, Languages
    from corpusclean.errors import (
        CorpuscleanError,
        InputError,
        InvariantError,
        OutputError,
        ResourceError,
        UsageError,
    )
    from corpusclean.text.rulefiles import RuleFile, read_rule_file

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Change",
    "CleanedPage",
    "Cleaner",
    "Config",
    "CorpuscleanError",
    "Deduper",
    "InputError",
    "InvariantError",
    "LanguageDetector",
    "Languages",
    "OutputError",
    "Removal",
    "ResourceError",
    "RuleFile",
    "UsageError",
    "clean_text",
    "read_rule_file",
    "replay",
]

_HOMES = {
    "Config": "corpusclean.config",
    "Deduper": "corpusclean.deduper",
    "RuleFile": "corpusclean.text.rulefiles",
    "read_rule_file": "corpusclean.text.rulefiles",
    "LanguageDetector": "corpusclean.detector",
    "Languages": "corpusclean.detector",
    **{name: "corpusclean.errors" for name in __all__ if name.endswith("Error")},
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: `import corpusclean` alone must stay fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "corpusclean.api")), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
