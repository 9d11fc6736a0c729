"""The index on disk: a folder with a manifest and immutable segments, one for every run that added to it.

A segment is a Parquet file with a row for every article that was kept: its id, exact hash, band keys and shingles. It
is written whole and forced to disk under another name, then renamed, and only then named in a manifest that replaces
the old one. Whatever is in the folder besides is of no account: a run that is killed leaves the index as it was.
"""

import contextlib
import hashlib
import json
import os
import unicodedata
from collections.abc import Collection, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpusclean.config import Config
from corpusclean.dedup.bands import choose_bands
from corpusclean.dedup.index import Index, Rows, criteria_of
from corpusclean.errors import InputError, OutputError, UsageError
from corpusclean.kernels.blockkeys import BLOCKS, LONG
from corpusclean.kernels.shingles import HASHING, KIND_BITS, SHINGLE

FORMAT = 1
MANIFEST = "manifest.json"
GROUP = 16384  # rows of a segment that are in memory at once
BLOCK = 1 << 20

Identity = dict[str, Any]

CAUSES = {"bands": "give the --threshold and the --recall that it was made with: they choose the bands"}
"""What to do about a difference between an index and a run that options decide."""


class Segment(NamedTuple):
    """A segment as the manifest names it: its file, how many articles it holds, and the file's size and BLAKE2b."""

    name: str
    articles: int
    bytes: int
    digest: str


class Manifest(NamedTuple):
    """What the folder holds: what defines its sketches, and its segments in the order in which they were added."""

    identity: Identity
    segments: tuple[Segment, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles there are in all."""
        return sum(segment.articles for segment in self.segments)


class Remember(Protocol):
    """Adds to a folder what its index has kept by then, but for the articles of some ids."""

    def __call__(self, without: Collection[str] = ()) -> None: ...


def identity_of(config: Config) -> Identity:
    """Everything that must be the same for sketches to be comparable, by name."""
    bands = choose_bands(config.threshold, config.recall, config.num_perm)
    return {
        "normaliser": f"case folding of Unicode {unicodedata.unidata_version}",
        "shingles": f"{SHINGLE} tokens, {32 - KIND_BITS} bits, hashing {HASHING}",
        "num_perm": config.num_perm,
        "seed": config.seed,
        "bands": f"{bands.bands} of {bands.rows} rows",
        "blocks": f"{BLOCKS}, from {LONG} characters",
    }


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs from adding to the folder, which is made if it is not there; the lock ends with the process.

    A fork has the lock as well. It is given back by the process that took it, whether or not forks live on.

    Raises:
        OutputError: the folder can not be written to, or another run adds to it.
    """
    import fcntl  # not on Windows; there is nothing to lock where no index is used

    process = os.getpid()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror}; give --index a folder that can be written to") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(f"{folder}: another run is adding to this index; wait for its end") from error
        except OSError as error:
            raise OutputError(
                f"{folder}: can not be locked ({error.strerror}); put the index on another disk"
            ) from error
        for partial in folder.glob("*.partial"):
            partial.unlink()
        yield
    finally:
        if os.getpid() == process:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index.

    Raises:
        InputError: there is none, or it is damaged or of another format.
    """
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
        version = document["format"]
        if version == FORMAT:
            return Manifest(document["identity"], tuple(Segment(**entry) for entry in document["segments"]))
    except OSError as error:
        raise InputError(f"{folder}: no index here ({MANIFEST}: {error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / MANIFEST}: damaged ({error}); restore it from a copy") from error
    raise InputError(f"{folder / MANIFEST}: format {version}, and this version of corpusclean reads {FORMAT}")


def refuse_others(folder: Path, found: Identity, expected: Identity) -> None:
    """Refuse an index whose sketches are not comparable with those of this run.

    Raises:
        UsageError: with every difference named.
    """
    names = sorted(found.keys() | expected.keys())
    differences = [
        f"{name} is {found.get(name, 'missing')} there and {expected.get(name, 'missing')} here"
        for name in names
        if found.get(name) != expected.get(name)
    ]
    if differences:
        advice = [CAUSES[name] for name in names if found.get(name) != expected.get(name) and name in CAUSES]
        cure = f"; {' and '.join(advice)}, or start another index" if advice else "; start another index"
        raise UsageError(f"{folder}: another kind of index: {'; '.join(differences)}{cure}")


def check_segment(folder: Path, segment: Segment) -> None:
    """Compare a segment's file with what the manifest says of it.

    Raises:
        InputError: it is missing or damaged.
    """
    path, digest = folder / segment.name, hashlib.blake2b(digest_size=16)
    try:
        size = path.stat().st_size
        if size != segment.bytes:
            raise InputError(f"{path}: damaged: {size} bytes, and the manifest says {segment.bytes}")
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise InputError(f"{path}: missing or unreadable ({error.strerror}); restore it from a copy") from error
    if digest.hexdigest() != segment.digest:
        raise InputError(f"{path}: damaged: its BLAKE2b is not that of the manifest; restore it from a copy")


def read_segment(folder: Path, segment: Segment) -> Iterator[Rows]:
    """The rows of a checked segment, some thousands at a time."""
    import pyarrow.parquet as parquet  # 0.1 s, and only where there is an index

    with parquet.ParquetFile(folder / segment.name) as file:
        for batch in file.iter_batches(batch_size=GROUP):
            columns = {name: batch.column(name).to_pylist() for name in ("id", "exact", "keys", "shingles")}
            yield Rows(
                ids=[name.decode("utf-8", "surrogatepass") for name in columns["id"]],
                exact=_stack(columns["exact"], np.uint64),
                keys=_stack(columns["keys"], np.uint32),
                shingles=np.frombuffer(bytearray().join(columns["shingles"]), "<u4").astype(np.uint32, copy=False),
                offsets=np.cumsum([0, *(len(row) // 4 for row in columns["shingles"])], dtype=np.int64),
            )


def _stack(rows: list[bytes], dtype: type[np.generic]) -> NDArray[Any]:
    """Rows of numbers, little-endian, as an array with one row each."""
    kind = np.dtype(dtype).newbyteorder("<")
    return np.frombuffer(bytearray().join(rows), kind).astype(dtype, copy=False).reshape(len(rows), -1)


def write_segment(folder: Path, name: str, groups: Iterator[Rows]) -> Segment:
    """Write a segment: complete and on disk before it has its name.

    Raises:
        OutputError: the disk is full or can not be written to.
    """
    import pyarrow
    import pyarrow.parquet as parquet

    kinds = {
        "id": pyarrow.binary(),
        "exact": pyarrow.binary(16),
        "keys": pyarrow.binary(),
        "shingles": pyarrow.binary(),
    }
    schema, path, partial, count = pyarrow.schema(kinds), folder / name, folder / f"{name}.partial", 0
    try:
        with parquet.ParquetWriter(partial, schema, compression="zstd", use_dictionary=False) as file:
            for rows in groups:
                file.write_table(pyarrow.table(_columns(rows), schema=schema))
                count += len(rows.ids)
        _force(partial)
        digest, size = _digest(partial), partial.stat().st_size
        partial.replace(path)
        _force(folder)
    except OSError as error:
        raise OutputError(f"{path}: {error}; the index is as it was") from error
    return Segment(name, count, size, digest)


def _columns(rows: Rows) -> dict[str, list[bytes]]:
    edges = rows.offsets.tolist()
    shingles = rows.shingles.astype("<u4", copy=False)
    return {
        "id": [name.encode("utf-8", "surrogatepass") for name in rows.ids],
        "exact": [row.tobytes() for row in rows.exact.astype("<u8", copy=False)],
        "keys": [row.tobytes() for row in rows.keys.astype("<u4", copy=False)],
        "shingles": [shingles[start:end].tobytes() for start, end in pairwise(edges)],
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest, at once.

    Raises:
        OutputError: it could not be written; the old one stands.
    """
    segments = [segment._asdict() for segment in manifest.segments]
    document = {"format": FORMAT, "identity": manifest.identity, "segments": segments}
    partial = folder / f"{MANIFEST}.partial"
    try:
        partial.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        _force(partial)
        partial.replace(folder / MANIFEST)
        _force(folder)
    except OSError as error:
        raise OutputError(f"{folder / MANIFEST}: {error.strerror}; the index is as it was") from error


