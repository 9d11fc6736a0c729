"""Regular expressions of users, by RE2: their time is linear in the text, whatever the expression."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from corpusclean.errors import UsageError


class Expression(NamedTuple):
    """An expression, the number of its rule, and the sites that it holds on; none: on all."""

    source: str
    rule: int
    sites: frozenset[str]


class Expressions:
    """Expressions that a whole block can match, tried all at once, and one by one only where one of them matches.

    Raises:
        UsageError: RE2 refuses an expression; the message names the rule.
    """

    def __init__(self, expressions: Sequence[Expression], names: Mapping[int, str]) -> None:
        self.expressions = list(expressions)
        self.sources = [expression.source for expression in expressions]
        self._compiled = [_compile(one.source, names[one.rule]) for one in expressions]

    @cached_property
    def _any(self) -> Any:
        whole = "|".join(f"(?:{source})" for source in self.sources)
        return _compile(whole, "all expressions together")

    def match(self, text: bytes, site: str) -> int:
        """The rule of the first expression that matches all of the text, on a page of this site; -1 if none does."""
        if self._any.fullmatch(text) is None:
            return -1
        for expression, compiled in zip(self.expressions, self._compiled, strict=True):
            if (not expression.sites or site in expression.sites) and compiled.fullmatch(text) is not None:
                return expression.rule
        return -1


def _compile(source: str, name: str) -> Any:
    import re2  # most runs have no expressions

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        said = error.args[0]
        said = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise UsageError(
            f"{name}: regex {source!r}: {said}; RE2 has neither look-around nor back-references"
        ) from error
