"""MinHash signatures of the kept articles as a Parquet file, for other programs: datasketch above all."""

from collections.abc import Sequence
from typing import Protocol

from corpusclean.model import U32


class Writer(Protocol):
    """What a signature file needs of a sink."""

    def write(self, data: bytes) -> None: ...


class SignatureFile:
    """A Parquet file with two columns: `id` (string) and `signature` (a list of num_perm uint32).

    The values are those of `datasketch.MinHash(num_perm, seed, scheme="affine32")` over the article's shingles; the
    file's metadata names num_perm, seed and scheme. `close` writes its end: without it the file can not be read.
    """

    def __init__(self, sink: Writer, num_perm: int, seed: int) -> None:
        import pyarrow  # 0.1 s, and rarely asked for
        import pyarrow.parquet as parquet

        facts = {"scheme": "affine32", "num_perm": str(num_perm), "seed": str(seed)}
        kinds = {"id": pyarrow.string(), "signature": pyarrow.list_(pyarrow.uint32(), num_perm)}
        self._schema = pyarrow.schema(kinds, metadata=facts)
        self._stream = pyarrow.PythonFile(_Stream(sink), mode="w")
        self._file = parquet.ParquetWriter(self._stream, self._schema, compression="zstd", use_dictionary=False)

    def write(self, ids: Sequence[str], signatures: U32) -> None:
        """Add a row an article; signatures: uint32, shape (a, num_perm)."""
        import pyarrow

        rows = pyarrow.FixedSizeListArray.from_arrays(signatures.ravel(), type=self._schema.field("signature").type)
        # Parquet holds UTF-8, which a lone surrogate in an id is not.
        names = [name.encode("utf-8", "replace").decode() for name in ids]
        self._file.write_table(pyarrow.table([names, rows], schema=self._schema))

    def close(self) -> None:
        """Write the file's end."""
        self._file.close()
        self._stream.close()


class _Stream:
    """A sink as pyarrow wants a file to be."""

    closed = False

    def __init__(self, sink: Writer) -> None:
        self._sink = sink

    def write(self, data: bytes) -> int:
        self._sink.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True
