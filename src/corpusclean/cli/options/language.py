"""How languages are told apart, and which stay."""

import click

from corpusclean.cli.options.sections import section, split_list, together

option = section("Language")

detection_options = together(
    option(
        "--languages",
        default="",
        callback=split_list,
        metavar="CODES",
        help="Choose among these languages only, such as en,ar.",
    ),
    option(
        "--language-backend",
        type=click.Choice(["profiles", "py3langid", "langdetect"]),
        default="profiles",
        show_default=True,
        help="Which detector names the languages.",
    ),
    option("--strange", default=2.1, show_default=True, help="Standard deviations from where a block may be und."),
    option("--hopeless", default=3.2, show_default=True, help="Standard deviations from where it is, on any page."),
    option("--doubt", default=0.45, show_default=True, help="A smaller probability of a language is und."),
)
"""How languages are told apart, where they are."""

language_options = together(
    option("--language/--no-language", default=True, show_default=True, help="Detect the language of every block."),
    detection_options,
    option(
        "--keep-languages",
        default="",
        callback=split_list,
        metavar="CODES",
        help="Remove what is in other languages than these; und and zxx can be among them.",
    ),
    option(
        "--language-unit",
        type=click.Choice(["article", "block"]),
        default="article",
        show_default=True,
        help="What --keep-languages removes: whole articles, or single blocks.",
    ),
)
