"""The language model: langdetect's profiles as tables, built once and kept in the user's cache folder."""

import hashlib
import tomllib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.cache import Tables, cached
from corpusclean.errors import UsageError
from corpusclean.kernels.language import SURPRISE_UNIT, UNIT
from corpusclean.kernels.language_letters import CLASS_BITS, LIMIT
from corpusclean.kernels.language_rows import LANES, LINE, STEP
from corpusclean.language.codes import LANGUAGES, UND, chosen_languages
from corpusclean.language.scripts import GROUPS, LANGUAGE_OF, Script
from corpusclean.model import F32, F64, I8, I16, I32, I64, U16, U32

NEVER_STRANGE = (0.0, float("inf"), 0.0)
NOT_CHOSEN = -(2**30)
FADING = 1536  # exp(-6), 0.0025, and less is nothing: no page makes the language of a block out of it
_FIGURES = Path(__file__).with_name("figures.toml")
_BUILDERS = [Path(__file__).with_name(f"{name}.py") for name in ("evidence", "grams", "scripts", "tables")]


class LanguageModel(NamedTuple):
    """Everything that the kernels need to name a language; a tuple of arrays, never changed.

    classes: script << 11 | letter class, of every character of the basic plane: shape (65536,).
    ascii: the same for ASCII, by script: shape (27, 256); see `scripts.ascii_classes`.
    steps: per script (27, 4), where its cube begins, how many bits a letter class has, the largest index of the cube,
        and what is added to the row of an n-gram in a word with a capital (0: the script has none).
    cube: the row of the longest known n-gram, one script's cube after the other.
    evidence: shape (rows, 64), a cache line a row: how far an n-gram puts the language of each lane behind, in STEP/256
        nat, int8; then how unlikely its last letter is there, in 1/32 nat, uint8.
    lanes: the language of each lane, by script: shape (27, 32); UND: none, or none that was chosen.
    handicap: what the sum of a lane begins with: its language's leaning, or NOT_CHOSEN where its language is UND.
    weights: what a letter counts when the script of a block is decided; syllables: how many letters it stands for.
    usual: a language's mean surprise, and the variance of a text's mean around it, which is the second number plus the
        third divided by the count of n-grams: shape (languages, 3).
    sharpness: times 1/65536, what a difference of sums is multiplied by, by the number of n-grams.
    fading: exp(-i / 256).
    """

    classes: U16
    ascii: U32
    steps: I64
    cube: U16
    evidence: I8
    lanes: I16
    handicap: I32
    weights: I64
    syllables: I64
    usual: F64
    sharpness: I64
    fading: F32


def load_model(languages: tuple[str, ...] = ()) -> LanguageModel:
    """The model that chooses from `languages` (codes as in `LANGUAGES`; none given: from all).

    Raises:
        UsageError: a code is not known.
    """
    chosen = {LANGUAGES.index(code) for code in chosen_languages(languages)}
    tables = cached("language", _key(), _build)
    lanes = np.array([[lane if lane in chosen else UND for lane in row] for row in tables["lanes"].tolist()], np.int16)
    handicap = np.where(lanes == UND, NOT_CHOSEN, tables["leaning"][lanes]).astype(np.int32)
    made_here = {"lanes": lanes, "handicap": handicap, "evidence": _with_halves(tables)}
    columns = {**tables, **made_here}
    return LanguageModel(**{name: columns[name] for name in LanguageModel._fields})  # type: ignore[arg-type]


def _with_halves(tables: Tables) -> NDArray[Any]:
    """Rows of evidence and surprise; after them the first ones again, those of scripts with capitals, with half of
    their evidence. Each is one cache line, and not parts of two.
    """
    many, cased = len(tables["evidence"]), int(tables["cased"])
    space = np.empty((many + cased + 1) * LINE, np.int8)
    rows = space[-space.ctypes.data % LINE :][: (many + cased) * LINE].reshape(-1, LINE)
    rows[:many, :LANES] = tables["evidence"]
    rows[:many, LANES:] = tables["surprise"].view(np.int8)
    rows[many:] = rows[:cased]
    rows[many:, :LANES] >>= 1
    return rows


def _key() -> str:
    """What the tables are made of: langdetect's version and profiles, our own figures and code."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((CLASS_BITS, LIMIT, UNIT, SURPRISE_UNIT, LANES, STEP)).encode())
    for path in [*sorted(_profile_folder().iterdir()), _FIGURES, *_BUILDERS]:
        digest.update(path.name.encode() + path.read_bytes())
    return f"{version('langdetect')} {digest.hexdigest()}"


def _profile_folder() -> Path:
    """Where langdetect keeps its profiles, found without importing it."""
    spec = find_spec("langdetect")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("langdetect is not installed, and its profiles are needed; pip install langdetect")
    return Path(spec.submodule_search_locations[0]) / "profiles"


def _build() -> Tables:
    from langdetect.utils.ngram import NGram  # only here: its classes take 20 ms to import

    from corpusclean.language.grams import read_profiles
    from corpusclean.language.tables import build_tables

    figures = tomllib.loads(_FIGURES.read_text("utf-8"))
    return build_tables(read_profiles(_profile_folder()), NGram.normalize) | _small_tables(figures)


def _small_tables(figures: dict[str, Any]) -> Tables:
    """The tables that are not made of profiles: lanes, weights, and what was fitted by benchmarks/language_fit.py."""
    lanes = np.full((len(Script), LANES), UND, np.int16)
    for script, codes in {**GROUPS, **LANGUAGE_OF}.items():
        for lane, code in enumerate(codes.split()):
            lanes[script, lane] = LANGUAGES.index(code)
    syllabic = [script in (Script.HAN, Script.HANGUL) for script in Script]
    weights = np.where(syllabic, 9, 6)
    weights[Script.LATIN] = 2  # names and quotations in other texts are in Latin letters, seldom the reverse
    counts = np.maximum(np.arange(2 * LIMIT + 2), 1)
    sharpness = figures["sharpness"]["scale"] * counts ** figures["sharpness"]["power"]
    return {
        "lanes": lanes,
        "weights": weights,
        "syllables": np.where(syllabic, 3, 1),
        "leaning": np.rint([UNIT * figures["leaning"].get(code, 0.0) for code in LANGUAGES]).astype(np.int32),
        "usual": np.array([figures["usual"].get(code, NEVER_STRANGE) for code in LANGUAGES], np.float64),
        "sharpness": np.rint(sharpness * 65536).astype(np.int64),
        "fading": np.exp(-np.arange(FADING) / UNIT).astype(np.float32),
    }
