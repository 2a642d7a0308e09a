"""Where the region can grow, and how much to believe it.

For every place an option is an activity that it does not have (quotient below 1, observed). Each
option stands in the plane of density and complexity, with how stable that is, and has a forecast:
the probability that the activity is there after the horizon, with interval. The back-test of the
same build stands beside it, against the quotient alone, which is the baseline.

Where a register is too thin, a place too small or a series too short, `options_basis` says so and
nothing is invented. Sums of places larger than every place get the plane and no forecast.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Finding, Origin, View
from samspill.findings.plane import Plane, nearest_of, plane
from samspill.findings.prospective import frozen, log, scores
from samspill.findings.series import Names, Series, all_series, names_of, neighbours
from samspill.findings.trials import (
    Trials,
    backtest_rows,
    entries_rows,
    reliability_rows,
    run_trials,
)
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_sets
from samspill.indicators.specialisation import presence
from samspill.tables import table

__all__ = ["FINDING"]

_NAMED = 3
_PLACES_NAMED = 5

_REASONS = {
    "": ("", ""),
    "few_places": (
        "Kilden har for få steder til å si hva som hører sammen.",
        "The source has too few places to tell what belongs together.",
    ),
    "thin_register": (
        "Registeret i dette bygget er bare et lite utvalg av virksomhetene. Det holder ikke til "
        "å si hva et sted mangler. Hent hele registeret.",
        "The register in this build is only a small part of the establishments. It does not "
        "suffice to tell what a place lacks. Fetch the whole register.",
    ),
    "few_establishments": (
        "Stedet har for få virksomheter til å si hva det mangler.",
        "The place has too few establishments to tell what it lacks.",
    ),
    "few_years": (
        "Det er for få år med tall til å lære en prognose og prøve den.",
        "There are too few years with figures to learn a forecast and to test it.",
    ),
    "few_entries": (
        "For få aktiviteter har kommet til noe sted til at en prognose kan læres.",
        "Too few activities have entered anywhere for a forecast to be learnt.",
    ),
    "larger_than_places": (
        "Stedet er større enn alle stedene som prognosen er lært av.",
        "The place is larger than all the places that the forecast was learnt from.",
    ),
}


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give options, what they rest on, the back-tests and the log of frozen forecasts."""
    found: dict[str, list[pa.Table]] = {name: [] for name in FINDING.tables}
    made, series = [], list(all_series(work))
    known = _Known.of(work)
    for one in series:
        if one.shortage:
            found["options_basis"].append(_without(one, one.shortage, known.names))
            continue
        trials = run_trials(one)
        laid = plane(one.plain, one.year)
        basis = _basis(one, trials, laid, known.names)
        found["options_basis"].append(basis)
        found["options"].append(_options(work, one, trials, laid, known))
        found["options_history"].append(_history(one, laid))
        found["backtest"].append(backtest_rows(one, trials.trials))
        found["backtest_reliability"].append(reliability_rows(one, trials.trials))
        found["backtest_entries"].append(entries_rows(one, trials.horizon))
        made.append(frozen(one, trials, work.vintages.get(one.source, "")))
    kept = log(work.earlier.get("forecast_log", table("forecast_log").empty()), made, series)
    found["forecast_log"], found["forecast_scores"] = [kept], [scores(kept)]
    tables = {
        name: pa.concat_tables([table(name).empty(), *parts]) for name, parts in found.items()
    }
    tables["options"] = _one_series_a_place(tables["options"])
    return tables


@dataclass(frozen=True)
class _Known:
    """What options are described with: names, areas, instruments, which places belong together."""

    names: Names
    areas: Mapping[str, str]
    instruments: Mapping[str, str]
    members: Mapping[str, frozenset[str]]
    region: frozenset[str]
    sets: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, work: Workspace) -> _Known:
        groups = work.tables["groups"]
        members: dict[str, set[str]] = {name: set() for name in nuts_of_sets(work.region)}
        for row in groups.to_pylist():
            members.setdefault(row["place_code"], set()).add(row["municipality_code"])
        inside = groups.filter(pc.equal(groups["place_kind"], "region"))
        return cls(
            names_of(work),
            _areas(work),
            _instruments(work),
            {code: frozenset(found) for code, found in members.items()},
            frozenset(inside["municipality_code"].to_pylist()),
            nuts_of_sets(work.region),
        )


def _areas(work: Workspace) -> dict[str, str]:
    """Give for each division the areas it belongs to, the weightiest first."""
    weights: dict[str, dict[str, float]] = {}
    for area in work.region.areas:
        for act in area.activities:
            of_division = weights.setdefault(act.code[:3], {})
            of_division[area.id] = max(act.weight, of_division.get(area.id, 0.0))
    return {
        code: " ".join(sorted(found, key=lambda area: (-found[area], area)))
        for code, found in weights.items()
    }


