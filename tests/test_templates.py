"""Lines written from columns are what Python's own formatting makes of them, row by row."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.render import encode_json
from corpusclean.strings import Strings
from corpusclean.templates import copied, numbers, quoted, words, write

TEXT = st.text(st.sampled_from('\\"\n\t\x00\x1f\x7f/é日😀abcdefgh'), max_size=40)
LONG = bytes(range(200))
"""More than is copied at a time."""

ROWS = st.lists(st.tuples(TEXT, st.integers(0, 2**63 - 1), TEXT), max_size=6)


@given(ROWS)
def test_every_line_has_its_parts_in_order(rows: list[tuple[str, int, str]]) -> None:
    texts = Strings.of([text.encode() for text, _, _ in rows])
    names = Strings.of([name.encode() for _, _, name in rows])
    figures = np.array([number for _, number, _ in rows], np.int64)
    backwards = np.arange(len(rows))[::-1]
    columns = [words(LONG), copied(names, backwards), numbers(figures), quoted(texts.data, texts.starts, texts.ends)]
    data, offsets = write(len(rows), [*columns, words(b">\n")])
    plain = [
        [LONG, rows[-1 - row][2].encode(), b"%d" % number, encode_json(text), b">\n"]
        for row, (text, number, _) in enumerate(rows)
    ]
    assert data.tobytes() == b"".join(b"".join(parts) for parts in plain)
    for row, parts in enumerate(plain):
        assert [data[a:b].tobytes() for a, b in zip(offsets[row], offsets[row, 1:], strict=False)] == parts


@given(st.lists(st.binary(max_size=9), max_size=5))
def test_strings_are_the_bytes_they_were_made_of(plain: list[bytes]) -> None:
    strings = Strings.of(plain)
    assert list(strings) == plain == [strings[i] for i in range(len(strings))]
    assert Strings.of(strings) is strings
    assert strings[-1:] == plain[-1:]
