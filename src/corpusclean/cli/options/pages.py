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
    option(
        "--max-record-bytes",
        default=64 << 20,
        type=click.IntRange(1024),
        metavar="N",
        help="Reject lines, and text files, that are longer.  [default: 64 MiB]",
    ),
    option(
        "--max-expand",
        default=200.0,
        type=click.FloatRange(1, min_open=True),
        metavar="FACTOR",
        help="Refuse inputs that grow more when decompressed, beyond 64 MiB.  [default: 200]",
    ),
    option("--recursive", is_flag=True, help="Read the files in folders."),
)
