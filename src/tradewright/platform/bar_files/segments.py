"""Segments: immutable Arrow files of bars, written whole, read by mapping them into memory."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tradewright.engine.bars import COLUMNS, Bars
from tradewright.kernel.errors import TradewrightError

ROWS_MAX: Final = 1 << 22
"""Bars of one segment: eight years of minutes, 200 MB. A series that fits is read without copying."""
SUFFIX: Final = ".arrow"


class DamagedSegment(TradewrightError):
    """A file of the bar store does not hold what its manifest says: fetch or import that stretch again."""

    code = "damaged_segment"


@dataclass(frozen=True, slots=True)
class Segment:
    """One file: bars `first` to `last` (open times, nanoseconds), known by the SHA-256 of its bytes."""

    file: str
    rows: int
    first: int
    last: int
    size: int
    sha256: str


def write_segment(folder: Path, bars: Bars) -> Segment:
    """Write `bars` (at least one, at most `ROWS_MAX`) as a new file in `folder`, on disk when this returns."""
    import pyarrow as pa

    names = ("time", *COLUMNS)
    batch = pa.record_batch([pa.array(getattr(bars, name)) for name in names], names=list(names))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    content = sink.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    name = f"{int(bars.time[0]):020d}-{digest[:16]}{SUFFIX}"
    write_whole(folder / name, memoryview(content))
    return Segment(name, len(bars), int(bars.time[0]), int(bars.time[-1]), content.size, digest)


def read_segment(folder: Path, segment: Segment) -> Bars:
    """Return the segment's bars, mapped and not copied. Raises DamagedSegment, and FileNotFoundError.

    The digest is checked at each reading: 0.6 ms a megabyte, against numbers nobody could trust.
    """
    import pyarrow as pa

    path = folder / segment.file
    with pa.memory_map(str(path)) as mapped:
        content = mapped.read_buffer()
    if content.size != segment.size or hashlib.sha256(content).hexdigest() != segment.sha256:
        raise DamagedSegment(
            f"{path} is damaged: its bytes are not those that were written. Delete its folder and fetch or import "
            "the bars again.",
            file=str(path), expected=segment.sha256,
        )  # fmt: skip
    reader = pa.ipc.open_file(pa.BufferReader(content))
    batch = reader.get_batch(0)
    columns = [batch.column(place).to_numpy(zero_copy_only=True) for place in range(batch.num_columns)]
    return Bars(*columns)


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """Put `content` at `path`, whole or not at all, and durably: a crash leaves the old file or the new one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
