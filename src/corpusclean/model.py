"""The data that flows through corpusclean: one buffer of text, one table of blocks, and what becomes of them.

A batch holds a few megabytes of pages. Every stage fills in columns of its block table and deletes nothing; `render`
alone turns the table into articles and removals.

    Pages    --split-->   Blocks: page, breaks, raw_start, raw_end, start, end
             --repair-->  text, start, end; repairs
             --residue--> rule; pieces, start, end
             --label-->   lang, lang_prob, lang_alone, lang_second, second_share
             --divide-->  article, boundary, role
             --gather-->  Articles: one buffer that holds the text of every article
             --sketch-->  Sketches: exact hash, signature and shingles of every article
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.lines import Lines

I8 = NDArray[np.int8]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
I16 = NDArray[np.int16]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

NO_RULE = -1
NO_ARTICLE = -1


class Reject(NamedTuple):
    """An input line that could not be used, and why.

    `offset` is the position of the line in its (decompressed) source, in bytes; `raw` holds its bytes.
    """

    source: str
    line: int
    offset: int
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a batch, a sequence a column; every one has one entry a page.

    `fields` holds the JSON members that corpusclean does not own, byte for byte as they came, joined by `, `.
    Texts and fields are best given as `Strings`: they stand in one buffer then, and are not copied one by one.
    `encodings` names the code page a page's bytes were decoded from, where that was not UTF-8.
    """

    ids: list[str]
    texts: Sequence[bytes]
    fields: Sequence[bytes]
    urls: list[str]
    encodings: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The block table: one row a block, in the order of the pages; every column has shape (n,).

    A block is a line of a page that holds more than ASCII white space. `raw_start` and `raw_end` are byte positions in
    `Batch.raw`, without the line break; `start` and `end` are byte positions in `Batch.text`, white space trimmed
    (`start == end` where a repair left nothing).
    """

    page: I32  # row of the page in the batch
    breaks: U8  # line breaks between this block and the one before it on the page: 1, or 2 for two and more
    raw_start: I64
    raw_end: I64
    start: I64
    end: I64
    rule: I32  # the residue rule that takes this block; NO_RULE: none
    lang: I16  # index into language.codes.LANGUAGES
    lang_prob: F32  # confidence, 0 to 1
    lang_alone: I16  # the language of the block by itself, without what its page makes likely
    lang_second: (
        I16  # of the letters in another script than most, as in a title in two languages; 0 (und): there are none
    )
    second_share: F32  # how much of the block that is, 0 to 1
    article: I32  # number of its article on the page, from 0; NO_ARTICLE where a rule takes the block or it is blank
    boundary: I16  # the evidence that an article begins at this block, in points
    role: U8  # what the block is in the head of its article: see text.articles.ROLES; 0 where it is in none

    def __len__(self) -> int:
        return len(self.page)


class Repair(NamedTuple):
    """What was done to one block: the row of the block, and the steps in order, as `name` or `name:parameter`."""

    block: int
    steps: tuple[str, ...]


class Piece(NamedTuple):
    """Residue at an edge of a block that stays: the row of the block and the number of the rule that takes the piece.

    `start` and `end` are byte positions in `Batch.text`, `first` and `last` the same in characters of the block as it
    was before.
    """

    block: int
    rule: int
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The unit of work: some pages, their text as it came, their text once repaired, and the table of their blocks."""

    pages: Pages
    raw: U8
    text: U8
    blocks: Blocks
    repairs: tuple[Repair, ...] = ()
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of a batch, in order; `text` holds them one after the other, as they will be written.

    Per article, shape (a,): `page` (row of the page), `number` (on its page), `start` and `end` (bytes in `text`),
    `lang`, and `first`, the row in the span columns of its first block (`first` has a + 1 entries). Per span, shape
    (s,): `block` (row in the block table), `span_start`, `span_end` (characters in the article's text), `span_lang`
    and `span_prob`.
    """

    text: U8
    page: I32
    number: I32
    start: I64
    end: I64
    lang: I16
    first: I64
    block: I64
    span_start: I32
    span_end: I32
    span_lang: I16
    span_prob: F32

    def __len__(self) -> int:
        return len(self.page)


@dataclass(frozen=True, slots=True)
class Sketches:
    """What look-up and verification of duplicates need to know about a batch's articles.

    `exact` has shape (a, 2), dtype uint64: a 128-bit hash of the tokens. `signatures` has shape
    (a, num_perm), dtype uint32: the MinHash values. `block_keys` has shape (a, 2), dtype uint32: keys that articles
    with the same long blocks share, 0 where there is none. `shingles` holds the hashes of every article's distinct
    shingles, ascending, one article after the other; those of article i are `shingles[offsets[i]:offsets[i + 1]]`.
    """

    exact: NDArray[np.uint64]
    signatures: U32
    block_keys: U32
    shingles: U32
    offsets: I64


class Verdict(NamedTuple):
    """The decision about an article: removed as a duplicate of `kept` (an article id), or kept where that is empty.

    `how` is `exact`, `near` or `contained`; `similarity` is the Jaccard coefficient of the two articles' shingles, and
    `share`, where one is contained in the other, the part of its shingles that the other one has.
    """

    kept: str = ""
    similarity: float = 0.0
    how: str = ""
    share: float = 0.0


class LongBlock(NamedTuple):
    """A block that may be cut where another article has it: its place in its article, its number on the page, a hash
    of its text."""

    span: int
    number: int
    digest: bytes


class Ranked(NamedTuple):
    """What the rules of `--keep` say of a batch's articles: see `corpusclean.dedup.policy`.

    `ranks` is float64, shape (a, rules); smaller is better, and infinite where a page has no value that can be read.
    `unread` counts these, by rule.
    """

    ranks: F64
    unread: dict[str, int]


class Cleaned(NamedTuple):
    """What the stages made of a batch: everything that can be known without the other batches.

    `foreign` holds the articles that were left out for their language; None where none can be.
    """

    batch: Batch
    articles: Articles
    sketches: Sketches | None
    ranked: Ranked
    long_blocks: list[list[LongBlock]]
    foreign: Articles | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A cleaned batch as lines of JSON; verdicts, which depend on other batches, are missing.

    `page_ids` has one entry a page. Per article, in order: `page` (row), `number`, its line in `articles`, `blocks`
    (how many it has) and `long_blocks` (those that may be cut). `removals` are the lines about what is cut already.
    `counts` is a `ledger.Counts`. `decoded` holds, for each encoding that lines were decoded from, the first such line:
    source, number, encoding.
    """

    page_ids: list[str]
    page: list[int]
    number: list[int]
    articles: Lines
    blocks: list[int]
    languages: list[str]
    removals: Lines
    sketches: Sketches | None
    ranks: F64
    long_blocks: list[list[LongBlock]]
    rejects: list[Reject]
    counts: Counter[tuple[str, ...]]
    decoded: tuple[tuple[str, int, str], ...] = ()
