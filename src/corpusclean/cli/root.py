"""The command `corpusclean` itself."""

import click

from corpusclean import __version__
from corpusclean.cli.explain import explain
from corpusclean.cli.index import index
from corpusclean.cli.languages import languages
from corpusclean.cli.learn import learn
from corpusclean.cli.rules import rules
from corpusclean.cli.run import run
from corpusclean.cli.tune import tune

SETTINGS = {"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CORPUSCLEAN", "max_content_width": 100}


@click.group(context_settings=SETTINGS)
@click.version_option(__version__, prog_name="corpusclean")
def root() -> None:
    """Turn scraped web pages into a clean, deduplicated JSONL corpus.

    \b
    Examples:
      corpusclean run pages.jsonl.gz -o corpus.jsonl
      zcat pages.jsonl.gz | corpusclean run > corpus.jsonl
      corpusclean languages pages.jsonl.gz

    \b
    Exit codes: 0 finished, 1 more rejects than allowed, 2 usage, 3 input,
    4 output, 5 out of a resource, 70 bug, 129/130/141/143 signals.
    """


root.add_command(run)
root.add_command(index)
root.add_command(explain)
root.add_command(languages)
root.add_command(rules)
root.add_command(learn)
root.add_command(tune)
