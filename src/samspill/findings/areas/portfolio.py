"""What each area holds in each place: jobs, money by kind, projects, actors.

Every figure is a sum over records, each with the weight that it has in the area, so that the areas
and *unclassified* sum to the place's total. `low` and `high` are the smallest and the largest that
the figure becomes under other reasonable weightings of the same records; they are no intervals of
chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.harmonise import Workspace
from samspill.tables import table
from samspill.text import UNCLASSIFIED, Judged

__all__ = ["NORWAY", "Weighed", "portfolios", "weighed"]

Floats = NDArray[np.float64]

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
        options.append(_with_rest(judged.pieces.code))
    return Weighed((*judged.pieces.areas, UNCLASSIFIED), tuple(options))


def _with_rest(inside: Floats) -> Floats:
    inside = inside / np.maximum(1.0, inside.sum(axis=1, keepdims=True))
    return np.column_stack([inside, 1.0 - inside.sum(axis=1)])


@dataclass
class _Sums:
    """Sums by place, measure and year, areas in the columns, under each weighting."""

    areas: tuple[str, ...] = ()
    cells: dict[tuple[str, str, int], list[Floats]] = field(default_factory=dict)

    def add(
        self,
        measure: str,
        places: Sequence[str],
        years: NDArray[np.int_],
        values: Floats,
        weights: Weighed,
    ) -> None:
        """Add the records' values to their places and years."""
        self.areas = weights.areas
        if not len(places):
            return
        codes, place = np.unique(np.asarray(places, dtype=object), return_inverse=True)
        known, year = np.unique(years, return_inverse=True)
        cell = place * len(known) + year
        size = len(codes) * len(known)
        seen = np.bincount(cell, minlength=size)
        sums = [
            np.column_stack(
                [
                    np.bincount(cell, values * one[:, column], minlength=size)
                    for column in range(one.shape[1])
                ]
            )
            for one in weights.weightings
        ]
        for at in np.flatnonzero(seen):
            key = (str(codes[at // len(known)]), measure, int(known[at % len(known)]))
            self.cells[key] = [one[at] for one in sums]


def portfolios(
    work: Workspace,
    awards: Weighed,
    projects: tuple[Mapping[str, Sequence[str]], Weighed],
    actors: tuple[Mapping[str, Sequence[str]], Weighed],
    establishments: tuple[pa.Table, Weighed],
) -> dict[str, pa.Table]:
    """Give the tables `areas`, year by year, and `area_totals`, over all years.

    Parameters
    ----------
    awards
        Weights of the rows of `awards`.
    projects, actors
        Their keys, and their weights.
    establishments
        Those that have employees, and their weights.
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
_WITHHELD_EMPLOYEES = 2.0
"""As in `sizes`; decision 0002."""


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

    def pairs(
        self, municipalities: Sequence[str | None], more: Sequence[str | None] | None = None
    ) -> tuple[NDArray[np.intp], list[str]]:
        """Give each record with each place it is in: municipality, groups, region, the country."""
        rows: list[int] = []
        places: list[str] = []
        for row, code in enumerate(municipalities):
            own = [NORWAY]
            if code is not None:
                own += [code, *self.of.get(code, ())]
            if more is not None and (other := more[row]) is not None:
                own.append(other)
            rows += [row] * len(own)
            places += own
        return np.asarray(rows, dtype=np.intp), places


def _years(column: pa.ChunkedArray, *, is_total: bool) -> NDArray[np.int_]:
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
    at, places = spread.pairs(rows["place_code"].to_pylist(), rows["nuts_code"].to_pylist())
    for kind in sorted({kind for kind in kinds.tolist() if kind}):
        own = kinds[at] == kind
        inside = [place for place, is_own in zip(places, own.tolist(), strict=True) if is_own]
        here = at[own]
        sums.add(f"{kind}_nok", inside, years[here], amounts[here], weights.of(here))
    sums.add("awards_count", places, years[at], np.ones(len(at)), weights.of(at))


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
    at, places = spread.pairs(rows["place_code"].to_pylist())
    sums.add("project_eur", places, years[at], amounts[at], weights.of(project[at]))
    _once(sums, "projects_count", project[at], places, years[at], weights)


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
    known = {actor: row for row, actor in enumerate(keys["actor_id"])}
    seen: list[int] = []
    towns: list[str | None] = []
    years: list[int] = []
    for name in ("awards", "participations"):
        rows = work.tables[name].select(["actor_id", "place_code", "year"])
        for actor, place, year in zip(*rows.to_pydict().values(), strict=True):
            if actor in known:
                seen.append(known[actor])
                towns.append(place)
                years.append(0 if is_total else year or 0)
    at, places = spread.pairs(towns)
    actor_of = np.asarray(seen, dtype=np.intp)
    year_of = np.asarray(years, dtype=np.int_)
    _once(sums, "actors_count", actor_of[at], places, year_of[at], weights)


def _once(
    sums: _Sums,
    measure: str,
    record: NDArray[np.intp],
    places: Sequence[str],
    years: NDArray[np.int_],
    weights: Weighed,
) -> None:
    """Count each record once in a place and year."""
    met = dict.fromkeys(zip(record.tolist(), places, years.tolist(), strict=True))
    rows = np.asarray([one[0] for one in met], dtype=np.intp)
    sums.add(
        measure,
        [one[1] for one in met],
        np.asarray([one[2] for one in met], dtype=np.int_),
        np.ones(len(rows)),
        weights.of(rows),
    )


def _jobs(
    work: Workspace,
    spread: _Spread,
    establishments: tuple[pa.Table, Weighed],
    sums: _Sums,
) -> None:
    """Count jobs and workplaces as `sizes` counts them, so that the areas sum to its totals."""
    rows, weights = establishments
    if rows.num_rows == 0:
        return
    codes = work.tables["carried_codes"]
    place_of = {
        key[:3]: key[3]
        for key in zip(
            *(
                codes[name].to_pylist()
                for name in (
                    "municipality_code", "second_activity_code", "year", "place_code",
                    "activity_code",
                )
            ),
            strict=True,
        )
        if key[3] and key[4]
    }  # fmt: skip
    keys = zip(
        pc.fill_null(rows["municipality_code"], "").to_pylist(),
        pc.fill_null(rows["activity_code"], "").to_pylist(),
        rows["year"].to_pylist(),
        strict=True,
    )
    towns = [place_of.get(key) for key in keys]
    inside = np.flatnonzero([town is not None for town in towns])
    at, places = spread.pairs([towns[row] for row in inside])
    here = inside[at]
    years = _years(rows["year"], is_total=False)[here]
    sizes = pc.fill_null(rows["employees_count"], _WITHHELD_EMPLOYEES).to_numpy()[here]
    sums.add(_JOBS, places, years, sizes.astype(np.float64), weights.of(here))
    sums.add(_WORKPLACES, places, years, np.ones(len(here)), weights.of(here))


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
