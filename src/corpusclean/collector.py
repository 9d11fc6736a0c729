"""Python's collector of cyclic garbage, which finds nothing here."""

import atexit
import gc

YOUNG_OBJECTS = 200_000


def spare_collector() -> None:
    """Let Python look for cycles after 200,000 new objects rather than after 700.

    A batch makes tens of thousands of small objects and no cycle; looking for cycles takes 5 to 10 % of a run, and
    0.1 s of its start. At its end Python would look through all that the imported modules have left, for 0.25 s: what
    is frozen it passes over. For programs of our own only: a library must not decide this for its caller.
    """
    gc.set_threshold(YOUNG_OBJECTS)
    atexit.register(gc.freeze)
