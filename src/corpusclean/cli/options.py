"""Options that commands have in common: how pages are read and cleaned."""

from dataclasses import fields
from typing import Any

import click

from corpusclean.cli.run import run
from corpusclean.config import Config

READING = ("input_format", "recursive", "workers", "spool", "config", "quiet")


def cleaning_options(command: Any) -> Any:
    """Give a command the options of `corpusclean run` that say how pages are read and cleaned, in the same words."""
    names = {field.name for field in fields(Config)} | set(READING)
    options = [option for option in run.params if isinstance(option, click.Option) and option.name in names]
    command.__click_params__ = [*options[::-1], *getattr(command, "__click_params__", [])]
    return command
