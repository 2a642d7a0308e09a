"""What each area holds in each place: jobs, money by kind, projects, actors.

Every figure is a sum over records, each with the weight that it has in the area, so that the areas
and *unclassified* sum to the place's total. `low` and `high` are the smallest and the largest that
the figure becomes under other reasonable weightings of the same records; they are no intervals of
chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from samspill.findings.areas.records import Establishments
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_sets
from samspill.tables import table
from samspill.text import UNCLASSIFIED, Judged

__all__ = ["NORWAY", "Weighed", "by_code", "portfolios", "weighed", "workplaces"]

Floats = NDArray[np.float64]
Ints = NDArray[np.signedinteger[Any]]

NORWAY = "NO"
_STRICT = 0.7
"""The probability that a strict weighting asks for."""


@dataclass(frozen=True)
class Weighed:
    """Records with their weights over the areas and unclassified, under each weighting.

    The first weighting is the published one.
    """

    areas: tuple[str, ...]
    weightings: tuple[Floats, ...]

    def of(self, rows: NDArray[np.intp]) -> Weighed:
        """Give the weights of some records, repeated where they are asked for twice."""
        return Weighed(self.areas, tuple(one[rows] for one in self.weightings))


def weighed(judged: Judged, by_rule: Judged) -> Weighed:
    """Give the weights under each reasonable weighting.

    As decided; the likeliest area alone; only what is quite sure; by the rule that has learnt
    nothing; and, where records have an activity code, by the code alone.
    """
    best = judged.probability == judged.probability.max(axis=1, keepdims=True)
    alone = np.where(best & judged.belongs, 1.0, 0.0)
    sure = np.where(judged.probability >= _STRICT, judged.probability, 0.0)
    options = [judged.weights, _with_rest(alone), _with_rest(sure), by_rule.weights]
    if judged.pieces.has_code.any():
        options.append(by_code(judged))
    return Weighed((*judged.pieces.areas, UNCLASSIFIED), tuple(options))


def by_code(judged: Judged) -> Floats:
    """Give the weights by the activity code alone."""
    return _with_rest(judged.pieces.code)


def _with_rest(inside: Floats) -> Floats:
    inside = inside / np.maximum(1.0, inside.sum(axis=1, keepdims=True))
    return np.column_stack([inside, 1.0 - inside.sum(axis=1)])


@dataclass(frozen=True)
class _Where:
    """Where records are: the group of each, and the places that the records of a group count in.

    The records of one municipality count in the same places, so they are summed once and not once
    for each place.
    """

    group: Ints
    places: sparse.csr_array
    names: Sequence[str]

    def of(self, rows: NDArray[Any]) -> _Where:
        """Give where some of the records are."""
        return _Where(self.group[rows], self.places, self.names)

    def each(self) -> tuple[Ints, Ints]:
        """Give each record with each of its places: the numbers of both."""
        groups = self.places.T.tocsr()
        count = np.diff(groups.indptr)[self.group]
        rows = np.repeat(np.arange(len(self.group)), count)
        before = np.repeat(np.cumsum(count) - count, count)
        at = np.repeat(groups.indptr[self.group], count) + np.arange(len(rows)) - before
        return rows, groups.indices[at]


@dataclass
class _Sums:
    """Sums by place, measure and year, areas in the columns, under each weighting."""

    areas: tuple[str, ...] = ()
    cells: dict[tuple[str, str, int], list[Floats]] = field(default_factory=dict)

    def add(
        self, measure: str, where: _Where, years: Ints, values: Floats, weights: Weighed
    ) -> None:
        """Add the records' values to their places and years."""
        self.areas = weights.areas
        if not len(values):
            return
        known, year = np.unique(years, return_inverse=True)
        groups, count = where.places.shape[1], len(known)
        cell = where.group * count + year
        size = groups * count

        def of_places(columns: Sequence[Floats | None]) -> Floats:
            summed = [np.bincount(cell, one, minlength=size) for one in columns]
            by_group = np.stack(summed, axis=1).reshape(groups, count * len(columns))
            return np.asarray(where.places @ by_group).reshape(-1, count, len(columns))

        seen = of_places([None])[..., 0]
        sums = [
            of_places([values * one for one in weighting.T]) for weighting in weights.weightings
        ]
        for place, at in np.argwhere(seen > 0).tolist():
            key = (where.names[place], measure, int(known[at]))
            self.cells[key] = [one[place, at] for one in sums]


