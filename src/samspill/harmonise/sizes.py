"""Sizes of activities: from the statistics of regions and the register of establishments."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import activities, geography
from samspill.harmonise.places import nuts_of_sets
from samspill.harmonise.protection import cells_of_register
from samspill.harmonise.workspace import Workspace, sum_of
from samspill.tables import REASONS, table

__all__ = [
    "LEAP_FLAG",
    "WITHHELD_EMPLOYEES",
    "leaping",
    "sizes_of_register",
    "sizes_of_statistics",
]

WITHHELD_EMPLOYEES = 2.0
"""Employees of an establishment whose number (1-4) the register withholds; decision 0002."""

LEAP_FLAG = "!"
"""Behind the publisher's flags: the figure leapt from the year before; decision 0006."""

Floats = NDArray[np.float64]

_WHY = ("reason", "reason_nb", "reason_en")
_LARGE, _LEAP = 1000.0, 4.0
_SBS_MEASURES = ("persons_employed", "local_units", "wages_meur")


def leaping(rows: pa.Table) -> pa.ChunkedArray:
    """Say which rows have a figure that leapt from the year before."""
    return pc.fill_null(pc.match_substring(rows["flag"], LEAP_FLAG), fill_value=False)


def sizes_of_statistics(work: Workspace) -> pa.Table:
    """Sizes of NUTS 2 regions by division, from Europe's structural business statistics."""
    frame = work.scan("industry_statistics")
    if frame is None:
        return table("sizes").empty()
    code, place = nw.col("activity_code"), nw.col("place_code")
    chosen = frame.filter(
        code.str.len_chars() == 3,
        place.str.len_chars() == 4,
        ~place.str.ends_with("ZZ"),
        nw.col("measure").is_in(_SBS_MEASURES),
    )
    units = chosen.filter(nw.col("measure") == "local_units").select(
        "place_code", "activity_code", "year", establishments_count="value"
    )
    rows = work.engine.collect(
        chosen.join(units, on=["place_code", "activity_code", "year"], how="left").select(
            "source",
            "place_edition",
            "place_code",
            "activity_code",
            "measure",
            "year",
            "value",
            "establishments_count",
            "flag",
            "file_sha256",
            "source_row",
        )
    )
    # engines give rows in any order, and the last digit of a sum depends on it
    order = ("measure", "year", "place_code", "activity_code")
    rows = rows.sort_by([(name, "ascending") for name in order])
    rows = _without_negatives(work, rows)
    rows = rows.append_column("place_kind", pa.repeat("nuts2", rows.num_rows))
    rows = _held_where_they_leap(rows)
    pieces = [table("sizes").conform(rows)]
    for name, regions in nuts_of_sets(work.region).items():
        parts = rows.filter(pc.is_in(rows["place_code"], pa.array(sorted(regions))))
        pieces.append(_together(parts, "region", name, len(regions)))
    return pa.concat_tables(pieces)


def _without_negatives(work: Workspace, rows: pa.Table) -> pa.Table:
    """Set aside negative sizes, which no share can be taken of; the cell becomes not observed."""
    negative = pc.fill_null(pc.less(rows["value"], 0), fill_value=False)
    wrong = rows.filter(negative)
    content = [
        f"{row['activity_code']} {row['place_code']} {row['year']} {row['measure']} {row['value']}"
        for row in wrong.to_pylist()
    ]
    work.rejects.append(
        table("rejects").conform(
            pa.table(
                {
                    "source": wrong["source"],
                    "file_sha256": wrong["file_sha256"],
                    "source_row": wrong["source_row"],
                    "step": pa.repeat("sizes", wrong.num_rows),
                    "reason": pa.repeat("negative_size", wrong.num_rows),
                    **{
                        name: pa.repeat(text, wrong.num_rows)
                        for name, text in REASONS["negative_size"].explained().items()
                    },
                    "content": pa.array(content, pa.string()),
                }
            ).sort_by([("source_row", "ascending"), ("content", "ascending")])
        )
    )
    observed = rows.num_rows - rows["value"].null_count
    work.ledger.enter(
        "eurostat_sbs",
        "sizes",
        part="observed cells",
        received={"rows": observed},
        kept={"rows": observed - wrong.num_rows},
        rejected={"rows": wrong.num_rows},
    )
    value = pc.if_else(negative, pa.scalar(None, pa.float64()), rows["value"])
    return rows.set_column(rows.column_names.index("value"), "value", value).drop_columns(
        ["file_sha256", "source_row"]
    )


