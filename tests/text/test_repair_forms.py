"""Quotes, widths, ligatures and normal forms by choice: what ftfy and Unicode make of them, and nothing by default."""

import unicodedata
from itertools import product

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.api import clean_text
from corpusclean.config import Config
from corpusclean.kernels.repair import FORM, NORMALIZE, mark_blocks
from corpusclean.text.forms import STEPS, Forms, steps_of
from corpusclean.text.repair import load_tables, repair, replay
from tests.text.repair_batches import SAFE, batch_of, lay_out, raw_texts, texts_of

TEXTS = st.text(st.sampled_from("a z'\"“”‘’‚„ʼﬁﬂĳŉｱｶﾞＡｂ！　é\u0301①½ﷺ́한ﾡ…²"), min_size=1, max_size=12)
ALL = [Forms(*choice) for choice in product(("keep", "straight"), ("keep", "fix"), ("keep", "fix"), ("NFC", "NFKC"))]
TABLES = {forms: load_tables(forms) for forms in ALL}
SOUND = "“Ｆﬁ” – l’été, ½ ①"


def options(forms: Forms) -> dict[str, object]:
    """The same choices in ftfy's words."""
    return SAFE | {
        "uncurl_quotes": forms.quotes == "straight",
        "fix_latin_ligatures": forms.ligatures == "fix",
        "fix_character_width": forms.width == "fix",
        "normalization": forms.normalize,
    }


@given(TEXTS.filter(lambda text: text.strip()), st.sampled_from(ALL))
def test_a_text_comes_out_as_from_ftfy(text: str, forms: Forms) -> None:
    batch = repair(batch_of(text), TABLES[forms])
    expected = ftfy.fix_text(text.strip(), **options(forms)).strip()
    assert texts_of(batch) == [expected]
    for block, steps in batch.repairs:
        assert replay(raw_texts(batch)[block], steps, TABLES[forms]) == expected


@pytest.mark.parametrize("forms", ALL, ids=str)
def test_every_code_point_that_a_step_changes_is_marked(forms: Forms) -> None:
    texts = [chr(point) for point in range(0x80, 0x30000) if not 0xD800 <= point < 0xE000]
    needs = mark_blocks(*lay_out(texts), TABLES[forms].marks).tolist()
    quiet = " ".join(text for text, need in zip(texts, needs, strict=True) if not need & (FORM | NORMALIZE))
    assert len(quiet) > 300_000
    unchanged = [
        unicodedata.is_normalized(forms.normalize, quiet),
        *(STEPS[step](quiet) == quiet for step in steps_of(forms)),
    ]
    assert all(unchanged)


def test_by_default_they_stay() -> None:
    assert clean_text(SOUND).articles[0].text == SOUND


@pytest.mark.parametrize(
    ("choice", "text", "steps"),
    [
        ({"quotes": "straight"}, '"Ｆﬁ" – l\'été, ½ ①', ("quotes",)),
        ({"width": "fix"}, "“Fﬁ” – l’été, ½ ①", ("width",)),
        ({"ligatures": "fix"}, "“Ｆfi” – l’été, ½ ①", ("ligatures",)),
        ({"normalize": "NFKC"}, "“Ffi” – l’été, 1⁄2 1", ("normalize:NFKC",)),
    ],
    ids=str,
)
def test_each_choice_is_a_step_of_the_change(choice: dict[str, str], text: str, steps: tuple[str, ...]) -> None:
    page = clean_text(SOUND, Config(**choice))
    assert page.articles[0].text == text
    assert [change.steps for change in page.changed] == [steps]


def test_without_a_normal_form_accents_stay_apart() -> None:
    assert clean_text("cafe\u0301 & k\u00f2\u0323kan", Config(normalize="none")).changed == []