def load(folder: Path, config: Config, create: bool) -> tuple[Index, Manifest]:
    """The index in a folder, in memory, and its manifest; an empty one where there is no folder and `create` is set.

    Raises:
        InputError: there is no index, or it is damaged.
        UsageError: its sketches are not those of this configuration.
    """
    identity = identity_of(config)
    new = create and not (folder / MANIFEST).exists()
    manifest = Manifest(identity) if new else read_manifest(folder)
    refuse_others(folder, manifest.identity, identity)
    index = Index(criteria_of(config), record=True)
    for segment in manifest.segments:
        check_segment(folder, segment)
        for rows in read_segment(folder, segment):
            index.restore(rows)
    return index, manifest


@contextlib.contextmanager
def opened(folder: Path, config: Config, mode: str) -> Iterator[tuple[Index, Remember]]:
    """The index in a folder, and what adds to the folder what it holds by then: with `mode` "read" nothing.

    Raises:
        UsageError: its sketches are not those of this configuration, or the mode is neither "add" nor "read".
        InputError: there is no index, or it is damaged.
        OutputError: another run adds to it.
    """
    if mode not in ("add", "read"):
        raise UsageError(f"index_mode is {mode!r}; give 'add' or 'read'")
    adds = mode == "add"
    with locked(folder) if adds else contextlib.nullcontext():
        index, manifest = load(folder, config, create=adds)

        def remember(without: Collection[str] = ()) -> None:
            if adds:
                save(folder, manifest, index, without)

        yield index, remember


def save(folder: Path, manifest: Manifest, index: Index, without: Collection[str] = ()) -> Manifest:
    """Add what the index holds beyond the manifest, as one more segment; the new manifest.

    without: the ids of articles that are not to be added.
    """
    firsts = range(manifest.articles, len(index), GROUP)
    groups = (index.rows(first, min(first + GROUP, len(index))).without(without) for first in firsts)
    groups = (rows for rows in groups if rows.ids)
    if (some := next(groups, None)) is None:
        return manifest
    segment = write_segment(folder, f"segment-{_next_number(manifest):06}.parquet", chain([some], groups))
    added = Manifest(manifest.identity, (*manifest.segments, segment))
    write_manifest(folder, added)
    return added


def merge(folder: Path) -> Manifest:
    """Make one segment of all; the old files are removed when the new manifest stands."""
    manifest = read_manifest(folder)
    for old in manifest.segments:
        check_segment(folder, old)
    if len(manifest.segments) < 2:
        return manifest
    groups = (rows for old in manifest.segments for rows in read_segment(folder, old))
    segment = write_segment(folder, f"segment-{_next_number(manifest):06}.parquet", groups)
    merged = Manifest(manifest.identity, (segment,))
    write_manifest(folder, merged)
    for old in manifest.segments:
        (folder / old.name).unlink(missing_ok=True)
    return merged


def _next_number(manifest: Manifest) -> int:
    return 1 + max((int(segment.name[8:14]) for segment in manifest.segments), default=0)


def _force(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
