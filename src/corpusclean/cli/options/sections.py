"""Options that stand in sections of a command's help, as many as a command has that does many things."""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from corpusclean.cli.options.idle import refuse_idle

Command = Any
"""A command, or the function that is to become one."""

Decorator = Callable[[Command], Command]


class SectionOption(click.Option):
    """An option that says in which section of the help it stands."""

    def __init__(self, *names: Any, section: str, **attributes: Any) -> None:
        super().__init__(*names, **attributes)
        self.section = section


class SectionCommand(click.Command):
    """A command whose help shows its options by section, in the order in which the sections first appear.

    It refuses options that would do nothing beside the others.
    """

    def invoke(self, context: click.Context) -> Any:
        """Do what the command does, if its options go together."""
        refuse_idle(context)
        return super().invoke(context)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, a list a section; those without a section come last."""
        options = [option for option in self.get_params(context) if isinstance(option, click.Option)]
        options.sort(key=lambda option: not isinstance(option, SectionOption))
        sections: dict[str, list[tuple[str, str]]] = {}
        for option in options:
            record = option.get_help_record(context)
            if record is not None:
                sections.setdefault(getattr(option, "section", "Other options"), []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


def section(title: str) -> Callable[..., Decorator]:
    """`click.option` for options that stand in this section."""
    return partial(click.option, cls=SectionOption, section=title)


def together(*options: Decorator) -> Decorator:
    """One decorator that adds all of these options, in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def split_list(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    """What stands between the commas of a list such as `en,ar`."""
    return tuple(name.strip() for name in value.split(",") if name.strip())
