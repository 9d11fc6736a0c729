"""Pages that are still HTML are counted as they are recognised one by one."""

from hypothesis import given
from hypothesis import strategies as st

from corpusclean.text.markup import count_html, is_html

PIECES = st.sampled_from(
    [" ", "\n", "<", "</p>", "</", "<html", "<!DOCTYPE HTML", "<p>", "text ", "\x00", "é", "x" * 4090]
)


@given(st.lists(st.lists(PIECES, max_size=9).map("".join), max_size=4))
def test_the_count_is_that_of_every_page(pages: list[str]) -> None:
    texts = [page.encode() for page in pages]
    assert count_html(texts) == sum(map(is_html, texts))
