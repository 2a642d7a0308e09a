"""The green share of jobs, of support by kind, and of projects: by place and by area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import gammaincinv

from samspill import geography
from samspill.findings.green.weights import Weights, share_of
from samspill.findings.series import Series, names_of
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_sets
from samspill.region import Region

__all__ = [
    "Jobs",
    "jobs_of",
    "parts_of_areas",
    "period_of",
    "row_of",
    "share_rows",
    "shown_places",
    "weighted",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Jobs:
    """The jobs of a place by activity, with the size of the lumps they come in."""

    codes: tuple[str, ...]
    amounts: Floats
    lumps: Floats
    establishments: Floats


def jobs_of(series: Series, place: str, year: int) -> Jobs:
    """Give the jobs of a place where they are observed.

    A figure that leaps is held at that of the year before, as in the series.
    """
    sizes, units = series.plain.sizes[year], series.establishments[year]
    row = sizes.rows.positions([place])[0]
    amounts, count = sizes.dense[row], units.dense[row]
    lumps = series.clumping(year).dense[row]
    known = np.isfinite(amounts)
    codes = np.asarray(sizes.columns.codes, dtype=object)[known]
    return Jobs(
        tuple(codes),
        amounts[known],
        np.nan_to_num(lumps[known], nan=1.0),
        np.nan_to_num(count[known]),
    )


def share_rows(
    work: Workspace, weights: Weights, every: Iterable[Series]
) -> Iterator[dict[str, Any]]:
    """Give the shares of places and of areas."""
    for series in every:
        yield from _of_jobs(work, weights, series)
    yield from _of_support(work, weights)
    yield from _of_support_by_area(work, weights)
    yield from _of_projects(work, weights)
    yield from _of_projects_by_area(work, weights)


# jobs


def _of_jobs(work: Workspace, weights: Weights, series: Series) -> Iterator[dict[str, Any]]:
    names = names_of(work).places
    least = work.region.disclosure.threshold
    shown = shown_places(work, series.plain.sizes[series.year].rows.codes)
    for year in series.plain.years:
        for place in shown:
            jobs = jobs_of(series, place, year)
            if jobs.establishments.sum() < least:
                continue
            named = _named("place", place, names)
            yield from row_of(
                named, series.measure, series.source, year, weights.each(jobs.codes), jobs
            )
    for place in _wide(work.region):
        if place in series.plain.sizes[series.year].rows:
            yield from _of_areas(work, weights, series, place)


def shown_places(work: Workspace, codes: Iterable[str]) -> tuple[str, ...]:
    """Give those of some places that are shown: Norway's, and those of the profile's panels."""
    panels = {one.place_code for one in work.region.panels}
    return tuple(code for code in codes if code in panels or _is_ours(code))


def _wide(region: Region) -> tuple[str, ...]:
    """Give the places in which areas are told of: the sets that are whole regions, and its own."""
    return tuple(dict.fromkeys((*nuts_of_sets(region), region.id)))


def _is_ours(place: str) -> bool:
    """Say whether a place is in Norway: a code of Norway's own, a set, or a region of it."""
    return place.startswith("NO") or not place[:2].isupper()


def _of_areas(
    work: Workspace, weights: Weights, series: Series, place: str
) -> Iterator[dict[str, Any]]:
    """Give the green share of the jobs of each area within a set of places."""
    jobs = jobs_of(series, place, series.year)
    for area in work.region.areas:
        part = parts_of_areas(work, (area.id,), jobs.codes)
        named = {
            "subject": "area",
            "subject_code": area.id,
            "within": place,
            "title_nb": area.name["nb"],
            "title_en": area.name["en"],
        }
        yield from weighted(named, series, weights, jobs, part, work)


def parts_of_areas(work: Workspace, area_ids: tuple[str, ...], codes: tuple[str, ...]) -> Floats:
    """Give the part of each division's jobs that belongs to some areas, by its code alone.

    An area may name a class of a division, and most of the division is then something else; how
    much is in `area_activities`.
    """
    rows = work.tables["area_activities"]
    rows = rows.filter(pc.is_in(rows["area_id"], pa.array(area_ids, pa.string())))
    found = dict.fromkeys(codes, 0.0)
    for code, part in zip(
        rows["activity_code"].to_pylist(), rows["area_part_by_code"].to_pylist(), strict=True
    ):
        if code in found:
            found[code] += part
    return np.asarray(list(found.values()), dtype=np.float64)


