"""The detectors that are compared: corpusclean here, the others each in a process and an environment of its own.

langdetect is installed with corpusclean. The others are installed under .peers/ when they are first asked for; one that
does not install is left out, with a line that says so.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from corpusclean.language.codes import LANGUAGES
from corpusclean.language.profiles import load_model
from corpusclean.language.texts import score_texts
from language_data import COVERED

HERE = Path(__file__).parent
PEERS = {"py3langid": "py3langid", "pycld2": "pycld2", "lingua": "lingua-language-detector"}
"""What a detector is called by pip."""

OURS = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant", "iw": "he", "nb": "no", "nn": "no", "jw": "jv"}


class Labels(NamedTuple):
    """The codes that a detector gave texts, in ours, and the CPU seconds that it took for all of them."""

    codes: list[str]
    seconds: float


def best_guesses(texts: list[str]) -> list[str]:
    """Our best language for each text by itself, even where it would be `und`: the others never say that."""
    return [LANGUAGES[number] for number in score_texts(texts, load_model()).alone.tolist()]


def ask(name: str, python: Path | str, texts: list[str]) -> Labels:
    """What another detector says."""
    codes = sorted({code.split("-")[0] for code in COVERED})
    command = [str(python), str(HERE / "peers" / "languages.py"), name, *codes]
    done = subprocess.run(command, input=json.dumps(texts).encode(), stdout=subprocess.PIPE, check=True)
    answer = json.loads(done.stdout)
    return Labels([OURS.get(code, code) for code in answer["labels"]], answer["seconds"])


def ask_langdetect(texts: list[str]) -> Labels:
    """What langdetect says, seeded."""
    return ask("langdetect", sys.executable, texts)


def installed(folder: Path = HERE.parent / ".peers") -> dict[str, Path]:
    """The interpreters of the other detectors, by name; they are installed where they are not yet."""
    found = {}
    for name, package in PEERS.items():
        python = folder / name / "bin" / "python"
        if python.exists() or _install(package, python):
            found[name] = python
        else:
            print(f"{name} is left out: it does not install")
    return found


def _install(package: str, python: Path) -> bool:
    made = subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])])
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
    return made.returncode == 0 and subprocess.run(pip, capture_output=True).returncode == 0
