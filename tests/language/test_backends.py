"""Other detectors behind the same columns."""

import sys

import pytest

from corpusclean.config import Config
from corpusclean.errors import UsageError
from corpusclean.language.backends import BACKENDS, label_with, load_backend
from corpusclean.language.codes import LANGUAGES
from corpusclean.language.identify import LIMITS
from corpusclean.pipeline import load_labels
from tests.language.test_identify import ARABIC, BASQUE, ENGLISH, batch_of, codes


def test_langdetect_labels_block_by_block_and_always_the_same():
    batch = batch_of(f"{ENGLISH}\n1,024\n{ARABIC}")
    labels = load_labels(Config(language_backend="langdetect"))
    first, again = labels(batch), labels(batch)
    assert codes(first) == ["en", "zxx", "ar"]
    assert first.blocks.lang_prob.tolist() == again.blocks.lang_prob.tolist()


def test_a_doubtful_block_is_und():
    assert codes(label_with(batch_of(ENGLISH), lambda text: ("en", 0.3), LIMITS.doubt)) == ["und"]


def test_py3langid_names_languages_without_a_profile():
    pytest.importorskip("py3langid")
    labels = load_labels(Config(language_backend="py3langid"))
    assert codes(labels(batch_of(f"{BASQUE}\n{ENGLISH}"))) == ["eu", "en"]
    limited = load_labels(Config(language_backend="py3langid", languages=("en", "zh")))
    assert codes(limited(batch_of(ENGLISH))) == ["en"]


def test_every_label_of_py3langid_has_a_number():
    langid = pytest.importorskip("py3langid.langid")
    labels = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE).labels
    assert set(labels) <= set(LANGUAGES)


def test_what_is_not_installed_is_named_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    with pytest.raises(UsageError, match=r"pip install 'corpusclean\[py3langid\]'"):
        load_backend("py3langid", ())


def test_the_configuration_knows_the_backends_and_the_limits():
    for name in BACKENDS:
        assert Config(language_backend=name).language_backend == name
    with pytest.raises(UsageError, match="py3langid or langdetect"):
        Config(language_backend="cld3")
    assert (Config().strange, Config().hopeless, Config().doubt) == LIMITS
