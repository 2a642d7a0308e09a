"""The clusters as the build knows them: their activities, their members as actors, their seats."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import geography
from samspill.findings.series import Series, all_series
from samspill.harmonise import Workspace
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import presence
from samspill.matrix import Matrix
from samspill.region import Cluster, ClusterMember, Region

__all__ = [
    "Member",
    "Roster",
    "began",
    "brief",
    "distance_km",
    "may_name_person",
    "mean_proximity",
    "regions_of_places",
    "relatedness_series",
    "rosters",
    "spots_of",
    "year_of",
]

Floats = NDArray[np.float64]

_EARTH_KM = 6371.0


@dataclass(frozen=True)
class Member:
    """A member of a cluster as an actor of the build; `actor` is None where it is not known."""

    given: ClusterMember
    actor: Mapping[str, Any] | None

    @property
    def actor_id(self) -> str | None:
        """The actor's id."""
        return None if self.actor is None else str(self.actor["actor_id"])

    @property
    def name(self) -> str:
        """The name of the list, else that of the actor."""
        named = None if self.actor is None else self.actor["name"]
        return str(named or self.given.name or self.given.organisation_number)

    @property
    def activity(self) -> str | None:
        """The division of the actor's activity."""
        return None if self.actor is None else self.actor["activity_code"]

    @property
    def size(self) -> float:
        """Its size, damped: the logarithm of its employees and three, at least that of three."""
        employees = None if self.actor is None else self.actor["employees_from"]
        return math.log(3 + (employees or 0))


@dataclass(frozen=True)
class Roster:
    """A cluster with its profile over activities.

    `profile` gives the share of each activity, by the members' activities weighted by their damped
    sizes, else by the declared themes; `basis` says which: members, themes or none.
    """

    cluster: Cluster
    members: tuple[Member, ...]
    place_code: str | None
    profile: Mapping[str, float] = field(default_factory=dict)
    basis: str = "none"

    @property
    def id(self) -> str:
        """The cluster's id."""
        return self.cluster.id

    @cached_property
    def actor_ids(self) -> frozenset[str]:
        """The members that are actors of the build."""
        return frozenset(one.actor_id for one in self.members if one.actor_id is not None)


def rosters(work: Workspace) -> list[Roster]:
    """Give every cluster of the profile, in order of id."""
    actors, merges = _spoken_of(work)
    by_number = {one["organisation_number"]: one for one in actors if one["organisation_number"]}
    by_id = {one["actor_id"]: one for one in actors}
    # a number that was merged into another actor's leads to that actor
    for row in merges:
        for side in ("merged_a", "merged_b"):
            if row["actor_id"] in by_id:
                by_number.setdefault(row[side], by_id[row["actor_id"]])
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for one in actors:
        by_name.setdefault((one["name"] or "").casefold(), []).append(one)

    def known(given: ClusterMember) -> Mapping[str, Any] | None:
        number = given.organisation_number
        if number:
            return by_number.get(number) or by_id.get(number)
        named = by_name.get(given.name.casefold(), [])
        # a name that two bear is nobody's
        return named[0] if len(named) == 1 else None

    found = []
    for cluster in sorted(work.region.clusters, key=lambda one: one.id):
        members = tuple(
            Member(one, known(one))
            for one in work.region.cluster_members
            if one.cluster_id == cluster.id and not one.valid_to
        )
        profile, basis = _profile(cluster, members)
        found.append(Roster(cluster, members, _seat(work, cluster), profile, basis))
    return found


def _spoken_of(work: Workspace) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the actors that a member may be, and what was merged of the members' numbers."""
    members = work.region.cluster_members
    numbers = pa.array(sorted({one.organisation_number or "" for one in members}), pa.string())
    names = {name for one in members for name in (one.name.lower(), one.name.casefold())}
    merges = work.tables["actor_merges"]
    sides = (pc.is_in(merges[side], value_set=numbers) for side in ("merged_a", "merged_b"))
    merges = merges.filter(pc.or_(*sides))
    actors = work.tables["actors"]
    ids = pa.chunked_array([numbers, *merges["actor_id"].chunks], pa.string())
    is_numbered = pc.or_(
        pc.is_in(actors["actor_id"], value_set=ids),
        pc.is_in(actors["organisation_number"], value_set=numbers),
    )
    small = pc.utf8_lower(pc.fill_null(actors["name"], ""))
    # of these letters the small ones are not always the same
    is_named = pc.or_(
        pc.is_in(small, value_set=pa.array(sorted(names), pa.string())),
        pc.match_substring_regex(small, "[ßſ]"),
    )
    return actors.filter(pc.or_(is_numbered, is_named)).to_pylist(), merges.to_pylist()


def _profile(cluster: Cluster, members: Sequence[Member]) -> tuple[dict[str, float], str]:
    sizes: dict[str, float] = {}
    for one in members:
        if one.activity:
            sizes[one.activity] = sizes.get(one.activity, 0.0) + one.size
    basis = "members" if sizes else "themes" if cluster.activity_codes else "none"
    if not sizes:
        sizes = {code[:3]: 1.0 for code in cluster.activity_codes if len(code) >= 3}
    total = sum(sizes.values())
    return {code: size / total for code, size in sorted(sizes.items())}, basis


