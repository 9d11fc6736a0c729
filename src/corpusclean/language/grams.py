"""langdetect's profiles, folded: which n-grams each language of a script was seen to have, and how often."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpusclean.language.scripts import FARSI_YEH, GROUPS, YEH, Letter, Script
from corpusclean.model import F64

WITH_FARSI_YEH = {"ar": 0.005, "fa": 0.9, "ur": 0.97}
"""The share of a language's yehs that are written U+06CC and not U+064A. langdetect counted both as U+064A; texts hold
them apart (FLORES: 0, 100 and 99.9 %; lingua: 0.1, 98.8 and 99.6 %), old Persian pages less so."""


@dataclass(frozen=True)
class Profile:
    """What langdetect knows of a language: how often each n-gram was seen, and how many n-grams of each length.

    N-grams that were seen less often than some limit, one for each language, were left out.
    """

    counts: dict[str, int]
    totals: tuple[int, int, int]


@dataclass(frozen=True)
class Grams:
    """The n-grams of a script's languages, folded, the shorter ones first.

    `counts` has shape (n-grams, languages); `totals`, all n-grams by their length, and `fewest`, the smallest count
    that a profile kept, have shape (3, languages).
    """

    texts: list[str]
    counts: F64
    totals: F64
    fewest: F64


def read_profiles(folder: Path) -> dict[str, Profile]:
    """langdetect's profiles by our codes."""
    ours = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}
    profiles = {}
    for path in sorted(folder.iterdir()):
        content = json.loads(path.read_bytes())
        one, two, three = content["n_words"]
        profiles[ours.get(content["name"], content["name"])] = Profile(content["freq"], (one, two, three))
    return profiles


def fold_grams(script: Script, profiles: dict[str, Profile], letters: dict[str, Letter]) -> Grams:
    """The n-grams that the script's languages were seen to have, written in this script alone.

    Han has no trigrams: its alphabet of some 1,100 letters makes the square of two already as large as Latin's cube.
    """
    longest = 2 if script == Script.HAN else 3
    languages = GROUPS[script].split()
    seen: dict[str, defaultdict[str, float]] = {code: defaultdict(float) for code in languages}
    fewest = np.full((3, len(languages)), np.inf)
    for lane, code in enumerate(languages):
        for gram, count in profiles[code].counts.items():
            folded = _fold_gram(gram, script, letters)
            if folded.strip() and len(folded) <= longest:
                fewest[len(folded) - 1, lane] = min(count, fewest[len(folded) - 1, lane])
                for spelled, share in _spell(folded, WITH_FARSI_YEH.get(code, 0.0)):
                    seen[code][spelled] += count * share
    totals = np.array([profiles[code].totals for code in languages], np.float64).T
    texts = sorted({gram for counter in seen.values() for gram in counter}, key=lambda gram: (len(gram), gram))
    counts = np.array([[seen[code].get(gram, 0.0) for code in languages] for gram in texts])
    return Grams(texts, counts, totals, np.where(np.isfinite(fewest), fewest, 1.0))


def _fold_gram(gram: str, script: Script, letters: dict[str, Letter]) -> str:
    """The n-gram as the kernel sees it; empty where a character of it is no letter of the script."""
    folded = [Letter(script, " ") if char == " " else letters.get(char) for char in gram]
    if any(letter is None or letter.script != script for letter in folded):
        return ""
    return "".join(letter.text for letter in folded if letter)


def _spell(gram: str, farsi: float) -> list[tuple[str, float]]:
    """The ways to write an n-gram, and how common each is: whoever types one yeh types the other alike."""
    if farsi == 0 or YEH not in gram:
        return [(gram, 1.0)]
    return [(gram, 1 - farsi), (gram.replace(YEH, FARSI_YEH), farsi)]
