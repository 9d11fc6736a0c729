"""What the commands can be told, a section of the help a file. What concerns only one command stands there."""

from corpusclean.cli.options.articles import article_options
from corpusclean.cli.options.duplicates import duplicate_options
from corpusclean.cli.options.language import language_options
from corpusclean.cli.options.pages import page_options
from corpusclean.cli.options.repair import repair_options
from corpusclean.cli.options.residue import learn_option, residue_options
from corpusclean.cli.options.sections import together
from corpusclean.cli.options.work import work_options

cleaning_options = together(
    page_options,
    repair_options,
    residue_options,
    learn_option,
    article_options,
    language_options,
    duplicate_options,
    work_options,
)
"""How pages are read and cleaned, in the same words for every command that cleans them."""
