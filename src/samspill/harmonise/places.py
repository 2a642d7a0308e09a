"""Places: municipalities of one edition, counties, regions, and the profile's groups."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from samspill import geography
from samspill.harmonise.workspace import Workspace, persons, reject
from samspill.region import Region
from samspill.tables import table

__all__ = [
    "group_members",
    "members_of_groups",
    "nuts_of_members",
    "nuts_of_sets",
    "own_regions",
    "places",
]


def places(work: Workspace) -> pa.Table:
    """Municipalities of the profile's edition, counties, NUTS regions, types and sets."""
    region, edition = work.region, work.region.edition
    rows: list[dict[str, object]] = []
    population = _population(work)
    if work.graph is not None:
        members = _statuses_of_members(work)
        rows += [
            {
                "place_edition": f"municipality-{edition}",
                "place_code": code,
                "name": name,
                "place_kind": "municipality",
                "parent_code": geography.county_of(code),
                "type": region.type_of(code),
                "is_member": code in members,
                "centrality": region.centrality_of(code),
                "population": population.get(code),
                "status": members.get(code),
            }
            for code, name in sorted(work.graph.names(edition).items())
            if code != "9999"
        ]
        rows += [
            {
                "place_edition": f"county-{edition}",
                "place_code": code,
                "name": name,
                "place_kind": "county",
                "parent_code": "NO",
                "population": _total([n for c, n in population.items() if c[:2] == code]),
            }
            for code, name in sorted(geography.counties(edition).items())
        ]
    rows += [
        {
            "place_edition": "nuts-2013",
            "place_code": code,
            "name": names["nb"],
            "place_kind": "nuts2",
            "parent_code": "NO",
        }
        for code, names in sorted(geography.nuts2_names().items())
    ]
    return pa.Table.from_pylist([*rows, *_groups(work, population)], schema=table("places").schema)


def _statuses_of_members(work: Workspace) -> dict[str, str]:
    """Give the municipalities that hold a member, each with its least certain status."""
    order = ("stated", "inferred", "unverified")
    statuses: dict[str, str] = {}
    for status in order:
        for code in work.region.member_codes(
            work.region.edition, work.municipalities, statuses=(status,)
        ):
            statuses[code] = status
    return statuses


def _groups(work: Workspace, population: Mapping[str, float]) -> list[dict[str, object]]:
    """Give the profile's named sets and types of place as places of their own."""
    region = work.region
    names = {one.id: one.name["nb"] for one in region.sets} | {
        f"type:{name}": words["name"]["nb"] for name, words in region.type_names.items()
    }
    return [
        {
            "place_edition": f"municipality-{region.edition}",
            "place_code": code,
            "name": names[code],
            "place_kind": kind,
            "population": _total([population[c] for c in members if c in population]),
        }
        for kind, groups in members_of_groups(work).items()
        for code, members in sorted(groups.items())
    ]


def members_of_groups(work: Workspace) -> dict[str, dict[str, frozenset[str]]]:
    """Give for each kind of group its groups and their municipalities of the profile's edition."""
    region = work.region
    if work.graph is None:
        return {"region": {one.id: frozenset() for one in region.sets}, "type": {}}
    types: dict[str, set[str]] = {f"type:{name}": set() for name in region.type_names}
    for place in region.types:
        types[f"type:{place.type}"].add(place.code)
    return {
        "region": {
            one.id: frozenset(region.codes_of_set(one.id, work.graph)) for one in region.sets
        },
        "type": {name: frozenset(codes) for name, codes in types.items()},
    }


def nuts_of_sets(region: Region) -> dict[str, frozenset[str]]:
    """Give the sets that are whole NUTS 2 regions, with these regions."""
    regions_of = {
        one.id: frozenset(geography.nuts2_of_county(code) for code in one.counties)
        for one in region.sets
        if one.counties
    }
    counties = geography.counties(2018)
    return {
        one.id: regions_of[one.id]
        for one in region.sets
        if one.counties
        and {c for c in counties if geography.nuts2_of_county(c) in regions_of[one.id]}
        == set(one.counties)
    }


def nuts_of_members(region: Region) -> tuple[str, ...]:
    """Give the NUTS 2 regions that the municipalities of the members lie in."""
    members = {one.code for one in region.memberships}
    counties = {
        one.county_code_2018
        for one in region.places
        if members & {one.code_2018, one.code_2020, one.code_2024}
    }
    known = geography.counties(2018)
    return tuple(sorted({geography.nuts2_of_county(c) for c in counties if c in known}))


def own_regions(region: Region) -> tuple[str, ...]:
    """Give where the alliance is found in statistics by region: its whole sets, then its parts."""
    return (*nuts_of_sets(region), *nuts_of_members(region))


def group_members(work: Workspace) -> pa.Table:
    """Give which municipalities each county, type of place and set has."""
    rows = [
        {"place_code": group, "municipality_code": code, "place_kind": kind}
        for kind, groups in members_of_groups(work).items()
        for group, members in groups.items()
        for code in members
    ]
    if work.graph is not None:
        rows += [
            {"place_code": code[:2], "municipality_code": code, "place_kind": "county"}
            for code in work.graph.names(work.region.edition)
        ]
    return pa.Table.from_pylist(rows, schema=table("groups").schema)


def _total(values: Sequence[float]) -> float | None:
    return math.fsum(values) if values else None


def _population(work: Workspace) -> dict[str, float]:
    """Give the newest population of each municipality of the profile's edition."""
    rows = work.tidy("population")
    if rows.num_rows == 0:
        return {}
    found: dict[str, float] = {}
    for year in sorted(pc.unique(rows["year"]).to_pylist()):
        newest = rows.filter(pc.equal(rows["year"], year))
        # two files of one year: the later vintage, which was read last, counts
        newest = newest.filter(pc.equal(newest["file_sha256"], newest["file_sha256"][-1]))
        carried = geography.carry(
            newest.select(["place_code", "population"]),
            work.municipalities,
            on=year,
            to=max(year, work.region.edition),
            measures=["population"],
        )
        work.ledger.enter(
            "ssb_07459",
            "carry",
            part=str(year),
            received=persons(newest, "population"),
            kept=persons(carried.table, "population"),
            rejected=persons(carried.rejects, "population"),
        )
        reject(work, "ssb_07459", "carry", carried.rejects, ("place_code",))
        pairs = zip(
            carried.table["place_code"].to_pylist(),
            carried.table["population"].to_pylist(),
            strict=True,
        )
        found |= {code: float(count) for code, count in pairs if count is not None}
    return found
