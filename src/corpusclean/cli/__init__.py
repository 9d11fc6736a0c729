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

import os
import signal
import sys
import traceback
from typing import NoReturn

import click

from corpusclean.cli.root import root
from corpusclean.collector import spare_collector
from corpusclean.errors import CorpuscleanError
from corpusclean.terminal import escape

BUG, INTERRUPTED = 70, 130


def main() -> NoReturn:
    """Run the command and end the process with the exit code that fits."""
    spare_collector()
    _open_closed_descriptors()
    received: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, lambda number, _: _leave(number, received))
    try:
        code = root.main(standalone_mode=False, obj=received)
    except click.exceptions.Abort:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except CorpuscleanError as error:
        click.echo(f"corpusclean: {escape(str(error))}", err=True)
        code = error.exit_code
    except Exception:
        if not received:
            traceback.print_exc()
            click.echo("corpusclean: this is a bug; please report it with the lines above", err=True)
        code = BUG
    sys.exit(128 + received[0] if received else code)


def _leave(number: int, received: list[int]) -> NoReturn:
    """End by way of SystemExit, so that everything opened is closed and partial files are removed.

    The exception is lost where a signal meets a finaliser or a callback of C code, as while kernels are compiled; so
    the number is noted as well, and looked at before outputs appear.
    """
    if received:
        os._exit(128 + number)
    received.append(number)
    sys.exit(128 + number)


def _open_closed_descriptors() -> None:
    """Standard error that was closed (2>&-) becomes /dev/null, so that no output of ours can get its number."""
    if sys.stderr is None:
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, 2)
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
