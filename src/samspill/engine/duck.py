"""DuckDB in this process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from samspill.engine.port import temporary_folder
from samspill.errors import EngineError

__all__ = ["DuckEngine"]


_BATCH = 1 << 16


class DuckEngine:
    """DuckDB in this process.

    Parameters
    ----------
    threads
        How many threads; all processors without it.
    memory
        How much memory before it spills to disk, as DuckDB writes it (`2GB`).
    """

    name = "duckdb"
    in_process = True

    def __init__(self, *, threads: int | None = None, memory: str | None = None) -> None:
        # what does not fit in memory would else be put into the folder one happens to stand in
        self._spill = temporary_folder("samspill-duckdb-")
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET temp_directory = ?", [self._spill.name])
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET enable_progress_bar = false")
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")
        if memory is not None:
            self._connection.execute("SET memory_limit = ?", [memory])

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        """Give a Parquet file as a lazy frame."""
        with _plain_errors():
            relation = self._connection.read_parquet(str(path))
        return nw.from_native(relation)

    def take(self, rows: pa.Table) -> nw.LazyFrame[Any]:
        """Give an Arrow table as a lazy frame."""
        # a thread works on a batch at a time: one batch would keep all but one of them idle
        batches = rows.to_batches(max_chunksize=_BATCH)
        pieces = pa.Table.from_batches(batches, rows.schema)
        return nw.from_native(self._connection.from_arrow(pieces))

    def spread(self, rows: pa.Table) -> nw.LazyFrame[Any]:
        """Give an Arrow table as a lazy frame; here all who compute have the same memory."""
        return self.take(rows)

    def hold(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Give a lazy frame that is computed once, however often it is used."""
        return self.take(self.collect(frame))

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Compute a lazy frame."""
        with _plain_errors():
            return frame.collect("pyarrow").to_native()

    def sink(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Compute a lazy frame into a Parquet file without holding it in memory."""
        with _plain_errors():
            frame.sink_parquet(path)

    def close(self) -> None:
        """Let go of memory and threads."""
        self._connection.close()
        self._spill.cleanup()


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise EngineError(
            "The computation needs more memory than there is. Close other programs, or build a "
            f"smaller region. DuckDB says: {str(error).splitlines()[0]}"
        ) from error
    except duckdb.IOException as error:
        raise EngineError(
            f"A file of the build cannot be read or written: {str(error).splitlines()[0]}"
        ) from error