def _instruments(work: Workspace) -> dict[str, str]:
    """Give for each activity the instruments that most awards to it come from."""
    awards = work.tables["awards"]
    awards = awards.filter(
        pc.and_(pc.is_valid(awards["activity_code"]), pc.is_valid(awards["instrument"]))
    )
    counts: dict[str, Counter[str]] = {}
    grouped = awards.group_by(["activity_code", "instrument"]).aggregate([([], "count_all")])
    for row in grouped.to_pylist():
        counts.setdefault(row["activity_code"], Counter())[row["instrument"]] = row["count_all"]
    return {
        code: "; ".join(sorted(found, key=lambda name: (-found[name], name))[:_NAMED])
        for code, found in counts.items()
    }


# what the figures suffice for


def _without(one: Series, reason: str, names: Names) -> pa.Table:
    """Say of every place of a series that its figures do not suffice."""
    codes = one.plain.sizes[one.year].rows.codes
    rows = [_basis_row(one, at, names, "none", reason, options=None) for at in range(len(codes))]
    return pa.Table.from_pylist(rows, schema=table("options_basis").schema)


def _basis(one: Series, trials: Trials, laid: Plane, names: Names) -> pa.Table:
    rows = []
    made = trials.forecast
    for at in range(len(one.plain.sizes[one.year].rows)):
        basis, reason = "forecast", ""
        if not one.shown[at]:
            basis, reason = "none", "few_establishments"
        elif made is None:
            basis, reason = "plane", "few_years" if trials.horizon == 0 else "few_entries"
        elif np.isnan(made.probability.dense[at]).all():
            basis, reason = "plane", "larger_than_places"
        row = _basis_row(one, at, names, basis, reason, int(laid.options[at].sum()))
        if basis != "none":
            row["density_median"] = _number(laid.density_median[at])
            row["complexity_median"] = _number(laid.complexity_median[at])
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=table("options_basis").schema)


