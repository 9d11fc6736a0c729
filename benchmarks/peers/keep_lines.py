"""`keep_lines.py justext|trafilatura < pages > answers`: which lines a peer would keep, with no HTML to go by.

A page is a line of JSON, {"lines": [...], "lang": "en"}; the answer to it is a list of booleans. jusText's whole
classification runs (length, density of stop words, then the neighbours), with every line a paragraph without links and
with the defaults; a language without a list of stop words gets none, as its documentation says. Of trafilatura there
is the filter that it applies to the text of single elements.
"""

import json
import sys
from collections.abc import Callable

_PAIRS = (
    "en:English ar:Arabic de:German fr:French es:Spanish pt:Portuguese it:Italian nl:Dutch pl:Polish ru:Russian"
    " tr:Turkish fa:Persian uk:Ukrainian he:Hebrew sv:Swedish da:Danish fi:Finnish cs:Czech sk:Slovak hu:Hungarian"
    " ro:Romanian bg:Bulgarian el:Greek hi:Hindi id:Indonesian ko:Korean vi:Vietnamese hr:Croatian lt:Lithuanian"
    " lv:Latvian et:Estonian sl:Slovenian ca:Catalan mk:Macedonian sq:Albanian sw:Swahili ta:Tamil te:Telugu"
)
LISTS = dict(pair.split(":") for pair in _PAIRS.split())  # of stop words: jusText names them in English


def justext_keeps(lines: list[str], lang: str) -> list[bool]:
    """jusText's verdict about every line."""
    from justext import get_stoplist
    from justext.core import classify_paragraphs, revise_paragraph_classification
    from justext.paragraph import Paragraph

    class Nowhere:
        dom = xpath = ""

    paragraphs = []
    for line in lines:
        paragraphs.append(Paragraph(Nowhere))
        paragraphs[-1].append_text(line)
    if lang in LISTS:
        classify_paragraphs(paragraphs, get_stoplist(LISTS[lang]))
    else:
        classify_paragraphs(paragraphs, frozenset(), stopwords_low=0, stopwords_high=0)
    revise_paragraph_classification(paragraphs)
    return [not paragraph.is_boilerplate for paragraph in paragraphs]


def trafilatura_keeps(lines: list[str], lang: str) -> list[bool]:
    """Whether trafilatura's filter of texts leaves every line."""
    from trafilatura.utils import RE_FILTER

    return [not RE_FILTER.match(line) for line in lines]


KEEPS: dict[str, Callable[[list[str], str], list[bool]]] = {
    "justext": justext_keeps,
    "trafilatura": trafilatura_keeps,
}

for row in sys.stdin:
    page = json.loads(row)
    print(json.dumps(KEEPS[sys.argv[1]](page["lines"], page["lang"])))
