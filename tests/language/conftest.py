"""The model, loaded once for the room."""

import pytest

from corpusclean.language.profiles import LanguageModel, load_model


@pytest.fixture(scope="session")
def model() -> LanguageModel:
    return load_model()
