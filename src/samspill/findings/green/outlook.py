"""Green strengths, green options and green complexity, with what the judgement of green does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.stats import rankdata

from samspill import geography
from samspill.findings.green.shares import shown_places
from samspill.findings.green.weights import BOUNDS, Weights
from samspill.findings.series import Series, names_of
from samspill.forecast import NORMS
from samspill.harmonise import Workspace
from samspill.indicators.complexity import product_complexity
from samspill.indicators.density import density_parts, relatedness_density
from samspill.indicators.green_complexity import (
    green_complexity_index,
    green_complexity_potential,
    green_count,
)
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import presence
from samspill.matrix import Matrix, Vector
from samspill.tables import table

__all__ = ["green_options", "green_places", "green_strengths", "positions"]

Floats = NDArray[np.float64]

_STANDS_OUT = 0.8
"""Among the top fifth of the places that lack the activity."""

_DRAWS = 200
_SEED = 2019

_MEASURES = ("green_count", "green_complexity", "green_potential")


def green_strengths(work: Workspace, weights: Weights) -> pa.Table:
    """Give the strengths that are green in part, in the last year of each series."""
    rows = work.tables["strengths"]
    green = pa.array(sorted(weights.green), pa.string())
    rows = rows.filter(pc.and_(rows["is_strength"], pc.is_in(rows["activity_code"], green)))
    rows = _of_shown(work, rows)
    keys = list(
        zip(
            *(rows[name].to_pylist() for name in ("place_code", "measure", "reference")),
            strict=True,
        )
    )
    years = rows["year"].to_pylist()
    last: dict[tuple[str, ...], int] = {}
    for key, year in zip(keys, years, strict=True):
        last[key] = max(year, last.get(key, year))
    newest = [year == last[key] for key, year in zip(keys, years, strict=True)]
    rows = rows.filter(pa.array(newest, pa.bool_()))
    each = weights.each(rows["activity_code"].to_pylist())
    for at, bound in enumerate(("", "_low", "_high")):
        rows = rows.append_column(f"green_weight{bound}", pa.array(each[:, at], pa.float64()))
    rows = rows.append_column("green_value", pc.multiply(rows["value"], rows["green_weight"]))
    declared = table("green_strengths")
    return declared.conform(rows.select(declared.schema.names))


def _of_shown(work: Workspace, rows: pa.Table) -> pa.Table:
    shown = shown_places(work, sorted(set(rows["place_code"].to_pylist())))
    return rows.filter(pc.is_in(rows["place_code"], pa.array(shown, pa.string())))


def green_options(work: Workspace, weights: Weights, every: Iterable[Series]) -> pa.Table:
    """Give the options that are green in part, with density from green and from the rest apart."""
    options = work.tables["options"]
    green = pa.array(sorted(weights.green), pa.string())
    options = _of_shown(work, options.filter(pc.is_in(options["activity_code"], green)))
    pieces = [table("green_options").empty()]
    for series in every:
        own = options.filter(pc.equal(options["source"], series.source))
        if own.num_rows:
            pieces.append(_options_of(own, weights, series))
    return pa.concat_tables(pieces)


def _options_of(own: pa.Table, weights: Weights, series: Series) -> pa.Table:
    quotients = series.plain.quotients[series.year]
    there = presence(quotients)
    of_base = there.select(series.plain.base)
    near = proximity(of_base)
    parts = [density_parts(there, near, weights.along(there.columns, at)) for at in range(3)]
    green = weights.along(there.columns)
    standing = positions(quotients, series.plain.base, green, NORMS.values())
    declared = table("green_options")
    each = weights.each(own["activity_code"].to_pylist())
    at = (
        there.rows.positions(own["place_code"].to_pylist()),
        there.columns.positions(own["activity_code"].to_pylist()),
    )
    named = {name: own[name] for name in own.column_names if name in declared.schema.names}
    first = {side: values[0][at] for side, values in standing.items()}
    low = {side: values.min(axis=0)[at] for side, values in standing.items()}
    high = {side: values.max(axis=0)[at] for side, values in standing.items()}
    found = {
        **named,
        "green_weight": each[:, 0],
        "green_weight_low": each[:, 1],
        "green_weight_high": each[:, 2],
        "density_green": parts[0].inside.dense[at],
        "density_green_low": parts[1].inside.dense[at],
        "density_green_high": parts[2].inside.dense[at],
        "density_other": parts[0].outside.dense[at],
        "density_other_low": parts[2].outside.dense[at],
        "density_other_high": parts[1].outside.dense[at],
        "position_green": first["inside"],
        "position_green_low": low["inside"],
        "position_green_high": high["inside"],
        "position_other": first["outside"],
        "position_other_low": low["outside"],
        "position_other_high": high["outside"],
        "leans_on": [
            _leans_on(*pair) for pair in zip(first["inside"], first["outside"], strict=True)
        ],
    }
    columns = {
        name: values
        if isinstance(values, pa.ChunkedArray)
        else pa.array(values, from_pandas=isinstance(values, np.ndarray))
        for name, values in found.items()
    }
    return declared.conform(pa.table(columns))


def positions(
    quotients: Matrix,
    base: tuple[str, ...],
    green: Vector,
    norms: Iterable[Callable[[Matrix], Matrix]],
) -> dict[str, Floats]:
    """Give where each place is among those that lack an activity, norm × place × activity.

    `inside` by what is green near it, `outside` by the rest, each beyond what breadth gives.
    """
    there = presence(quotients)
    of_base = there.select(base)
    by_norm = [density_parts(there, norm(of_base), green) for norm in norms]
    breadth = {
        "inside": _breadth(there, green.values),
        "outside": _breadth(there, 1 - green.values),
    }
    return {
        side: np.stack(
            [_standing(getattr(one, side).dense - along, quotients, base) for one in by_norm]
        )
        for side, along in breadth.items()
    }


def _breadth(there: Matrix, part: Floats) -> Floats:
    """Give the density that a place would have if its activities lay anywhere."""
    seen = np.isfinite(there.dense)
    having = np.where(seen, there.dense, 0.0) @ part
    return np.asarray((having / np.maximum(seen.sum(axis=1), 1))[:, None])


def _standing(own: Floats, quotients: Matrix, base: tuple[str, ...]) -> Floats:
    """Give each place's position among the base's places that lack an activity, 0-1.

    0.9 means that nine in ten of them have less near the activity, beyond what breadth gives.
    """
    inside = quotients.rows.positions(base)
    others = np.where(quotients.dense[inside] < 1, own[inside], np.nan)
    known = np.isfinite(others).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        below = np.stack(
            [
                (others[:, [at]] < own[:, at]).sum(axis=0)
                + ((others[:, [at]] == own[:, at]).sum(axis=0)) / 2
                for at in range(own.shape[1])
            ],
            axis=1,
        )
        return np.where(np.isnan(own), np.nan, below / np.where(known > 0, known, np.nan))


def _leans_on(green: float, other: float) -> str:
    if np.isnan(green) or np.isnan(other):
        return "unknown"
    stands_out = (green >= _STANDS_OUT, other >= _STANDS_OUT)
    return {(True, True): "both", (True, False): "green", (False, True): "other"}.get(
        stands_out, "neither"
    )


# the place as a whole


def green_places(work: Workspace, weights: Weights, every: Iterable[Series]) -> pa.Table:
    """Give green complexity, potential and plain count of the places, with their positions."""
    rows: list[dict[str, Any]] = []
    names = names_of(work).places
    for series in every:
        if not series.shortage:
            codes = series.plain.quotients[series.year].rows.codes
            rows += _places_of(series, weights, names, set(shown_places(work, codes)))
    return pa.Table.from_pylist(rows, schema=table("green_places").schema)


def _alike(count: Floats, index: Floats) -> float | None:
    """Give a correlation; None where too few places are known, or all are the same.

    A profile that calls nothing green has places that are all alike.
    """
    if len(count) < 3 or np.ptp(count) == 0 or np.ptp(index) == 0:
        return None
    return float(np.corrcoef(count, index)[0, 1])


def _places_of(
    series: Series, weights: Weights, names: Mapping[str, str], wanted: set[str]
) -> Iterator[dict[str, Any]]:
    quotients = series.plain.quotients[series.year]
    places = quotients.rows.codes
    inside = np.isin(places, series.plain.base)
    judged = [_measures(quotients, series, weights, at) for at in range(len(BOUNDS))]
    chosen = series.shown & np.asarray([place in wanted for place in places])
    drawn = _drawn(series, weights, [place for at, place in enumerate(places) if chosen[at]])
    count, index = judged[0]["green_count"], judged[0]["green_complexity"]
    both = inside & np.isfinite(count) & np.isfinite(index)
    alike = _alike(count[both], index[both])
    spoken = geography.region_names()
    for measure, values in judged[0].items():
        among = np.where(inside, values, np.nan)
        rank = rankdata(np.where(np.isnan(among), np.inf, -among), method="min")
        for at, place in enumerate(places):
            if not chosen[at] or np.isnan(values[at]):
                continue
            own = drawn[measure][:, np.count_nonzero(chosen[:at])]
            name = names.get(place, place)
            lower, upper = np.nanquantile(own, (0.025, 0.975))
            yield {
                "place_code": place,
                "measure": measure,
                "source": series.source,
                "year": series.year,
                "title_nb": spoken.get(place, {"nb": name})["nb"],
                "title_en": spoken.get(place, {"en": name})["en"],
                "value": float(values[at]),
                "low": float(min(lower, values[at])),
                "high": float(max(upper, values[at])),
                "weights_low": float(min(one[measure][at] for one in judged)),
                "weights_high": float(max(one[measure][at] for one in judged)),
                "rank": int(rank[at]) if inside[at] else None,
                "places_count": int(np.isfinite(among).sum()),
                "correlation": alike if measure == "green_complexity" else None,
            }


def _measures(quotients: Matrix, series: Series, weights: Weights, bound: int) -> dict[str, Floats]:
    there = presence(quotients)
    of_base = there.select(series.plain.base)
    density = relatedness_density(there, proximity(of_base))
    green = weights.along(there.columns, bound)
    found = _computed(there, density, product_complexity(of_base), green)
    empty = np.isnan(quotients.dense).all(axis=1)
    return {name: np.where(empty, np.nan, values) for name, values in found.items()}


def _drawn(series: Series, weights: Weights, shown: list[str]) -> dict[str, Floats]:
    """Draw the presences anew from the counts behind them, and give what comes of each draw.

    What is related and what is difficult is held: it rests on all places together.
    """
    of_all = series.plain.quotients[series.year]
    of_base = presence(of_all).select(series.plain.base)
    near, difficult = proximity(of_base), product_complexity(of_base)
    green = weights.along(of_all.columns)
    quotients = of_all.select(shown)
    sizes, lumps = series.plain.sizes[series.year], series.clumping(series.year)
    with np.errstate(invalid="ignore", divide="ignore"):
        count = np.nan_to_num(sizes.select(shown).dense / lumps.select(shown).dense)
    rng = np.random.default_rng(_SEED)
    found: dict[str, list[Floats]] = {name: [] for name in _MEASURES}
    some = count > 0
    for _ in range(_DRAWS):
        factor = np.ones(count.shape)
        factor[some] = rng.standard_gamma(count[some]) / count[some]
        there = presence(quotients.with_values(quotients.dense * factor, quotients.unit))
        density = relatedness_density(there, near)
        for name, values in _computed(there, density, difficult, green).items():
            found[name].append(values)
    return {name: np.stack(values) for name, values in found.items()}


def _computed(
    there: Matrix, density: Matrix, difficult: Vector, green: Vector
) -> dict[str, Floats]:
    seen = there.with_values(np.nan_to_num(there.dense), there.unit)
    values = (
        green_count(seen, green),
        green_complexity_index(seen, difficult, green),
        green_complexity_potential(there, density, difficult, green),
    )
    return {name: one.values for name, one in zip(_MEASURES, values, strict=True)}
