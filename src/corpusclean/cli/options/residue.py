"""What is taken for residue."""

from pathlib import Path

import click

from corpusclean.cli.options.sections import section, together

option = section("Residue")

residue_options = together(
    option("--residue/--no-residue", default=True, show_default=True, help="Remove residue."),
    option(
        "--keep-lines",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Lines that must never be cut as residue, one a line.",
    ),
)
