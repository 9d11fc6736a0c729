"""The tables: what they hold, where they are kept, and that they are the same everywhere."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from langdetect.utils.ngram import NGram

from corpusclean.cache import cache_folder
from corpusclean.language.evidence import FURTHEST, LEAST, MOST, _link, complete, score_grams
from corpusclean.language.grams import Grams, fold_grams, read_profiles
from corpusclean.language.profiles import _build, _profile_folder, load_model
from corpusclean.language.scripts import GROUPS, Script, fold_plane

DIGEST = Path(__file__).parents[2] / "fixtures" / "language" / "tables.json"


@pytest.fixture(scope="module")
def arabic() -> Grams:
    return fold_grams(Script.ARABIC, read_profiles(_profile_folder()), fold_plane(NGram.normalize))


def test_the_tables_are_the_same_on_every_machine(model):
    """Logarithms may differ in their last bit from machine to machine; what is rounded from them may not."""
    digests = json.loads(DIGEST.read_text("utf-8"))
    found = {name: hashlib.blake2b(getattr(model, name).tobytes(), digest_size=8).hexdigest() for name in digests}
    assert found == digests


def test_where_nothing_can_be_written_the_tables_are_built_in_memory(model, monkeypatch, tmp_path):
    (tmp_path / "corpusclean").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not cache_folder().is_dir()
    again = load_model()
    assert all((getattr(again, name) == getattr(model, name)).all() for name in model._fields)


def test_what_is_cached_is_what_is_built(model):
    built = _build()
    assert all((built[name] == getattr(model, name)).all() for name in ("cube", "ascii", "classes"))
    rows = model.evidence[: len(built["evidence"])]
    assert (rows == np.hstack([built["evidence"], built["surprise"].view(np.int8)])).all()


def test_the_yeh_of_persian_and_urdu_is_not_that_of_arabic(arabic):
    """langdetect folds one into the other, and counted them as one."""
    rows = {text: row for row, text in enumerate(arabic.texts)}
    languages = GROUPS[Script.ARABIC].split()
    most = {text: languages[arabic.counts[rows[text]].argmax()] for text in ("ي", "ی")}
    assert most == {"ي": "ar", "ی": "fa"}
    whole = read_profiles(_profile_folder())["fa"].counts["ي"]
    assert arabic.counts[rows["ي"], languages.index("fa")] + arabic.counts[rows["ی"], languages.index("fa")] == whole


def test_what_a_profile_holds_stays_and_what_it_lacks_is_rarer_than_what_it_kept(arabic):
    links = _link(arabic.texts)
    counts, _ = complete(arabic, links)
    there = arabic.counts > 0
    assert (counts[there] == arabic.counts[there]).all()
    fewest = arabic.fewest[links.lengths - 1]
    lacking = ~there & (links.lengths > 1)[:, None]
    assert (counts[lacking] >= LEAST * fewest[lacking] * 0.999).all()
    assert (counts[lacking] <= MOST * fewest[lacking] * 1.001).all()


def test_what_was_cut_off_a_beginning_is_shared_out_by_what_is_likely():
    """`ab` was seen 10 times, 6 of them in the known `abc`: the other four are what `abd` and `abe` can have."""
    texts = ["a", "b", "c", "d", "e", "ab", "bc", "bd", "be", "abc", "abd", "abe"]
    one = [20, 20, 10, 10, 10, 10, 8, 6, 2, 6, 0, 0]
    other = [20, 20, 10, 10, 10, 10, 8, 6, 2, 6, 6, 6]
    grams = Grams(texts, np.array([one, other], float).T, np.full((3, 2), 100.0), np.full((3, 2), 10.0))
    counts, _ = complete(grams, _link(texts))
    shared = counts[texts.index("abd"), 0], counts[texts.index("abe"), 0]
    assert shared == pytest.approx((2.0, 1.5))  # 4 * 0.3 / 0.6 = 2 and 4 * 0.1 / 0.6 = 0.7, within 1.5 and 3


def test_no_n_gram_decides_alone(arabic):
    evidence = score_grams(arabic).evidence
    assert evidence.max(axis=1).tolist() == [0] * len(evidence)
    assert evidence.min() > -FURTHEST
