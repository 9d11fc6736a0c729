"""How text is repaired."""

from corpusclean.cli.options.sections import section, together

option = section("Repair")

repair_options = together(
    option("--repair/--no-repair", default=True, show_default=True, help="Repair encoding and characters."),
)