def weighted(
    named: Mapping[str, str],
    series: Series,
    weights: Weights,
    jobs: Jobs,
    part: Floats,
    work: Workspace,
) -> Iterator[dict[str, Any]]:
    """Give the green share of the part of a place's jobs that counts, by activity."""
    inside = part > 0
    units = (jobs.establishments * part)[inside]
    if units.sum() < work.region.disclosure.threshold:
        return
    codes = tuple(np.asarray(jobs.codes, dtype=object)[inside])
    own = Jobs(codes, (jobs.amounts * part)[inside], jobs.lumps[inside], units)
    yield from row_of(named, series.measure, series.source, series.year, weights.each(codes), own)


# support and projects


def _of_support(work: Workspace, weights: Weights) -> Iterator[dict[str, Any]]:
    """Give the green share of the money of each kind; kinds are never added up."""
    awards = work.tables["awards"]
    awards = awards.filter(pc.is_valid(awards["activity_code"]))
    if awards.num_rows == 0:
        return
    names = names_of(work).places
    each = weights.each(awards["activity_code"].to_pylist())
    amounts = awards["amount_nok"].fill_null(0.0).to_numpy()
    period = period_of(awards)
    kind = _texts(awards["kind"])
    for place, inside in _places_of(work, awards):
        for one in np.unique(kind[inside]).tolist():
            chosen = inside[(kind[inside] == one) & (amounts[inside] > 0)]
            if len(chosen) < work.region.disclosure.threshold:
                continue
            money = amounts[chosen]
            own = Jobs((), money, money, np.ones(len(money)))
            yield from row_of(
                _named("place", place, names),
                f"{one}_nok",
                "awards",
                period,
                each[chosen],
                own,
            )


def _of_support_by_area(work: Workspace, weights: Weights) -> Iterator[dict[str, Any]]:
    """Give the green share of each area's support, by kind and by how much of each is in it."""
    awards, decided = work.tables["awards"], work.tables["award_areas"]
    awards = awards.filter(pc.is_valid(awards["activity_code"]))
    if awards.num_rows == 0 or decided.num_rows == 0:
        return
    each = weights.each(awards["activity_code"].to_pylist())
    amounts = awards["amount_nok"].fill_null(0.0).to_numpy()
    kind, ids = _texts(awards["kind"]), awards["award_id"].to_pylist()
    period = period_of(awards)
    at = {award: row for row, award in enumerate(ids)}
    places = dict(_places_of(work, awards))
    for area in work.region.areas:
        own = decided.filter(pc.equal(decided["area_id"], area.id))
        part = np.zeros(len(ids))
        for award, weight in zip(
            own["award_id"].to_pylist(), own["area_weight"].to_pylist(), strict=True
        ):
            if award in at:
                part[at[award]] = weight
        named = {"subject": "area", "subject_code": area.id}
        named |= {"title_nb": area.name["nb"], "title_en": area.name["en"]}
        for place in _wide(work.region):
            inside = places.get(place, np.array([], np.intp))
            inside = inside[(part[inside] > 0) & (amounts[inside] > 0)]
            for one in np.unique(kind[inside]).tolist():
                chosen = inside[kind[inside] == one]
                if not one or len(chosen) < work.region.disclosure.threshold:
                    continue
                money = amounts[chosen] * part[chosen]
                yield from row_of(
                    {**named, "within": place},
                    f"{one}_nok",
                    "awards",
                    period,
                    each[chosen],
                    Jobs((), money, money, part[chosen]),
                )


def _of_projects(work: Workspace, weights: Weights) -> Iterator[dict[str, Any]]:
    """Give the green share of the projects that a place takes part in, by their programmes."""
    rows = work.tables["participations"]
    programmes = pa.array(sorted(weights.of_programme), pa.string())
    rows = rows.filter(pc.is_in(rows["programme"], programmes))
    if rows.num_rows == 0:
        return
    names = names_of(work).places
    project = _texts(rows["project_id"])
    each = np.asarray([weights.of_programme[one] for one in rows["programme"].to_pylist()])
    period = period_of(rows)
    for place, inside in _places_of(work, rows):
        _, first = np.unique(project[inside], return_index=True)
        if len(first) < work.region.disclosure.threshold:
            continue
        ones = np.ones(len(first))
        yield from row_of(
            _named("place", place, names),
            "projects_count",
            "participations",
            period,
            each[inside][first],
            Jobs((), ones, ones, ones),
        )


