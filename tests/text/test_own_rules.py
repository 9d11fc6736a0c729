"""Rules of a user: whole lines, patterns and expressions, on all sites or on some; lines that nothing may take."""

import dataclasses
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.config import Config
from corpusclean.errors import UsageError
from corpusclean.kernels.words import MAX_WORDS
from corpusclean.text.residue import match_lines
from corpusclean.text.rulebook import load_rules
from corpusclean.text.rulefiles import RuleFile, parse_rules, read_rule_file
from corpusclean.text.sites import site_of

MINE = """
keep = ["Leave a Reply", "Print run: 500"]

[banner]
lines = ["Your daily dose of harbour news", "Weather"]
patterns = ["Brought to you by {name}", "Harbour (news|views) weekly"]

[heading.de]
lines = ["Mehr aus dem Hafen"]
opens_list = true

[footer.any]
sites = ["harbour.example", "WWW.Quay.example"]
lines = ["About the paper"]
patterns = ["Printed in (Ulm|Kiel)"]
regex = ["Edition [0-9]+"]

[camera]
regex = ["(?i)photo(graph)?: \\\\pL+ \\\\pL+", "(?i)print run: .*"]

[soft]
weak = true
lines = ["Harbour office"]
"""


def rules_of(lines: list[str], text: str = MINE, url: str = "") -> list[str]:
    book = load_rules(files=(RuleFile("mine", text),))
    return [book.names[number] if number >= 0 else "" for number in match_lines(lines, book, url)]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("YOUR DAILY DOSE OF HARBOUR NEWS!", "mine.banner"),
        ("Weather", "mine.banner"),
        ("Brought to you by Mills & Sons", "mine.banner"),
        ("Brought to you by the wind and by nothing else in the world", ""),
        ("Harbour views weekly", "mine.banner"),
        ("Mehr aus dem Hafen", "mine.heading.de"),
        ("About the paper", ""),
        ("PHOTO: Ada Pell", "mine.camera"),
        ("Photograph: Ádám Éber", "mine.camera"),
        ("Photo: the harbour at six, with the ferry", ""),
        ("A story about a photo: it is long", ""),
        ("Related Articles", "related.heading.en"),
        ("Leave a Reply", ""),
        ("Print run: 500", ""),
        ("Print run: words", "mine.camera"),
        ("", ""),
    ],
)
def test_a_line_goes_by_the_rule_that_matches_it(line: str, rule: str) -> None:
    assert rules_of([line]) == [rule]


@pytest.mark.parametrize("url", ["https://harbour.example/a", "http://www.quay.example:80/", "harbour.example"])
def test_rules_of_a_site_hold_there(url: str) -> None:
    lines = ["About the paper", "printed in KIEL", "Edition 12", "Weather"]
    assert rules_of(lines, url=url) == ["mine.footer.any"] * 3 + ["mine.banner"]


@pytest.mark.parametrize("url", ["", "https://news.harbour.example/", "https://other.example/", "http://[bad/"])
def test_and_nowhere_else(url: str) -> None:
    assert rules_of(["About the paper", "Printed in Kiel", "Edition 12", "Weather"], url=url) == [
        "",
        "",
        "",
        "mine.banner",
    ]