def _seat(work: Workspace, cluster: Cluster) -> str | None:
    """Give the municipality of today in which the seat lies."""
    if not cluster.seat_code or cluster.seat_edition is None:
        return None
    edition = work.region.edition
    if cluster.seat_edition == edition:
        return cluster.seat_code
    if work.graph is not None:
        shares = work.graph.shares(cluster.seat_code, cluster.seat_edition, edition)
        return shares[0].code if len(shares) == 1 else None
    for place in work.region.places:
        if cluster.seat_edition == 2018 and place.code_2018 == cluster.seat_code:
            return place.code_2024
    return None


# years


def year_of(when: str | None) -> int | None:
    """Give the year of a date that is as sure as it is known."""
    return int(when[:4]) if when else None


def began(region: Region, cluster: Cluster) -> int | None:
    """Give the first year in which a cluster is known to exist."""
    years = [year_of(cluster.founded)]
    years += [year_of(o.valid_from) for o in region.cluster_levels if o.cluster_id == cluster.id]
    known = [year for year in years if year is not None]
    return min(known) if known else None


# names and places

_ASIDE = re.compile(r";|, (?:except|unntatt)|\(")
"""Where the name of an activity goes into detail."""

_OF_PERSONS = re.compile(r"\b(ANS|DA|ENK)$")
"""Legal forms whose names are often made of those of persons."""


def brief(name: str) -> str:
    """Give the name of an activity without what it excepts.

    Examples
    --------
    >>> brief("Manufacture of wood, except furniture; manufacture of straw")
    'Manufacture of wood'
    """
    return _ASIDE.split(name)[0].strip()


def may_name_person(name: str) -> bool:
    """Say whether an organisation's name may be made of those of persons, by its legal form.

    Examples
    --------
    >>> may_name_person("TO BRØDRE ANS"), may_name_person("PRØVE AS")
    (True, False)
    """
    return _OF_PERSONS.search(name.strip().upper()) is not None


def regions_of_places(region: Region) -> dict[str, str]:
    """Give the region of Europe of each municipality of today, by the part that bears its name."""
    found: dict[str, str] = {}
    for one in sorted(region.places, key=lambda p: (p.name_2018 != p.name_2024, p.code_2018)):
        found.setdefault(one.code_2024, geography.nuts2_of_county(one.county_code_2018))
    return found


# relatedness


def relatedness_series(work: Workspace) -> Series | None:
    """Give the first series of sizes that suffices for relatedness; None where none does."""
    return next((one for one in all_series(work) if not one.shortage), None)


def mean_proximity(one: Series, before: int | None = None) -> Matrix | None:
    """Give the proximity of activities, the mean over the years before one; None without years.

    There are ones on the diagonal, because two clusters in the same activity are as related as
    can be.
    """
    years = [year for year in one.plain.quotients if before is None or year < before]
    if not years:
        return None
    every = [proximity(presence(one.plain.quotients[y].select(one.plain.base))) for y in years]
    values = np.stack([np.nan_to_num(each.dense) for each in every]).mean(axis=0)
    np.fill_diagonal(values, 1.0)
    return every[-1].with_values(values, every[-1].unit)


# distance


def spots_of(work: Workspace) -> dict[str, tuple[float, float]]:
    """Give the middle of each municipality (longitude, latitude) where the build has its border."""
    rows = work.tidy("borders")
    spots = {}
    for code, kind, text in zip(
        rows["place_code"].to_pylist(),
        rows["place_kind"].to_pylist(),
        rows["geometry"].to_pylist(),
        strict=True,
    ):
        if text and kind == "municipality":
            points = np.array(list(_points(json.loads(text)["coordinates"])))
            low, high = points.min(axis=0), points.max(axis=0)
            spots[code] = (float((low[0] + high[0]) / 2), float((low[1] + high[1]) / 2))
    return spots


def _points(part: Any) -> Any:
    if isinstance(part[0], int | float):
        yield float(part[0]), float(part[1])
        return
    for one in part:
        yield from _points(one)


def distance_km(
    spots: Mapping[str, tuple[float, float]], one: str | None, other: str | None
) -> float:
    """Give how far apart two municipalities are.

    Between their middles; where a border is missing, between the centres of population of their
    counties. NaN where neither is known: two municipalities of one county without borders.
    """
    if one is None or other is None:
        return float("nan")
    if one == other:
        return 0.0
    if one in spots and other in spots:
        return _great_circle(spots[one], spots[other])
    counties = sorted((geography.county_of(one), geography.county_of(other)))
    pair = geography.county_pairs(2024).get((counties[0], counties[1]))
    return pair.distance_km if pair else float("nan")


def _great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    (x, y), (u, v) = (map(math.radians, spot) for spot in (one, other))
    half = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))
