"""The figures of Europe's regions in one year, one row a region, as ranks are drawn from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.findings.standing.lineage import Lineage, carried, lineage
from samspill.harmonise import Workspace, leaping
from samspill.harmonise.places import nuts_of_sets
from samspill.indicators.specialisation import location_quotient
from samspill.matrix import Axis, Matrix
from samspill.uncertainty import (
    ShrunkenQuotient,
    clumping_from_dispersion,
    shrunken_location_quotient,
)

__all__ = ["MEASURES", "Panel", "lineage_of", "panels_of"]

Floats = NDArray[np.float64]

MEASURES = ("persons_employed", "local_units", "wages_meur")
_COVERED = 0.75
"""A year with fewer observed cells than this part of the best year's is left out."""


@dataclass(frozen=True)
class Panel:
    """One measure in one year.

    Parameters
    ----------
    measure, year
        What and when.
    sizes
        Region × activity, the sets behind the regions; a figure that leapt holds last year's.
    observed
        Which cells the publisher has and that did not leap.
    leapt
        Which cells leapt.
    base
        The regions of Europe, without the sets.
    sets
        The sets of the profile that are whole regions, and which.
    quotient
        The plain quotients of what is observed.
    shrunken
        The shrunken ones, with what each cell can be drawn from.
    """

    measure: str
    year: int
    sizes: Matrix
    observed: NDArray[np.bool_]
    leapt: NDArray[np.bool_]
    base: tuple[str, ...]
    sets: Mapping[str, frozenset[str]]
    quotient: Matrix
    shrunken: ShrunkenQuotient

    @property
    def share(self) -> Floats:
        """Each activity's part of all that is observed in Europe."""
        total = np.nansum(self.sizes.select(self.base).dense, axis=0)
        return np.asarray(total / total.sum())

    def opponents(self, places: Sequence[str]) -> NDArray[np.bool_]:
        """Say whom each place is ranked among: all others, for a set without its parts."""
        return np.asarray(
            [~np.isin(self.base, [place, *self.sets.get(place, ())]) for place in places],
            dtype=np.bool_,
        ).reshape(len(places), len(self.base))


def lineage_of(work: Workspace) -> Lineage:
    """Give which codes of the statistics are one region."""
    sizes = work.tables["sizes"]
    own = sizes.filter(pc.equal(sizes["source"], "eurostat_sbs"))
    own = own.filter(pc.and_(pc.equal(own["place_kind"], "nuts2"), pc.is_valid(own["value"])))
    if own.num_rows == 0:
        return lineage(work.tidy("region_changes"), ())
    codes = set(pc.unique(own["place_code"]).to_pylist())
    # an edition comes into the statistics up to two years after its own
    return lineage(work.tidy("region_changes"), codes, pc.min(own["year"]).as_py() - 2)


def panels_of(work: Workspace, found: Lineage) -> Iterator[Panel]:
    """Give the panels: persons employed in every year, other measures in the last of those."""
    sizes = work.tables["sizes"]
    own = sizes.filter(pc.equal(sizes["source"], "eurostat_sbs"))
    own = own.filter(pc.equal(own["place_kind"], "nuts2"))
    if own.num_rows == 0:
        return
    sets = nuts_of_sets(work.region)
    places = Axis("place", "nuts-2013", _codes(own, "place_code"))
    acts = Axis("activity", "nace-2", _codes(own, "activity_code"))
    last = None
    for measure in MEASURES:
        rows = own.filter(pc.equal(own["measure"], measure))
        by_year = {
            year: _laid(rows.filter(pc.equal(rows["year"], year)), places, acts)
            for year in sorted(pc.unique(rows["year"]).to_pylist())
        }
        seen = {year: int(np.isfinite(one["held"]).sum()) for year, one in by_year.items()}
        years = [year for year in seen if seen[year] >= _COVERED * max(seen.values()) > 0]
        if measure == MEASURES[0]:
            last = max(years, default=None)
        wanted = years if measure == MEASURES[0] else [year for year in years if year == last]
        for year in wanted:
            yield _panel(measure, year, by_year[year], places, acts, found, sets)


def _codes(rows: pa.Table, column: str) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(rows[column]).to_pylist()))


def _laid(rows: pa.Table, places: Axis, acts: Axis) -> dict[str, Floats]:
    at = (
        pc.index_in(rows["place_code"], pa.array(places.codes)).to_numpy(),
        pc.index_in(rows["activity_code"], pa.array(acts.codes)).to_numpy(),
    )
    found = {}
    leapt = leaping(rows)
    for name, column in (
        # a region's sums hold last year's figure where this year's leapt
        ("held", rows["held_value"]),
        ("units", rows["establishments_count"]),
        ("leapt", leapt),
    ):
        values = np.full((len(places), len(acts)), np.nan)
        values[at] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
        found[name] = values
    found["leapt"] = np.nan_to_num(found["leapt"])
    return found


def _panel(
    measure: str,
    year: int,
    now: Mapping[str, Floats],
    places: Axis,
    acts: Axis,
    found: Lineage,
    sets: Mapping[str, frozenset[str]],
) -> Panel:
    held = now["held"]
    regions, values = carried(held, places.codes, found)
    _, units = carried(now["units"], places.codes, found)
    _, leapt = carried(np.where(np.isfinite(held), now["leapt"], np.nan), places.codes, found)
    there = np.asarray(np.isfinite(values).any(axis=1))
    base = tuple(region for region, one in zip(regions, there, strict=True) if one)
    values, units = values[there], units[there]
    leaps: NDArray[np.bool_] = np.nan_to_num(leapt[there]) > 0
    rows = [*base]
    for name, parts in sets.items():
        inside = [base.index(part) for part in sorted(parts) if part in base]
        if len(inside) == len(parts):
            rows.append(name)
            values = np.vstack([values, values[inside].sum(axis=0)])
            units = np.vstack([units, units[inside].sum(axis=0)])
            leaps = np.vstack([leaps, leaps[inside].any(axis=0)])
    axis = Axis("place", places.edition, tuple(rows))
    sizes = Matrix(values, axis, acts)
    if measure == "local_units":
        clumping = sizes.with_values(np.ones(sizes.shape), "establishments")
    else:
        clumping = clumping_from_dispersion(sizes, Matrix(units, axis, acts))
    against = sizes.select(base)
    return Panel(
        measure,
        year,
        sizes,
        np.isfinite(values) & ~leaps,
        leaps,
        base,
        sets,
        location_quotient(sizes, reference=against),
        _without(shrunken_location_quotient(sizes, reference=against, clumping=clumping), leaps),
    )


def _without(found: ShrunkenQuotient, leaps: NDArray[np.bool_]) -> ShrunkenQuotient:
    """Take figures that leapt as not observed: nothing but what is usual is known of them."""

    def unknown(of_cells: Matrix, otherwise: Floats | float) -> Matrix:
        return of_cells.with_values(np.where(leaps, otherwise, of_cells.dense), of_cells.unit)

    return replace(
        found,
        mean=unknown(found.mean, np.nan),
        low=unknown(found.low, np.nan),
        high=unknown(found.high, np.nan),
        shape=unknown(found.shape, found.prior_shape.values),
        rate=unknown(found.rate, found.prior_rate.values),
    )
