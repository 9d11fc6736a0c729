"""Is this page still HTML? corpusclean cleans text; markup should have been taken off before."""

HEAD = 4096


def is_html(text: bytes) -> bool:
    """Whether a page is plainly HTML: it opens as a document, or its first 4 kB close five tags and more.

    >>> is_html(b"<!DOCTYPE html><title>News</title>")
    True
    >>> is_html(b"In HTML, <p> opens a paragraph and </p> closes it.")
    False
    """
    head = text[:HEAD]
    start = head.lstrip()[:15].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (b"<" in head and head.count(b"</") >= 5)
