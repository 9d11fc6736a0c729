"""How the work is done, whatever it is."""

from pathlib import Path

import click

from corpusclean.cli.options.sections import section, together

option = section("Work")


def read_config_file(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """What the file says stands in for the defaults: a flag or an environment variable goes before it."""
    if path is not None:
        from corpusclean.config import read_config

        known = {str(option.name) for option in context.command.params if option.name not in ("config", "inputs")}
        several = {str(option.name) for option in context.command.params if option.multiple}
        context.default_map = {**(context.default_map or {}), **read_config(path, known, several)}


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
