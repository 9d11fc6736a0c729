"""One tree of exceptions; each class carries the exit code that the command line ends with.

    CorpuscleanError
    |-- UsageError       2   options, configuration or rules that make no sense
    |-- InputError       3   an input is missing, unreadable or corrupt
    |-- OutputError      4   an output could not be written
    |-- ResourceError    5   a resource that we promised to bound ran out
    `-- InvariantError  70   a bug in corpusclean: a promise of its own does not hold

Bad *data* is none of these: a line that can not be used becomes a reject (see `corpusclean.model.Reject`).
"""


class CorpuscleanError(Exception):
    """Any error that corpusclean raises on purpose. The message ends with what to do next."""

    exit_code = 70


class UsageError(CorpuscleanError):
    """Options, configuration or rules that make no sense."""

    exit_code = 2


class InputError(CorpuscleanError):
    """An input is missing, unreadable or corrupt."""

    exit_code = 3


class OutputError(CorpuscleanError):
    """An output could not be written; what stood there before is untouched."""

    exit_code = 4


class ResourceError(CorpuscleanError):
    """A resource that corpusclean promised to bound ran out."""

    exit_code = 5


class InvariantError(CorpuscleanError):
    """A promise that corpusclean makes about itself does not hold; please report it."""

    exit_code = 70