def test_the_weak_and_the_strong() -> None:
    book = load_rules(files=(RuleFile("mine", MINE),))
    assert book.names[match_lines(["Harbour office"], book)[0]] == "mine.soft"
    assert book.opens_list[book.number("mine.heading.de")] and book.uses("mine.soft")
    chosen = load_rules(files=(RuleFile("mine", MINE),), without_rules=("mine.banner",))
    assert match_lines(["Weather of the day", "Your daily dose of harbour news"], chosen).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[a]\npaterns = ["x"]', "paterns"),
        ('[a]\nlines = ["x"]\npaterns = ["x"]', "did you mean 'patterns'"),
        ('[a]\nlines = "x"', "list"),
        ('[a]\nlines = ["x", ""]', "list"),
        ('[a]\nmatch = ["x"]\n', "not a table"),
        ('kep = ["x"]', "did you mean 'keep'"),
        ("keep = [1]", "keep must be"),
        ('[a]\nlines = ["x"]\nseen = 1', "seen must be"),
        ('[a]\nregex = ["(a"]', "mine.a: regex '(a': missing )"),
        ('[a]\nregex = ["(?=a)b"]', "look-around"),
        ('[a]\nlines = ["***"]', "mine.a: line '***' holds no letter"),
        (f'[a]\nlines = ["{"so " * (MAX_WORDS + 1)}"]', "use regex"),
        ('[a]\nsites = ["b.example"]\npatterns = ["By {name}"]', "whole line"),
        ('[a]\nsites = ["b.example"]\npatterns = ["(By"]', "missing"),
        ('[a]\npatterns = ["(By"]', "missing"),
        ('[a]\nlines = ["x"]\n[a.en]\nlines = ["y"]', "unknown key 'en'"),
    ],
)
def test_a_file_that_makes_no_sense_says_where_and_why(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as error:
        load_rules(files=(RuleFile("mine", text, "over/there/mine.toml"),))
    assert problem in str(error.value) and "mine" in str(error.value)


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError, match=r"two rules 'related\.heading\.en'"):
        load_rules(files=(RuleFile("related", '[heading.en]\nlines = ["x"]'),))


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_rule_file(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b'keep = ["\xff"]')
    with pytest.raises(UsageError, match="not TOML"):
        read_rule_file(tmp_path / "bad.toml")


def test_the_fingerprint_follows_the_content_and_not_the_place() -> None:
    configs = [Config(rules=(RuleFile("mine", text, path),)) for text in ("a", "b") for path in ("here", "there")]
    fingerprints = [config.fingerprint for config in configs]
    assert fingerprints[0] == fingerprints[1] != fingerprints[2] == fingerprints[3]
    assert pickle.dumps(configs[0]) == pickle.dumps(configs[1])
    assert dataclasses.replace(configs[0], rules=()).fingerprint == Config().fingerprint


def test_expressions_take_time_in_the_ratio_of_the_text() -> None:
    """RE2 has no text for which `(a+)+$` is slow: a backtracking engine would not end in this world."""
    assert rules_of(["a" * 5_000 + "b"], '[a]\nregex = ["(a+)+$"]') == [""]
    assert rules_of(["a" * 5_000], '[a]\nregex = ["(a+)+$"]') == ["mine.a"]


WORDS = st.lists(
    st.sampled_from(["Issue", "harbour", "12", "7", "—", "Kiel", "é", "الميناء", "!"]), min_size=1, max_size=5
)
SITES = st.sampled_from(["", "a.example", "b.example"])


@given(st.lists(st.tuples(WORDS.map(" ".join), SITES), min_size=1, max_size=6), WORDS.map(" ".join), SITES)
def test_whole_lines_are_what_a_plain_search_finds(entries: list[tuple[str, str]], line: str, site: str) -> None:
    entries = [(text, site) for text, site in entries if plain(text)]
    tables = [
        f"[r{i}]\nlines = [{text!r}]\n" + (f"sites = [{where!r}]\n" if where else "")
        for i, (text, where) in enumerate(entries)
    ]
    places = [i for i, (text, where) in enumerate(entries) if plain(text) == plain(line) != "" and where in ("", site)]
    places.sort(key=lambda i: entries[i][1] != "")
    found = rules_of([line], "\n".join(tables), f"https://{site}/" if site else "")
    assert found == ([f"mine.r{places[0]}"] if places else [""])


def plain(text: str) -> str:
    """The normalised form of a line, for the words of this test: neighbouring numbers are one."""
    words = ["0" if word.isdigit() else word.lower().replace("é", "e") for word in text.split() if word not in "—!"]
    return "".join(word for i, word in enumerate(words) if not (word == "0" and i and words[i - 1] == "0"))


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://user:word@www.Example.COM:8080/a?b#c", "example.com"),
        ("//example.com/a", "example.com"),
        ("example.com", "example.com"),
        ("http://[::1]/", "::1"),
        ("file:///tmp/x", ""),
        ("no address at all", ""),
        ("", ""),
    ],
)
def test_the_site_of_an_address(url: str, site: str) -> None:
    assert site_of(url) == site


def test_rules_that_come_with_corpusclean_need_no_own_means() -> None:
    rules = parse_rules(RuleFile("x", '[a.en]\npatterns = ["b"]\nmatch = ["b"]\nno_match = ["c"]')).rules
    assert [(rule.lines, rule.regex, rule.sites, rule.seen) for rule in rules] == [((), (), (), "")]
