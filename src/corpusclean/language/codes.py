"""The languages corpusclean can name, in the order of their numbers in the block table."""

UND = 0  # undetermined (ISO 639-2)
ZXX = 1  # no linguistic content (ISO 639-2)