def portfolios(
    work: Workspace,
    awards: Weighed,
    projects: tuple[Mapping[str, Sequence[str]], Weighed],
    actors: tuple[Mapping[str, Sequence[str]], Weighed],
    establishments: tuple[Establishments, Weighed],
) -> dict[str, pa.Table]:
    """Give the tables `areas`, year by year, and `area_totals`, over all years.

    Parameters
    ----------
    awards
        Weights of the rows of `awards`.
    projects, actors
        Their keys, and their weights.
    establishments
        Those that have employees, and the weights of their records.
    """
    spread = _Spread(work)
    by_year, in_all = _Sums(), _Sums()
    for sums, is_total in ((by_year, False), (in_all, True)):
        _money(work, spread, awards, sums, is_total=is_total)
        _projects(work, spread, projects, sums, is_total=is_total)
        _actors(work, spread, actors, sums, is_total=is_total)
    _jobs(work, spread, establishments, by_year)
    latest = max((year for _, measure, year in by_year.cells if measure == _JOBS), default=0)
    for key, sums_of_jobs in by_year.cells.items():
        if key[1] in (_JOBS, _WORKPLACES) and key[2] == latest:
            in_all.cells[key[0], key[1], 0] = sums_of_jobs
    spans = _spans(by_year)
    return {
        "areas": _areas(by_year),
        "area_totals": _totals(in_all, by_year, spans, latest),
    }


_JOBS, _WORKPLACES = "employees_count", "establishments_count"


class _Spread:
    """To which places the figures of a municipality also belong."""

    def __init__(self, work: Workspace) -> None:
        self.of: dict[str, tuple[str, ...]] = {}
        rows = work.tables["groups"]
        groups: dict[str, list[str]] = {}
        for place, municipality in zip(
            rows["place_code"].to_pylist(), rows["municipality_code"].to_pylist(), strict=True
        ):
            groups.setdefault(municipality, []).append(place)
        self.of = {code: tuple(sorted(own)) for code, own in groups.items()}
        self._numbers: dict[str, int] = {}
        self._sets_of_regions = nuts_of_sets(work.region)

    def where(
        self, municipalities: Sequence[str | None], more: Sequence[str | None] | None = None
    ) -> _Where:
        """Give where records are: in a municipality, its groups, a region, the country.

        A set of whole regions has what its regions have, also what is in no single municipality.
        """
        numbers: dict[tuple[str | None, str | None], int] = {}
        others = more if more is not None else [None] * len(municipalities)
        group = [
            numbers.setdefault(key, len(numbers))
            for key in zip(municipalities, others, strict=True)
        ]
        at, own = [], []
        for (code, other), number in numbers.items():
            places = {NORWAY, *((code, *self.of.get(code, ())) if code else ())}
            if more is not None:
                places -= set(self._sets_of_regions)
                places |= {one for one, own in self._sets_of_regions.items() if other in own}
            for place in sorted(places | ({other} if other else set())):
                own.append(number)
                at.append(self._numbers.setdefault(place, len(self._numbers)))
        shape = (len(self._numbers), len(numbers))
        places_of_groups = sparse.csr_array((np.ones(len(at)), (at, own)), shape=shape)
        return _Where(np.asarray(group, dtype=np.intp), places_of_groups, list(self._numbers))


def _years(column: pa.ChunkedArray, *, is_total: bool) -> Ints:
    years = pc.fill_null(column, 0).to_numpy().astype(np.int_)
    return np.zeros_like(years) if is_total else years


def _money(
    work: Workspace, spread: _Spread, weights: Weighed, sums: _Sums, *, is_total: bool
) -> None:
    """Sum the awards, each kind by itself."""
    rows = work.tables["awards"]
    years = _years(rows["year"], is_total=is_total)
    amounts = pc.fill_null(rows["amount_nok"], 0.0).to_numpy()
    kinds = np.asarray(rows["kind"].to_pylist(), dtype=object)
    where = spread.where(rows["place_code"].to_pylist(), rows["nuts_code"].to_pylist())
    for kind in sorted({kind for kind in kinds.tolist() if kind}):
        own = np.flatnonzero(kinds == kind)
        sums.add(f"{kind}_nok", where.of(own), years[own], amounts[own], weights.of(own))
    sums.add("awards_count", where, years, np.ones(len(years)), weights)


