"""A program whose only worker dies while it hands over a result, and which then ends its workers."""

import multiprocessing
import os
import signal
import struct
from multiprocessing.connection import Connection

from corpusclean.engines.workers import HARMLESS, Workers


def send_half(connection, data):
    os.write(connection.fileno(), struct.pack("!i", len(data)) + data[: len(data) // 2])
    os.kill(os.getpid(), signal.SIGKILL)


def tear(chunk):
    Connection.send_bytes = send_half
    return chunk


def nothing():
    pass


if __name__ == "__main__":
    pool = Workers(1, tear, nothing)
    pool.submit(HARMLESS)
    for process in multiprocessing.active_children():
        process.join()
    pool.kill()
