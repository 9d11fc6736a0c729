"""Which blocks are residue: normalised forms, phrases, the support that weak phrases need, and what must stay."""

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.letters import DIGIT, FACTOR, GAP, LETTER, NUMBER, SERVICE, SKIP
from corpusclean.kernels.phrase_tables import hash_lines
from corpusclean.kernels.residue import drop_stray
from corpusclean.model import NO_RULE, Pages
from corpusclean.text.blocks import split
from corpusclean.text.patterns import expand
from corpusclean.text.residue import mark_residue, match_lines
from corpusclean.text.rulebook import RuleSet, load_rules
from corpusclean.text.ruletables import LIMIT, match_with

FIXTURES = Path(__file__).parents[2] / "fixtures" / "residue"
KEPT = sorted((FIXTURES / "must_not_change").glob("*.txt"))
PAGES = sorted((FIXTURES / "pages").glob("*.txt"))
BOOK = load_rules()
FOLD = BOOK.tables.fold
NUMBERS = re.compile(r"%[0-9]*\$?[ds](?![A-Za-z])|\d+(?:[kKmM](?=[\x00-@\[-`{-\x7f]|$))?")


def marks(text: str, rules: RuleSet = BOOK) -> list[str]:
    """The name of the rule that takes each block of a page; empty where none does."""
    batch = mark_residue(split(Pages(["p"], [text.encode()], [b""], [""])), rules)
    return [rules.names[rule] if rule != NO_RULE else "" for rule in batch.blocks.rule]


def plain_words(line: str) -> list[list[int]]:
    """The words of a line in its normalised form, each a list of letters: the oracle of `read_words`."""
    words: list[list[int]] = []
    inside = GAP
    for piece in re.split(f"({NUMBERS.pattern})", line):
        if NUMBERS.fullmatch(piece):
            if not words or words[-1] != [NUMBER]:
                words.append([NUMBER])
            inside = DIGIT
            continue
        for char in piece:
            kind = int(FOLD[ord(char)]) if ord(char) < 0x10000 else plain_class(char)
            if kind == SKIP:
                continue
            made_of = GAP if kind < DIGIT else LETTER + (0x2E80 <= ord(char) < 0xFB00)
            if made_of != GAP and made_of != inside:
                words.append([])
            if made_of != GAP:
                words[-1].append(kind)
            inside = made_of
    return [[SERVICE] if is_service(word) else word for word in words]


def plain_class(char: str) -> int:
    return GAP if 0x1F000 <= ord(char) < 0x20000 else LETTER


def is_service(word: list[int]) -> bool:
    return "".join(map(chr, word)) in {"facebook", "x"}


def plain_hash(words: list[list[int]]) -> int:
    value = 0
    for letter in (letter for word in words for letter in word):
        value = (value * int(FACTOR) + letter) % 2**64
    return value


LINES = st.text(alphabet=st.sampled_from("aBçéß İıى‌هٔàẞ'’-—:.…%ds1٣k$ 漢カ語한😀𝐀©ـ\u00ad\t"), max_size=24) | st.lists(
    st.sampled_from(["Facebook", "x", "on", "5", "%1$s", "1.2K", "%d", "é", "“", "→"]), max_size=6
).map(" ".join)


@given(LINES)
def test_the_hash_is_that_of_the_normalised_form(line: str) -> None:
    text = np.frombuffer(line.encode() or b" ", np.uint8)
    ends = np.array([len(text)])
    matcher = match_with(text, BOOK.tables._replace(services=FEW_SERVICES))
    values, counts = hash_lines(matcher, np.array([0]), ends)
    words = plain_words(line)
    assert (int(values[0]), int(counts[0])) == (plain_hash(words), len(words))


def services_table() -> np.ndarray:
    """A hash table of the two services that the oracle knows."""
    from corpusclean.text.ruletables import table_of

    bare = BOOK.tables._replace(services=np.zeros(1, np.uint64))
    return np.asarray(table_of(["Facebook", "X"], bare))