def _held_where_they_leap(rows: pa.Table) -> pa.Table:
    """Flag figures that leap, and say what sums rest on in their place; decision 0006.

    A large figure leaps when it is many times larger or smaller than the year before, and than what
    that year was taken to be. Where the persons of a cell leap, what is counted beside them cannot
    be believed either. The figure stays as published; `held_value` is that of the year before.
    """
    codes = ("measure", "place_code", "activity_code")
    cells, cell = _numbered(rows, codes)
    years, at = np.unique(rows["year"].to_numpy(), return_inverse=True)
    laid = np.full((len(cells), len(years)), np.nan)
    laid[cell, at] = rows["value"].to_numpy(zero_copy_only=False)
    counted = np.asarray([measure != "wages_meur" for measure, _, _ in cells])
    number = {one: n for n, one in enumerate(cells)}
    main = np.asarray([number.get((_SBS_MEASURES[0], *one[1:]), -1) for one in cells], dtype=int)
    held, leaps = laid.copy(), np.zeros(laid.shape, dtype=np.bool_)
    for n in range(1, len(years)):
        if years[n] != years[n - 1] + 1:
            continue
        own = counted & _leaps(laid[:, n - 1], laid[:, n]) & _leaps(held[:, n - 1], laid[:, n])
        leaps[:, n] = own | ((main >= 0) & own[main])
        held[:, n] = np.where(leaps[:, n] & ~np.isnan(laid[:, n]), held[:, n - 1], laid[:, n])
    leaps &= ~np.isnan(laid)
    flags = pc.fill_null(rows["flag"], "")
    flags = pc.if_else(
        pa.array(leaps[cell, at]), pc.binary_join_element_wise(flags, LEAP_FLAG, ""), rows["flag"]
    )
    rows = rows.set_column(rows.column_names.index("flag"), "flag", flags)
    return rows.append_column("held_value", pa.array(held[cell, at], from_pandas=True))


def _numbered(
    rows: pa.Table, names: tuple[str, ...]
) -> tuple[list[tuple[str, ...]], NDArray[np.intp]]:
    """Give the combinations of columns that occur, and which of them each row has."""
    kinds = rows.select(names).group_by(list(names), use_threads=False).aggregate([])
    kinds = kinds.append_column("cell", pa.array(range(kinds.num_rows)))
    numbered = rows.select(names).append_column("row", pa.array(range(rows.num_rows)))
    numbered = numbered.join(kinds, list(names)).sort_by("row")
    found = list(zip(*(kinds[name].to_pylist() for name in names), strict=True))
    return found, np.asarray(numbered["cell"].to_numpy(), dtype=np.intp)


def _leaps(before: Floats, now: Floats) -> NDArray[np.bool_]:
    """Say which figures are many times larger or smaller than before; none that is missing."""
    low, high = np.minimum(before, now), np.maximum(before, now)
    return np.asarray((high >= _LARGE) & (high > _LEAP * low))


def _together(rows: pa.Table, kind: str, code: str, parts: int) -> pa.Table:
    """Add places up to one; a cell that one of them lacks is not observed in the sum."""
    if rows.num_rows == 0:
        return table("sizes").empty()
    strict = pc.ScalarAggregateOptions(skip_nulls=False)
    doubted = leaping(rows)
    rows = rows.append_column("is_doubted", doubted)
    sums = rows.group_by(
        ["source", "activity_code", "measure", "year"], use_threads=False
    ).aggregate(
        [
            ("value", "sum", strict),
            ("held_value", "sum", strict),
            ("establishments_count", "sum", strict),
            ("place_edition", "min"),
            ("is_doubted", "any"),
            ([], "count_all"),
        ]
    )
    whole = pc.equal(sums["count_all"], parts)
    return table("sizes").conform(
        pa.table(
            {
                **{n: sums[n] for n in ("source", "activity_code", "measure", "year")},
                "place_kind": pa.repeat(kind, sums.num_rows),
                "place_code": pa.repeat(code, sums.num_rows),
                "place_edition": sums["place_edition_min"],
                "value": pc.if_else(whole, sums["value_sum"], None),
                "held_value": pc.if_else(whole, sums["held_value_sum"], None),
                "flag": pc.if_else(sums["is_doubted_any"], LEAP_FLAG, pa.scalar(None, pa.string())),
                "establishments_count": pc.if_else(whole, sums["establishments_count_sum"], None),
            }
        )
    )


