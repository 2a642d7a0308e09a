"""The green share of clusters: of what their members do, else of what their themes hold.

Where a cluster's members are listed, its jobs, support and projects are theirs. Where they are not,
the jobs in the activities of its theme stand for it, in the region of its seat; of support and
projects nothing is said then, because they are somebody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspill import geography
from samspill.errors import UnknownCode
from samspill.findings.green.shares import (
    Jobs,
    jobs_of,
    parts_of_areas,
    period_of,
    row_of,
    weighted,
)
from samspill.findings.green.weights import Weights
from samspill.findings.rosters import Roster, rosters
from samspill.findings.series import Series
from samspill.harmonise import Workspace
from samspill.harmonise.places import members_of_groups, nuts_of_sets

__all__ = ["MEMBERS", "cluster_rows"]

MEMBERS = "cluster_members"
"""What stands as the source of the jobs of members."""

_PROJECTS = "forskningsradet_eu"


def cluster_rows(
    work: Workspace, weights: Weights, statistics: Series | None
) -> Iterator[dict[str, Any]]:
    """Give the green shares of every cluster that something is known of."""
    for cluster in rosters(work):
        if cluster.basis == "members":
            yield from _of_jobs(work, weights, cluster)
            yield from _of_support(work, weights, cluster)
            yield from _of_projects(work, weights, cluster)
        elif statistics is not None:
            yield from _of_theme(work, weights, statistics, cluster)


def _named(cluster: Roster, within: str = "") -> dict[str, str]:
    name = cluster.cluster.name
    return {
        "subject": "cluster",
        "subject_code": cluster.id,
        "within": within,
        "title_nb": name,
        "title_en": name,
    }


def _of_jobs(work: Workspace, weights: Weights, cluster: Roster) -> Iterator[dict[str, Any]]:
    """Give the green share of the members' jobs, each member as green as its activity.

    A member counts by the lower end of its class of size, which is what is published of it; one
    whose size is withheld or not known is left out: that is not zero.
    """
    known: dict[str, tuple[str, float]] = {}
    for one in cluster.members:
        employees = None if one.actor is None else one.actor["employees_from"]
        if one.actor_id and one.activity and employees:
            known[one.actor_id] = (one.activity, float(employees))
    if len(known) < work.region.disclosure.threshold:
        return
    amounts = np.array([employees for _, employees in known.values()])
    codes = tuple(code for code, _ in known.values())
    # a member comes as one
    jobs = Jobs(codes, amounts, amounts, np.ones(len(amounts)))
    year = work.vintages.get("brreg_enheter", "")[:4] or "all"
    each = weights.each(codes)
    yield from row_of(_named(cluster), "employees_count", MEMBERS, year, each, jobs)


def _of_support(work: Workspace, weights: Weights, cluster: Roster) -> Iterator[dict[str, Any]]:
    """Give the green share of the money that members got, kind by kind."""
    awards = _theirs(work.tables["awards"], cluster)
    awards = awards.filter(
        pc.and_(pc.is_valid(awards["activity_code"]), pc.greater(awards["amount_nok"], 0))
    )
    for kind in sorted(set(awards["kind"].to_pylist())):
        own = awards.filter(pc.equal(awards["kind"], kind))
        if len(set(own["actor_id"].to_pylist())) < work.region.disclosure.threshold:
            continue
        money = own["amount_nok"].to_numpy()
        yield from row_of(
            _named(cluster),
            f"{kind}_nok",
            "awards",
            period_of(own),
            weights.each(own["activity_code"].to_pylist()),
            Jobs((), money, money, np.ones(len(money))),
        )


def _of_projects(work: Workspace, weights: Weights, cluster: Roster) -> Iterator[dict[str, Any]]:
    """Give the green share of the projects that members take part in, by their programmes."""
    rows = _theirs(work.tables["participations"], cluster)
    of_programme: Mapping[str, tuple[float, float, float]] = weights.of_programme
    rows = rows.filter(
        pc.and_(
            pc.equal(rows["source"], _PROJECTS),
            pc.is_in(rows["programme"], pa.array(sorted(of_programme), pa.string())),
        )
    )
    programme = dict(
        zip(rows["project_id"].to_pylist(), rows["programme"].to_pylist(), strict=True)
    )
    if len(programme) < work.region.disclosure.threshold:
        return
    ones = np.ones(len(programme))
    yield from row_of(
        _named(cluster),
        "projects_count",
        "participations",
        period_of(rows),
        np.asarray([of_programme[one] for one in programme.values()]),
        Jobs((), ones, ones, ones),
    )


def _theirs(rows: pa.Table, cluster: Roster) -> pa.Table:
    return rows.filter(pc.is_in(rows["actor_id"], pa.array(sorted(cluster.actor_ids), pa.string())))


def _of_theme(
    work: Workspace, weights: Weights, series: Series, cluster: Roster
) -> Iterator[dict[str, Any]]:
    """Give the green share of the jobs in a cluster's theme, in the region of its seat.

    Where no activities are given, those of its areas.
    """
    seat = cluster.cluster.seat_code
    place = _region_of(seat, work) if seat else ""
    if place not in series.plain.sizes[series.year].rows:
        return
    jobs = jobs_of(series, place, series.year)
    if cluster.basis == "themes":
        part = np.asarray([float(code in cluster.profile) for code in jobs.codes])
    else:
        part = parts_of_areas(work, cluster.cluster.area_ids, jobs.codes)
    yield from weighted(_named(cluster, place), series, weights, jobs, part, work)


def _region_of(seat_code: str, work: Workspace) -> str:
    """Give the NUTS 2 region of a seat; a set of regions where its county is of a later edition."""
    try:
        return geography.nuts2_of_county(geography.county_of(seat_code))
    except UnknownCode:
        inside = members_of_groups(work)["region"]
        return next((name for name in nuts_of_sets(work.region) if seat_code in inside[name]), "")
