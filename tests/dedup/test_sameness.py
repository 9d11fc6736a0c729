"""The same on every machine and in every version: golden values, and the kernels without Numba."""

import os
import subprocess
import sys

from corpusclean.model import Verdict
from tests.dedup.articles import sketches_of, verdicts_of

TEXT = "Straße, ΐ and İ: seven eight eightbyt ninebytes 日本語のテキスト ไม่ได้ 😀 " * 2
GOLDEN = {
    "exact": [15568015582770415994, 12516219433113373107],
    "signature": [25985885, 160676581, 9221793, 115691663],
    "shingles": [164231128, 334286248, 371486888, 705629592],
}
WITHOUT_NUMBA = """
from tests.dedup.articles import sketches_of, verdicts_of
from tests.dedup.test_sameness import TEXT
found = sketches_of([TEXT])
print(found.exact.tolist(), found.signatures.tolist(), found.shingles.tolist(), verdicts_of([TEXT, TEXT + "x"]))
"""


def test_golden_sketch() -> None:
    """A change here makes every index on disk unreadable: it needs a line in the changelog and a new fingerprint."""
    sketches = sketches_of([TEXT])
    assert sketches.exact[0].tolist() == GOLDEN["exact"]
    assert sketches.signatures[0, :4].tolist() == GOLDEN["signature"]
    assert sketches.shingles[:4].tolist() == GOLDEN["shingles"]


def test_the_kernels_are_plain_python_as_well() -> None:
    """Scalars warn where their arithmetic wraps around, as it is meant to."""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WITHOUT_NUMBA],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    sketches = sketches_of([TEXT])
    verdicts: list[Verdict] = verdicts_of([TEXT, TEXT + "x"])
    expected = (sketches.exact.tolist(), sketches.signatures.tolist(), sketches.shingles.tolist(), verdicts)
    assert result.stdout.strip() == " ".join(map(str, expected))