def sizes_of_register(work: Workspace) -> pa.Table:
    """Sizes of municipalities by division, from the register of establishments."""
    frame = work.scan("establishments")
    if frame is None:
        return table("sizes").empty()
    source = "brreg_underenheter"
    frame = frame.with_columns(
        nw.col("municipality_code").fill_null(""), nw.col("activity_code").fill_null("")
    )
    found = _code_map(work, frame)
    joined = frame.join(found, on=["municipality_code", "activity_code", "year"], how="left")
    known = nw.col("place_code").is_null() | nw.col("division").is_null()
    lost = work.engine.collect(
        joined.filter(known).select(
            *("file_sha256", "source_row", "reason", "explanation_nb", "explanation_en"),
            *("content", "employees_count"),
        )
    )
    work.rejects.append(
        table("rejects").conform(
            pa.table(
                {
                    **{
                        name: lost[name]
                        for name in (
                            "file_sha256",
                            "source_row",
                            "reason",
                            "explanation_nb",
                            "explanation_en",
                            "content",
                        )
                    },
                    "source": pa.repeat(source, lost.num_rows),
                    "step": pa.repeat("carry", lost.num_rows),
                    "persons_count": lost["employees_count"],
                }
            ).sort_by([("file_sha256", "ascending"), ("source_row", "ascending")])
        )
    )
    employees = nw.col("employees_count").cast(nw.Float64)
    has = nw.col("has_employees").fill_null(False)
    withheld = has & nw.col("employees_count").is_null()
    cells = work.engine.collect(
        joined.filter(~known)
        .with_columns(
            size=nw.when(has).then(employees.fill_null(WITHHELD_EMPLOYEES)).otherwise(0.0),
            is_counted=has.cast(nw.Int64),
            is_withheld=withheld.cast(nw.Int64),
            observed=employees.fill_null(0.0),
        )
        .with_columns(square=nw.col("size") * nw.col("size"))
        .group_by("place_code", "division", "year")
        .agg(
            nw.col("size").sum(),
            nw.col("square").sum(),
            nw.col("is_counted").sum(),
            nw.col("is_withheld").sum(),
            nw.col("observed").sum(),
            rows=nw.len(),
        )
    )
    total = work.engine.collect(frame.select(nw.len().alias("rows"), employees.sum()))
    work.ledger.enter(
        source,
        "carry",
        received={
            "rows": total["rows"][0].as_py(),
            "persons_count": sum_of(total, "employees_count"),
        },
        kept={"rows": sum_of(cells, "rows"), "persons_count": sum_of(cells, "observed")},
        rejected={"rows": lost.num_rows, "persons_count": sum_of(lost, "employees_count")},
    )
    return cells_of_register(work, _with_two_largest(work, cells, joined, known, has), source)


def _with_two_largest(
    work: Workspace,
    cells: pa.Table,
    joined: nw.LazyFrame[Any],
    lost: nw.Expr,
    has: nw.Expr,
) -> pa.Table:
    """Add the sizes of the two largest establishments of each cell."""
    cell = ("place_code", "division", "year")
    size = nw.col("employees_count").cast(nw.Float64).fill_null(WITHHELD_EMPLOYEES)
    sizes = work.engine.collect(
        joined.filter(~lost, has)
        .with_columns(one_size=size)
        .group_by(*cell, "one_size")
        .agg(many=nw.len())
    ).sort_by([*((name, "ascending") for name in cell), ("one_size", "descending")])
    largest: dict[tuple[object, ...], list[float]] = {}
    for *key, each, many in zip(
        *(sizes[name].to_pylist() for name in (*cell, "one_size", "many")), strict=True
    ):
        own = largest.setdefault(tuple(key), [])
        own += [each] * min(many, 2 - len(own))
    keys = zip(*(cells[name].to_pylist() for name in cell), strict=True)
    found = [(*largest.get(key, ()), 0.0, 0.0)[:2] for key in keys]
    for at, name in enumerate(("first", "second")):
        cells = cells.append_column(name, pa.array([one[at] for one in found], pa.float64()))
    return cells


def _code_map(work: Workspace, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give for every place, activity and year that occurs its carried codes, or the reason."""
    keys = work.engine.collect(
        frame.group_by("municipality_code", "activity_code", "year").agg(rows=nw.len())
    ).sort_by([(n, "ascending") for n in ("municipality_code", "activity_code", "year")])
    keys = keys.drop_columns("rows")
    keys = keys.set_column(0, "municipality_code", _null_if_empty(keys["municipality_code"]))
    division = activities.classify(_null_if_empty(keys["activity_code"]))
    numbered = keys.append_column("at", pa.array(range(keys.num_rows)))
    carried = geography.carry_places(
        numbered.rename_columns(["place_code", "activity_code", "year", "at"]),
        work.municipalities,
        on="year",
        to=max(work.region.edition, *(pc.unique(keys["year"]).to_pylist() or [0])),
    )
    place_of = dict(
        zip(carried.table["at"].to_pylist(), carried.table["place_code"].to_pylist(), strict=True)
    )
    why = {row["at"]: [row[name] for name in _WHY] for row in carried.rejects.to_pylist()}
    rows = []
    for at, (key, act) in enumerate(zip(keys.to_pylist(), division.to_pylist(), strict=True)):
        reason = why.get(at) or [act[name] for name in _WHY]
        shown = f"kommune {key['municipality_code'] or '–'}, næring {key['activity_code'] or '–'}"
        rows.append(
            {
                **{name: "" if value is None else value for name, value in key.items()},
                "place_code": place_of.get(at),
                "division": act["activity_code"],
                "reason": reason[0],
                "explanation_nb": reason[1],
                "explanation_en": reason[2],
                "content": shown,
            }
        )
    schema = pa.schema(
        [
            ("municipality_code", pa.string()),
            ("activity_code", pa.string()),
            ("year", pa.int64()),
            *((n, pa.string()) for n in ("place_code", "division", "reason")),
            *((n, pa.string()) for n in ("explanation_nb", "explanation_en")),
            ("content", pa.string()),
        ]
    )
    codes = pa.Table.from_pylist(rows, schema=schema)
    work.give(
        "carried_codes",
        codes.select(
            ["municipality_code", "activity_code", "year", "place_code", "division"]
        ).rename_columns(
            ["municipality_code", "second_activity_code", "year", "place_code", "activity_code"]
        ),
    )
    return work.engine.spread(codes)


def _null_if_empty(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