def _basis_row(
    one: Series, at: int, names: Names, basis: str, reason: str, options: int | None
) -> dict[str, Any]:
    code = one.plain.sizes[one.year].rows.codes[at]
    units = one.establishments[one.year].dense[at]
    return {
        "source": one.source,
        "place_code": code,
        "place_edition": one.place_edition,
        "place_name": names.places.get(code),
        "place_kind": str(one.kinds[at]),
        "measure": one.measure,
        "year": one.year,
        "basis": basis,
        "reason": reason,
        "reason_nb": _REASONS[reason][0],
        "reason_en": _REASONS[reason][1],
        "establishments_count": float(np.nansum(units)) if np.isfinite(units).any() else None,
        "activities_count": int((one.plain.quotients[one.year].dense[at] >= 1).sum()),
        "options_count": options,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


# the options


def _options(work: Workspace, one: Series, trials: Trials, laid: Plane, known: _Known) -> pa.Table:
    axis = one.plain.quotients[one.year]
    places, acts = axis.rows.codes, axis.columns.codes
    there = presence(axis).dense > 0
    told = _reliability(trials)
    near_by = neighbours(work, one)
    shrunk = one.shrunken.quotients[one.year].dense
    made = trials.forecast
    nothing = np.full(axis.shape, np.nan)
    chance, low, high, base = (
        (nothing,) * 4
        if made is None
        else (made.probability.dense, made.low.dense, made.high.dense, made.baseline.dense)
    )
    row_at = {code: at for at, code in enumerate(places)}
    rows: list[dict[str, Any]] = []
    for at in np.flatnonzero(one.shown):
        code = places[at]
        own = np.flatnonzero(laid.options[at]).tolist()
        rank = _ranks(own, chance[at], laid.rank[at])
        carried = nearest_of(laid.near, there[at], _NAMED)
        opened = nearest_of(laid.near, laid.options[at], _NAMED)
        region = [row_at[c] for c in _region_of(code, one, known) if c in row_at and c != code]
        beside = [row_at[c] for c in near_by.get(code, ())]
        for act in own:
            share, text_nb, text_en = told(chance[at, act])
            rows.append(
                {
                    "place_code": code,
                    "activity_code": acts[act],
                    "year": one.year,
                    "place_edition": one.place_edition,
                    "place_name": known.names.places.get(code),
                    "activity_nb": known.names.nb.get(acts[act]),
                    "activity_en": known.names.en.get(acts[act]),
                    "measure": one.measure,
                    "source": one.source,
                    "lq": float(axis.dense[at, act]),
                    "lq_shrunk": _number(shrunk[at, act]),
                    "density": _number(laid.density[at, act]),
                    "complexity": _number(laid.complexity[at, act]),
                    "quadrant": laid.quadrant[at, act],
                    "plane_rank": _whole(laid.rank[at, act]),
                    "stability": _number(laid.stability[at, act]),
                    "horizon": trials.horizon or None,
                    "forecast": _number(chance[at, act]),
                    "forecast_low": _number(low[at, act]),
                    "forecast_high": _number(high[at, act]),
                    "baseline": _number(base[at, act]),
                    "rank": rank.get(act),
                    "reliability": share,
                    "reliability_nb": text_nb,
                    "reliability_en": text_en,
                    "carried_by": " ".join(carried[act]),
                    "connects_to": " ".join(opened[act]),
                    "done_in_region": _doing(axis.dense[:, act], region, places),
                    "done_next_door": _doing(axis.dense[:, act], beside, places),
                    "area_ids": known.areas.get(acts[act], ""),
                    "instruments": known.instruments.get(acts[act], ""),
                }
            )
    return pa.Table.from_pylist(rows, schema=table("options").schema)


def _history(one: Series, laid: Plane) -> pa.Table:
    """Give the quotients of every option over the years, leaps left out."""
    row_at, column_at = np.nonzero(laid.options & one.shown[:, None])
    count = len(row_at)
    axis = one.plain.quotients[one.year]
    places, acts = (np.asarray(side.codes, dtype=object) for side in (axis.rows, axis.columns))
    parts = [
        pa.table(
            {
                "source": pa.repeat(one.source, count),
                "place_code": pa.array(places[row_at], pa.string()),
                "activity_code": pa.array(acts[column_at], pa.string()),
                "year": pa.repeat(pa.scalar(year, pa.int64()), count),
                "measure": pa.repeat(one.measure, count),
                **{
                    name: pa.array(
                        history.quotients[year].dense[row_at, column_at], from_pandas=True
                    )
                    for name, history in (("lq", one.plain), ("lq_shrunk", one.shrunken))
                },
            }
        )
        for year in one.plain.years
    ]
    return table("options_history").conform(pa.concat_tables(parts))


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else int(value)


def _ranks(own: list[int], chance: np.ndarray, by_plane: np.ndarray) -> dict[int, int]:
    """Rank a place's options by forecast, by the plane where there is none."""
    value = by_plane if np.isnan(chance[own]).all() else -chance
    ordered = sorted((float(value[act]), act) for act in own if not math.isnan(value[act]))
    return {act: number for number, (_, act) in enumerate(ordered, start=1)}


def _region_of(code: str, one: Series, known: _Known) -> Iterable[str]:
    """Give the places with which a place shares a region: its parts, the alliance, its country."""
    base = one.plain.base
    if known.members.get(code):
        parts: Iterable[str] = known.members[code]
        if one.source == "eurostat_sbs":
            parts = known.sets.get(code, frozenset())
        return [c for c in base if c in parts]
    if code in known.region:
        return [c for c in base if c in known.region]
    return [c for c in base if c[:2] == code[:2]]


def _doing(quotient: np.ndarray, where: list[int], places: tuple[str, ...]) -> str:
    """Name the places that have an activity, the most specialised first."""
    having = [(-quotient[at], places[at]) for at in where if quotient[at] >= 1]
    return " ".join(code for _, code in sorted(having)[:_PLACES_NAMED])


def _reliability(trials: Trials) -> Any:
    """Give a function from a probability to what became of such ones in the back-test, in words."""
    bins = []
    if trials.trials:
        bins = [one for one in trials.trials[0].reliability if one.method == "forecast"]
    years = trials.horizon
    within = "a year" if years == 1 else f"{years} years"

    def told(chance: float) -> tuple[float | None, str | None, str | None]:
        for one in bins:
            if one.low <= chance < one.high or (one.high == 1.0 and chance == 1.0):
                share, low, high = (round(100 * value) for value in one.share)
                base = round(100 * one.baseline)
                return (
                    one.share[0],
                    f"Av 100 muligheter med slik sannsynlighet slo {share} til innen {years} år i "
                    f"etterprøvingen ({low}-{high}). Kvotienten alene ga {base}.",
                    f"Of 100 options with such a probability {share} came true within "
                    f"{within} in the back-test ({low}-{high}). The quotient alone gave {base}.",
                )
        return None, None, None

    return told


def _one_series_a_place(rows: pa.Table) -> pa.Table:
    """Keep for each place the series with a forecast, else the newest."""
    best: dict[str, tuple[bool, int, str]] = {}
    columns = rows.select(["place_code", "forecast", "year", "source"]).to_pylist()
    for row in columns:
        worth = (row["forecast"] is not None, row["year"], row["source"])
        best[row["place_code"]] = max(best.get(row["place_code"], worth), worth)
    return rows.filter(
        pa.array([row["source"] == best[row["place_code"]][2] for row in columns], pa.bool_())
    )


# back to the sources


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the tidy rows behind an option, a forecast, or a back-test."""
    if "place_code" not in row:
        years = tuple(row[year] for year in ("start_year", "end_year") if row.get(year))
        when: dict[str, tuple[object, ...]] = {"year": years} if years else {}
        return (Origin(_ALL, "sizes", {"source": (row["source"],), **when}, ("held_value",)),)
    year = row["start_year"] if name == "forecast_log" else row["year"]
    here = {"source": (row["source"],), "place_code": (row["place_code"],)}
    measured = {**here, "measure": (row["measure"],), "year": (year,)}
    in_place = Origin(_IN_PLACE, "sizes", measured, ("held_value",))
    if "activity_code" not in row:
        return (in_place,)
    act = {"activity_code": (row["activity_code"],)}
    in_file = (
        (
            Origin(
                _IN_FILE,
                "industry_statistics",
                {**act, "place_code": (row["place_code"],),
                 "measure": (row["measure"],), "year": (year, year - 1)},
                ("value",),
            ),
        )
        if row["source"] == "eurostat_sbs"
        else ()
    )  # fmt: skip
    return (
        *in_file,
        Origin(_CELL, "sizes", {**measured, **act, "year": (year, year - 1)}, ("value",)),
        in_place,
    )


_ALL = {"nb": "Alle tallene i serien", "en": "All figures of the series"}
_CELL = {"nb": "Cellen selv, og året før", "en": "The cell itself, and a year before"}
_IN_FILE = {"nb": "Cellen i filen, og året før", "en": "The cell in the file, and a year before"}
_IN_PLACE = {"nb": "Alle aktivitetene i stedet", "en": "All activities of the place"}


FINDING = Finding(
    id="options",
    title={"nb": "Muligheter", "en": "Options"},
    question={
        "nb": "Hvor kan regionen vokse, og hvor mye er det å stole på?",
        "en": "Where can the region grow, and how much is that to be believed?",
    },
    tables=(
        "options",
        "options_history",
        "options_basis",
        "backtest",
        "backtest_reliability",
        "backtest_entries",
        "forecast_log",
        "forecast_scores",
    ),
    needs=("sizes", "places", "groups", "activities", "awards", "borders"),
    compute=compute,
    indicators=("location_quotient", "relatedness_density", "product_complexity", "entry"),
    views={
        "options": View(
            columns=(
                "place_name", "activity_code", "activity_{lang}", "rank", "forecast",
                "forecast_low", "forecast_high", "baseline", "quadrant", "stability",
                "carried_by",
            ),
            order_by="rank",
            focus={"place_code": ("sets", "NO01", "alliance"), "year": ("latest",)},
        ),
        "options_history": View(
            columns=("place_code", "activity_code", "year", "lq", "lq_shrunk"),
            order_by="year",
            focus={"place_code": ("sets", "NO01", "alliance")},
        ),
        "options_basis": View(
            columns=("place_code", "place_name", "basis", "reason_{lang}", "options_count"),
            order_by="place_code",
        ),
        "backtest": View(
            columns=(
                "method_{lang}", "start_year", "end_year", "average_precision",
                "average_precision_low", "average_precision_high", "precision_at_k", "brier",
                "gain", "gain_low", "gain_high", "verdict",
            ),
            order_by="-average_precision",
            focus={
                "source": ("eurostat_sbs", "brreg_underenheter"),
                "rule": ("plain",),
                "fold": ("place",),
                "horizon": (2, 1),
            },
        ),
        "backtest_reliability": View(
            columns=(
                "probability_from", "probability_to", "cells_count", "came_true",
                "came_true_low", "came_true_high", "baseline",
            ),
            order_by="probability_from",
            focus={
                "source": ("eurostat_sbs", "brreg_underenheter"),
                "rule": ("plain",),
                "fold": ("place",),
                "horizon": (2, 1),
                "method": ("forecast",),
            },
        ),
        "backtest_entries": View(
            columns=(
                "rule", "start_year", "end_year", "at_risk_count", "entries_count",
                "entries_margin_count", "entries_other_count", "unobserved_count",
            ),
            order_by="start_year",
            focus={"source": ("eurostat_sbs", "brreg_underenheter")},
        ),
        "forecast_log": View(
            columns=(
                "place_code", "activity_code", "start_year", "end_year", "forecast", "baseline",
                "outcome",
            ),
            order_by="-forecast",
        ),
        "forecast_scores": View(
            columns=(
                "vintage", "start_year", "end_year", "at_risk_count", "entries_count",
                "expected_count", "brier", "baseline",
            ),
            order_by="start_year",
        ),
    },
    trace=trace,
    cost=3.0,
)  # fmt: skip
