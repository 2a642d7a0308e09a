"""Sizes year by year, as the forecast and the measures of diversity read them.

One series for each source: regions of Europe by persons employed, municipalities by employees.
Counties, types of place and the sets of the profile stand in it as sums of its places. A year in
which far fewer cells are observed than in the best one is left out, because the sums that
quotients rest on are not comparable.

A large figure of the statistics that leaps from one year to the next is the publisher's and not
the region's: for 2014 all trade of Norway stands in NO04, and none in the others. Such a cell is
not observed in that year, and the sums keep the figure of the year before in its place, as `sizes`
holds it. The rule looks at no later year. A protected cell enters with what stands in for it, an
estimate by its number of establishments, and its quotient is not shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.forecast import History
from samspill.harmonise import Workspace, leaping, protected_cells
from samspill.indicators.specialisation import location_quotient
from samspill.matrix import Axis, Matrix
from samspill.uncertainty import clumping_from_dispersion, shrunken_location_quotient

__all__ = ["Names", "Series", "all_series", "names_of", "neighbours"]

Floats = NDArray[np.float64]

_OBSERVED_AT_LEAST = 0.75
_PLACES_AT_LEAST = 30
_ESTABLISHMENTS_PER_PLACE = 10
_ESTABLISHMENTS_AT_LEAST = 30

_SOURCES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], float], ...] = (
    (
        "eurostat_sbs",
        "persons_employed",
        ("local_units", "wages_meur"),
        ("nuts2", "region"),
        np.nan,
    ),
    (
        "brreg_underenheter",
        "employees_count",
        ("establishments_count",),
        ("municipality", "county", "type", "region"),
        # the register lists all there is: what is not in it is not there
        0.0,
    ),
)


@dataclass(frozen=True)
class Series:
    """The sizes of one source, with all that a forecast may know.

    Parameters
    ----------
    source, measure
        Whose figures, and which.
    place_edition
        Edition of the places.
    kinds
        The kind of each place, in order of the axis.
    plain
        With presence judged by the plain quotient.
    establishments, squares
        By year, for the shrunken quotient and for what is too small to show.
    leaps
        By year, the cells that are taken as not observed because their figures leap.
    hidden
        By year, the cells that are protected.
    """

    source: str
    measure: str
    place_edition: str
    kinds: NDArray[np.object_]
    plain: History
    establishments: Mapping[int, Matrix]
    squares: Mapping[int, Matrix]
    leaps: Mapping[int, NDArray[np.bool_]]
    hidden: Mapping[int, NDArray[np.bool_]]

    @property
    def year(self) -> int:
        """The last year."""
        return max(self.plain.years)

    @cached_property
    def shrunken(self) -> History:
        """The same with presence judged by the shrunken quotient."""
        return History(
            self.plain.sizes,
            {year: self._shrunk(year) for year in self.plain.years},
            self.plain.base,
            self.plain.companions,
        )

    @cached_property
    def shown(self) -> NDArray[np.bool_]:
        """Which places have enough establishments for figures about their activities."""
        count = np.nansum(self.establishments[self.year].dense, axis=1)
        return np.asarray(count >= _ESTABLISHMENTS_AT_LEAST)

    @property
    def shortage(self) -> str:
        """Why the series does not suffice for a relatedness space: few_places, thin, or empty."""
        if len(self.plain.base) < _PLACES_AT_LEAST:
            return "few_places"
        places = self.plain.sizes[self.year].rows.positions(self.plain.base)
        total = np.nansum(self.establishments[self.year].dense[places])
        return "" if total >= _ESTABLISHMENTS_PER_PLACE * len(places) else "thin_register"

    def clumping(self, year: int) -> Matrix:
        """Give the size of the lumps that the figures come in, NaN where nothing tells it."""
        sizes, squares = self.plain.sizes[year], self.squares[year].dense
        if np.isfinite(squares).any():
            with np.errstate(invalid="ignore", divide="ignore"):
                lumps = squares / sizes.dense
            return sizes.with_values(np.where(lumps > 0, lumps, np.nan), "persons")
        return clumping_from_dispersion(sizes, self.establishments[year])

    def _shrunk(self, year: int) -> Matrix:
        """Shrink the quotients of each kind of place toward that kind's own usual quotient."""
        sizes, clumping = self.plain.sizes[year], self.clumping(year)
        found = np.full(sizes.shape, np.nan)
        for kind in dict.fromkeys(self.kinds):
            rows = np.flatnonzero(self.kinds == kind)
            codes = [sizes.rows.codes[at] for at in rows]
            found[rows] = shrunken_location_quotient(
                sizes.select(codes),
                reference=sizes.select(self.plain.base),
                clumping=clumping.select(codes),
            ).mean.dense
        found[self.leaps[year]] = np.nan
        return sizes.with_values(found, "ratio, 1 = as the reference")


def all_series(work: Workspace) -> tuple[Series, ...]:
    """Give the series for which there are figures, the same to all findings of a build."""
    return work.once("series", lambda: tuple(_all_series(work.tables["sizes"])))


def _all_series(sizes: pa.Table) -> Iterator[Series]:
    for source, measure, others, kinds, absent in _SOURCES:
        own = sizes.filter(pc.equal(sizes["source"], source))
        own = own.filter(pc.is_in(own["place_kind"], pa.array(kinds)))
        main = own.filter(pc.equal(own["measure"], measure))
        if main.num_rows == 0 or main["value"].null_count == main.num_rows:
            continue
        yield _series(own, source, measure, others, kinds, absent)


