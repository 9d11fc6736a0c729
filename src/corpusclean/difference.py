"""Where two texts differ, word by word."""

from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

EXACT_WORDS = 5000
"""Up to here words that come often are matched too; beyond, difflib's shortcut for them keeps the time bounded."""


class Word(NamedTuple):
    """A word of a text, and whether the other text has it at that place too. A line break is a word of its own."""

    text: str
    shared: bool


class Difference(NamedTuple):
    """Two texts as words."""

    left: list[Word]
    right: list[Word]


def find_difference(left: str, right: str) -> Difference:
    """Match the words of two texts.

    >>> difference = find_difference("a baker on a bicycle", "a baker on a red bicycle")
    >>> runs_apart(difference.left), runs_apart(difference.right)
    ([], ['red'])
    """
    words = split_words(left), split_words(right)
    matcher = SequenceMatcher(None, *words, autojunk=max(map(len, words)) > EXACT_WORDS)
    shared: tuple[set[int], set[int]] = set(), set()
    for i, j, size in matcher.get_matching_blocks():
        shared[0].update(range(i, i + size))
        shared[1].update(range(j, j + size))
    marked = (
        [Word(word, i in there) for i, word in enumerate(side)] for side, there in zip(words, shared, strict=True)
    )
    return Difference(*marked)


def split_words(text: str) -> list[str]:
    r"""What white space separates, and the line breaks.

    >>> split_words("two words\n\nand more")
    ['two', 'words', '\n', '\n', 'and', 'more']
    """
    lines = [line.split() for line in text.split("\n")]
    return [word for number, line in enumerate(lines) for word in ([] if number == 0 else ["\n"]) + line]


def runs_apart(words: list[Word]) -> list[str]:
    """The words that the other text has not, those that stand together as one."""
    runs = [
        " ".join(word.text for word in run) for shared, run in groupby(words, lambda word: word.shared) if not shared
    ]
    return [run for run in runs if run.strip()]
