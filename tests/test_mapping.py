"""Other work than cleaning, by several processes."""

from corpusclean.config import Config
from corpusclean.engines.mapping import map_chunks
from corpusclean.io.jsonl import decode_pages
from corpusclean.io.lines import Chunk
from corpusclean.pipeline import Stages

WARMED_WITH: list[list[str]] = []


def decode(chunk: Chunk, config: Config, _: Stages) -> None:
    WARMED_WITH.append(decode_pages(chunk, config).pages.ids)


def test_the_page_that_calls_every_kernel_is_read_whatever_the_fields_are_called() -> None:
    map_chunks([], Config(text_field="body", id_field="key"), 2, decode)
    assert WARMED_WITH == [["1"]]
