"""How pages are divided into articles."""

from corpusclean.cli.options.sections import section, together

option = section("Articles")

article_options = together(
    option("--articles/--no-articles", default=True, show_default=True, help="Divide pages into articles."),
)
