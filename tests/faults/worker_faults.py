"""Loaded by every process of a test as `sitecustomize`: a worker that comes upon a marker dies, or hangs."""

import multiprocessing
import os
import signal
import time

from corpusclean.engines import workers
from corpusclean.text import repair

whole = repair.repair


def repair_or_die(batch, tables):
    text = batch.raw.tobytes()
    if multiprocessing.parent_process() is not None:
        if b"DIE HERE" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"HANG HERE" in text:
            time.sleep(600)
    return whole(batch, tables)


if __name__ == "sitecustomize":  # and not where pytest looks for doctests
    workers.STALLED = 2.0
    repair.repair = repair_or_die
