"""Other detectors behind the same columns: for languages without a profile, and for comparison.

They name each block by itself: no page is heard, no text is strange to them. A block without letters is `zxx`, one
whose probability is below the limit `und`. They run in Python, some hundred times slower than the profiles.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from corpusclean.errors import UsageError
from corpusclean.language.codes import CODES, LANGUAGES, MORE_CODES, UND, ZXX, chosen_languages
from corpusclean.model import NO_RULE, Batch

PROFILES = "profiles"
BACKENDS = (PROFILES, "py3langid", "langdetect")
Classify = Callable[[str], tuple[str, float]]
"""The code of a text's language, as in `LANGUAGES`, and its probability."""


def load_backend(name: str, languages: tuple[str, ...]) -> Classify:
    """The detector of that name, choosing from `languages` (none given: from all that it has).

    Raises:
        UsageError: it is not installed, or does not have one of the languages.
    """
    return _load_py3langid(languages) if name == "py3langid" else _load_langdetect(languages)


def label_with(batch: Batch, classify: Classify, doubt: float) -> Batch:
    """Fill in `lang`, `lang_prob` and `lang_alone`; probabilities below `doubt` name no language."""
    blocks = batch.blocks
    lang = np.full(len(blocks), UND, np.int16)
    prob = np.zeros(len(blocks), np.float32)
    numbers = {code: number for number, code in enumerate(LANGUAGES)}
    for row in np.flatnonzero((blocks.rule == NO_RULE) & (blocks.start < blocks.end)):
        text = batch.text[blocks.start[row] : blocks.end[row]].tobytes().decode()
        if not any(map(str.isalpha, text)):
            lang[row], prob[row] = ZXX, 1
            continue
        code, probability = classify(text)
        if probability >= doubt:
            lang[row], prob[row] = numbers.get(code, UND), probability
    return replace(batch, blocks=replace(blocks, lang=lang, lang_prob=prob, lang_alone=lang.copy()))


def _load_py3langid(languages: tuple[str, ...]) -> Classify:
    """py3langid by its own code: 140 labels; the scripts of Chinese are not told apart, and are `zh`."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError as error:
        raise UsageError("py3langid is not installed; pip install 'corpusclean[py3langid]'") from error
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if languages:
        chosen = {code.split("-")[0] for code in chosen_languages(languages, (*CODES.split(), *MORE_CODES.split()))}
        unknown = chosen - set(identifier.labels)
        if unknown:
            raise UsageError(f"py3langid does not have {', '.join(sorted(unknown))}; leave it out of the languages")
        identifier.set_languages(sorted(chosen))
    return lambda text: identifier.classify(text)


def _load_langdetect(languages: tuple[str, ...]) -> Classify:
    """langdetect by its own code, seeded anew for each text: its labels do not depend on what came before."""
    from langdetect import DetectorFactory, LangDetectException, detect_langs  # 60 ms to import

    DetectorFactory.seed = 0
    ours = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}
    chosen = set(chosen_languages(languages))

    def classify(text: str) -> tuple[str, float]:
        try:
            found = detect_langs(text)
        except LangDetectException:  # no n-gram that it knows
            return "und", 0.0
        named = ((ours.get(one.lang, one.lang), float(one.prob)) for one in found)
        return next((pair for pair in named if pair[0] in chosen), ("und", 0.0))

    return classify
