"""Labelled sentences for measuring and fitting: files of JSON lines with `lang` and `text`, and pieces cut from them.

The files are no part of the project: lingua_sentences_400, flores101_first250 and udhr_paragraphs (.jsonl.gz), by
default in ../shared/data, seen from the project's root; CORPUSCLEAN_DATA names another folder.
"""

import gzip
import json
import os
import random
from pathlib import Path
from typing import NamedTuple

from corpusclean.language.scripts import GROUPS, LANGUAGE_OF

_PAIRS = (
    "afr:af amh:am ara:ar arb:ar bul:bg ben:bn bod:bo cat:ca ces:cs cym:cy dan:da deu:de ell:el eng:en spa:es est:et"
    " ekk:et fas:fa pes:fa fin:fi fra:fr guj:gu heb:he hin:hi hrv:hr hun:hu hye:hy ind:id ita:it jpn:ja kat:ka khm:km"
    " kan:kn kor:ko lao:lo lit:lt lav:lv lvs:lv mkd:mk mal:ml mar:mr mya:my npi:ne nld:nl nob:no nb:no ory:or pan:pa"
    " pol:pl por:pt ron:ro rus:ru sin:si slk:sk slv:sl som:so sqi:sq als:sq swe:sv swh:sw tam:ta tel:te tha:th tgl:tl"
    " tur:tr ukr:uk urd:ur vie:vi zh:zh-Hans cmn_Hans:zh-Hans cmn_Hant:zh-Hant"
)
OURS = dict(pair.split(":") for pair in _PAIRS.split())
"""The codes of the files in ours; the rest are ours, or name a language that we do not have."""

MODELLED = frozenset(" ".join(GROUPS.values()).split())
COVERED = MODELLED | {"bn", "el", "gu", "he", "kn", "ko", "ml", "pa", "ta", "te", "th"}
"""The languages that langdetect has."""

NAMEABLE = MODELLED | set(LANGUAGE_OF.values())
NEIGHBOURS = frozenset({"bos", "bs", "srp", "srp_Cyrl", "sr", "msa", "ms", "zlm", "glg", "gl", "nno", "nn"})
"""Languages without a profile that no detector of this kind tells from a neighbour: no test of `und`."""

CITIES = ("beijing", "guiyang", "harbin", "nanjing", "tianjin", "osaka", "tokyo")
UNSPACED = frozenset({"ja", "zh-Hans", "zh-Hant", "th"})


class Row(NamedTuple):
    """A text and the language it is in."""

    lang: str
    text: str


def data_path(name: str) -> Path:
    """Where a file of that name is kept."""
    return Path(os.environ.get("CORPUSCLEAN_DATA", Path(__file__).parents[2] / "shared" / "data")) / f"{name}.jsonl.gz"


def read_rows(name: str) -> list[Row]:
    """The texts of a file, with our language codes where we have one."""
    with gzip.open(data_path(name), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Row(_code(row), row["text"]) for row in rows]


def _code(row: dict[str, str]) -> str:
    """The code of a row. UDHR files several varieties under a language that are no usual way to write it: dialects,
    whose key is a number or ends in the name of a city, and other scripts. They keep the file's code, with the key."""
    code, key, script = row["lang"], row.get("key", ""), row.get("script", "")
    if key.isdigit() or key.endswith(CITIES) or script in ("Hani", "Tglg"):
        return f"{code}:{key}"
    if code == "cmn":
        return f"zh-{script}"
    if code == "srp" and script == "Cyrl":
        return "srp_Cyrl"
    return OURS.get(code, code)


def cut_words(rows: list[Row], words: int, seed: int = 1) -> list[Row]:
    """That many words from the middle of each text; three letters stand for a word where words are not spaced."""
    rng = random.Random(seed)
    pieces = []
    for lang, text in rows:
        spaced = lang not in UNSPACED
        units = [w for w in text.split() if any(map(str.isalpha, w))] if spaced else list(filter(str.isalpha, text))
        length = words if spaced else 3 * words
        if len(units) >= length:
            start = rng.randrange(len(units) - length + 1)
            pieces.append(Row(lang, (" " if spaced else "").join(units[start : start + length])))
    return pieces


def join_sentences(rows: list[Row], many: int) -> list[Row]:
    """Paragraphs of so many sentences of one language that follow each other in the file."""
    by_language: dict[str, list[str]] = {}
    for lang, text in rows:
        by_language.setdefault(lang, []).append(text)
    return [
        Row(lang, " ".join(texts[start : start + many]))
        for lang, texts in by_language.items()
        for start in range(0, len(texts) - many + 1, many)
    ]
