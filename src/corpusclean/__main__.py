"""`python -m corpusclean` is the command `corpusclean`."""

from corpusclean.cli import main

if __name__ == "__main__":
    main()
