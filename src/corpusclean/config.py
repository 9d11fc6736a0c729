"""Every choice a user can make about cleaning, in one frozen value."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from sys import intern
from typing import Any

from corpusclean.errors import UsageError
from corpusclean.language.codes import chosen_languages
from corpusclean.text.rulefiles import RuleFile

CHOICES = {
    "quotes": ("keep", "straight"),
    "width": ("keep", "fix"),
    "ligatures": ("keep", "fix"),
    "normalize": ("NFC", "NFKC", "none"),
    "split": ("off", "conservative", "eager"),
    "language_backend": ("profiles", "py3langid", "langdetect"),
    "language_unit": ("article", "block"),
    "figures": ("strict", "loose"),
    "contained": ("shorter", "either"),
}
"""The values that some of the fields of `Config` can have."""


@dataclass(frozen=True)
class Config:
    """What a run does to its pages.

    Attributes:
        text_field, id_field, url_field: names of the JSON members that hold a page's text, id and address.
        repair, residue, language, duplicates: whether that stage runs.
        quotes: `keep`, or `straight`: curly quotation marks become " and '.
        width: `keep`, or `fix`: letters of full or half width become usual ones.
        ligatures: `keep`, or `fix`: ligatures such as ﬁ become single letters.
        normalize: the Unicode normal form of the text: `NFC`, `NFKC`, or `none`: as it came.
        keep_lines: lines that no residue rule may take, compared in the rules' own normalised form.
        rules: files with residue rules of one's own, see `corpusclean.read_rule_file`.
        with_rules, without_rules: names of residue rules, of their kinds or groups, that are used though their group is
            off, or are not used.
        split: whether pages are divided into articles: `off`, or how much evidence that takes: `conservative` would
            rather leave two stories in one article than cut one in two, `eager` the other way round.
        languages: ISO 639-1 codes that the detection chooses from; empty: all that the model has.
        language_backend: `profiles` (langdetect's, our own kernel), `py3langid` or `langdetect`.
        strange, hopeless, doubt: from where on a block is `und`; see `corpusclean.language.identify.Limits`.
        keep_languages: codes of the languages that stay (`und` and `zxx` can be among them); empty: all stay.
        language_unit: what is left out for its language, an `article` or a `block`.
        threshold: Jaccard similarity, 0 to 1, from which two articles are near-duplicates.
        recall: probability, 0 to 1, that a pair exactly at the threshold is found.
        figures: `strict` or `loose`: whether articles that differ in figures only are kept apart below 0.95 similarity.
        containment: share of an article's shingles, 0 to 1, from which it is contained in a kept one that has them;
            0: nothing is removed for that.
        contained: `shorter` or `either`: whether only the shorter of two articles can be removed as contained.
        keep: which of several copies stays: rules in order, see `corpusclean.dedup.policy`.
        blocks: whether long blocks that a kept article has already are cut from others.
        block_length: characters from which a block is long.
        num_perm: number of MinHash values in a signature.
        seed: of the MinHash permutations.
        max_record_bytes: a longer input line is rejected.
        max_expand: an input that grows by more than this factor when decompressed is refused, beyond 64 MiB.

    Raises:
        UsageError: a value is of the wrong type or out of its range.
    """

    text_field: str = "text"
    id_field: str = "id"
    url_field: str = "url"
    repair: bool = True
    residue: bool = True
    language: bool = True
    duplicates: bool = True
    quotes: str = "keep"
    width: str = "keep"
    ligatures: str = "keep"
    normalize: str = "NFC"
    keep_lines: tuple[str, ...] = ()
    rules: tuple[RuleFile, ...] = ()
    with_rules: tuple[str, ...] = ()
    without_rules: tuple[str, ...] = ()
    split: str = "conservative"
    languages: tuple[str, ...] = ()
    language_backend: str = "profiles"
    strange: float = 2.1
    hopeless: float = 3.2
    doubt: float = 0.45
    keep_languages: tuple[str, ...] = ()
    language_unit: str = "article"
    threshold: float = 0.8
    recall: float = 0.99
    figures: str = "strict"
    containment: float = 0.0
    contained: str = "shorter"
    keep: tuple[str, ...] = ("first",)
    blocks: bool = False
    block_length: int = 200
    num_perm: int = 128
    seed: int = 1
    max_record_bytes: int = 64 << 20
    max_expand: float = 200.0

    def __post_init__(self) -> None:
        self._check_types()
        for name, values in CHOICES.items():
            if getattr(self, name) not in values:
                raise UsageError(f"{name} is {getattr(self, name)!r}; give {', '.join(values[:-1])} or {values[-1]}")
        for name in ("threshold", "recall"):
            if not 0 < getattr(self, name) < 1 and not (name == "threshold" and self.threshold == 1):
                raise UsageError(f"{name} is {getattr(self, name)}; give a number between 0 and 1")
        for name in ("strange", "hopeless"):
            if not getattr(self, name) >= 0:  # nan is not
                raise UsageError(f"{name} is {getattr(self, name)}; give a number of at least 0")
        if not 0 <= self.doubt <= 1:
            raise UsageError(f"doubt is {self.doubt}; give a number between 0 and 1")
        if not 0 <= self.containment <= 1:
            raise UsageError(f"containment is {self.containment}; give a number between 0 and 1, 0 for none")
        if self.block_length < 1:
            raise UsageError(f"block_length is {self.block_length}; give at least 1")
        if self.num_perm < 16 or self.max_record_bytes < 1024:
            raise UsageError("num_perm must be at least 16 and max_record_bytes at least 1024")
        if not self.max_expand > 1:
            raise UsageError(f"max_expand is {self.max_expand}; give a factor above 1")
        self._check_names()
        if self.keep_languages and not self.language:
            raise UsageError("keep_languages needs the languages of the text; leave the language stage switched on")

    def __reduce__(self) -> tuple[Any, ...]:
        """Equal configurations pickle to equal bytes, by which `datasets` knows them again.

        As it is, pickle writes a string in full or as a reference, as the string is the same object as another or not.
        """
        return type(self), tuple(_canonical(getattr(self, field.name)) for field in fields(self))

    def _check_types(self) -> None:
        for field in fields(self):
            value, kind = getattr(self, field.name), type(field.default)
            if type(value) is not kind and not (kind is float and type(value) is int):
                raise UsageError(f"{field.name} is a {type(value).__name__}; give a {kind.__name__}")

    def _check_names(self) -> None:
        """Refuse names of languages and rules that there are not; rules are read only where some are named."""
        if self.language_backend == "profiles":
            chosen_languages(self.languages)
        if self.with_rules or self.without_rules:
            from corpusclean.text.rulebook import check_names  # it loads kernels, which a configuration has no use for

            check_names(self.with_rules, self.without_rules, self.rules)

    @property
    def fingerprint(self) -> str:
        """The same 16 hex digits for the same choices, on any machine and in any process."""
        canonical = json.dumps(
            asdict(self) | {"rules": [(file.group, file.text) for file in self.rules]}, sort_keys=True
        )
        return hashlib.blake2b(canonical.encode(), digest_size=8).hexdigest()


def _canonical(value: Any) -> Any:
    """The value, of strings that are one object wherever they are equal, and of tuples that are always new ones."""
    if isinstance(value, tuple):
        return tuple(map(_canonical, value))
    return intern(value) if isinstance(value, str) else value


def read_config(path: Path, known: Mapping[str, tuple[type, ...]]) -> dict[str, Any]:
    """The choices in a TOML file, by name; `known` are the names there are, each with the types that it can have.

    Raises:
        UsageError: the file can not be read, is not TOML, names something that does not exist, or gives it a value of
            another type.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from error
    for name, value in values.items():
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
            raise UsageError(f"{path}: unknown key {name!r}; {hint}")
        if type(value) not in known[name] or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            wanted = " or ".join(dict.fromkeys(TYPES[kind] for kind in known[name]))
            raise UsageError(f"{path}: {name} is {TYPES.get(type(value), 'a date or a table')}; give {wanted}")
    return values


TYPES = {str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list of texts"}
"""What messages call the types of values."""