def _of_projects_by_area(work: Workspace, weights: Weights) -> Iterator[dict[str, Any]]:
    """Give the green share of the region's projects in each area, by how much of each is in it."""
    rows = work.tables["participations"]
    programmes = pa.array(sorted(weights.of_programme), pa.string())
    rows = rows.filter(pc.is_in(rows["programme"], programmes))
    members = work.tables["groups"]
    members = members.filter(pc.equal(members["place_code"], work.region.id))
    ours = rows.filter(pc.is_in(rows["place_code"], members["municipality_code"]))
    programme = dict(
        zip(
            zip(ours["source"].to_pylist(), ours["project_id"].to_pylist(), strict=True),
            ours["programme"].to_pylist(),
            strict=True,
        )
    )
    for area in work.region.areas:
        inside = work.tables["project_areas"]
        inside = inside.filter(pc.equal(inside["area_id"], area.id))
        parts = {
            key: part
            for key, part in zip(
                zip(inside["source"].to_pylist(), inside["project_id"].to_pylist(), strict=True),
                inside["area_weight"].to_pylist(),
                strict=True,
            )
            if key in programme and part
        }
        if len(parts) < work.region.disclosure.threshold:
            continue
        amounts = np.asarray(list(parts.values()), dtype=np.float64)
        named = {
            "subject": "area",
            "subject_code": area.id,
            "within": work.region.id,
            "title_nb": area.name["nb"],
            "title_en": area.name["en"],
        }
        yield from row_of(
            named,
            "projects_count",
            "participations",
            period_of(ours),
            np.asarray([weights.of_programme[programme[key]] for key in parts]),
            Jobs((), amounts, amounts, np.ones(len(amounts))),
        )


def _places_of(work: Workspace, rows: pa.Table) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Give the rows that lie in each place of the region, from municipality to NUTS 2."""
    members: dict[str, set[str]] = {}
    for row in work.tables["groups"].to_pylist():
        members.setdefault(row["place_code"], set()).add(row["municipality_code"])
    ours = set().union(*members.values()) if members else set()
    own, own_at = np.unique(_texts(rows["place_code"]), return_inverse=True)
    found: dict[str, NDArray[np.bool_]] = {
        code: own == code for code in own.tolist() if code in ours
    }
    # a county of today is told from its municipalities
    for code in sorted({code[:2] for code in ours}):
        found[code] = np.asarray([one[:2] == code for one in own.tolist()])
    for name, inside in sorted(members.items()):
        found[name] = np.isin(own, sorted(inside))
    places = {code: chosen[own_at] for code, chosen in found.items()}
    # awards to a whole county have a region and no municipality
    if "nuts_code" in rows.column_names:
        region = _texts(rows["nuts_code"])
        for code in sorted(set(region.tolist()) - {""}):
            places[code] = region == code
        for name, parts in nuts_of_sets(work.region).items():
            places[name] = np.isin(region, sorted(parts))
    for code, chosen in places.items():
        yield code, np.flatnonzero(chosen)


def _texts(column: pa.ChunkedArray) -> NDArray[np.str_]:
    return np.asarray(column.fill_null("").to_pylist(), dtype=np.str_)


# rows


def period_of(rows: pa.Table) -> str:
    """Give the years that some rows are of, such as 2010-2018."""
    years = [year for year in rows["year"].to_pylist() if year is not None]
    return f"{min(years)}-{max(years)}" if years else "all"


def _named(subject: str, code: str, names: Mapping[str, str]) -> dict[str, str]:
    name = names.get(code, code)
    spoken = geography.region_names().get(code, {"nb": name, "en": name})
    return {
        "subject": subject,
        "subject_code": code,
        "within": "",
        "title_nb": spoken["nb"],
        "title_en": spoken["en"],
    }


def row_of(
    named: Mapping[str, str],
    measure: str,
    source: str,
    period: int | str,
    weights: Floats,
    jobs: Jobs,
) -> Iterator[dict[str, Any]]:
    """Give a row of `green_shares`; none where there is nothing to have a share of."""
    found = share_of(weights, jobs.amounts, jobs.lumps)
    if found is None:
        return
    yield {
        **named,
        "measure": measure,
        "period": str(period),
        "green_share": found.value,
        "green_share_low": found.low,
        "green_share_high": found.high,
        "weights_low": found.weights_low,
        "weights_high": found.weights_high,
        "value": float(jobs.amounts.sum()),
        **dict(zip(("value_low", "value_high"), _interval(jobs), strict=True)),
        "units_count": float(jobs.establishments.sum()),
        "source": source,
    }


def _interval(jobs: Jobs) -> tuple[float, float]:
    """Give the 95 % interval of a sum of lumps: that of a count which scatters as much."""
    total = float(jobs.amounts.sum())
    count = total**2 / float((jobs.amounts * jobs.lumps).sum())
    low, high = gammaincinv(count, np.array([0.025, 0.975])) * total / count
    return float(low), float(high)
