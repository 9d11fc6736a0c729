"""Rules to tables: from patterns to phrases, from phrases to tables of hashes (see kernels.phrases)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables as Stored
from corpusclean.errors import UsageError
from corpusclean.kernels.phrase_tables import fill, hash_lines, keys_of, make_hints, make_stems, pairs_of, powers
from corpusclean.kernels.phrases import BEGINNING, HALF_WORDS, LAST, SLOT, WHOLE, Phrases, Tables
from corpusclean.kernels.rows import ANY
from corpusclean.kernels.sieve import make_sieve
from corpusclean.kernels.words import LINE, MAX_WORDS, Matcher
from corpusclean.text.folding import fold_table, small_letters
from corpusclean.text.patterns import Phrase, expand
from corpusclean.text.rulefiles import Rule

LIMIT = 300  # bytes; a longer block is no residue that a phrase could name
BESIDE_BITS = 8  # of the flags of a phrase: what may stand beside it; the others are its languages
MOST_LANGUAGES = 64 - BESIDE_BITS


def compile_rules(rules: list[Rule], services: list[str], used: Sequence[bool] | None = None) -> Stored:
    """The tables of `kernels.phrases.Tables`, and what a RuleSet says of each rule.

    Only rules that are used match anything; by default all are.

    Where two rules hold the same phrase, the first counts; but one that is weak, if the phrase is a single word, unless
    one of them is `over_weak`, and one that is not, if it has more.

    Raises:
        UsageError: a pattern can not be understood, or has nothing to compare.
    """
    used = [True] * len(rules) if used is None else used
    chosen = [(number, rule) for number, rule in enumerate(rules) if used[number]]
    phrases = [(number, phrase) for number, rule in chosen for phrase in phrases_of(rule, services)]
    phrases.sort(key=lambda item: _rank(rules[item[0]], item[1]))
    numbers = np.array([number for number, _ in phrases], np.int16)
    places = np.array([phrase.place for _, phrase in phrases], np.uint8)
    beside = np.array([phrase.beside for _, phrase in phrases], np.uint8)
    weak = np.array([_is_weak(rules[number], phrase) for number, phrase in phrases], np.bool_)
    bare = bare_tables(services)
    lines = buffer([phrase.text for _, phrase in phrases])
    matcher = match_with(lines.text, bare)
    values, counts = hash_lines(matcher, lines.starts, lines.ends)
    if not counts.all():
        number, phrase = phrases[int(np.argmin(counts))]
        raise UsageError(f"{rules[number].name}: {phrase.text!r} holds no letter, or more than {MAX_WORDS} words")
    values = _paired(values, [phrase for _, phrase in phrases], bare)
    slots, languages = _slots(keys_of(values, places), beside, numbers, weak, _languages(rules))
    strong = [phrase for (_, phrase), is_weak in zip(phrases, weak, strict=True) if not is_weak]
    return {
        "names": _column([rule.name for rule in rules]),
        "groups": _column([rule.group for rule in rules]),
        "opens_list": np.array([rule.opens_list for rule in rules], np.bool_),
        "foot": np.array([rule.foot for rule in rules], np.bool_),
        "leads": np.array([rule.leads for rule in rules], np.bool_),
        "used": np.array(used, np.bool_),
        "everyday": np.array([rule.everyday for rule in rules], np.int8),
        "sieve": _sieve([phrase for _, phrase in phrases], strong, services, bare),
        "hints": make_hints(values),
        "stems": make_stems(matcher, lines.starts, lines.ends),
        "slots": slots,
        "languages": languages,
        "power": powers(LIMIT + 1),
        "longest": np.array([counts.max(initial=1)], np.int64),
        "fold": bare.fold,
        "small": bare.small,
        "services": bare.services,
    }


def tables_of(stored: Stored, kept: NDArray[np.uint64]) -> Tables:
    """The tables of compiled rules; `kept`: the keys of lines that no rule may take."""
    columns: dict[str, Any] = {name: stored[name] for name in Phrases._fields}
    phrases = Phrases(**columns | {"slots": stored["slots"].view(SLOT), "longest": int(stored["longest"][0])})
    columns = {name: stored[name] for name in Tables._fields if name in stored}
    return Tables(**columns | {"phrases": phrases, "kept": kept, "limit": LIMIT})


def _slots(keys: Any, beside: Any, rules: Any, weak: Any, languages: Any) -> tuple[NDArray[np.void], Any]:
    """The table of phrases (SLOT) and the sets of languages in it (uint64).

    Of each phrase are given its key, what may stand `beside` it, its rule, and whether it is `weak`; and of each rule
    the `languages` (uint64). A phrase of several rules has the languages of all: "Cookies" is Danish and German.
    """
    flags = beside | languages[rules] << np.uint64(BESIDE_BITS)
    slot_keys, phrase, joined = fill(keys, flags, slots_for(len(keys)))
    full = phrase >= 0
    slots = np.zeros(len(phrase), SLOT)
    slots["key"] = slot_keys
    slots["rule"][full] = rules[phrase[full]]
    slots["weak"][full] = weak[phrase[full]]
    slots["beside"] = joined & np.uint64((1 << BESIDE_BITS) - 1)
    sets, slots["languages"] = np.unique(joined >> np.uint64(BESIDE_BITS), return_inverse=True)
    return slots, sets


def _paired(values: Any, phrases: list[Phrase], bare: Tables) -> Any:
    """The hashes of the phrases, those of pairs with their second half."""
    rows = [row for row, phrase in enumerate(phrases) if phrase.second]
    lines = buffer([phrases[row].second for row in rows])
    seconds, counts = hash_lines(match_with(lines.text, bare), lines.starts, lines.ends)
    if counts.max(initial=0) > HALF_WORDS:
        long = phrases[rows[int(np.argmax(counts))]].second
        raise UsageError(f"{long!r}: after {{gap}} at most {HALF_WORDS} words can stand")
    values[rows] = pairs_of(values[rows], seconds)
    return values


def _sieve(phrases: list[Phrase], strong: list[Phrase], services: list[str], bare: Tables) -> Any:
    """The sieve for blocks that begin or end as phrases do, or that a whole phrase which is not weak may end.

    Phrases that go on after the name of a service begin with each of them.
    """
    edges = [(phrase.text, phrase.place) for phrase in phrases]
    edges += [(phrase.text, LAST) for phrase in strong if phrase.place == WHOLE]
    edges += [(word, place) for word in services for place in (WHOLE, BEGINNING, LAST)]
    places = np.array([place for _, place in edges], np.uint8)
    return make_sieve(*buffer([text for text, _ in edges]), places, bare.fold)


def _rank(rule: Rule, phrase: Phrase) -> int:
    """Which of several rules with the same phrase counts: that of the least rank."""
    weak, single = _is_weak(rule, phrase), " " not in phrase.text
    if single and rule.over_weak:
        return 0
    return 1 if weak == single else 2


def _is_weak(rule: Rule, phrase: Phrase) -> bool:
    """Whether the phrase takes a block only where others support it: a single word does, unless the rule says alone."""
    return rule.weak or rule.foot or rule.leads or (phrase.place == WHOLE and " " not in phrase.text and not rule.alone)


def _languages(rules: list[Rule]) -> NDArray[np.uint64]:
    """The language of each rule as a bit, all bits for one that holds in any: shape (r,).

    Beyond MOST_LANGUAGES languages several share the last bit.
    """
    languages = sorted({rule.language for rule in rules} - {""})
    bits = {language: 1 << min(number, MOST_LANGUAGES - 1) for number, language in enumerate(languages)}
    return np.array([bits.get(rule.language, int(ANY)) for rule in rules], np.uint64)


def phrases_of(rule: Rule, services: list[str]) -> dict[Phrase, None]:
    """The phrases of a rule, each once, in order; a NUL stands before what is there for any name of a service.

    Raises:
        UsageError: a pattern can not be understood.
    """
    slots = {"service": [f"\0{services[0]} "]}
    phrases: dict[Phrase, None] = {}
    for pattern in rule.patterns:
        try:
            phrases |= dict.fromkeys(expand(pattern, slots))
        except ValueError as error:
            raise UsageError(f"{rule.name}: pattern {pattern!r}: {error}") from error
    return phrases


class _Lines(NamedTuple):
    """Lines one after the other in a buffer."""

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def buffer(lines: Sequence[str]) -> _Lines:
    encoded = [line.encode() for line in lines]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return _Lines(np.frombuffer(b"".join(encoded), np.uint8), ends[:-1], ends[1:])


def slots_for(phrases: int) -> int:
    """The slots of a hash table that is at most three quarters full: a power of two."""
    return 1 << (phrases + phrases // 3 + 1).bit_length()


def _column(names: list[str]) -> NDArray[np.uint8]:
    """Names as bytes: an array of strings would cost a megabyte."""
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def table_of(lines: Sequence[str], tables: Tables) -> Any:
    """The hash table of whole lines; such as hold no letter and no number are left out."""
    texts = buffer(lines)
    values, counts = hash_lines(match_with(texts.text, tables), texts.starts, texts.ends)
    whole = np.full(int((counts > 0).sum()), WHOLE, np.uint8)
    keys, _, _ = fill(keys_of(values[counts > 0], whole), np.zeros(len(whole), np.uint64), slots_for(len(whole)))
    return keys


def bare_tables(services: list[str]) -> Tables:
    """Tables without a phrase, enough to normalise lines with."""
    none = np.zeros(1, np.uint64)
    small = np.zeros(1, np.uint8)
    phrases = Phrases(np.zeros(1, SLOT), none, small, small, power=none, longest=1)
    bare = Tables(phrases, none, none, none, fold_table(), small_letters(), LIMIT)
    return bare._replace(services=table_of(services, bare))


def match_with(text: NDArray[np.uint8], tables: Tables) -> Matcher:
    """What the kernels match blocks of a text with."""
    return Matcher(text, tables, np.zeros(MAX_WORDS + 1, LINE))
