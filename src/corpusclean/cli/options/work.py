"""How the work is done, whatever it is."""

from pathlib import Path
from typing import Any

import click

from corpusclean.cli.options.sections import section, split_list, together

option = section("Work")


def read_config_file(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """What the file says stands in for the defaults: a flag or an environment variable goes before it."""
    if path is not None:
        from corpusclean.config import read_config

        options = [option for option in context.command.params if isinstance(option, click.Option)]
        known = {str(option.name): kinds_of(option) for option in options if option.name != "config"}
        chosen = {name: as_given(value, known[name]) for name, value in read_config(path, known).items()}
        context.default_map = {**(context.default_map or {}), **chosen}


def kinds_of(option: click.Option) -> tuple[type, ...]:
    """The types that the value of an option can have in a TOML file."""
    if option.is_flag:
        return (bool,)
    if option.multiple:
        return (str, list)
    if option.callback is split_list:
        return (list, str)
    if isinstance(option.type, click.types.FloatParamType):
        return (float, int)
    if isinstance(option.type, click.types.IntParamType):
        return (int,)
    return (str,) if isinstance(option.type, click.Choice | click.Path) else (str, int, float)


def as_given(value: Any, kinds: tuple[type, ...]) -> Any:
    """A value as flags would give it: a list for an option that can be given again, a text with commas for codes."""
    if kinds == (str, list):
        return value if isinstance(value, list) else [value]
    return ",".join(value) if isinstance(value, list) else value


work_options = together(
    option("--workers", default=1, show_default=True, type=click.IntRange(0), help="Processes; 0: one a core."),
    option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=read_config_file,
        help="Read options from a TOML file.",
    ),
    option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
)
