"""What is said about blocks and pages."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpusclean.language.codes import LANGUAGES, UND
from corpusclean.language.identify import LIMITS, Limits, label_languages
from corpusclean.language.profiles import load_model
from corpusclean.language.texts import label_texts, score_texts
from corpusclean.model import Batch, Pages
from corpusclean.text.blocks import split

FIXTURES = Path(__file__).parents[2] / "fixtures" / "language"
CASES = json.loads((FIXTURES / "blocks.json").read_text("utf-8"))
GOLDEN = json.loads((FIXTURES / "golden.json").read_text("utf-8"))
ENGLISH = "The committee met on Tuesday and decided to postpone the vote until spring."
ARABIC = "اجتمعت اللجنة يوم الثلاثاء وقررت تأجيل التصويت إلى الربيع."
BASQUE = "Batzordea asteartean bildu zen eta bozketa udaberrira arte atzeratzea erabaki zuen gehiengoz."


def batch_of(*pages: str) -> Batch:
    """A batch whose blocks are the lines of the pages."""
    n = len(pages)
    return split(Pages([f"p{i}" for i in range(n)], [page.encode() for page in pages], [b""] * n, [""] * n))


def answers(texts, model, limits=LIMITS) -> list[tuple[str, float]]:
    """Code and confidence of every text by itself."""
    labels = label_texts(texts, model, limits)
    return [(LANGUAGES[number], p) for number, p in zip(labels.lang.tolist(), labels.confidence.tolist(), strict=True)]


def codes(batch: Batch) -> list[str]:
    return [LANGUAGES[number] for number in batch.blocks.lang.tolist()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_block_by_itself(case, model):
    [(code, confidence)] = answers([case["text"]], model)
    assert code == case["lang"]
    assert (confidence == 0) == (code == "und")


def test_labels_and_confidences_are_the_golden_ones(model):
    """The same on every machine: sums are integers, exponentials come from a table, and the tables are the same."""
    labelled = answers([row["text"] for row in GOLDEN], model)
    assert [[code, round(confidence, 4)] for code, confidence in labelled] == [row["answer"] for row in GOLDEN]


def test_a_short_block_has_the_language_of_its_page(model):
    labelled = label_languages(batch_of(f"{ARABIC}\nOK\n{ARABIC}"), model)
    assert codes(labelled) == ["ar", "ar", "ar"]
    assert labelled.blocks.lang_prob.tolist()[1] == 0


def test_a_page_decides_between_neighbours_and_the_block_alone_is_remembered(model):
    norwegian = "Komiteen møttes på tirsdag og bestemte seg for å utsette avstemningen til våren fordi flere var syke."
    labelled = label_languages(batch_of(f"{norwegian}\n{norwegian}\nEt hus i skogen", "Et hus i skogen"), model)
    assert codes(labelled)[2] == "no"
    alone = labelled.blocks.lang_alone.tolist()
    assert alone[2] == alone[3]
    assert labelled.blocks.lang_prob[2] > labelled.blocks.lang_prob[3]


def test_no_block_vouches_for_itself(model):
    """On a page of its own a block is as sure as its letters make it, not more."""
    for case in CASES:
        blocks = label_languages(batch_of(case["text"]), model).blocks
        [(code, confidence)] = answers([case["text"]], model)
        assert (codes(label_languages(batch_of(case["text"]), model)), blocks.lang_prob.tolist()) == (
            [code],
            [pytest.approx(confidence, abs=1e-6)],
        )


def test_a_heading_hears_the_paragraph_under_it(model):
    heading = "Et hus i skogen"
    danish = "Udvalget mødtes i tirsdags og besluttede at udskyde afstemningen til foråret, fordi flere var syge."
    norwegian = "Komiteen møttes på tirsdag og bestemte seg for å utsette avstemningen til våren fordi flere var syke."
    page = [danish, heading, norwegian, norwegian, heading, danish]
    assert codes(label_languages(batch_of("\n".join(page)), model)) == ["da", "no", "no", "no", "da", "da"]


def test_a_block_too_short_to_tell_has_its_neighbours_language(model):
    page = [ENGLISH, ENGLISH, ENGLISH, ARABIC, "OK", ARABIC, ENGLISH, "OK", ARABIC]
    assert codes(label_languages(batch_of("\n".join(page)), model)) == [*["en"] * 3, *["ar"] * 3, *["en"] * 2, "ar"]


def test_a_brief_block_that_is_in_no_language_by_itself_has_that_of_the_next(model):
    german = "Der Ausschuss traf sich am Dienstag und beschloss, die Abstimmung auf das Frühjahr zu verschieben."
    for date in ("5. Mai 2022", "12 Jan 2021"):
        labelled = label_languages(batch_of(f"{german}\n{date}\n{german}", f"{ENGLISH}\n{date}", date), model)
        assert codes(labelled) == ["de", "de", "de", "en", "en", "und"]
        assert [labelled.blocks.lang_prob[row] for row in (1, 4, 5)] == [0, 0, 0]


def test_what_a_block_says_alone_and_in_its_other_script_is_kept(model):
    blocks = label_languages(batch_of(f"{ENGLISH}\nBy Lena Okafor\n{ARABIC} {ENGLISH[:40]}"), model).blocks
    assert [LANGUAGES[number] for number in blocks.lang.tolist()] == ["en", "en", "ar"]
    assert [LANGUAGES[number] for number in blocks.lang_alone.tolist()] == ["en", "und", "ar"]
    assert [LANGUAGES[number] for number in blocks.lang_second.tolist()] == ["und", "und", "en"]
    assert [share > 0 for share in blocks.second_share.tolist()] == [False, False, True]


def test_a_clear_block_in_a_language_of_its_own_stays_what_it_is(model):
    page = "\n".join([ENGLISH] * 20 + ["Der Ausschuss traf sich am Dienstag."])
    assert codes(label_languages(batch_of(page), model))[-1] == "de"


def test_a_page_in_an_uncovered_language_is_und_throughout(model):
    assert set(codes(label_languages(batch_of("\n".join([BASQUE] * 5)), model))) == {"und"}


def test_residue_and_blank_blocks_are_not_labelled_and_have_no_say(model):
    batch = batch_of(f"{ENGLISH}\n{ENGLISH}\n{ENGLISH}\nOK\n\u200b", ARABIC)
    rule = np.array([7, 7, 7, -1, -1, -1], np.int32)
    end = batch.blocks.end.copy()
    end[4] = batch.blocks.start[4]
    labelled = label_languages(replace(batch, blocks=replace(batch.blocks, rule=rule, end=end)), model)
    assert codes(labelled) == ["und"] * 5 + ["ar"]
    assert labelled.blocks.lang_prob.tolist()[:5] == [0] * 5
    assert labelled.blocks.lang_alone.tolist()[:3] == [UND] * 3


def test_pages_do_not_hear_each_other_whatever_the_batch(model):
    pages = [f"{case['text']}\nOK\n{ENGLISH}" for case in CASES]
    together = label_languages(batch_of(*pages), model).blocks
    apart = [label_languages(batch_of(page), model).blocks for page in pages]
    assert together.lang.tolist() == [number for blocks in apart for number in blocks.lang.tolist()]
    assert together.lang_prob.tolist() == [prob for blocks in apart for prob in blocks.lang_prob.tolist()]


def test_an_empty_batch(model):
    assert len(label_languages(batch_of(""), model).blocks) == 0


def test_a_choice_of_languages_is_kept_to():
    chosen = load_model(("en", "ar"))
    labels = {code for code, _ in answers([case["text"] for case in CASES], chosen, Limits(strange=99, hopeless=99))}
    assert labels == {"en", "ar", "und", "zxx"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dit sluit skrywers in soos Gerrit Komrij, David van Reybrouck en Herman de Coninck.", "af"),
        ("Kirja kertoo siitä, miten Karl Johansson ja Anders Lindqvist Göteborgista", "fi"),
    ],
)
def test_names_count_less_than_words(text, code, model):
    """Names in another language leave less doubt than the same letters would as words."""
    [(as_names, sure), (as_words, less_sure)] = answers([text, text.lower()], model)
    assert as_names == as_words == code
    assert sure > less_sure


def test_two_scripts_in_one_block(model):
    scores = score_texts([f"{ARABIC} {ENGLISH[:30]}"], model)
    assert LANGUAGES[scores.alone[0]] == "ar"
    assert LANGUAGES[scores.second[0]] == "en"
    assert 0.1 < scores.second_share[0] < 0.4


def test_a_giant_block_is_read_to_its_256th_character(model):
    scores = score_texts([BASQUE * 3 + ENGLISH * 50, (BASQUE * 3)[:256]], model)
    assert scores.grams[0] == scores.grams[1]


def test_a_block_is_read_no_further_than_it_is_clear(model):
    scores = score_texts([ENGLISH * 50, (ENGLISH * 2)[:128], f"{ENGLISH * 3}"[:128] + BASQUE * 50], model)
    assert scores.grams.tolist() == [scores.grams[1]] * 3
    assert scores.letters[0] == scores.letters[1] * 2  # as many as its first 256 characters have, at that rate


def test_limits_are_the_callers(model):
    [(code, _)] = answers([BASQUE], model, Limits(strange=99, hopeless=99, doubt=0))
    assert code != "und"
