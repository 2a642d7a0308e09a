"""Builds of the same files by DuckDB and by Spark say the same, table by table."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samspill import cli
from samspill.build import build
from samspill.region import load_region
from samspill.sample import write_sample
from samspill.store import Build, Store
from twobuilds import cluster, compare, connect_server, few_parts

REGION = load_region("osloregionen")
FEW = ("klass_kommuner", "innovasjon_norge", "ssb_07459", "brreg_underenheter")


@pytest.mark.slow
def test_of_the_whole_sample(
    sample_home: Store, imported: Callable[..., Store], tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    store = imported(tmp_path)
    monkeypatch.setenv("SPARK_MASTER", "local[2]")
    monkeypatch.setenv("SPARK_CONF_DIR", str(few_parts(tmp_path_factory.mktemp("settings"))))
    monkeypatch.setattr(
        "sys.argv", ["samspill", "build", "--engine", "spark", "--home", str(tmp_path)]
    )
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    ours, theirs = sample_home.current(), store.current()
    assert [one.manifest["engine"] for one in (ours, theirs)] == ["duckdb", "spark"]
    assert "pyspark" in theirs.manifest["libraries"]
    assert len(compare.files(ours)) > 80
    assert ours.read("ledger") == theirs.read("ledger")
    assert list(compare.differences(ours, theirs)) == []
    # nothing that Java or Spark say of themselves comes to the one who builds
    assert "WARN" not in "".join(capfd.readouterr())


# on a cluster


@pytest.fixture(scope="module")
def few_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("few-files")
    write_sample(folder, size=0.1)
    return folder


@pytest.fixture(scope="module")
def by_duckdb(
    few_files: Path, tmp_path_factory: pytest.TempPathFactory, imported: Callable[..., Store]
) -> Build:
    store = imported(tmp_path_factory.mktemp("duckdb"), few_files, only=FEW)
    return build(REGION, store)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variable", "place"), [("SPARK_MASTER", cluster), ("SPARK_REMOTE", connect_server)],
    ids=["master", "remote"],
)  # fmt: skip
def test_of_few_sources_elsewhere(
    variable: str, place: Callable[[Path], Iterator[str]], few_files: Path, by_duckdb: Build,
    imported: Callable[..., Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    # what the one who runs it sets counts before what is set for it
    monkeypatch.setenv("SPARK_CONF_DIR", str(few_parts(tmp_path, "spark.driver.memory=1g")))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("SAMSPILL_SPARK_WAIT", "300")
    with place(tmp_path) as address:
        monkeypatch.setenv(variable, address)
        built = build(REGION, imported(tmp_path / "home", few_files, only=FEW), engine="spark")
    assert list(compare.differences(by_duckdb, built)) == []


# the comparison itself can say no


def _changed(
    build: Build, folder: Path, name: str, change: Callable[[pa.Table], pa.Table]
) -> Build:
    shutil.copytree(build.folder, folder)
    other = Build(folder, "changed")
    rows = pq.read_table(other.path(name), partitioning=None)
    pq.write_table(change(rows), other.path(name))
    return other


def _with(rows: pa.Table, column: str, value: object) -> pa.Table:
    """Give the first row another value."""
    at = rows.column_names.index(column)
    kind = rows.schema.field(at)
    values = pa.chunked_array([pa.array([value], kind.type), *rows[column].slice(1).chunks])
    return rows.set_column(at, kind, values)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda rows: _with(rows, "value", rows["value"][0].as_py() + 1e-5),
            "value differs in 1 of",
        ),
        (lambda rows: _with(rows, "value", None), "value differs in 1 of"),
        (lambda rows: _with(rows, "source", "elsewhere"), "source differs in 1 of"),
        (lambda rows: rows.slice(1), "rows and"),
        (lambda rows: rows.drop_columns("flag"), "other columns"),
    ],
    ids=["a little more", "null", "another text", "a row less", "a column less"],
)
def test_a_difference_is_found(
    change: Callable[[pa.Table], pa.Table], said: str, by_duckdb: Build, tmp_path: Path
) -> None:
    other = _changed(by_duckdb, tmp_path / "changed", "strengths", change)
    found = list(compare.differences(by_duckdb, other))
    assert said in found[0]
    assert found[0].startswith("strengths: ")


def test_order_and_a_last_digit_are_no_difference(by_duckdb: Build, tmp_path: Path) -> None:
    def turned(rows: pa.Table) -> pa.Table:
        rows = _with(rows, "value", rows["value"][0].as_py() * (1 + 1e-12) + 1e-12)
        return rows.take(pa.array(range(rows.num_rows - 1, -1, -1)))

    other = _changed(by_duckdb, tmp_path / "changed", "strengths", turned)
    assert list(compare.differences(by_duckdb, other)) == []
    assert 0 < compare.largest(by_duckdb, other) < compare.TOLERANCE


def test_a_table_too_few_is_found(by_duckdb: Build, tmp_path: Path) -> None:
    other = _changed(by_duckdb, tmp_path / "changed", "strengths", lambda rows: rows)
    other.path("strengths").unlink()
    assert list(compare.differences(by_duckdb, other)) == [f"strengths: only in {by_duckdb.id}"]
