"""Options that do nothing without another one, or beside it: refused where they are given on the command line.

In a file or the environment they are standing choices, which wait for the run that needs them.
"""

import click
from click.core import ParameterSource

NEEDS = {
    "quotes": "repair",
    "width": "repair",
    "ligatures": "repair",
    "normalize": "repair",
    "languages": "language",
    "language_backend": "language",
    "strange": "language",
    "hopeless": "language",
    "doubt": "language",
    "keep_languages": "language",
    "threshold": "duplicates",
    "recall": "duplicates",
    "figures": "duplicates",
    "keep": "duplicates",
    "index": "duplicates",
    "signatures": "duplicates",
    "contained": "containment",
    "containment": "duplicates",
    "block_length": "blocks",
    "index_mode": "index",
    "language_unit": "keep_languages",
    "rules": "residue",
    "with_rules": "residue",
    "without_rules": "residue",
    "keep_lines": "residue",
}
"""An option, and the one that must be on for it to do anything."""

OF_PROFILES = ("strange", "hopeless")
"""Options of the language backend `profiles` alone."""


def refuse_idle(context: click.Context) -> None:
    """Refuse options that would do nothing.

    Raises:
        click.UsageError: the command line has one, and what it needs is off.
    """
    options = {option.name: option for option in context.command.params if isinstance(option, click.Option)}
    backend = context.params.get("language_backend", "profiles")
    for name in OF_PROFILES:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE and backend != "profiles":
            flag = options[name].opts[0]
            raise click.UsageError(f"{flag} does nothing with --language-backend {backend}; leave one of them out")
    for name, needed in NEEDS.items():
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and needed in options and not context.params[needed]:
            flag, other = options[name].opts[0], options[needed]
            if other.secondary_opts:
                raise click.UsageError(f"{flag} does nothing with {other.secondary_opts[0]}; leave one of them out")
            raise click.UsageError(f"{flag} does nothing without {other.opts[0]}; give both, or neither")
