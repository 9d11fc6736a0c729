"""Is this page still HTML? corpusclean cleans text; markup should have been taken off before."""

from collections.abc import Sequence

import numpy as np

from corpusclean.kernels.markup import may_be_html
from corpusclean.strings import Strings, fixed

HEAD = 4096
CLOSINGS = 5


def count_html(pages: Sequence[bytes]) -> int:
    """How many pages are plainly HTML: few have to be looked at one by one."""
    strings = Strings.of(pages)
    likely = np.flatnonzero(may_be_html(fixed(strings.data), strings.starts, strings.ends, HEAD, CLOSINGS))
    return sum(is_html(strings[row]) for row in likely.tolist())


def is_html(text: bytes) -> bool:
    """Whether a page is plainly HTML: it opens as a document, or its first 4 kB close five tags and more.

    >>> is_html(b"<!DOCTYPE html><title>News</title>")
    True
    >>> is_html(b"In HTML, <p> opens a paragraph and </p> closes it.")
    False
    """
    head = text[:HEAD]
    start = head.lstrip()[:15].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (b"<" in head and head.count(b"</") >= CLOSINGS)
