"""The languages corpusclean can name, in the order of their numbers in the block table.

Codes are ISO 639-1; Chinese is split by its script, as langdetect's zh-cn and zh-tw are. Not told apart, for want of a
profile: Bosnian and Serbian in Latin letters (`hr`), Serbian in Cyrillic (mostly `mk`), Malay (`id`), Galician (`es` or
`pt`), Bokmål and Nynorsk (`no`), Filipino and Tagalog (`tl`).
"""

from corpusclean.errors import UsageError

UND = 0  # undetermined (ISO 639-2)
ZXX = 1  # no linguistic content (ISO 639-2)

PROFILED = tuple(
    "af ar bg ca cs cy da de en es et fa fi fr hi hr hu id it ja lt lv mk mr ne nl no pl pt ro ru sk sl so sq sv sw tl tr"
    " uk ur vi zh-Hans zh-Hant".split()
)
"""Languages told from others of the same script by langdetect's profiles."""

BY_SCRIPT = tuple("am bn bo el gu he hy ka km kn ko lo ml my or pa si ta te th".split())
"""Languages known by their script alone; for the last step it is taken to write no other language."""

LANGUAGES = ("und", "zxx", *sorted(PROFILED + BY_SCRIPT))
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
