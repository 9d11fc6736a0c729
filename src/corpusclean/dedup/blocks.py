"""Blocks that were seen before: long paragraphs that stand in a kept article already.

Only whole blocks count, and only where no sentence is cut in half: a block that is to go begins after a blank line, the
end of a sentence or at the article's beginning, and ends before a blank line, with a sentence or with the article.
"""

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np

from corpusclean.dedup.spool import Log
from corpusclean.model import Articles, Batch, LongBlock
from corpusclean.text.blocks import block_numbers

SENTENCE_ENDS = tuple(".!?…。！？｡؟۔।॥။፧።׃")
CLOSING = "\"'”’»›)]}」』）】*_ \t\u00a0"
"""What may follow the end of a sentence in its line."""


def find_long_blocks(batch: Batch, articles: Articles, least: int | None) -> list[list[LongBlock]]:
    """The blocks of every article that have `least` characters and no sentence that goes on in another block.

    Without a length there are none.
    """
    found: list[list[LongBlock]] = [[] for _ in range(len(articles))]
    if least is None:
        return found
    lengths = articles.span_end - articles.span_start
    numbers = block_numbers(batch.blocks)
    owners = np.repeat(np.arange(len(articles)), np.diff(articles.first))
    for span in np.flatnonzero(lengths >= least).tolist():
        owner = int(owners[span])
        first, last = int(articles.first[owner]), int(articles.first[owner + 1]) - 1
        if (span == first or _parted(batch, articles, span - 1)) and (span == last or _parted(batch, articles, span)):
            digest = hash_block(_text_of(batch, articles, span))
            found[owner].append(LongBlock(span - first, int(numbers[articles.block[span]]), digest))
    return found


def hash_block(text: str) -> bytes:
    """128 bits that two blocks share if they differ in case and white space only."""
    return blake2b(" ".join(text.split()).casefold().encode(), digest_size=16).digest()


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence does.

    >>> [ends_sentence(text) for text in ("It ended.", "He said: “No!”", "It goes", "这是。")]
    [True, True, False, True]
    """
    return text.rstrip(CLOSING).endswith(SENTENCE_ENDS)


def _parted(batch: Batch, articles: Articles, span: int) -> bool:
    """Whether a blank line, or the end of a sentence, parts a block of an article from the next one."""
    blank = articles.span_start[span + 1] - articles.span_end[span] > 1
    return bool(blank) or ends_sentence(_text_of(batch, articles, span))


def _text_of(batch: Batch, articles: Articles, span: int) -> str:
    row = articles.block[span]
    return batch.text[batch.blocks.start[row] : batch.blocks.end[row]].tobytes().decode()


class BlockIndex:
    """The long blocks of kept articles, and whose they are; about 200 bytes of memory a block, ids are on disk."""

    def __init__(self, folder: Path | None = None) -> None:
        self._owners: dict[bytes, int] = {}
        self._folder = folder

    @cached_property
    def _ids(self) -> Log:
        """The ids of the owners; most runs look for no blocks, and need no file."""
        return Log(self._folder)

    def decide(self, name: str, spans: int, blocks: Sequence[LongBlock]) -> dict[int, str]:
        """What is to be cut from a kept article of so many spans: the id of the article that has the block, by span.

        The article's other long blocks are remembered as its own. Where nothing would be left of it, it stays whole:
        it is known as kept, and removals may name it.
        """
        cuts = {}
        mine = len(self._ids)
        own: set[bytes] = set()
        for block in blocks:
            owner = self._owners.setdefault(block.digest, mine)
            if owner != mine or block.digest in own:
                cuts[block.span] = name if owner == mine else self._ids[owner].decode("utf-8", "surrogatepass")
            own.add(block.digest)
        if len(cuts) < len(blocks):
            self._ids.extend([name.encode("utf-8", "surrogatepass")])
        return cuts if len(cuts) < spans else {}
