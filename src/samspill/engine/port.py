"""What an engine can be asked for, and where it may write meanwhile."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import pyarrow as pa

from samspill.errors import EngineError

__all__ = ["Engine", "temporary_folder"]


class Engine(Protocol):
    """Who computes: it scans files, takes tables in, gives tables out."""

    name: str
    in_process: bool
    """Whether it computes in this process, so that NumPy is as near to what Python holds."""

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        """Give a Parquet file as a lazy frame."""
        ...

    def take(self, rows: pa.Table) -> nw.LazyFrame[Any]:
        """Give an Arrow table as a lazy frame."""
        ...

    def spread(self, rows: pa.Table) -> nw.LazyFrame[Any]:
        """Give an Arrow table as a lazy frame that all who compute get whole.

        So that what is larger stays where it is when the two are joined.
        """
        ...

    def hold(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Give a lazy frame that is computed once, however often it is used."""
        ...

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Compute a lazy frame."""
        ...

    def sink(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Compute a lazy frame into a Parquet file without holding it in memory."""
        ...

    def close(self) -> None:
        """Let go of memory and threads."""
        ...


def temporary_folder(prefix: str) -> tempfile.TemporaryDirectory[str]:
    """Make a folder that goes with the engine.

    Raises
    ------
    EngineError
        There is no room.
    """
    try:
        return tempfile.TemporaryDirectory(prefix=prefix)
    except OSError as error:
        raise EngineError(
            f"There is no room for temporary files: {error.strerror}. Make room on the disk, "
            "or name another folder in TMPDIR. The last finished build is untouched."
        ) from error
