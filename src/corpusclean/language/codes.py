"""The languages corpusclean can name, in the order of their numbers in the block table.

Codes are ISO 639-1; Chinese is split by its script, as langdetect's zh-cn and zh-tw are. Not told apart, for want of a
profile: Bosnian and Serbian in Latin letters (`hr`), Serbian in Cyrillic (mostly `mk`), Malay (`id`), Galician (`es` or
`pt`), Bokmål and Nynorsk (`no`), Filipino and Tagalog (`tl`).
"""

from corpusclean.errors import UsageError

UND = 0  # undetermined (ISO 639-2)
ZXX = 1  # no linguistic content (ISO 639-2)

CODES = (
    "af am ar bg bn bo ca cs cy da de el en es et fa fi fr gu he hi hr hu hy id it ja ka km kn ko lo lt lv mk ml mr my"
    " ne nl no or pa pl pt ro ru si sk sl so sq sv sw ta te th tl tr uk ur vi zh-Hans zh-Hant"
)
LANGUAGES = ("und", "zxx", *CODES.split())
"""The code of every language; its index is the number in `Blocks.lang`."""


def chosen_languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that a user's list allows; no list allows all. `zh` stands for both of its scripts.

    >>> chosen_languages(("EN", "zh"))
    ('en', 'zh-Hans', 'zh-Hant')

    Raises:
        UsageError: a code is not known.
    """
    if not codes:
        return LANGUAGES[2:]
    wanted = {code.lower() for code in codes}
    chosen = tuple(code for code in LANGUAGES[2:] if code.lower() in wanted or code.split("-")[0] in wanted)
    known = {code.lower() for code in chosen} | {code.split("-")[0] for code in chosen}
    for code in codes:
        if code.lower() not in known:
            raise UsageError(f"unknown language {code!r}; known are {', '.join(LANGUAGES[2:])}")
    return chosen
