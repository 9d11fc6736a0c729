"""The command line: one command a file. This module decides how a process ends.

0    finished; every record is kept, removed or rejected, and no more are rejected than was allowed
1    finished, but more records were rejected than --max-rejects allows
2    usage or configuration
3    an input is missing, unreadable or corrupt
4    an output could not be written
5    a resource that we promised to bound ran out
70   a bug in corpusclean
129  130  141  143   ended by HUP, INT, PIPE, TERM
"""

import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

import click

from corpusclean.cli.root import root
from corpusclean.errors import CorpuscleanError
from corpusclean.terminal import escape

BUG, INTERRUPTED = 70, 130


def main() -> NoReturn:
    """Run the command and end the process with the exit code that fits."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        code = root.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except CorpuscleanError as error:
        click.echo(f"corpusclean: {escape(str(error))}", err=True)
        code = error.exit_code
    except Exception:
        traceback.print_exc()
        click.echo("corpusclean: this is a bug; please report it with the lines above", err=True)
        code = BUG
    sys.exit(code)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """End by way of SystemExit, so that everything opened is closed and partial files are removed."""
    sys.exit(128 + number)
