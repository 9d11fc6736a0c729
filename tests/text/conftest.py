"""What the tests of the text room share."""

import pytest

from corpusclean.text.repair_tables import RepairTables, load_tables


@pytest.fixture(scope="session")
def repair_tables() -> RepairTables:
    return load_tables()
