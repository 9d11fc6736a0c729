"""The languages of texts, from Python."""

import json
import pickle
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusclean import LanguageDetector, UsageError
from corpusclean.detector import BATCH_TEXTS

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "language" / "blocks.json").read_text("utf-8"))
TEXTS = [case["text"] for case in CASES]


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    return LanguageDetector()


def test_a_lazy_iterator_and_columns_say_the_same(detector: LanguageDetector) -> None:
    found = detector.detect(TEXTS)
    assert found.codes == [case["lang"] for case in CASES]
    answers = detector(iter(TEXTS * (BATCH_TEXTS // len(TEXTS) + 1)))
    assert [next(answers) for _ in TEXTS] == list(zip(found.codes, found.confidences, strict=True))
    assert len(list(answers)) == len(TEXTS) * (BATCH_TEXTS // len(TEXTS))


@given(order=st.permutations(range(len(TEXTS))), cut=st.integers(0, len(TEXTS)))
@settings(max_examples=25, deadline=None)
def test_the_answer_does_not_depend_on_the_other_texts(detector: LanguageDetector, order: list[int], cut: int) -> None:
    alone = [detector.detect([text]) for text in TEXTS]
    shuffled = [TEXTS[number] for number in order]
    for part, numbers in ((shuffled[:cut], order[:cut]), (shuffled[cut:], order[cut:])):
        found = detector.detect(part)
        for column, values in zip(found._fields, found, strict=True):
            assert values == [getattr(alone[number], column)[0] for number in numbers]


def test_a_title_in_two_languages(detector: LanguageDetector) -> None:
    found = detector.detect(["افتتاح الجسر القديم | The old bridge opens again", "The old bridge opens again"])
    assert (found.codes, found.second_codes) == (["ar", "en"], ["en", ""])
    assert 0.3 < found.second_shares[0] < 0.5
    assert found.second_shares[1] == 0


def test_a_choice_makes_single_words_certain() -> None:
    chosen = LanguageDetector(languages=("en", "ar"))
    assert [code for code, _ in chosen(["bridge", "جسر", "old", "قديم"])] == ["en", "ar", "en", "ar"]


def test_letters_and_their_marks_may_be_written_apart(detector: LanguageDetector) -> None:
    together = "Việc thừa nhận nhân phẩm vốn có, các quyền bình đẳng của mọi người"
    apart = unicodedata.normalize("NFD", together)
    assert together != apart
    assert detector.detect([apart]) == detector.detect([together])


def test_no_texts_no_answers(detector: LanguageDetector) -> None:
    assert detector.detect([]).codes == []
    assert list(detector([])) == []
    assert detector.detect(["", " \n"]).codes == ["zxx", "zxx"]


def test_a_lone_surrogate_is_no_letter_and_does_no_harm(detector: LanguageDetector) -> None:
    assert detector.detect([f"{TEXTS[0]} \ud83d"]).codes == ["en"]


@pytest.mark.parametrize("bad", [7, None, ["a list"]])
def test_what_is_no_text_is_refused(detector: LanguageDetector, bad: object) -> None:
    with pytest.raises(TypeError):
        detector.detect([TEXTS[0], bad])  # type: ignore[list-item]


def test_rows_of_a_dataset_and_other_processes(detector: LanguageDetector) -> None:
    again = pickle.loads(pickle.dumps(LanguageDetector(languages=("en", "de"))))
    assert again.detect_batch({"text": ["Der Ausschuss vertagte die Abstimmung."]})["lang"] == ["de"]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UsageError, match="'xx'"):
        LanguageDetector(languages=("xx",))
