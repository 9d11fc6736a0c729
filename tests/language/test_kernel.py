"""The kernels against slow, obvious versions in Python, and against langdetect's own features and formula."""

import math
import os
import re
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect import DetectorFactory, detect
from langdetect.utils.ngram import NGram
from numba import njit

from corpusclean.kernels.language import SOON, SURPRISE_UNIT, UNIT
from corpusclean.kernels.language_letters import LIMIT
from corpusclean.kernels.language_rows import AT_ONCE, FEW, LANES, LINE, STEP, add_few, add_rows, lanes_from
from corpusclean.language.codes import LANGUAGES
from corpusclean.language.evidence import score_grams
from corpusclean.language.grams import fold_grams, read_profiles
from corpusclean.language.profiles import _profile_folder, load_model
from corpusclean.language.scripts import CASED, GROUPS, SKIP, Script, fold_plane
from corpusclean.language.tables import BITS, choose_letters
from corpusclean.language.texts import score_texts

ALPHABET = "abcdeéßñøŁİı АБвгдежіѓ العربيةکگ हिन्दी 日本語の中国 12.,'-—\u0301\u0640\u064e\u200c\u200d🎉Ωא\n\tﬁＡ"


@pytest.fixture(scope="module")
def letters():
    return fold_plane(NGram.normalize)


@pytest.fixture(scope="module")
def profiles():
    return read_profiles(_profile_folder())


@pytest.fixture(scope="module")
def plain_scores(letters, profiles):
    """By script: the evidence and the surprise of every n-gram, looked up by its text; None: a letter nobody knows."""
    tables = {}
    for script in GROUPS:
        grams = fold_grams(script, profiles, letters)
        alphabet = choose_letters(grams, BITS[script])
        scores = score_grams(grams)
        evidence = np.rint(scores.evidence * UNIT / STEP).astype(int)
        surprise = np.rint(scores.surprise * SURPRISE_UNIT).astype(int)
        texts = [None, *(text if set(text) <= {" ", *alphabet} else "" for text in grams.texts)]
        tables[script] = {text: (evidence[row], surprise[row]) for row, text in enumerate(texts)}
    return tables


def runs_by_script(text, letters):
    """The words of a text: (script, folded letters, whether it counts half), a new one wherever the script changes.

    A word counts half that begins with a capital and is not the first since the last letter of another script.
    """
    words = []
    current = (Script.NONE, "", False)
    last = Script.NONE
    for char in text:
        letter = letters.get(char)
        if letter == SKIP:
            continue
        script = letter.script if letter else Script.NONE
        if script != current[0]:
            words.append(current)
            current = (script, "", script in CASED and script == last and letter.capital)
        last = script or last
        current = (script, current[1] + (letter.text if letter else ""), current[2])
    return [*words, current]


def plain_sums(text, letters, plain_scores):
    """By script: what the longest known n-gram says that ends at every letter and word end, and how many there are."""
    sums, surprises, counts = {}, {}, {}
    for script, word, half in runs_by_script(text, letters):
        if script in plain_scores:
            known = plain_scores[script]
            longest = 2 if script == Script.HAN else 3
            spelled = f" {word} "
            for end in range(2, len(spelled) + 1):
                pieces = [spelled[max(0, end - n) : end] for n in range(longest, 0, -1)]
                evidence, surprise = known[next((piece for piece in pieces if piece in known), None)]
                sums[script] = sums.get(script, 0) + STEP * (evidence >> 1 if half else evidence)
                surprises[script] = surprises.get(script, 0) + surprise
                counts[script] = counts.get(script, 0) + 1
    return sums, surprises, counts


def check_against_plain(text, model, letters, plain_scores):
    """The kernel's n-grams, best language and probabilities are those of the slow version."""
    scores = score_texts([text], model)
    script = Script(int(scores.script[0]))
    composed = unicodedata.normalize("NFC", text) if re.search("[\u0300-\u033f]", text) else text
    for limit in (SOON, LIMIT):
        sums, surprises, counts = plain_sums(composed[:limit], letters, plain_scores)
        if script not in GROUPS or script not in sums:
            assert scores.grams[0] == 0
            return
        total = sums[script] + model.handicap[script][: len(sums[script])]
        behind = (total.max() - total) * int(model.sharpness[counts[script]]) >> 16
        mean, between, within = model.usual[model.lanes[script][total.argmax()]]
        limit_of_usual = mean + math.sqrt(between + within / counts[script])
        surprise = surprises[script][total.argmax()] / (SURPRISE_UNIT * counts[script])
        if (behind < len(model.fading)).sum() == 1 and surprise <= limit_of_usual:
            break
    assert scores.grams[0] == counts[script]
    best = {LANGUAGES.index(GROUPS[script].split()[lane]) for lane in np.flatnonzero(total == total.max())}
    assert scores.alone[0] in best
    chances = [math.exp(-b / 256) if b < len(model.fading) else 0.0 for b in behind.tolist()]
    np.testing.assert_allclose(scores.shares[0, : len(chances)], np.array(chances) / sum(chances), rtol=1e-4, atol=1e-6)


