"""The list of languages, and choosing from it."""

import pytest

from corpusclean.errors import UsageError
from corpusclean.language.codes import CODES, LANGUAGES, UND, ZXX, chosen_languages, read_names
from corpusclean.language.scripts import GROUPS, LANGUAGE_OF


def test_every_language_of_the_model_has_a_number_and_none_is_there_twice():
    named = [code for codes in [*GROUPS.values(), *LANGUAGE_OF.values()] for code in codes.split()]
    assert sorted(named) == CODES.split()
    assert len(set(LANGUAGES)) == len(LANGUAGES)
    assert (LANGUAGES[UND], LANGUAGES[ZXX]) == ("und", "zxx")


def test_an_unknown_code_is_named_beside_those_that_are_known():
    with pytest.raises(UsageError, match=r"'xx'.*zh-Hant"):
        chosen_languages(("en", "xx"))


def test_no_list_is_every_language():
    assert chosen_languages(()) == tuple(CODES.split())


def test_every_language_has_a_name():
    assert list(read_names()) == list(LANGUAGES)
