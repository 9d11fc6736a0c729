"""docs/languages.md names every language, and its example says what it shows."""

import doctest
import re
from pathlib import Path

from corpusclean.language.codes import LANGUAGES

DOCUMENT = Path(__file__).parents[2] / "docs" / "languages.md"


def test_every_code_is_in_the_document():
    named = set(re.findall(r"`([a-z]{2,3}(?:-Han[st])?)`", DOCUMENT.read_text("utf-8")))
    assert named >= set(LANGUAGES) - {"zh", "nn", "bs", "sr", "ms", "gl"} | {"und", "zxx"}
    assert named <= set(LANGUAGES)


def test_the_example_says_what_it_shows():
    assert doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8").failed == 0
