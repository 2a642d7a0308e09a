"""What an engine can be asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import pyarrow as pa

__all__ = ["Engine"]


class Engine(Protocol):
    """Who computes: it scans files, takes tables in, gives tables out."""

    name: str

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        """Give a Parquet file as a lazy frame."""
        ...

    def take(self, rows: pa.Table) -> nw.LazyFrame[Any]:
        """Give an Arrow table as a lazy frame."""
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
