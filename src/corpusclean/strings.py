"""Many byte strings in one buffer: a batch has tens of thousands, and kernels read and write them all at once."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray


class Strings(Sequence[bytes]):
    """Byte strings that stand one after the other in a buffer; each can be had as bytes.

    data: uint8, shape (n,); ends: int64, shape (s,), where in it each of them ends.

    >>> strings = Strings.of([b"one", b"", b"three"])
    >>> strings[2], len(strings), strings.data.tobytes(), strings.ends.tolist()
    (b'three', 3, b'onethree', [3, 3, 8])
    """

    __slots__ = ("data", "ends")

    def __init__(self, data: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self.data = data
        self.ends = ends

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> "Strings":
        """These strings, in one buffer; the same object where they are in one."""
        if isinstance(strings, Strings):
            return strings
        lengths = np.fromiter(map(len, strings), np.int64, len(strings))
        return cls(np.frombuffer(b"".join(strings), np.uint8), np.cumsum(lengths))

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each of the strings begins: int64, shape (s,)."""
        return np.concatenate((np.zeros(1, np.int64), self.ends))[: len(self.ends)]

    def texts(self) -> list[str]:
        """The strings, decoded from UTF-8; where all are ASCII they are cut from one text, which takes half the time.

        >>> Strings.of([b"one", "zwölf".encode()]).texts()
        ['one', 'zwölf']
        """
        whole = self.data.tobytes().decode()
        if len(whole) != len(self.data):
            return [text.decode() for text in self]
        return [whole[start:end] for start, end in pairwise([0, *self.ends.tolist()])]

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        return self.data[self.ends[place - 1] if place else 0 : self.ends[place]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        whole = self.data.tobytes()
        return (whole[start:end] for start, end in pairwise([0, *self.ends.tolist()]))


def fixed(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same bytes, not to be written to: a kernel is compiled for arrays of one kind."""
    view = data.view()
    view.flags.writeable = False
    return view
