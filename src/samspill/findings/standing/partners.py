"""Whom the region works with abroad, by country, region and area, from the projects of CORDIS.

A project is the region's when one of its organisations takes part. Of all places that partners
from abroad have in those projects, the part that a country has is held against the part it has in
all other projects: a large country is a partner of nearly everybody. Partners of one project come
together, so the interval is that of shares which scatter from project to project.

A project lies in the areas that its title puts it in. Where the source gives no title, in those of
the region's own organisations that take part in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import betaincinv

from samspill.harmonise import Workspace
from samspill.text import UNCLASSIFIED

__all__ = ["partner_rows", "share_by_project"]

Floats = NDArray[np.float64]

_HALF = 0.5
"""A project or an actor counts in an area when at least half of it does."""

_SOURCE = "cordis"

_AT_HOME = "NO"


@dataclass(frozen=True)
class _Partner:
    actor: str
    country: str
    region: str


def partner_rows(work: Workspace) -> Iterator[dict[str, Any]]:
    """Give each place's partners abroad by country, by region, and by country within an area."""
    projects, period = _projects(work)
    several = {key for key, partners in projects.items() if len({p.actor for p in partners}) > 1}
    for place, own in _own_projects(work).items():
        mine = several & own.keys()
        rest = [projects[key] for key in several - mine]
        if len(mine) < work.region.disclosure.threshold:
            continue
        everywhere = {level: _part_with(rest, level) for level in ("country", "region")}
        areas: dict[str, set[str]] = {"": set(mine)}
        for key in mine:
            for area in own[key]:
                areas.setdefault(area, set()).add(key)
        for area, keys in sorted(areas.items()):
            if len(keys) < work.region.disclosure.threshold:
                continue
            for level in ("country", "region") if not area else ("country",):
                yield from _rows(
                    place, area, period, level, [projects[key] for key in sorted(keys)], everywhere
                )


def _projects(work: Workspace) -> tuple[dict[str, list[_Partner]], str]:
    """Give the participants of every project of CORDIS, and the years they are of."""
    rows = work.tables["participations"]
    rows = rows.filter(pc.equal(rows["source"], _SOURCE))
    tidy = work.tidy("project_participations")
    tidy = tidy.filter(pc.equal(tidy["source"], _SOURCE))
    region_of = {
        (sha, row): code
        for sha, row, code in zip(
            tidy["file_sha256"].to_pylist(),
            tidy["source_row"].to_pylist(),
            tidy["place_code"].to_pylist(),
            strict=True,
        )
        if code
    }
    found: dict[str, list[_Partner]] = {}
    years = set()
    columns = ("project_id", "actor_id", "country_code", "file_sha256", "source_row", "year")
    for project, actor, country, sha, line, year in zip(
        *(rows[name].to_pylist() for name in columns), strict=True
    ):
        if actor and country:
            region = region_of.get((sha, line), "")[:4]
            found.setdefault(project, []).append(_Partner(actor, country, region))
            years.add(year)
    known = sorted(year for year in years if year)
    return found, f"{known[0]}-{known[-1]}" if known else "all"


def _own_projects(work: Workspace) -> dict[str, dict[str, set[str]]]:
    """Give for each set of the region its projects, each with its areas."""
    rows = work.tables["participations"].select(["project_id", "actor_id", "country_code"])
    actors = work.tables["actors"]
    actors = actors.filter(pc.is_in(actors["actor_id"], value_set=pc.unique(rows["actor_id"])))
    place_of = _by_actor(actors["actor_id"].to_pylist(), actors["place_code"].to_pylist())
    sets: dict[str, set[str]] = {}
    for row in work.tables["groups"].to_pylist():
        if row["place_kind"] == "region":
            sets.setdefault(row["place_code"], set()).add(row["municipality_code"])
    of_actor = _areas(work.tables["actor_areas"], "actor_id")
    projects = work.tables["project_areas"]
    projects = projects.filter(pc.equal(projects["source"], _SOURCE))
    of_title = _areas(projects, "project_id")
    titled = set(projects["project_id"].to_pylist())
    found: dict[str, dict[str, set[str]]] = {name: {} for name in sorted(sets)}
    for row in rows.to_pylist():
        place = place_of.get(row["actor_id"] or "")
        if place is None or row["country_code"] not in (None, _AT_HOME):
            continue
        project = row["project_id"]
        for name, inside in sets.items():
            if place in inside:
                known = found[name].setdefault(project, set())
                if project in titled:
                    known |= of_title.get(project, set())
                else:
                    known |= of_actor.get(row["actor_id"], set())
    return found