FEW_SERVICES = services_table()


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("Share this:", "SHARE THIS"),
        ("J’aime ça :", "j'aime ca"),
        ("Ähnliche Beiträge", "ähnliche beiträge →"),
        ("مَقَالات ذات صِلَة", "مقالات ذات صله"),
        ("إقرأ أيضاً", "اقرا ايضا"),
        ("نوشته‌های مشابه", "نوشتههای مشابه"),
        ("İLGİLİ YAZILAR", "ilgili yazılar"),
        ("%d comments", "1,234 Comments"),
        ("١٢ تعليقا", "3 تعليقا"),
        ("Share on Facebook", "share on WhatsApp"),
        ("Ｓｈａｒｅ", "share"),
        ("Loading…", "Loading..."),
    ],
)
def test_variants_have_one_normalised_form(line: str, same: str) -> None:
    from corpusclean.text.ruletables import buffer

    text, starts, ends = buffer([line, same])
    values, _ = hash_lines(match_with(text, BOOK.tables), starts, ends)
    assert values[0] == values[1]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_lose_what_their_marks_say(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    groups = [(re.match(r"\[(\w+)\] ", line) or [line, ""])[1] for line in lines]
    found = marks("\n".join(re.sub(r"^\[\w+\] ", "", line) for line in lines))
    assert [name.partition(".")[0] for name in found] == groups


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_nothing_is_taken_from_text_that_must_not_change(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    taken = [(line, name) for line, name in zip(text.splitlines(), marks(text), strict=True) if name]
    assert not taken


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_nothing_is_taken_from_it_line_by_line_in_prose(path: Path) -> None:
    prose = "The boats came in before noon, and the market was full by one o'clock, as always."
    for line in path.read_text(encoding="utf-8").splitlines():
        assert not any(marks(f"{prose}\n{line}\n{prose}")), line


PROSE = "The boats came in before noon, and the market was full by one."


@pytest.mark.parametrize(
    ("page", "taken"),
    [
        (["Facebook"], [False]),
        ([PROSE, "Facebook", PROSE], [False, False, False]),
        ([PROSE, "Share this:", "Facebook", PROSE], [False, True, True, False]),
        ([PROSE, "Home", "News", "Sports"], [False, True, True, True]),
        (["Home", "News", "Sports", PROSE], [True, True, True, False]),
        ([PROSE, "Home", "News", "Sports", PROSE], [False] * 5),
        ([PROSE, "share", PROSE], [False, False, False]),
        ([PROSE, "Share", PROSE], [False, False, False]),
        ([PROSE, "Share", PROSE, "Leave a comment"], [False, True, False, True]),
        ([PROSE, "Share", PROSE, "5 Comments"], [False, True, False, True]),
        ([PROSE, "Leave a comment", PROSE], [False, True, False]),
        ([PROSE, "Follow me", PROSE, "Reply", PROSE], [False] * 5),
        ([PROSE, "Share,", PROSE], [False, False, False]),
    ],
)
def test_weak_phrases_need_support(page: list[str], taken: list[bool]) -> None:
    assert [bool(name) for name in marks("\n".join(page))] == taken


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("Like this: Like Loading...", True),
        ("Share Facebook Twitter Print", True),
        ("Leave a comment | Previous post | Next post", True),
        ("Leave a comment Weiterlesen", False),
        ("1,234 comments", True),
        ("Posted in News, Sports", True),
        ("Posted in the north, he wrote home", False),
        ("Posted in News, he wrote.", False),
        ("Filed under: war, peace", True),
        ("Tags: war, peace", False),
        ("Tags were sewn on", False),
        ("Continue reading “A day at sea” →", True),
        ("© 2018 Daily Example", True),
        ("Daily Example. All rights reserved.", True),
        ("Click to share on Facebook(Opens in new window)", True),
        ("1 Comment(s)", True),
        ("« Older posts", True),
        ("- Read more...", True),
    ],
)
def test_rows_and_beginnings(line: str, taken: bool) -> None:
    assert bool(marks(f"{PROSE}\n{line}\n{PROSE}")[1]) == taken


def test_support_does_not_reach_over_pages() -> None:
    texts = [f"{PROSE}\nShare this:".encode(), f"Facebook\n{PROSE}".encode()]
    batch = mark_residue(split(Pages(["a", "b"], texts, [b""] * 2, [""] * 2)), BOOK)
    assert (batch.blocks.rule != NO_RULE).tolist() == [False, True, False, False]


def test_a_blank_block_neither_supports_nor_separates() -> None:
    matched = np.array([3, -1, 5], np.int32)
    strong = np.array([True, False, False])
    page, starts = np.zeros(3, np.int32), np.array([0, 5, 5])
    assert drop_stray(matched, strong, page, starts, np.array([5, 5, 9])).tolist() == [3, -1, 5]


