"""The languages of texts alone, from Python: strings go in, codes and confidences come out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Unpack

from corpusclean.config import Config

if TYPE_CHECKING:
    from corpusclean.language.texts import Labels

BATCH_TEXTS = 4096


class Choices(TypedDict, total=False):
    """What a `LanguageDetector` can be told: the choices of `Config` that concern it, and no others."""

    languages: tuple[str, ...]
    strange: float
    doubt: float


class Languages(NamedTuple):
    """The languages of texts, a list a column, in the order of the texts.

    `codes` are ISO 639-1 (Chinese: zh-Hans or zh-Hant); `und` where none is certain, `zxx` where there are no letters.
    `confidences` are 0 to 1, and 0 for `und`. `second_codes` name the language of the script with the second most
    letters, as in a title in two languages, and are empty where there is no second script; `second_shares` say what
    part of the letters is in that script (a letter counts half where it is Latin, three halves in Han and Hangul).
    """

    codes: list[str]
    confidences: list[float]
    second_codes: list[str]
    second_shares: list[float]


class LanguageDetector:
    """Names the language of each text by itself, faster than langdetect by some hundred times.

    Call it with an iterable of texts to get a lazy iterator of (code, confidence), or give a list to `detect` to get
    columns, or `detect_batch` to `datasets.Dataset.map`. The answers do not depend on the other texts.

    Args:
        choices: as in `Config`; by default the same as there.

    Raises:
        UsageError: a language is not known.

    >>> detector = LanguageDetector(languages=("en", "fr", "ar"))
    >>> [code for code, confidence in detector(["Où est la gare ?", "No idea.", "محطة", "42"])]
    ['fr', 'en', 'ar', 'zxx']
    >>> detector.detect(["النتيجة النهائية (Final result)"]).second_codes
    ['en']
    """

    def __init__(self, **choices: Unpack[Choices]) -> None:
        import numpy as np

        from corpusclean.language.codes import LANGUAGES
        from corpusclean.language.identify import Limits
        from corpusclean.language.profiles import load_model
        from corpusclean.language.texts import label_texts

        config = Config(**choices)
        model = load_model(config.languages)
        limits = Limits(config.strange, config.hopeless, config.doubt)
        self._choices = choices
        self._codes = np.array(LANGUAGES, dtype=object)
        self._label: Callable[[Sequence[str]], Labels] = lambda texts: label_texts(texts, model, limits)

    def __reduce__(self) -> tuple[Callable[[Choices], "LanguageDetector"], tuple[Choices]]:
        """Another process loads the tables anew: they are as large as a small image, and on its disk."""
        return _make, (self._choices,)

    def __call__(self, texts: Iterable[str]) -> Iterator[tuple[str, float]]:
        """The code and the confidence of each text, some thousands at a time.

        Raises:
            TypeError: one of them is no string.
        """
        source = iter(texts)
        while some := list(islice(source, BATCH_TEXTS)):
            labels = self._label(some)
            yield from zip(self._codes[labels.lang].tolist(), labels.confidence.tolist(), strict=True)

    def detect(self, texts: Sequence[str]) -> Languages:
        """What there is to say about each text.

        Raises:
            TypeError: one of them is no string.
        """
        if isinstance(texts, str):
            raise TypeError("this is one text, not several; give a list of texts")
        labels = self._label(texts)
        seconds = self._codes[labels.second]
        seconds[labels.second == 0] = ""
        return Languages(
            self._codes[labels.lang].tolist(),
            labels.confidence.tolist(),
            seconds.tolist(),
            labels.second_share.tolist(),
        )

    def detect_batch(self, batch: Mapping[str, Sequence[str]]) -> dict[str, list[str] | list[float]]:
        """Columns `lang` and `lang_confidence` for a batch of rows with a column `text`, as `datasets` hands them."""
        found = self.detect(list(batch["text"]))
        return {"lang": found.codes, "lang_confidence": found.confidences}


def _make(choices: Choices) -> LanguageDetector:
    return LanguageDetector(**choices)
