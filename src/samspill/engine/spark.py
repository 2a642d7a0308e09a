"""Spark behind the same port as DuckDB: the same expressions, on this machine or on a cluster.

What is big goes to Spark: counts over establishments, carrying them to today's codes, blocking and
comparing names. Matrices, forecasts and the judging of names stay where the program runs.
"""

from __future__ import annotations

import contextlib
import shutil
import uuid
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from samspill.engine.port import temporary_folder
from samspill.engine.starting import plain_errors, start, without_pandas
from samspill.errors import EngineError

__all__ = ["SparkEngine"]

_GLOB = str.maketrans({one: f"\\{one}" for one in "\\{}[]*?"})
"""What Spark would else take for a pattern of many files."""


class SparkEngine:
    """Spark in a process of its own, or a cluster that answers elsewhere.

    Parameters
    ----------
    master
        `local[*]`, `spark://HOST:PORT` or another that Spark knows, or `sc://HOST:PORT` (Spark
        Connect). Without it the environment decides: `SPARK_REMOTE`, else `SPARK_MASTER`, else
        `local[*]`.
    wait
        Seconds in which the master has to give an answer to a first question. Without it the
        environment decides: `SAMSPILL_SPARK_WAIT`, else 60, on this machine 600.

    Raises
    ------
    EngineError
        Spark is not installed, there is no Java 17 or newer, or the master does not answer.
    """

    name = "spark"
    in_process = False

    def __init__(self, master: str | None = None, *, wait: float | None = None) -> None:
        self._folder = temporary_folder("samspill-spark-")
        try:
            self._session, self._stop = start(master, wait, Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise
        self._held: list[Any] = []

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        """Give a Parquet file as a lazy frame."""
        with plain_errors():
            return _lazy(self._session.read.parquet(_address(path).translate(_GLOB)))

    def take(self, rows: pa.Table) -> nw.LazyFrame[Any]:
        """Give an Arrow table as a lazy frame."""
        with plain_errors(), without_pandas():
            from pyspark.sql.pandas.types import from_arrow_schema

            # of a table without rows, Spark Connect would ask what its columns are
            kinds = None if rows.num_rows else from_arrow_schema(rows.schema)
            return _lazy(self._session.createDataFrame(rows, kinds))

    def spread(self, rows: pa.Table) -> nw.LazyFrame[Any]:
        """Give an Arrow table as a lazy frame that all who compute get whole."""
        # by its own estimates Spark would as soon send the many rows to the few
        return _lazy(self.take(rows).to_native().hint("broadcast"))

    def hold(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Give a lazy frame that is computed once, however often it is used."""
        with plain_errors():
            self._held.append(frame.to_native().persist())
        return _lazy(self._held[-1])

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Compute a lazy frame."""
        with plain_errors():
            rows = frame.to_native().toArrow()
        # Spark says of some columns that they have no nulls, DuckDB of none
        return rows.cast(pa.schema([field.with_nullable(True) for field in rows.schema]))

    def sink(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Compute a lazy frame into a Parquet file without holding it in memory."""
        # beside the file, where those who compute can write and we can read
        parts = path.parent / f".{path.name}-{uuid.uuid4().hex[:8]}"
        try:
            with plain_errors():
                frame.to_native().write.parquet(_address(parts))
            _join(parts, path)
        finally:
            shutil.rmtree(parts, ignore_errors=True)

    def close(self) -> None:
        """Let go of memory and threads."""
        with contextlib.suppress(EngineError), plain_errors():
            for held in self._held:
                held.unpersist()
        self._held.clear()
        self._stop()
        self._folder.cleanup()


def _lazy(frame: Any) -> nw.LazyFrame[Any]:
    lazy: nw.LazyFrame[Any] = nw.from_native(frame)
    return lazy


def _address(path: Path) -> str:
    return f"file://{path.resolve()}"


def _join(parts: Path, path: Path) -> None:
    """Make one file of the parts that Spark wrote, a group of rows at a time."""
    files = [pq.ParquetFile(one) for one in sorted(parts.glob("part-*.parquet"))]
    with pq.ParquetWriter(path, files[0].schema_arrow, compression="zstd") as writer:
        for file in files:
            for group in range(file.num_row_groups):
                writer.write_table(file.read_row_group(group))
