"""What counts as a duplicate, and which copy stays."""

from pathlib import Path

import click

from corpusclean.cli.options.sections import section, together

option = section("Duplicates")

duplicate_options = together(
    option("--duplicates/--no-duplicates", default=True, show_default=True, help="Remove duplicates."),
    option(
        "--threshold",
        default=0.8,
        show_default=True,
        type=click.FloatRange(0, 1, min_open=True),
        help="Jaccard similarity from which articles are near-duplicates.",
    ),
    option(
        "--recall",
        default=0.99,
        show_default=True,
        type=click.FloatRange(0, 1, min_open=True, max_open=True),
        help="Probability that a pair right at the threshold is found; `corpusclean tune` shows it for others.",
    ),
    option(
        "--containment",
        default=0.0,
        metavar="SHARE",
        type=click.FloatRange(0, 1),
        help="Also remove articles of which a longer, kept one holds this share, such as 0.9.  [default: off]",
    ),
    option(
        "--contained",
        type=click.Choice(["shorter", "either"]),
        default="shorter",
        show_default=True,
        help="either: a longer article can go for a shorter one that it contains, and its own text is lost.",
    ),
    option(
        "--figures",
        type=click.Choice(["strict", "loose"]),
        default="strict",
        show_default=True,
        help="strict: articles that differ in figures only are no duplicates below 0.95.",
    ),
    option(
        "--keep",
        multiple=True,
        default=("first",),
        metavar="RULE",
        help="Which of several copies stays: first, longest, shortest, newest:FIELD, oldest:FIELD, max:FIELD, "
        "min:FIELD or prefer:FIELD=V1,V2. Given again, it decides between equals; in the end the id does."
        "  [default: first]",
    ),
    option("--blocks", is_flag=True, help="Cut long paragraphs that a kept article has already."),
    option(
        "--block-length",
        default=200,
        show_default=True,
        type=click.IntRange(1),
        help="Characters from which a paragraph is long, for --blocks.",
    ),
    option(
        "--spool",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
        help="Where articles wait until all are read, for any --keep but first.  [default: TMPDIR]",
    ),
)
