"""Runs corpusclean as a real process."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "corpusclean"]
PATIENCE = 900  # seconds; the first process on a machine compiles the kernels


def corpusclean(
    *arguments: object, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `corpusclean ARGUMENTS` and wait for its end."""
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=PATIENCE, env=env)


def rows(data: bytes | Path) -> list[dict[str, Any]]:
    """The JSON lines of a file or of some output."""
    lines = data.read_bytes() if isinstance(data, Path) else data
    return [json.loads(line) for line in lines.decode().split("\n") if line]
