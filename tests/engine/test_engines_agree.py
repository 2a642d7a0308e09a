"""Each kind of expression that the house uses gives the same on DuckDB and on Spark."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samspill.engine import DuckEngine, Engine, SparkEngine
from samspill.networks import bipartite, project, project_on, shared_projects
from samspill.organisations import link_names
from samspill.organisations.linking import prepared
from twobuilds import few_parts

pytestmark = pytest.mark.slow

Frame = nw.LazyFrame[Any]
ROWS = pa.table(
    {
        "at": [1, 2, 3, 4, 5],
        "place": ["0301", "3107", None, "0301", ""],
        "activity": ["62.010", "10", "J62", None, "62.010"],
        "employees": pa.array([4, None, 7, 2, 0], pa.int64()),
        "money": [1.5, 0.1, None, float("nan"), 2.5],
        "is_firm": [True, None, False, True, False],
    }
)
OTHERS = pa.table({"place": ["0301", "3107", "9999"], "name": ["Oslo", "Fredrikstad", "Nowhere"]})
NAMES = [
    "Ås Bakeri AS", "AAS BAKERI A/S", "Bygg & Anlegg (BA) AS", "NORSK  REGNESENTRAL", "NR",
    "Universitetet i Oslo, Institutt for fysikk", "University of Oslo", "Ørsted Wind ApS",
    "Øystein Ødegård ANS", "ΟΡΓΑΝΙΣΜΟΣ ΛΙΜΕΝΟΣ", "İstanbul Üniversitesi", "Straße und Bau GmbH",
    "Żółć Sp. z o.o.", "L'Été S.A.", "Coop 1-2-3 SA", "  Rom   i  midten  ", "Hotel «Bristol»",
    "тест ООО", "中文公司", "Fjord*Data", "AS", "ſtift ĦAS as", "Ole Vig's Minde", "x",
    "Norsk institutt for bioøkonomi (NIBIO) avdeling Ås", "Universitetet i Osloo",
    "Norsk regnesentral stiftelse", "AAS BAKERIET AS", "Orsted Wind", "Bygg og Anlegg",
]  # fmt: skip


def text() -> nw.Expr:
    return nw.col("activity")


CASES: dict[str, Callable[[Frame, Frame], Frame]] = {
    "filter by length, end and list": lambda rows, _: rows.filter(
        text().str.len_chars() > 2, ~text().str.ends_with("10"), nw.col("at").is_in([1, 3, 4])
    ),
    "null is neither in nor out": lambda rows, _: rows.select(
        "at", inside=nw.col("place").is_in(["0301"]), missing=nw.col("place").is_null()
    ),
    "join, inner": lambda rows, others: rows.join(others, on="place", how="inner"),
    "join, left": lambda rows, others: rows.join(others, on="place", how="left"),
    "join, semi": lambda rows, others: rows.join(others, on="place", how="semi"),
    "filled and cast": lambda rows, _: rows.select(
        "at",
        size=nw.col("employees").cast(nw.Float64).fill_null(2.0),
        firm=nw.col("is_firm").fill_null(False).cast(nw.Int64),
        place=nw.col("place").fill_null(""),
    ),
    "one or the other": lambda rows, _: rows.select(
        "at",
        size=nw.when(nw.col("is_firm")).then(nw.col("employees")).otherwise(-1),
        kept=nw.when(nw.col("employees") > 3).then(nw.lit("many")).otherwise(nw.col("place")),
    ),
    "summed by group": lambda rows, _: (
        rows.filter(nw.col("money") < 100.0)
        .group_by("place")
        .agg(nw.col("employees").sum(), nw.col("money").sum(), rows=nw.len())
    ),
    "summed and counted": lambda rows, _: rows.select(
        nw.len().alias("rows"), nw.col("employees").cast(nw.Float64).sum()
    ),
    "the largest": lambda rows, _: rows.select(nw.col("employees").max()),
    "once each": lambda rows, _: rows.select("place").unique(),
    "one below the other": lambda rows, others: nw.concat(
        [rows.select("place"), others.select("place")], how="vertical"
    ),
    "split and spread": lambda rows, _: rows.select(
        "at", part=text().fill_null("a  b").str.split(" ")
    ).explode("part"),
    "pieces of text": lambda rows, _: rows.select(
        "at",
        begin=nw.concat_str(nw.lit("^"), text().str.slice(0, 3)),
        end=nw.concat_str(text().str.slice(-3), nw.lit("$")),
        middle=text().str.slice(2, 2),
        rest=text().str.slice(4),
    ),
    "patterns": lambda rows, _: rows.select(
        "at",
        has=text().str.contains(r"^\d{2}\.\d+$"),
        dot=text().str.contains(".", literal=True),
        words=text().str.replace_all(r"[^\pL\pN]+", " "),
        plain=text().str.replace_all(".", "", literal=True),
        low=text().str.to_lowercase().str.strip_chars(),
    ),
    "ranked in a group": lambda rows, _: rows.with_columns(
        rank=nw.col("at").rank("min", descending=True).over("place")
    ).select("at", "rank"),
    "rounded before it is whole": lambda rows, _: rows.select(
        "at",
        root=(1000 / (nw.col("at").cast(nw.Float64) * 3).sqrt()).round().cast(nw.Int64),
        log=(100 * (nw.lit(6.0) / nw.col("at").cast(nw.Float64)).log()).round().cast(nw.Int64),
        half=(nw.col("at") / 2).round().cast(nw.Int64),
    ),
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(few_parts(tmp_path_factory.mktemp("settings"))))
        engine = SparkEngine("local[2]")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    engine = DuckEngine()
    yield engine
    engine.close()


def told(rows: pa.Table) -> list[tuple[Any, ...]]:
    """Give rows in an order, numbers as numbers, whatever an engine calls their type."""

    def plain(value: Any) -> Any:
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return value
        return "nan" if math.isnan(value) else round(float(value), 9)

    columns = [[plain(one) for one in column.to_pylist()] for column in rows.columns]
    return sorted(zip(*columns, strict=True), key=repr)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_they_agree(case: Callable[[Frame, Frame], Frame], duck: Engine, spark: Engine) -> None:
    ours, theirs = (
        engine.collect(case(engine.take(ROWS), engine.take(OTHERS))) for engine in (duck, spark)
    )
    assert ours.column_names == theirs.column_names
    assert ours.num_rows > 0
    assert told(ours) == told(theirs)


def test_names_are_prepared_alike(duck: Engine, spark: Engine) -> None:
    names = pa.table(
        {
            "name_id": range(len(NAMES)),
            "organisation_name": NAMES,
            "country_code": ["NO" if at % 3 else "DE" for at in range(len(NAMES))],
        }
    )
    ours, theirs = (prepared(names, engine).to_pylist() for engine in (duck, spark))
    for one, other in zip(ours, theirs, strict=True):
        assert one == other


def test_names_are_linked_alike(duck: Engine, spark: Engine) -> None:
    names = pa.table(
        {
            "name_id": range(len(NAMES)),
            "organisation_name": NAMES,
            "country_code": pa.repeat("NO", len(NAMES)),
        }
    )
    ours, theirs = (
        link_names(names.slice(0, 24), names.slice(12), engine) for engine in (duck, spark)
    )
    assert ours.num_rows > 3
    assert ours.select(["left_id", "right_id"]) == theirs.select(["left_id", "right_id"])
    scores = (one["name_score"].to_pylist() for one in (ours, theirs))
    assert next(scores) == pytest.approx(next(scores), abs=1e-9)


def test_networks_are_projected_alike(duck: Engine, spark: Engine) -> None:
    draw = np.random.default_rng(5)
    projects = np.repeat(np.arange(60), draw.integers(1, 12, 60))
    actors = (25 * draw.random(len(projects)) ** 2).astype(int)
    joint = bipartite(actors.astype(str).tolist(), projects.astype(str).tolist()).joint()
    ours, theirs = (engine.collect(shared_projects(engine, joint)) for engine in (duck, spark))
    assert told(ours) == told(theirs)
    here, there = project(joint), project_on(spark, joint)
    assert max(here.projects_count) > 2
    for name in ("one", "other", "projects_count", "weight"):
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


# the port


@pytest.mark.parametrize("folder", ["plain", "place=x", "a [b] * ?", "Ås {«kommune»}"])
def test_a_file_is_scanned_and_sunk_whatever_its_folder_is_called(
    spark: Engine, tmp_path: Any, folder: str
) -> None:
    path = tmp_path / folder / "it's.parquet"
    path.parent.mkdir()
    pq.write_table(ROWS, path)
    assert spark.collect(spark.scan(path)).to_pylist()[:3] == ROWS.to_pylist()[:3]
    spark.sink(spark.scan(path).filter(nw.col("at") > 3), path.with_name("sunk.parquet"))
    assert pq.read_table(path.with_name("sunk.parquet"))["at"].to_pylist() == [4, 5]
    assert sorted(one.name for one in path.parent.iterdir()) == ["it's.parquet", "sunk.parquet"]


def test_rows_of_a_file_come_in_its_order(spark: Engine, tmp_path: Any) -> None:
    path = tmp_path / "many.parquet"
    pq.write_table(pa.table({"at": range(50_000)}), path, row_group_size=5_000)
    assert spark.collect(spark.scan(path))["at"].to_pylist() == list(range(50_000))


def test_what_is_held_is_computed_once(duck: Engine, spark: Engine) -> None:
    for engine in (duck, spark):
        held = engine.hold(engine.take(ROWS).select("at", place=nw.col("place").fill_null("?")))
        joined = held.join(held.group_by("place").agg(many=nw.len()), on="place")
        assert sorted(engine.collect(joined)["many"].to_pylist()) == [1, 1, 1, 2, 2]


def test_what_is_spread_goes_to_what_is_joined_with_it(
    duck: Engine, spark: Engine, tmp_path: Any
) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(ROWS, path)
    codes = pa.table({"place": [f"{at:04}" for at in range(302)], "code": range(302)})
    joined = [
        engine.scan(path).join(engine.spread(codes), on="place", how="left").select("at", "code")
        for engine in (duck, spark)
    ]
    ours, theirs = (
        engine.collect(frame) for engine, frame in zip((duck, spark), joined, strict=True)
    )
    assert told(ours) == told(theirs)
    assert sorted(theirs["code"].drop_null().to_pylist()) == [301, 301]
    # the codes, which are more than the rows here, and not the rows
    plan = joined[1].to_native()._jdf.queryExecution().executedPlan().toString()
    assert "BroadcastHashJoin" in plan
    assert "BuildRight" in plan
    assert "Exchange hashpartitioning" not in plan


def test_a_table_without_rows_is_taken(spark: Engine) -> None:
    assert spark.collect(spark.take(ROWS.slice(0, 0))).schema == ROWS.schema
