"""The organised clusters, and how they cover the strong environments of the region.

The register is the profile's. An *environment* is found in the figures: two or more related
activities that are strengths in one place. Activities are related that the relatedness space
groups together; a place has as many strengths of a group by chance as a draw without replacement
gives. An organised cluster covers an environment if it shares an activity with it and has its seat
in the place, or three members there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import stats

from samspill import geography
from samspill.catalogue import Finding, Origin, View
from samspill.findings.rosters import (
    Roster,
    brief,
    mean_proximity,
    regions_of_places,
    relatedness_series,
    rosters,
)
from samspill.findings.series import Names, names_of
from samspill.harmonise import Workspace
from samspill.matrix import Matrix
from samspill.networks import Network, find_communities
from samspill.region import Region
from samspill.tables import table
from samspill.uncertainty import benjamini_hochberg

__all__ = ["FINDING"]

_SEED = 1811
_TIES_EACH = 5
_STRONG_AT_LEAST, _MEMBERS_AT_LEAST = 2, 3
_SERIES = (
    ("employees_count", "norway", ("municipality", "county")),
    ("persons_employed", "europe", ("nuts2",)),
)
"""Which strengths count: those of municipalities and counties, and of the regions in Europe."""


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the register, levels, members, environments and what the clusters cover."""
    found = rosters(work)
    names = names_of(work)
    environments = _environments(work, found, names)
    return {
        "clusters": _register(work, found, names, environments),
        "cluster_levels": _levels(work.region),
        "cluster_members": _members(found),
        "environments": pa.Table.from_pylist(environments, schema=table("environments").schema),
    }


# the register


def _register(
    work: Workspace,
    found: Sequence[Roster],
    names: Names,
    environments: Sequence[Mapping[str, Any]],
) -> pa.Table:
    region = work.region
    rows = []
    for one in found:
        cluster = one.cluster
        levels = [o for o in region.cluster_levels if o.cluster_id == cluster.id]
        newest = max(levels, key=lambda o: o.valid_from, default=None)
        covered = [e for e in environments if cluster.id in (e["cluster_ids"] or "").split()]
        rows.append(
            {
                "cluster_id": cluster.id,
                "name": cluster.name,
                "kind": cluster.kind or None,
                "founded": cluster.founded or None,
                "ended": cluster.ended or None,
                "theme_nb": cluster.theme["nb"] or None,
                "theme_en": cluster.theme["en"] or None,
                "activity_codes": " ".join(one.profile) or None,
                "activities_status": cluster.activities_status or None,
                "basis": one.basis,
                "area_ids": " ".join(cluster.area_ids) or None,
                "place_code": one.place_code,
                "place_name": names.places.get(one.place_code or ""),
                "seat_name": cluster.seat_name or None,
                "website": cluster.website or None,
                "programme": newest.programme if newest else None,
                "level_nb": newest.level["nb"] if newest else None,
                "level_en": newest.level["en"] if newest else None,
                "members_count": cluster.members_count,
                "members_date": cluster.members_date or None,
                "members_source": cluster.members_source or None,
                "listed_count": len(one.members),
                "recognised_count": len(one.actor_ids),
                "environments_count": len(covered) if one.profile else None,
                "is_admissible": _is_admissible(region, one),
                "missing": " ".join(_missing(one)) or None,
                "status": cluster.status,
                "source": cluster.source or None,
            }
        )
    return pa.Table.from_pylist(rows, schema=table("clusters").schema)


def _is_admissible(region: Region, one: Roster) -> bool | None:
    """Say whether a cluster meets the European register's rule; None where that is not known."""
    rule, cluster = region.admission, one.cluster
    count = len(one.members) or cluster.members_count
    kinds = {m.given.type for m in one.members if m.given.type} or set(cluster.member_types)
    parts = [
        None if cluster.staff is None else cluster.staff >= rule.staff,
        None if count is None else count >= rule.members,
        len(kinds) >= rule.member_types if kinds else None,
    ]
    if any(part is False for part in parts):
        return False
    return None if None in parts else True


def _missing(one: Roster) -> list[str]:
    cluster = one.cluster
    parts = {
        "activities": not one.profile,
        "seat": one.place_code is None,
        "members_count": cluster.members_count is None and not one.members,
        "members": not one.members,
        "staff": cluster.staff is None,
        "website": not cluster.website,
    }
    return [name for name, is_missing in parts.items() if is_missing]


