"""What several tests of this room look into."""

from collections.abc import Iterator

import pytest

import corpusclean.dedup.index as index_module
from corpusclean.kernels.index import decide


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many kept articles every article was compared with."""
    counts: list[int] = []

    def counting(kept, number, arrivals, span, decisions):  # type: ignore[no-untyped-def]
        result = decide(kept, number, arrivals, span, decisions)
        counts.extend(decisions.compared[span[0] : span[1]].tolist())
        return result

    monkeypatch.setattr(index_module, "decide", counting)
    yield counts
