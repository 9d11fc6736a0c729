"""Laying other texts into a buffer: joining strings is the oracle."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.kernels.repair import splice

PIECES = st.lists(st.tuples(st.binary(max_size=4), st.binary(max_size=4), st.binary(max_size=4)), max_size=6)


@given(PIECES, st.binary(max_size=4))
def test_pieces_stand_where_others_stood(pieces: list[tuple[bytes, bytes, bytes]], rest: bytes) -> None:
    raw = b"".join(before + old for before, old, _ in pieces) + rest
    ends = np.cumsum([len(before) + len(old) for before, old, _ in pieces], dtype=np.int64)
    starts = ends - np.array([len(old) for _, old, _ in pieces], np.int64)
    lengths = np.array([len(new) for *_, new in pieces], np.int64)[::-1]  # in the buffer they may stand in any order
    stops = np.cumsum(lengths)[::-1].copy()
    others = np.frombuffer(b"".join(new for *_, new in reversed(pieces)), np.uint8), stops - lengths[::-1], stops
    out = splice(np.frombuffer(raw, np.uint8), starts, ends, others)
    assert out.tobytes() == b"".join(before + new for before, _, new in pieces) + rest
