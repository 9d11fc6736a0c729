"""The rules files, the language of their patterns, and what is said when a file is wrong."""

from pathlib import Path

import numpy as np
import pytest

from corpusclean.errors import UsageError
from corpusclean.text.choosing import choose_rules
from corpusclean.text.patterns import expand
from corpusclean.text.residue import match_lines
from corpusclean.text.rulebook import RULES_FOLDER, _rule_set, load_rules
from corpusclean.text.rulefiles import Rule, read_rules, read_services
from corpusclean.text.ruletables import compile_rules

RULES = read_rules(RULES_FOLDER)
BOOK = load_rules(with_rules=tuple({rule.group for rule in RULES if rule.off}))
SOUND = 'patterns = ["Share"]\nmatch = ["share"]\nno_match = ["shares fell"]\n'


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.patterns], ids=lambda rule: rule.name)
def test_a_rule_s_examples_match_and_its_counterexamples_do_not(rule: Rule) -> None:
    found = [BOOK.names[number] if number >= 0 else "" for number in match_lines(rule.match, BOOK)]
    assert all(found), dict(zip(rule.match, found, strict=True))
    wrong = [BOOK.names[number] for number in match_lines(rule.no_match, BOOK) if number >= 0]
    assert not wrong, rule.no_match


def test_the_rules_cover_the_languages_that_were_promised() -> None:
    languages = {rule.language for rule in RULES}
    promised = "en ar de fr es pt it ru tr fa nl pl sv da no fi cs sk hu ro bg uk el he hi id ja ko zh vi"
    assert languages.issuperset(promised.split())


def test_names_are_unique_and_numbers_are_their_places() -> None:
    assert len(set(BOOK.names)) == len(BOOK.names) == len(BOOK.groups) == len(BOOK.opens_list)
    assert [BOOK.number(name) for name in BOOK.names] == list(range(len(BOOK.names)))


def test_headings_of_related_lists_open_a_list() -> None:
    numbers = match_lines(["Related Videos", "Das könnte dich auch interessieren", "Share this:"], BOOK)
    assert BOOK.opens_list[numbers].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("pattern", "phrases"),
    [
        ("Share [this]", ["Share this", "Share"]),
        ("(a|b) c", ["a c", "b c"]),
        ("a [b (c|d)]", ["a b c", "a b d", "a"]),
        ("{n} comments", ["0 comments"]),
        ("on {service} now", ["on X now", "on Y now"]),
    ],
)
def test_patterns_stand_for_phrases(pattern: str, phrases: list[str]) -> None:
    assert [phrase.text for phrase in expand(pattern, {"service": ["X", "Y"]})] == phrases


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("Share (this", "missing"),
        ("Share this)", "alone"),
        ("Share [this)", "alone"),
        ("Share {that}", "{that}"),
        ("before {text} after", "{text}"),
        ("[maybe]", "empty phrase"),
        ("(a|b|c|d|e|f|g|h|i|j)" * 5, "more than"),
    ],
)
def test_a_pattern_that_makes_no_sense_says_why(pattern: str, problem: str) -> None:
    with pytest.raises(ValueError) as error:
        expand(pattern, {"service": ["X"]})
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("patterns = 3", "outside a rule"),
        ("[a.en]\n" + SOUND + 'extra = "x"', "unknown key 'extra'"),
        ("[a.en]\n" + SOUND + "weak = 1", "true or false"),
        ("[a.en]\n" + SOUND.replace('["shares fell"]', "[]"), "no_match"),
        ("[a.en]\n" + 'match = ["x"]\nno_match = ["y"]', "patterns"),
        ("[a]\nen = 3", "not a table"),
        ("[a.en", "not TOML"),
    ],
)
def test_a_file_that_makes_no_sense_says_where_and_why(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "mine.toml").write_text(content)
    with pytest.raises(UsageError) as error:
        read_rules(tmp_path)
    assert problem in str(error.value) and "mine.toml" in str(error.value)


def test_a_pattern_without_letters_names_its_rule() -> None:
    with pytest.raises(UsageError, match=r"marks\.row\.en"):
        compile_rules([Rule("marks.row.en", "marks", "en", patterns=("***",))], ["Facebook"])


@pytest.mark.parametrize("content", ["", "services = 3", "services = []", 'services = [""]'])
def test_a_list_of_services_must_be_one(tmp_path: Path, content: str) -> None:
    (tmp_path / "services.toml").write_text(content)
    with pytest.raises(UsageError, match="services"):
        read_services(tmp_path)


def test_compiling_twice_gives_the_same_tables() -> None:
    some = [rule for rule in RULES if rule.group == "disqus"]
    once, again = (compile_rules(some, ["Facebook"]) for _ in range(2))
    assert all(np.array_equal(once[name], again[name]) for name in once)


def rules_of(lines: list[str], **choices: tuple[str, ...]) -> list[str]:
    book = load_rules(**choices)
    return [book.names[number] if number >= 0 else "" for number in match_lines(lines, book)]


def test_rules_can_be_left_out_by_group_by_kind_and_by_name() -> None:
    lines = ["Related Articles", "Leave a Reply", "Schreibe einen Kommentar"]
    assert rules_of(lines) == ["related.heading.en", "comments.furniture.en", "comments.furniture.de"]
    assert rules_of(lines, without_rules=("related",))[0] == ""
    assert rules_of(lines, without_rules=("comments.furniture",))[1:] == ["", ""]
    assert rules_of(lines, without_rules=("comments.furniture.de",))[1:] == ["comments.furniture.en", ""]
    assert not load_rules(without_rules=("related.titles",)).uses("related.titles")


def test_a_group_that_is_off_is_used_when_asked_for() -> None:
    rules = [Rule("credits.photo.en", "credits", "en", off=True), Rule("share.bar.en", "share", "en")]
    assert choose_rules(rules, [], []) == [False, True]
    assert choose_rules(rules, ["credits"], []) == [True, True]
    assert choose_rules(rules, ["credits"], ["credits.photo.en"]) == [False, True]


@pytest.mark.parametrize(
    ("with_rules", "without_rules", "problem"),
    [
        ([], ["relatd"], "did you mean 'related'"),
        (["xyzzy"], [], "rules list"),
        (["related"], ["related"], "one of the two"),
    ],
)
def test_names_that_make_no_sense(with_rules: list[str], without_rules: list[str], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        choose_rules(RULES, with_rules, without_rules)


def test_a_file_says_that_its_rules_are_off(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("off = true\n[a.en]\n" + SOUND)
    assert [rule.off for rule in read_rules(tmp_path)] == [True]
    (tmp_path / "mine.toml").write_text("off = 1\n[a.en]\n" + SOUND)
    with pytest.raises(UsageError, match="off must be true or false"):
        read_rules(tmp_path)


@pytest.mark.parametrize(
    ("line", "matches"),
    [
        ("Follow Ada Finch on Facebook", True),
        ("Follow on Facebook", True),
        ("Follow Ada Finch on Facebook and elsewhere", False),
        ("Sign up for the Harbour newsletter for more of this", True),
        ("Sign up for a walk along the shore of our fathers and their fathers and theirs, and a newsletter", False),
        ("They follow Ada Finch on Facebook", False),
    ],
)
def test_two_halves_with_a_gap(line: str, matches: bool) -> None:
    rule = Rule("a.b.en", "a", "en", ("Follow {gap} on {service}", "Sign up {gap} newsletter {text}"), alone=True)
    book = _rule_set(compile_rules([rule], ["Facebook", "X"]), ())
    assert [number >= 0 for number in match_lines([line], book)] == [matches]
