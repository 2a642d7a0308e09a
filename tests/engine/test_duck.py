"""The engine scans, takes, collects and sinks, and its refusals are sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samspill.engine import DuckEngine, Engine, open_engine
from samspill.errors import EngineError

ROWS = pa.table({"place": ["a", "b", "a"], "value": [1.5, 2.0, None]})


def summed(engine: Engine, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    sums = frame.group_by("place").agg(nw.col("value").sum()).sort("place")
    rows: list[dict[str, Any]] = engine.collect(sums).to_pylist()
    return rows


def test_without_room_for_temporary_files_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", full)
    with pytest.raises(EngineError, match=r"no room for temporary files: No usable .* TMPDIR"):
        DuckEngine()


def test_a_table_is_taken_in_and_given_out() -> None:
    with open_engine() as engine:
        assert engine.name == "duckdb"
        expected = [{"place": "a", "value": 1.5}, {"place": "b", "value": 2.0}]
        assert summed(engine, engine.take(ROWS)) == expected


@pytest.mark.parametrize(
    "folder", ["plain", "place=x", "a [b] * ?", "Ås «kommune»"], ids=["1", "2", "3", "4"]
)
def test_a_file_is_scanned_whatever_its_folder_is_called(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "rows.parquet"
    path.parent.mkdir()
    pq.write_table(ROWS, path)
    with open_engine() as engine:
        assert engine.collect(engine.scan(path)).to_pylist() == ROWS.to_pylist()


def test_what_is_sunk_can_be_scanned(tmp_path: Path) -> None:
    path = tmp_path / "it's.parquet"
    with open_engine() as engine:
        engine.sink(engine.take(ROWS), path)
        assert engine.collect(engine.scan(path)).sort_by("value").num_rows == 3
    assert pq.read_table(path).num_rows == 3


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with open_engine() as engine, pytest.raises(EngineError, match=r"gone\.parquet"):
        engine.scan(tmp_path / "gone.parquet")


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with open_engine() as engine, pytest.raises(EngineError, match="cannot be read or written"):
        engine.sink(engine.take(ROWS), tmp_path / "nowhere/rows.parquet")


def test_too_little_memory_is_said_plainly_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = DuckEngine(threads=1, memory="5MB")
    rows = engine.take(pa.table({"a": list(range(1_000_000))}))
    with pytest.raises(EngineError, match="more memory than there is"):
        engine.collect(rows.group_by("a").agg(nw.col("a").sum().alias("b")).sort("b"))
    engine.close()
    # spilling goes to the system's folder for such, not to where one happens to stand
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_engine_is_said_plainly() -> None:
    with (
        pytest.raises(EngineError, match=r"no engine «abacus»\. Known: duckdb"),
        open_engine("abacus"),
    ):
        pytest.fail("there is no such engine")


def test_the_engine_is_closed_also_after_an_error() -> None:
    opened = []

    def fail() -> None:
        with open_engine() as engine:
            opened.append(engine)
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it has no words
        fail()
    with pytest.raises(Exception, match="closed"):
        opened[0].take(ROWS)