def _levels(region: Region) -> pa.Table:
    rows = []
    for cluster in sorted({one.cluster_id for one in region.cluster_levels}):
        own = [one for one in region.cluster_levels if one.cluster_id == cluster]
        rows += [
            {
                "cluster_id": cluster,
                "order": order,
                "programme": one.programme,
                "level_nb": one.level["nb"],
                "level_en": one.level["en"],
                "began": one.valid_from or None,
                "until": one.valid_to or None,
                "status": one.status,
                "source": one.source,
            }
            for order, one in enumerate(own, 1)
        ]
    return pa.Table.from_pylist(rows, schema=table("cluster_levels").schema)


def _members(found: Sequence[Roster]) -> pa.Table:
    rows = [
        {
            "cluster_id": cluster.id,
            "order": order,
            "actor_id": one.actor_id,
            "name": one.name,
            "organisation_number": one.given.organisation_number or None,
            "type": one.given.type or None,
            "activity_code": one.activity,
            "place_code": None if one.actor is None else one.actor["place_code"],
            "employees_from": None if one.actor is None else one.actor["employees_from"],
            "began": one.given.valid_from or None,
            "until": one.given.valid_to or None,
            "status": one.given.status,
            "source": one.given.source,
        }
        for cluster in found
        for order, one in enumerate(cluster.members, 1)
    ]
    return pa.Table.from_pylist(rows, schema=table("cluster_members").schema)


# strong environments


def groups_of(near: Matrix) -> dict[str, int]:
    """Give each activity the number of its group: communities of the relatedness space.

    Each activity is tied to the five that it is most related to.
    """
    values = np.array(near.dense)
    np.fill_diagonal(values, 0.0)
    strongest = np.argsort(-values, axis=1, kind="stable")[:, :_TIES_EACH]
    pairs = sorted(
        {(min(a, int(b)), max(a, int(b))) for a in range(len(values)) for b in strongest[a]}
    )
    one, other = (np.array([pair[side] for pair in pairs], np.intp) for side in (0, 1))
    network = Network(near.rows.codes, one, other, values[one, other], np.ones(len(pairs), np.intp))
    community = find_communities(network, seed=_SEED).community
    return dict(zip(near.rows.codes, community.tolist(), strict=True))


def _environments(work: Workspace, found: Sequence[Roster], names: Names) -> list[dict[str, Any]]:
    """Give the places in which several related activities are strong, the strongest first."""
    series = relatedness_series(work)
    near = None if series is None else mean_proximity(series)
    strengths = work.tables["strengths"]
    if near is None or strengths.num_rows == 0:
        return []
    groups = groups_of(near)
    kinds = dict(
        zip(
            work.tables["places"]["place_code"].to_pylist(),
            work.tables["places"]["place_kind"].to_pylist(),
            strict=True,
        )
    )
    nuts = geography.nuts2_names()
    rows: list[dict[str, Any]] = []
    for measure, reference, wanted in _SERIES:
        own = strengths.filter(
            pc.and_(
                pc.equal(strengths["measure"], measure), pc.equal(strengths["reference"], reference)
            )
        )
        by_place: dict[str, list[dict[str, Any]]] = {}
        kind_of = {
            place: kinds.get(place) or ("nuts2" if place in nuts else "")
            for place in pc.unique(own["place_code"]).to_pylist()
        }
        ours = [
            place
            for place, kind in kind_of.items()
            if kind in wanted and _is_ours(work.region, place, kind)
        ]
        own = own.filter(pc.is_in(own["place_code"], value_set=pa.array(ours, pa.string())))
        for row in own.to_pylist():
            by_place.setdefault(row["place_code"], []).append(row)
        for place, seen in sorted(by_place.items()):
            newest = max(row["year"] for row in seen)
            judged = [
                row
                for row in seen
                if row["year"] == newest
                and row["is_strength"] is not None
                and row["activity_code"] in groups
            ]
            kind = kinds.get(place) or "nuts2"
            rows += _of_place(place, kind, judged, groups, names)
    q = benjamini_hochberg(np.array([row["p_value"] for row in rows]))
    for row, value in zip(rows, q, strict=True):
        row["q_value"] = float(value)
    rows.sort(key=lambda row: (row["p_value"], row["place_code"], row["activity_codes"]))
    regions = regions_of_places(work.region)
    for order, row in enumerate(rows, 1):
        row["order"] = order
        row["cluster_ids"] = " ".join(_covering(row, found, regions)) or None
        row["is_covered"] = row["cluster_ids"] is not None
    return rows


def _is_ours(region: Region, place: str, kind: str) -> bool:
    if kind == "municipality":
        return region.type_of(place) is not None
    if kind == "county":
        inside = {one.code_2024 for one in region.places if one.county_code_2024 == place}
        # a county of one municipality is that municipality
        return len(inside) > 1
    return place in {geography.nuts2_of_county(one.county_code_2018) for one in region.places}


