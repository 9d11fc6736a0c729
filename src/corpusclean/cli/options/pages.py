"""How pages are read."""

import click

from corpusclean.cli.options.sections import section, together

option = section("Input")

page_options = together(
    option("--text-field", default="text", show_default=True, help="The member that holds a page's text."),
    option("--id-field", default="id", show_default=True, help="The member that holds a page's id."),
    option("--url-field", default="url", show_default=True, help="The member that holds a page's address."),
    option(
        "--input-format",
        type=click.Choice(["auto", "jsonl", "text"]),
        default="auto",
        show_default=True,
        help="auto: .txt files are text, all else is JSONL.",
    ),
    option("--recursive", is_flag=True, help="Read the files in folders."),
)