def _by_actor(actors: list[str], values: list[Any]) -> dict[str, Any]:
    return {actor: value for actor, value in zip(actors, values, strict=True) if value}


def _areas(decided: pa.Table, key: str) -> dict[str, set[str]]:
    """Give the areas that each of some projects or actors was put in."""
    found: dict[str, set[str]] = {}
    columns = (key, "area_id", "area_weight")
    for one, area, weight in zip(*(decided[name].to_pylist() for name in columns), strict=True):
        if area != UNCLASSIFIED and weight and weight >= _HALF:
            found.setdefault(one, set()).add(area)
    return found


def _part_with(projects: list[list[_Partner]], level: str) -> Mapping[str, float]:
    """Give the part of the places abroad in some projects that each country or region has."""
    counts = Counter(
        getattr(one, level)
        for partners in projects
        for one in partners
        if one.country != _AT_HOME and getattr(one, level)
    )
    total = sum(counts.values())
    return {code: count / total for code, count in counts.items()}


def _rows(
    place: str,
    area: str,
    period: str,
    level: str,
    projects: list[list[_Partner]],
    everywhere: Mapping[str, Mapping[str, float]],
) -> Iterator[dict[str, Any]]:
    abroad = [
        [one for one in partners if one.country != _AT_HOME and getattr(one, level)]
        for partners in projects
    ]
    country_of = {getattr(one, level): one.country for partners in abroad for one in partners}
    counts = [Counter(getattr(one, level) for one in partners) for partners in abroad]
    sizes = np.asarray([len(partners) for partners in abroad], dtype=np.float64)
    for code in sorted(country_of):
        of_code = np.asarray([count[code] for count in counts], dtype=np.float64)
        share, low, high = share_by_project(of_code, sizes)
        expected = everywhere[level].get(code)
        actors = {
            one.actor for partners in abroad for one in partners if getattr(one, level) == code
        }
        yield {
            "place_code": place,
            "country_code": country_of[code],
            "region_code": code if level == "region" else "",
            "area_id": area,
            "period": period,
            "projects_count": int((of_code > 0).sum()),
            "projects_of_place_count": len(projects),
            "partners_count": len(actors),
            "share": share,
            "share_low": low,
            "share_high": high,
            "expected": expected,
            "ratio": share / expected if expected else None,
            "ratio_low": low / expected if expected else None,
            "ratio_high": high / expected if expected else None,
        }


def share_by_project(counts: Floats, sizes: Floats) -> tuple[float, float, float]:
    r"""Give a share of what comes in projects, with the 95 % interval.

    The share :math:`s = \Sigma c_i / \Sigma n_i` has the variance
    :math:`\Sigma (c_i - s n_i)^2 / (\Sigma n_i)^2`. The interval is that of a proportion which
    scatters as much (Jeffreys), and so keeps between 0 and 1.

    Parameters
    ----------
    counts
        c, of each project.
    sizes
        n, of each project.
    """
    total = float(sizes.sum())
    share = float(counts.sum()) / total
    variance = float(((counts - share * sizes) ** 2).sum()) / total**2
    count = share * (1 - share) / variance if variance > 0 else float((sizes > 0).sum())
    low, high = betaincinv(share * count + 0.5, (1 - share) * count + 0.5, np.array([0.025, 0.975]))
    return share, min(float(low), share), max(float(high), share)
