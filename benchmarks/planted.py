"""Made documents with planted copies, whose Jaccard coefficients are known exactly, and a judgement of what is left."""

import random
from collections import defaultdict
from dataclasses import dataclass, field

THRESHOLD = 0.8
WORDS = 5  # of a shingle


@dataclass
class Planted:
    """The documents, for every copy the number of the document it was made from, and similarities once computed."""

    texts: list[str] = field(default_factory=list)
    sources: dict[int, int] = field(default_factory=dict)
    known: dict[tuple[int, int], float] = field(default_factory=dict)

    def similarity(self, left: int, right: int) -> float:
        """The Jaccard coefficient of two documents' word 5-grams: made words need no case folding."""
        if (left, right) not in self.known:
            a, b = shingles(self.texts[left]), shingles(self.texts[right])
            self.known[left, right] = len(a & b) / len(a | b)
        return self.known[left, right]

    def families(self) -> dict[int, list[int]]:
        """For every document, all that were made from the same first one, itself included."""
        first: dict[int, int] = {}
        members = defaultdict(list)
        for number in range(len(self.texts)):
            first[number] = first[self.sources[number]] if number in self.sources else number
            members[first[number]].append(number)
        return {number: members[first[number]] for number in first}


def shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def plant(count: int) -> Planted:
    """Documents of 2 to 3 KB of made words; every fifth repeats a recent one, with up to thirty words replaced."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(20_000)]
    planted = Planted()
    for number in range(count):
        chosen = chance.choices(words, k=chance.randint(330, 460))
        if number % 5 == 4:
            source = chance.randrange(max(0, number - 500), number)
            chosen = planted.texts[source].split()
            for place in chance.sample(range(len(chosen)), chance.randint(0, 30)):
                chosen[place] = chance.choice(words)
            planted.sources[number] = source
        planted.texts.append(" ".join(chosen))
    return planted


def judge(planted: Planted, kept: set[int]) -> str:
    """The recall over planted pairs, and removals below the threshold."""
    families = planted.families()
    alike = [pair for pair in planted.sources.items() if planted.similarity(*pair) >= THRESHOLD]
    found = sum(copy not in kept or source not in kept for copy, source in alike)
    removed = [number for number in range(len(planted.texts)) if number not in kept]
    below = sum(
        all(planted.similarity(number, other) < THRESHOLD for other in families[number] if other in kept)
        for number in removed
    )
    return f"recall {found / max(len(alike), 1):.4f}, {len(removed)} removed, {below} of them below the threshold"