def _projects(
    work: Workspace,
    spread: _Spread,
    projects: tuple[Mapping[str, Sequence[str]], Weighed],
    sums: _Sums,
    *,
    is_total: bool,
) -> None:
    """Sum the Norwegian participations in EU projects; a project counts once in a place."""
    keys, weights = projects
    known = {
        key: row for row, key in enumerate(zip(keys["source"], keys["project_id"], strict=True))
    }
    rows = work.tables["participations"]
    rows = rows.filter(pc.equal(rows["source"], "forskningsradet_eu"))
    pairs = list(zip(rows["source"].to_pylist(), rows["project_id"].to_pylist(), strict=True))
    has_title = np.asarray([pair in known for pair in pairs], dtype=np.bool_)
    rows = rows.filter(pa.array(has_title))
    project = np.asarray([known[pair] for pair in pairs if pair in known], dtype=np.intp)
    years = _years(rows["year"], is_total=is_total)
    amounts = pc.fill_null(rows["amount_eur"], 0.0).to_numpy()
    where = spread.where(rows["place_code"].to_pylist())
    sums.add("project_eur", where, years, amounts, weights.of(project))
    _once(sums, "projects_count", project, where, years, weights)


def _actors(
    work: Workspace,
    spread: _Spread,
    actors: tuple[Mapping[str, Sequence[str]], Weighed],
    sums: _Sums,
    *,
    is_total: bool,
) -> None:
    """Count the actors that got an award or took part in a project; once in a place."""
    keys, weights = actors
    known = pa.array(keys["actor_id"], pa.string())
    columns = ["actor_id", "place_code", "year"]
    rows = pa.concat_tables([work.tables[name].select(columns) for name in _NAMING])
    rows = rows.filter(pc.is_in(rows["actor_id"], value_set=known))
    actor = pc.index_in(rows["actor_id"], value_set=known).to_numpy().astype(np.intp)
    where = spread.where(rows["place_code"].to_pylist())
    _once(sums, "actors_count", actor, where, _years(rows["year"], is_total=is_total), weights)


_NAMING = ("awards", "participations")


def _once(
    sums: _Sums, measure: str, record: Ints, where: _Where, years: Ints, weights: Weighed
) -> None:
    """Count each record once in a place and year."""
    row, place = where.each()
    known, year = np.unique(years, return_inverse=True)
    shape = (int(record.max(initial=0)) + 1, len(where.names), len(known))
    met = np.unique(np.ravel_multi_index((record[row], place, year[row]), shape))
    one, at, when = np.unravel_index(met, shape)
    alone = sparse.csr_array(sparse.eye_array(len(where.names)))
    sums.add(
        measure, _Where(at, alone, where.names), known[when], np.ones(len(met)), weights.of(one)
    )


def _jobs(
    work: Workspace,
    spread: _Spread,
    establishments: tuple[Establishments, Weighed],
    sums: _Sums,
) -> None:
    """Count workplaces, and the jobs in them, a year at a time."""
    found, weights = establishments
    if found.rows.num_rows == 0:
        return
    here, towns, sizes = workplaces(work, found.rows)
    where = spread.where(towns.dictionary.to_pylist()).of(towns.indices.to_numpy())
    years = _years(found.rows["year"], is_total=False)[here]
    every_year = np.unique(years).tolist()
    for measure, values in ((_JOBS, sizes), (_WORKPLACES, np.ones(len(here)))):
        by_year = _Sums()
        for year in every_year:
            own = np.flatnonzero(years == year)
            of_year = weights.of(found.record[here[own]])
            by_year.add(measure, where.of(own), years[own], values[own], of_year)
        sums.areas = by_year.areas
        for place in where.names:
            for year in every_year:
                if (key := (place, measure, year)) in by_year.cells:
                    sums.cells[key] = by_year.cells[key]


