"""What is taken for residue."""

from pathlib import Path

import click

from corpusclean.cli.options.sections import section, split_list, together

option = section("Residue")

learn_option = option("--learn", is_flag=True, help="Learn rules from the pages first, as `corpusclean learn` does.")
"""For commands that clean pages: not for the one that learns."""

rule_options = together(
    option(
        "--rules",
        multiple=True,
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A TOML file with rules of your own (see `corpusclean rules new`). Can be given again.",
    ),
    option(
        "--with-rules",
        default="",
        callback=split_list,
        metavar="NAMES",
        help="Also use rules that are off by default; such as captions (see `corpusclean rules list`).",
    ),
    option(
        "--without-rules",
        default="",
        callback=split_list,
        metavar="NAMES",
        help="Do not use these rules; such as comments,related.heading.en.",
    ),
    option(
        "--keep-lines",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Lines that must never be cut as residue, one a line.",
    ),
)
"""Which rules there are, where residue is looked for."""

residue_options = together(
    option("--residue/--no-residue", default=True, show_default=True, help="Remove residue."),
    rule_options,
)