def _of_place(
    place: str, kind: str, seen: Sequence[dict[str, Any]], groups: Mapping[str, int], names: Names
) -> list[dict[str, Any]]:
    strong = [row for row in seen if row["is_strength"]]
    by_group: dict[int, list[dict[str, Any]]] = {}
    for row in strong:
        by_group.setdefault(groups[row["activity_code"]], []).append(row)
    rows = []
    for group, own in sorted(by_group.items()):
        if len(own) < _STRONG_AT_LEAST:
            continue
        own.sort(key=lambda row: (-row["lq_shrunk"], row["activity_code"]))
        size = sum(groups[row["activity_code"]] == group for row in seen)
        p = stats.hypergeom.sf(len(own) - 1, len(seen), size, len(strong))
        codes = [row["activity_code"] for row in own]
        named = own[0]["place_name"] or names.places.get(place) or place
        rows.append(
            {
                "place_code": place,
                "place_name": geography.nuts2_names().get(place, {}).get("nb") or named,
                "place_kind": kind,
                "group": f"{place}:{codes[0]}",
                "title_nb": _title(codes, names.nb),
                "title_en": _title(codes, names.en),
                "activity_codes": " ".join(codes),
                "activities_count": len(codes),
                "value": float(sum(row["value"] or 0.0 for row in own)),
                "measure": own[0]["measure"],
                "reference": own[0]["reference"],
                "year": own[0]["year"],
                "lq_shrunk": own[0]["lq_shrunk"],
                "p_value": float(p),
                "source": own[0]["source"],
            }
        )
    return rows


def _title(codes: Sequence[str], called: Mapping[str, str]) -> str:
    """Name an environment after its two strongest activities, briefly."""
    return " · ".join(brief(called.get(code) or code) for code in codes[:2])


def _covering(
    row: Mapping[str, Any], found: Sequence[Roster], nuts: Mapping[str, str]
) -> list[str]:
    codes = set(row["activity_codes"].split())
    where = row["place_code"], row["place_kind"], nuts
    return [
        one.id
        for one in found
        if not one.cluster.ended
        and codes & set(one.profile)
        and (
            _lies_in(one.place_code, *where)
            or sum(
                m.activity in codes
                and _lies_in(None if m.actor is None else m.actor["place_code"], *where)
                for m in one.members
            )
            >= _MEMBERS_AT_LEAST
        )
    ]


def _lies_in(place: str | None, of: str, kind: str, nuts: Mapping[str, str]) -> bool:
    """Say whether a municipality of today lies in a place."""
    if place is None:
        return False
    if kind == "nuts2":
        return nuts.get(place) == of
    return of == (place if kind == "municipality" else geography.county_of(place))


# back to the sources


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the sizes behind an environment; the register is the profile's own."""
    if name != "environments":
        return ()
    where: dict[str, tuple[object, ...]] = {
        "source": (row["source"],),
        "measure": (row["measure"],),
        "year": (row["year"],),
        "place_code": (row["place_code"],),
        "activity_code": tuple(row["activity_codes"].split()),
    }
    return (Origin(_OF_PLACE, "sizes", where, ("value",)),)


_OF_PLACE = {"nb": "Stedets tall", "en": "The figures of the place"}


FINDING = Finding(
    id="clusters",
    title={"nb": "Klynger", "en": "Clusters"},
    question={
        "nb": "Hvilke klynger og nettverk finnes, og dekker de de sterke miljøene?",
        "en": "Which clusters and networks are there, and do they cover the strong environments?",
    },
    tables=("clusters", "cluster_levels", "cluster_members", "environments"),
    needs=("sizes", "strengths", "places", "activities", "actors", "actor_merges"),
    compute=compute,
    indicators=("location_quotient", "proximity"),
    views={
        "clusters": View(
            columns=(
                "name", "level_{lang}", "theme_{lang}", "place_name", "members_count",
                "listed_count", "environments_count", "is_admissible", "status",
            ),
            order_by="name",
        ),
        "cluster_levels": View(
            columns=("cluster_id", "programme", "level_{lang}", "began", "until", "status"),
            order_by="cluster_id",
        ),
        "cluster_members": View(
            columns=("cluster_id", "name", "type", "activity_code", "place_code", "began"),
            order_by="cluster_id",
        ),
        "environments": View(
            columns=(
                "place_name", "title_{lang}", "activities_count", "value", "q_value",
                "is_covered", "cluster_ids",
            ),
            order_by="order",
        ),
    },
    trace=trace,
    profile=("clusters.csv", "cluster_levels.csv", "cluster_members.csv"),
)  # fmt: skip