def workplaces(
    work: Workspace, rows: pa.Table
) -> tuple[NDArray[np.intp], pa.DictionaryArray, Floats]:
    """Give which establishments lie in a known place and activity, where, and the jobs of each.

    An establishment has as many jobs as those of its division in the municipality have on average:
    an area's sum of single establishments would tell how large they are. Their sum is the total of
    `sizes`.
    """
    codes = work.tables["carried_codes"]
    codes = codes.filter(
        pc.and_(pc.is_valid(codes["place_code"]), pc.is_valid(codes["activity_code"]))
    )
    usual = _usual_sizes(work)
    names = ("place_code", "activity_code", "year")
    size_of = [
        usual.get(key, 0.0)
        for key in zip(*(codes[name].to_pylist() for name in names), strict=True)
    ]

    def keys(*columns: pa.ChunkedArray) -> pa.ChunkedArray:
        texts = [pc.fill_null(pc.cast(column, pa.string()), "") for column in columns]
        return pc.binary_join_element_wise(*texts, "|")

    known = keys(codes["municipality_code"], codes["second_activity_code"], codes["year"])
    asked = keys(rows["municipality_code"], rows["activity_code"], rows["year"])
    at = pc.index_in(asked, value_set=known.combine_chunks())
    here = np.flatnonzero(pc.is_valid(at).to_numpy())
    code = pc.drop_null(at).to_numpy()
    places = codes["place_code"].combine_chunks().take(pa.array(code)).dictionary_encode()
    return here, places, np.asarray(size_of, dtype=np.float64)[code]


def _usual_sizes(work: Workspace) -> dict[tuple[str, str, int], float]:
    """Give the mean number of jobs of a workplace by municipality, division and year."""
    rows = work.tables["sizes"]
    rows = rows.filter(
        pc.and_(
            pc.and_(
                pc.equal(rows["source"], "brreg_underenheter"), pc.equal(rows["measure"], _JOBS)
            ),
            pc.equal(rows["place_kind"], "municipality"),
        )
    )
    names = ("place_code", "activity_code", "year", "held_value", "establishments_count")
    return {
        (place, division, year): jobs / units
        for place, division, year, jobs, units in zip(
            *(rows[name].to_pylist() for name in names), strict=True
        )
        if units
    }


def _spans(sums: _Sums) -> dict[str, tuple[int, int]]:
    """Give the first and the last year of each measure."""
    years: dict[str, set[int]] = {}
    for _, measure, year in sums.cells:
        if year:
            years.setdefault(measure, set()).add(year)
    return {measure: (min(own), max(own)) for measure, own in years.items()}


def _is_town(code: str) -> bool:
    return code.isdigit() and len(code) == 4


def _areas(sums: _Sums) -> pa.Table:
    """Give the rows of `areas`: of each kind of place but municipalities."""
    rows = [
        {
            "area_id": area,
            "place_code": place,
            "measure": measure,
            "year": year,
            "value": float(weightings[0][column]),
            "low": float(min(one[column] for one in weightings)),
            "high": float(max(one[column] for one in weightings)),
        }
        for (place, measure, year), weightings in sums.cells.items()
        if year and not _is_town(place)
        for column, area in enumerate(sums.areas)
    ]
    declared = table("areas")
    return declared.conform(pa.Table.from_pylist(rows, schema=declared.schema))


def _totals(
    totals: _Sums, by_year: _Sums, spans: Mapping[str, tuple[int, int]], latest: int
) -> pa.Table:
    """Give the rows of `area_totals`, with shares, and jobs against Norway and over time."""
    rows = []
    for (place, measure, _), weightings in totals.cells.items():
        first, last = spans.get(measure, (None, None))
        if measure in (_JOBS, _WORKPLACES):
            first = last
        country = totals.cells[NORWAY, measure, 0]
        for column, area in enumerate(totals.areas):
            share = _share(weightings[0], column)
            norway = _share(country[0], column)
            growth = None
            if measure == _JOBS:
                growth = _growth(by_year, place, column, spans[_JOBS][0], latest)
            rows.append(
                {
                    "area_id": area,
                    "place_code": place,
                    "measure": measure,
                    "value": float(weightings[0][column]),
                    "low": float(min(one[column] for one in weightings)),
                    "high": float(max(one[column] for one in weightings)),
                    "share": _known(share),
                    "lq": _known(_ratio(share, norway)),
                    "growth": growth,
                    "first_year": first,
                    "last_year": last,
                }
            )
    declared = table("area_totals")
    return declared.conform(pa.Table.from_pylist(rows, schema=declared.schema))


def _share(sums: Floats, column: int) -> float:
    return _ratio(float(sums[column]), float(sums.sum()))


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0.0 else float("nan")


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _growth(sums: _Sums, place: str, column: int, first: int, last: int) -> float | None:
    """Give the yearly growth of jobs from the first to the last vintage of the register."""
    if last <= first or (place, _JOBS, first) not in sums.cells:
        return None
    before, after = (float(sums.cells[place, _JOBS, year][0][column]) for year in (first, last))
    return _known((after / before) ** (1.0 / (last - first)) - 1.0) if before > 0 else None
