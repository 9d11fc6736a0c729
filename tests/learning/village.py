"""Made pages of a few sites: menus, banners and footers around stories that are all different."""

import json
import random
from pathlib import Path

_WORDS = (
    "harbour bridge market clock tower ferry captain baker garden school winter river letter council window station"
    " festival orchard museum library engine lantern valley meadow"
)
WORDS = _WORDS.split()


def sentence(chance: random.Random, words: int = 9) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def story(chance: random.Random, paragraphs: int = 3) -> list[str]:
    """A title and paragraphs."""
    text = [" ".join(sentence(chance) for _ in range(4)) for _ in range(paragraphs)]
    return [" ".join(chance.choices(WORDS, k=6)).title(), *text]


def site_pages(name: str, count: int, head: list[str], tail: list[str], seed: int = 1) -> list[dict[str, str]]:
    """Pages of a site that all begin with `head` and end with `tail`."""
    chance = random.Random(f"{name}{seed}")
    return [
        {"id": f"{name}-{n}", "url": f"https://www.{name}/{n}", "text": "\n\n".join([*head, *story(chance), *tail])}
        for n in range(count)
    ]


def write_pages(path: Path, pages: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages), encoding="utf-8")
    return path
