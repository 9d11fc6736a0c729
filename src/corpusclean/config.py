"""Every choice a user can make about cleaning, in one frozen value."""

import hashlib
import json
import tomllib
from collections.abc import Collection
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from corpusclean.errors import UsageError


@dataclass(frozen=True)
class Config:
    """What a run does to its pages.

    Attributes:
        text_field, id_field, url_field: names of the JSON members that hold a page's text, id and address.
        repair, residue, articles, language, duplicates: whether that stage runs.
        keep_lines: lines that no residue rule may take, compared in the rules' own normalised form.
        with_rules, without_rules: names of residue rules, of their kinds or groups, that are used though their group is
            off, or are not used.
        languages: ISO 639-1 codes that the detection chooses from; empty: all that the model has.
        language_backend: `profiles` (langdetect's, our own kernel), `py3langid` or `langdetect`.
        strange, hopeless, doubt: from where on a block is `und`; see `corpusclean.language.identify.Limits`.
        keep_languages: codes of the languages that stay (`und` and `zxx` can be among them); empty: all stay.
        language_unit: what is left out for its language, an `article` or a `block`.
        threshold: Jaccard similarity, 0 to 1, from which two articles are near-duplicates.
        recall: probability, 0 to 1, that a pair exactly at the threshold is found.
        figures: `strict` or `loose`: whether articles that differ in figures only are kept apart below 0.95 similarity.
        keep: which of several copies stays: rules in order, see `corpusclean.dedup.policy`.
        blocks: whether long blocks that a kept article has already are cut from others.
        block_length: characters from which a block is long.
        num_perm: number of MinHash values in a signature.
        seed: of the MinHash permutations.
        max_record_bytes: a longer input line is rejected.

    Raises:
        UsageError: a value is out of its range.
    """

    text_field: str = "text"
    id_field: str = "id"
    url_field: str = "url"
    repair: bool = True
    residue: bool = True
    articles: bool = True
    language: bool = True
    duplicates: bool = True
    keep_lines: tuple[str, ...] = ()
    with_rules: tuple[str, ...] = ()
    without_rules: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    language_backend: str = "profiles"
    strange: float = 2.1
    hopeless: float = 3.5
    doubt: float = 0.45
    keep_languages: tuple[str, ...] = ()
    language_unit: str = "article"
    threshold: float = 0.8
    recall: float = 0.99
    figures: str = "strict"
    keep: tuple[str, ...] = ("first",)
    blocks: bool = False
    block_length: int = 200
    num_perm: int = 128
    seed: int = 1
    max_record_bytes: int = 64 << 20

    def __post_init__(self) -> None:
        for name in ("threshold", "recall"):
            if not 0 < getattr(self, name) < 1 and not (name == "threshold" and self.threshold == 1):
                raise UsageError(f"{name} is {getattr(self, name)}; give a number between 0 and 1")
        if self.figures not in ("strict", "loose"):
            raise UsageError(f"figures is {self.figures!r}; give strict or loose")
        if self.block_length < 1:
            raise UsageError(f"block_length is {self.block_length}; give at least 1")
        if self.num_perm < 16 or self.max_record_bytes < 1024:
            raise UsageError("num_perm must be at least 16 and max_record_bytes at least 1024")

        if self.language_backend not in ("profiles", "py3langid", "langdetect"):
            raise UsageError(f"language_backend is {self.language_backend!r}; give profiles, py3langid or langdetect")
        if self.language_unit not in ("article", "block"):
            raise UsageError(f"language_unit is {self.language_unit!r}; give article or block")
        if self.keep_languages and not self.language:
            raise UsageError("keep_languages needs the languages of the text; leave the language stage switched on")

    @property
    def fingerprint(self) -> str:
        """The same 16 hex digits for the same choices, on any machine and in any process."""
        canonical = json.dumps(asdict(self), sort_keys=True)
        return hashlib.blake2b(canonical.encode(), digest_size=8).hexdigest()


def read_config(path: Path, known: Collection[str], several: Collection[str] = ()) -> dict[str, Any]:
    """The choices in a TOML file, by name; `known` are the names there are.

    A list becomes a text with commas, but for the names in `several`, which always have a list.

    Raises:
        UsageError: the file can not be read, is not TOML, or names something that does not exist.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from error
    for name in values:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
            raise UsageError(f"{path}: unknown key {name!r}; {hint}")
        if not isinstance(values[name], str | int | float | list):
            raise UsageError(f"{path}: {name} is a {type(values[name]).__name__}; give a text, a number or a list")
    return {name: _as_given(value, name in several) for name, value in values.items()}


def _as_given(value: Any, several: bool) -> Any:
    """A value as a flag would give it."""
    texts = list(map(str, value)) if isinstance(value, list) else None
    if several:
        return [str(value)] if texts is None else texts
    return value if texts is None else ",".join(texts)
