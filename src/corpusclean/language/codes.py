"""The languages corpusclean can name, in the order of their numbers in the block table.

Codes are ISO 639-1; Chinese is split by its script, as langdetect's zh-cn and zh-tw are. Not told apart, for want of a
profile: Bosnian and Serbian in Latin letters (`hr`), Serbian in Cyrillic (`und` or `mk`), Malay (`id`), Galician (`es`
or `pt`), Bokmål and Nynorsk (`no`), Filipino and Tagalog (`tl`). More of this is in docs/languages.md.
"""

import tomllib
from pathlib import Path

from corpusclean.errors import UsageError

UND = 0  # undetermined (ISO 639-2)
ZXX = 1  # no linguistic content (ISO 639-2)

CODES = (
    "af am ar bg bn bo ca cs cy da de el en es et fa fi fr gu he hi hr hu hy id it ja ka km kn ko lo lt lv mk ml mr my"
    " ne nl no or pa pl pt ro ru si sk sl so sq sv sw ta te th tl tr uk ur vi zh-Hans zh-Hant"
)
"""The languages of the profiles, and those that have a script to themselves."""

MORE_CODES = (
    "ace an ary arz as az ba bcl be br bs crh dz eo eu ext fo fuv fy ga gcf gcr gd gl gom grc gug guw ha hbo ht ig is"
    " jv kab kik kk ku ky la lb lg lij ln ltg mg mn ms mt nn nso oc om pcm ps qu rw sa sdh se sn sr st tg tk tt ug uz"
    " uzs vec vo wa wuu xh yo yue zh zu"
)
"""The languages that only py3langid has, as it calls them; `zh` is Chinese in either script."""

LANGUAGES = ("und", "zxx", *CODES.split(), *MORE_CODES.split())
"""The code of every language; its index is the number in `Blocks.lang`."""


def chosen_languages(codes: tuple[str, ...], among: tuple[str, ...] = tuple(CODES.split())) -> tuple[str, ...]:
    """The languages that a user's list allows; no list allows all. `zh` stands for both of its scripts.

    `among` are those that there are: by default those of the profiles.

    >>> chosen_languages(("EN", "zh"))
    ('en', 'zh-Hans', 'zh-Hant')

    Raises:
        UsageError: a code is not known.
    """
    if not codes:
        return among
    wanted = {code.lower() for code in codes}
    chosen = tuple(code for code in among if code.lower() in wanted or code.split("-")[0] in wanted)
    known = {code.lower() for code in chosen} | {code.split("-")[0] for code in chosen}
    for code in codes:
        if code.lower() not in known:
            raise UsageError(f"unknown language {code!r}; known are {', '.join(among)}")
    return chosen


def read_names() -> dict[str, str]:
    """What the languages are called in English, by code.

    >>> read_names()["zh-Hant"]
    'Chinese, traditional'
    """
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