def _series(
    own: pa.Table,
    source: str,
    measure: str,
    others: tuple[str, ...],
    kinds: tuple[str, ...],
    absent: float,
) -> Series:
    main = own.filter(pc.equal(own["measure"], measure))
    base_rows = main.filter(pc.equal(main["place_kind"], kinds[0]))
    edition = base_rows["place_edition"][0].as_py()
    rows = Axis("place", edition, _codes(main, "place_code"))
    columns = Axis("activity", "nace-2", _codes(main, "activity_code"))
    base = _codes(base_rows, "place_code")
    sizes = _by_year(main, "held_value", rows, columns, absent)
    seen = {year: np.isfinite(one.select(base).dense).mean() for year, one in sizes.items()}
    years = [year for year in seen if seen[year] >= _OBSERVED_AT_LEAST * max(seen.values())]
    sizes = {year: sizes[year] for year in years}
    doubted = leaping(main)
    leaps = _those(main, doubted, rows, columns)
    hidden = _those(main, pa.array(protected_cells(main)), rows, columns)
    kind_of = dict(zip(main["place_code"].to_pylist(), main["place_kind"].to_pylist(), strict=True))

    def quotients(by_year: Mapping[int, Matrix]) -> dict[int, Matrix]:
        found = {y: location_quotient(m, reference=m.select(base)) for y, m in by_year.items()}
        return {
            y: m.with_values(np.where(leaps[y], np.nan, m.dense), m.unit) for y, m in found.items()
        }

    companions = {}
    for other in others:
        of_other = own.filter(pc.equal(own["measure"], other))
        known = pa.array(columns.codes), pa.array(rows.codes)
        of_other = of_other.filter(
            pc.and_(
                pc.is_in(of_other["activity_code"], known[0]),
                pc.is_in(of_other["place_code"], known[1]),
            )
        )
        by_year = _by_year(of_other, "held_value", rows, columns, absent)
        companions[other] = quotients({y: m for y, m in by_year.items() if y in sizes})
    return Series(
        source,
        measure,
        edition,
        np.asarray([kind_of[code] for code in rows.codes], dtype=object),
        History(sizes, quotients(sizes), base, companions),
        _by_year(main, "establishments_count", rows, columns, absent),
        _by_year(main, "squares", rows, columns, np.nan),
        leaps,
        hidden,
    )


def _those(
    rows: pa.Table, which: pa.Array | pa.ChunkedArray, places: Axis, acts: Axis
) -> dict[int, NDArray[np.bool_]]:
    """Give by year the cells of some rows."""
    by_year = _by_year(rows.append_column("is_one", which), "is_one", places, acts, 0.0)
    return {year: one.dense > 0 for year, one in by_year.items()}


def _codes(rows: pa.Table, column: str) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(rows[column]).to_pylist()))


def _at(codes: pa.ChunkedArray, axis: Axis) -> NDArray[np.intp]:
    """Give the numbers of many codes, each of which the axis has."""
    return np.asarray(pc.index_in(codes, pa.array(axis.codes)).to_numpy(), dtype=np.intp)


def _by_year(
    rows: pa.Table, column: str, places: Axis, acts: Axis, absent: float
) -> dict[int, Matrix]:
    found = {}
    for year in sorted(pc.unique(rows["year"]).to_pylist()):
        here = rows.filter(pc.equal(rows["year"], year))
        values = np.full((len(places), len(acts)), absent)
        values[_at(here["place_code"], places), _at(here["activity_code"], acts)] = (
            here[column].cast(pa.float64()).to_numpy(zero_copy_only=False)
        )
        found[year] = Matrix(values, places, acts)
    return found


@dataclass(frozen=True)
class Names:
    """What places and activities are called."""

    places: Mapping[str, str]
    nb: Mapping[str, str]
    en: Mapping[str, str]


def names_of(work: Workspace) -> Names:
    """Give the names of places and activities by code."""
    places, acts = work.tables["places"], work.tables["activities"]
    codes = acts["activity_code"].to_pylist()
    return Names(
        dict(zip(places["place_code"].to_pylist(), places["name"].to_pylist(), strict=True)),
        dict(zip(codes, acts["activity_nb"].to_pylist(), strict=True)),
        dict(zip(codes, acts["activity_en"].to_pylist(), strict=True)),
    )


def neighbours(work: Workspace, one: Series) -> dict[str, tuple[str, ...]]:
    """Give for each place of a series those of its kind next door.

    Places whose borders share a point are neighbours. Where the build has no border of a place, it
    is the others of its group: the same NUTS 1 region, or the same county.
    """
    meets: dict[tuple[float, float], set[str]] = {}
    drawn = set()
    rows = work.tidy("borders")
    rows = rows.filter(pc.equal(rows["place_edition"], one.place_edition))
    for code, text in zip(
        rows["place_code"].to_pylist(), rows["geometry"].to_pylist(), strict=True
    ):
        drawn.add(code)
        for point in _points(json.loads(text)["coordinates"]):
            meets.setdefault(point, set()).add(code)
    found: dict[str, set[str]] = {code: set() for code in one.plain.base}
    for codes in meets.values():
        for code in codes & found.keys():
            found[code] |= codes & found.keys()
    length = 3 if one.source == "eurostat_sbs" else 2
    for code in one.plain.base:
        if code not in drawn:
            found[code] |= {c for c in one.plain.base if c[:length] == code[:length]}
    return {code: tuple(sorted(near - {code})) for code, near in found.items()}


def _points(part: Any) -> Iterator[tuple[float, float]]:
    """Give the points of a geometry, however deep they lie, to about ten metres."""
    if isinstance(part[0], int | float):
        yield round(part[0], 4), round(part[1], 4)
        return
    for one in part:
        yield from _points(one)