def test_the_kernel_finds_the_longest_known_n_grams(model, letters, plain_scores):
    """The tables stay out of Hypothesis's arguments: it would print half a megabyte of them, and not the text."""

    @settings(max_examples=300, deadline=None)
    @given(text=st.text(alphabet=ALPHABET, max_size=600))
    def agree(text):
        check_against_plain(text, model, letters, plain_scores)

    agree()


def langdetect_grams(text):
    """The n-grams of a text as langdetect extracts them, its rule about words in capitals apart."""
    ngram = NGram()
    for char in text:
        ngram.add_char(char)
        yield from (gram for n in (1, 2, 3) if (gram := ngram.get(n)) and gram != " ")


def test_every_n_gram_of_langdetect_in_a_lower_case_text_is_known_with_its_probability(letters, profiles):
    """The folded counts are langdetect's own for what has no capitals: nothing is lost, nothing is made up."""
    grams = fold_grams(Script.CYRILLIC, profiles, letters)
    rows = {text: row for row, text in enumerate(grams.texts)}
    for lane, code in enumerate(GROUPS[Script.CYRILLIC].split()):
        for gram in langdetect_grams("комитет решил отложить голосование до весны "):
            capital = profiles[code].counts.get(gram, 0)
            assert gram not in rows or grams.counts[rows[gram], lane] >= capital
            assert gram in rows or capital == 0


def exact_naive_bayes(text, profiles):
    """langdetect's formula over all n-grams of the text, alpha 0.5, without its sampling."""
    grams = list(langdetect_grams(text))
    known = {gram for profile in profiles.values() for gram in profile.counts}
    score = {
        code: sum(
            math.log(0.5 / 10000 + profile.counts.get(gram, 0) / profile.totals[len(gram) - 1])
            for gram in grams
            if gram in known
        )
        for code, profile in profiles.items()
    }
    return max(score, key=score.__getitem__)


@pytest.mark.parametrize(
    "text",
    [
        "The harbour was quiet when the last of the boats came in before the storm.",
        "Le port était calme quand le dernier des bateaux est rentré avant la tempête.",
        "El puerto estaba tranquilo cuando el último de los barcos entró antes de la tormenta.",
        "Порт был спокоен, когда последняя из лодок вернулась перед бурей.",
        "كان الميناء هادئا عندما عاد آخر القوارب قبل العاصفة",
        "Satama oli hiljainen, kun viimeinen veneistä palasi ennen myrskyä.",
        "Liman, fırtınadan önce teknelerin sonuncusu döndüğünde sessizdi.",
    ],
)
def test_the_kernel_agrees_with_langdetect_and_its_formula_on_clear_sentences(text, model, profiles, monkeypatch):
    monkeypatch.setattr(DetectorFactory, "seed", 0)
    assert LANGUAGES[score_texts([text], model).alone[0]] == exact_naive_bayes(text, profiles) == detect(text)


def test_no_evidence_overflows_the_sum_in_int16():
    assert np.iinfo(np.int8).min * AT_ONCE >= np.iinfo(np.int16).min


def test_a_model_of_fewer_languages_has_the_same_rows():
    assert (load_model(("en",)).evidence == load_model().evidence).all()


@njit
def _add_both(evidence, rows, first, total, few):
    add_rows(evidence, rows, first, len(rows) - first, total)
    add_few(evidence, rows, first, len(rows) - first, few)


@given(count=st.integers(0, 2 * AT_ONCE + 40), seed=st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_rows_are_added_up(count, seed):
    rng = np.random.default_rng(seed)
    evidence = rng.integers(-128, 128, (300, LINE)).astype(np.int8)
    rows = rng.integers(0, 300, 7 + count).astype(np.uint16)
    total, few = np.full(LANES, 7, np.int32), np.full(LANES, 7, np.int32)
    _add_both(evidence, rows, 7, total, few)
    assert (total == 7 + STEP * evidence[rows[7:], :LANES].sum(axis=0, dtype=np.int32)).all()
    assert (few[:FEW] == total[:FEW]).all()
    assert (few[FEW:] == 7).all()


@njit
def _find_lanes(total, least):
    return lanes_from(total, least)


@given(total=st.lists(st.integers(-3, 3), min_size=LANES, max_size=LANES), least=st.integers(-4, 4))
@settings(max_examples=60, deadline=None)
def test_the_lanes_from_a_sum_on_are_bits(total, least):
    numbers = np.array(total, np.int32)
    bits = sum(1 << lane for lane in range(LANES) if total[lane] >= least)
    assert int(_find_lanes(numbers, least)) == int(lanes_from(numbers, least)) == bits


PLAIN_SCORES = """
from corpusclean.language.profiles import load_model
from corpusclean.language.texts import score_texts
texts = ["Où est la gare ?", "Der Hafen war an diesem Morgen sehr ruhig.", "Где находится вокзал?", "日本語", "12"]
print([column.tolist() for column in score_texts(texts, load_model())])
"""


def test_the_kernels_are_plain_python_as_well():
    """Scalars warn where their arithmetic wraps around, as it is meant to."""
    command = [sys.executable, "-W", "ignore", "-c", PLAIN_SCORES]
    for_both = {"capture_output": True, "check": True}
    plain = subprocess.run(command, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, **for_both)
    assert plain.stdout == subprocess.run(command, **for_both).stdout != b""
