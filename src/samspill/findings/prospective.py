"""Forecasts that are frozen when they are made, and scored by later builds.

A forecast is named by the figures it was made from (source, vintage, start year) and the version
of the program. Once it stands in a build it is never written again: a later build of the same home
takes the log of the build before it, adds the forecasts that are not in it yet, and scores those
whose end year its own figures have reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import samspill
from samspill.findings.series import Series
from samspill.findings.trials import Trials
from samspill.forecast.scoring import precisions
from samspill.tables import table

__all__ = ["frozen", "log", "scores"]

_NAMED_BY = (
    "source", "vintage", "version", "place_code", "activity_code", "start_year", "end_year",
)  # fmt: skip


def frozen(one: Series, trials: Trials, vintage: str) -> pa.Table:
    """Give a series' forecasts as they are frozen."""
    made = trials.forecast
    if made is None:
        return table("forecast_log").empty()
    chance = made.probability
    row_at, column_at = np.nonzero(np.isfinite(chance.dense))

    def cells(values: np.ndarray) -> pa.Array:
        return pa.array(values[row_at, column_at])

    count = len(row_at)
    return table("forecast_log").conform(
        pa.table(
            {
                "source": pa.repeat(one.source, count),
                "vintage": pa.repeat(vintage, count),
                "version": pa.repeat(samspill.__version__, count),
                "place_code": pa.array(np.asarray(chance.rows.codes, dtype=object)[row_at]),
                "activity_code": pa.array(
                    np.asarray(chance.columns.codes, dtype=object)[column_at]
                ),
                "start_year": pa.repeat(pa.scalar(made.window.start, pa.int64()), count),
                "end_year": pa.repeat(pa.scalar(made.window.end, pa.int64()), count),
                "measure": pa.repeat(one.measure, count),
                "forecast": cells(chance.dense),
                "forecast_low": cells(made.low.dense),
                "forecast_high": cells(made.high.dense),
                "baseline": cells(made.baseline.dense),
                "lq": cells(one.plain.quotients[made.window.start].dense),
            }
        )
    )


def log(earlier: pa.Table, made: Sequence[pa.Table], series: Sequence[Series]) -> pa.Table:
    """Put new forecasts behind the earlier ones and say of each what has come of it.

    Parameters
    ----------
    earlier
        The log of the build before, which is not changed but for its outcomes.
    made
        This build's forecasts; one that the log has already stays as it was frozen.
    series
        This build's figures.
    """
    declared = table("forecast_log")
    names = [tuple(row.values()) for row in earlier.select(list(_NAMED_BY)).to_pylist()]
    there = set(names)
    fresh = pa.concat_tables([declared.empty(), *made])
    new = [tuple(row.values()) not in there for row in fresh.select(list(_NAMED_BY)).to_pylist()]
    every = pa.concat_tables([earlier, fresh.filter(pa.array(new, pa.bool_()))])
    lq_end, outcome = _outcomes(every, {(one.source, one.measure): one for one in series})
    at = every.column_names.index
    every = every.set_column(at("lq_end"), "lq_end", lq_end)
    return declared.check(every.set_column(at("outcome"), "outcome", outcome))


def _outcomes(
    rows: pa.Table, series: Mapping[tuple[str, str], Series]
) -> tuple[pa.Array, pa.Array]:
    """Give the quotient at the end of each forecast as far as it is known, and the outcome."""
    levels: list[float | None] = []
    outcomes: list[str] = []
    columns = ("source", "measure", "place_code", "activity_code", "end_year")
    for row in rows.select(list(columns)).to_pylist():
        one = series.get((row["source"], row["measure"]))
        quotients = None if one is None else one.plain.quotients.get(row["end_year"])
        if quotients is None:
            # figures that have passed the year by without a usable edition of it
            passed = one is not None and one.year > row["end_year"]
            levels.append(None)
            outcomes.append("not_observed" if passed else "pending")
            continue
        known = row["place_code"] in quotients.rows and row["activity_code"] in quotients.columns
        level = quotients[row["place_code"], row["activity_code"]] if known else np.nan
        levels.append(None if np.isnan(level) else float(level))
        outcomes.append(
            "not_observed" if np.isnan(level) else "came_true" if level >= 1 else "did_not"
        )
    return pa.array(levels, pa.float64()), pa.array(outcomes, pa.string())


def scores(rows: pa.Table) -> pa.Table:
    """Give for each set of frozen forecasts how many have come true and how many were expected."""
    by = ["source", "vintage", "version", "start_year", "end_year", "measure"]
    found = []
    for key in rows.group_by(by, use_threads=False).aggregate([]).to_pylist():
        chosen = rows
        for name, value in key.items():
            chosen = chosen.filter(pc.equal(chosen[name], value))
        told = chosen.filter(pc.is_in(chosen["outcome"], pa.array(["came_true", "did_not"])))
        said, base = (told[name].to_numpy() for name in ("forecast", "baseline"))
        came = np.asarray(pc.equal(told["outcome"], "came_true").to_pylist(), dtype=np.bool_)
        row = {**key, "cells_count": chosen.num_rows, "at_risk_count": told.num_rows}
        if told.num_rows:
            precision, _ = precisions(said, came, np.ones((1, len(came))), 1)
            row |= {
                "entries_count": int(came.sum()),
                "expected_count": float(said.sum()),
                "average_precision": None if np.isnan(precision[0]) else float(precision[0]),
                "brier": float(np.mean((said - came) ** 2)),
                "baseline": float(np.mean((base - came) ** 2)),
            }
        found.append(row)
    return pa.Table.from_pylist(found, schema=table("forecast_scores").schema)
