"""What the documents show is run; what they name exists."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from corpusclean.cli.root import root
from tests.cli.process import PATIENCE

TOP = Path(__file__).parents[2]
DOCUMENTS = [TOP / "README.md", TOP / "docs" / "guide.md", TOP / "docs" / "languages.md"]
COMMANDS = [*root.commands.values()]
COMMANDS += [command for group in COMMANDS if isinstance(group, click.Group) for command in group.commands.values()]
OPTIONS = {name for command in COMMANDS for option in command.params for name in option.opts + option.secondary_opts}
OPTIONS |= {"--help", "--version"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_option_that_a_document_names_exists(document: Path) -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", document.read_text(encoding="utf-8")))
    assert named - OPTIONS == set()


def test_the_python_example_runs_and_says_what_its_comments_say() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (TOP / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    checked = re.sub(r"^(page\S+)  # ('.*')$", r"assert \1 == \2, \1", example, flags=re.MULTILINE)
    assert checked.count("assert") == 2
    subprocess.run([sys.executable, "-c", checked], check=True, timeout=PATIENCE, capture_output=True)


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)", (TOP / "README.md").read_text(encoding="utf-8")))
def test_links_lead_somewhere(link: str) -> None:
    assert (TOP / link).exists()


@pytest.mark.parametrize("name", sorted(root.commands))
def test_every_command_has_help_with_examples(name: str) -> None:
    command = root.commands[name]
    text = command.get_help(click.Context(command, info_name=name))
    assert "Examples:" in text
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"^    make ([a-z]+)", (TOP / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets
