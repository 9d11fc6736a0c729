"""How text is repaired."""

import click

from corpusclean.cli.options.sections import section, together

option = section("Repair")

repair_options = together(
    option("--repair/--no-repair", default=True, show_default=True, help="Repair encoding and characters."),
    option(
        "--quotes",
        type=click.Choice(["keep", "straight"]),
        default="keep",
        show_default=True,
        help="straight: curly quotation marks become \" and '.",
    ),
    option(
        "--width",
        type=click.Choice(["keep", "fix"]),
        default="keep",
        show_default=True,
        help="fix: letters of full or half width become usual ones.",
    ),
    option(
        "--ligatures",
        type=click.Choice(["keep", "fix"]),
        default="keep",
        show_default=True,
        help="fix: ligatures such as ﬁ become single letters.",
    ),
    option(
        "--normalize",
        type=click.Choice(["NFC", "NFKC", "none"]),
        default="NFC",
        show_default=True,
        help="The Unicode normal form of the text; none: as it came.",
    ),
)
