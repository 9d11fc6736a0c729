"""How pages are divided into articles."""

import click

from corpusclean.cli.options.sections import section, together

option = section("Articles")

article_options = together(
    option(
        "--no-articles",
        "split",
        flag_value="off",
        default="conservative",
        allow_from_autoenv=False,
        help="The same as --split off.",
    ),
    option(  # the last of the two: its kind of value is what a file gives, see `kinds_of`
        "--split",
        type=click.Choice(["off", "conservative", "eager"]),
        default="conservative",
        show_default=True,
        help="Divide pages into articles. eager: at weaker evidence; off: every page is one article.",
    ),
)