def test_long_blocks_are_not_looked_at() -> None:
    line = "This website uses cookies to improve your experience. "
    assert marks(f"{PROSE}\n{(line * 5)[:LIMIT].strip()}")[1] != ""
    assert marks(f"{PROSE}\n{(line * 8)[: LIMIT + 20].strip()}")[1] == ""


def test_lines_to_keep_are_kept_however_they_are_written() -> None:
    rules = load_rules(("Related articles", "→"))
    assert marks(f"{PROSE}\nRELATED ARTICLES:\nRelated videos", rules)[1:] == ["", "related.heading.en"]


VOCABULARY = [
    "Share",
    "this",
    "on",
    "Facebook",
    "5",
    "comments",
    "Posted",
    "in",
    "News",
    "news",
    ":",
    ".",
    "Cancel reply",
    "Cancel",
]


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=7).map(" ".join))
def test_matching_is_what_a_plain_search_finds(line: str) -> None:
    expected = plain_match(line)
    assert [number >= 0 for number in match_lines([line], SMALL)] == [expected]


def plain_match(line: str) -> bool:
    """Whether the rules of SMALL match a line, by trying everything: the oracle of `match_blocks`."""
    words = [tuple(word) for word in plain_words(line)]
    if not words:
        return False
    phrases = {tuple(tuple(word) for word in plain_words(text)) for text in WHOLE_PHRASES}
    beginning = tuple(tuple(word) for word in plain_words("Posted in"))
    tail = words[len(beginning) :]
    shown = re.search(r"Posted[ :.]*in[ .:]*(.?)", line)
    colon = re.match(r"[ :.]*Posted[ :.]*in[ .]*:", line) is not None
    if tuple(words[: len(beginning)]) == beginning and 0 < len(tail) <= 16 and shown:
        small = shown[1].islower()
        closed = len(re.findall(r"\.", re.split(r"\w", line)[-1])) == 1
        if not closed and (colon or not small):
            return True
    return fills(tuple(words), phrases) or is_pair(words)


def is_pair(words: list[tuple[int, ...]]) -> bool:
    """Whether the line is "Cancel", at most twelve words, and "News"."""
    first, last = (tuple(plain_words(text)[0]) for text in ("Cancel", "News"))
    return len(words) >= 2 and words[0] == first and words[-1] == last and len(words) <= 2 + 12


def fills(words: tuple[tuple[int, ...], ...], phrases: set[tuple[tuple[int, ...], ...]]) -> bool:
    return not words or any(fills(words[len(p) :], phrases) for p in phrases if words[: len(p)] == p)


WHOLE_PHRASES = ["Share this", "Share on Facebook", "5 comments", "Cancel reply", "Share"]


def small_book(folder: Path) -> RuleSet:
    from corpusclean.text.rulebook import _rule_set
    from corpusclean.text.rulefiles import Rule
    from corpusclean.text.ruletables import compile_rules

    rule = Rule("a.b.en", "a", "en", ("Posted in {rest}", "Cancel {gap} News", *WHOLE_PHRASES), alone=True)
    return _rule_set(compile_rules([rule], ["Facebook", "X"]), ())


SMALL = small_book(FIXTURES)


def test_folding_follows_unicode_where_it_decomposes() -> None:
    for char in "àÉñçöåșžŁéйЁёїأإآؤئάΏ":
        base = unicodedata.normalize("NFKD", char.casefold())[0]
        assert chr(FOLD[ord(char)]) == {"ł": "l"}.get(base, base)
    assert expand("é", {})[0].text == "é"


WITHOUT_NUMBA = """
from corpusclean.text.residue import match_lines
from corpusclean.text.rulebook import load_rules
print(match_lines(["Share on Facebook", "3 Kommentare", "Hello there"], load_rules()).tolist())
"""


def test_the_kernels_are_plain_python_as_well() -> None:
    """Scalars warn where their arithmetic wraps around, as it is meant to."""
    command = [sys.executable, "-W", "ignore", "-c", WITHOUT_NUMBA]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    lines = ["Share on Facebook", "3 Kommentare", "Hello there"]
    assert result.stdout.strip() == str(match_lines(lines, BOOK).tolist())
