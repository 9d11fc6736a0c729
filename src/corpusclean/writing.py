"""Writing bytes that stand in several places: from where they are, since to join them first would copy them all."""

from collections.abc import Callable, Iterable

MOST_PIECES = 1024  # that a system takes at once


def write_pieces(pieces: Iterable[bytes | memoryview], write: Callable[[list[memoryview]], int]) -> None:
    """Write pieces of bytes, one after the other, by `write`, which returns how many bytes of them it took.

    >>> write_pieces([b"one", b"two"], lambda some: print(bytes(some[0][:2])) or len(some[0][:2]))
    b'on'
    b'e'
    b'tw'
    b'o'
    """
    rest = [memoryview(piece) for piece in pieces if len(piece)]
    rest.reverse()  # the next one is the last: taking it off moves no other
    while rest:
        written = write(rest[: -MOST_PIECES - 1 : -1])
        while written:
            first = rest.pop()
            if len(first) > written:
                rest.append(first[written:])
            written -= min(len(first), written)
