"""The network of joint projects as it was asked for: some years, an area, a county, a sector."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from samspill import figures
from samspill.tables import table
from samspill.web.language import N_
from samspill.web.pinned import Pinned
from samspill.web.site import Visit

__all__ = [
    "GROUPS",
    "SECTORS",
    "SPHERES",
    "Chosen",
    "Web",
    "about_actor",
    "drawing",
    "network_of",
    "years_of",
]

Row = dict[str, Any]

SECTORS = {
    "company": N_("Company"),
    "university": N_("University or college"),
    "institute": N_("Research institute"),
    "hospital": N_("Hospital"),
    "public": N_("Public body"),
    "other": N_("Other organisation"),
}
"""What a sector of actors is called."""

SPHERES = {
    "company": N_("Companies"),
    "knowledge": N_("Universities, institutes and hospitals"),
    "public": N_("Public bodies"),
}
"""What a sphere of the triple helix is called."""

GROUPS = {
    "community": N_("Community"),
    "sector": N_("Sector"),
    "area": N_("Area"),
    "county": N_("County"),
}
"""What the colours of a network can stand for."""

_ROLES_OF_SECTORS = ("cat-1", "cat-4", "cat-3", "cat-5", "cat-2", "grey-soft")


_ENOUGH = 20
"""So many actors are a picture without the pairs that have no other partner."""


@dataclass(frozen=True)
class Chosen:
    """Which part of the network is asked for; None leaves it open.

    `area` chooses projects where the build knows their areas, else actors by their activity.
    """

    area: str | None = None
    county: str | None = None
    sector: str | None = None
    since: int | None = None
    until: int | None = None
    community: str | None = None
    actor: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Chosen()


@dataclass(frozen=True)
class Web:
    """A part of the network: its actors and its ties.

    Each actor has `strength` and `degree` within the part, and `is_chosen`: false for a partner
    that is shown only because it works with one that was asked for.
    """

    nodes: Sequence[Row]
    edges: Sequence[Row]

    @property
    def chosen(self) -> list[Row]:
        """The actors that were asked for, the strongest first."""
        return [row for row in self.nodes if row["is_chosen"]]

    @property
    def lone_pairs(self) -> list[Row]:
        """The ties of actors that work with each other and nobody else."""
        degree = Counter(edge[end] for edge in self.edges for end in ("actor_a", "actor_b"))
        return [e for e in self.edges if degree[e["actor_a"]] == degree[e["actor_b"]] == 1]

    @property
    def joined(self) -> Web:
        """The part without its lone pairs; with them, where little else would be left."""
        lone = {edge[end] for edge in self.lone_pairs for end in ("actor_a", "actor_b")}
        kept = [row for row in self.nodes if row["actor_id"] not in lone]
        if len(kept) < _ENOUGH:
            return self
        return Web(kept, [edge for edge in self.edges if edge["actor_a"] not in lone])


def years_of(pinned: Pinned) -> list[int]:
    """Give the years in which joint projects start."""
    rows = pinned.rows(
        "network_ties", "select distinct year from network_ties where year is not null order by 1"
    )
    return [row["year"] for row in rows]


def network_of(pinned: Pinned, chosen: Chosen) -> Web:
    """Add up the ties that were asked for, and give the actors at their ends."""
    by_id = {row["actor_id"]: row for row in pinned.rows("network_nodes", _ALL_NODES)}
    edges = _edges(pinned, chosen)
    if chosen.area is not None and not pinned.has("project_areas"):
        edges = [edge for edge in edges if _any(edge, by_id, "area_id", chosen.area)]
    for column, value in (
        ("county_code", chosen.county),
        ("sector", chosen.sector),
        ("community", chosen.community),
        ("actor_id", chosen.actor),
    ):
        if value is not None:
            edges = [edge for edge in edges if _any(edge, by_id, column, value)]
    if chosen.actor is not None:
        edges = _around(_edges(pinned, chosen), edges, chosen.actor)
    strength: dict[str, float] = {}
    degree: dict[str, int] = {}
    for edge in edges:
        for end in (edge["actor_a"], edge["actor_b"]):
            strength[end] = strength.get(end, 0.0) + edge["weight"]
            degree[end] = degree.get(end, 0) + 1
    nodes = [
        {
            **by_id[actor],
            "strength": total,
            "degree": degree[actor],
            "is_chosen": _is_chosen(by_id[actor], chosen, has_areas=pinned.has("project_areas")),
        }
        for actor, total in strength.items()
        if actor in by_id
    ]
    nodes.sort(key=lambda row: (-row["strength"], row["actor_id"]))
    return Web(nodes, edges)


_ALL_NODES = "select * from network_nodes order by strength desc, actor_id"


def _edges(pinned: Pinned, chosen: Chosen) -> list[Row]:
    """Give the pairs with what they share within the years and the area."""
    conditions, join = ["true"], ""
    values: list[object] = []
    if chosen.since is not None:
        conditions.append("t.year >= ?")
        values.append(chosen.since)
    if chosen.until is not None:
        conditions.append("t.year <= ?")
        values.append(chosen.until)
    if chosen.area is not None and pinned.has("project_areas"):
        pinned.load("project_areas")
        join = "join project_areas a on a.source = t.source and a.project_id = t.project_id"
        conditions += ["a.area_id = ?", "not a.is_doubtful"]
        values.append(chosen.area)
    return pinned.rows(
        "network_ties",
        "select t.actor_a, t.actor_b, sum(t.weight) weight, count(*) projects_count, "
        "min(t.year) first_year, max(t.year) last_year "
        f"from network_ties t {join} where {' and '.join(conditions)} "
        "group by t.actor_a, t.actor_b order by t.actor_a, t.actor_b",
        *values,
    )


def _any(edge: Row, by_id: Mapping[str, Row], column: str, value: str) -> bool:
    """Say whether one end of a tie has a value."""
    return any(by_id.get(edge[end], {}).get(column) == value for end in ("actor_a", "actor_b"))


def _around(every: Sequence[Row], own: Sequence[Row], actor: str) -> list[Row]:
    """Give the ties of an actor and those between its partners."""
    near = {edge[end] for edge in own for end in ("actor_a", "actor_b")} | {actor}
    return [edge for edge in every if edge["actor_a"] in near and edge["actor_b"] in near]


def _is_chosen(node: Row, chosen: Chosen, *, has_areas: bool) -> bool:
    wanted = {
        "county_code": chosen.county,
        "sector": chosen.sector,
        "community": chosen.community,
        "area_id": None if has_areas else chosen.area,
    }
    return all(value is None or node[column] == value for column, value in wanted.items())


def about_actor(visit: Visit) -> Callable[[Mapping[str, Any]], str]:
    """Give what is said of an actor behind its name."""
    language = visit.language

    def about(row: Mapping[str, Any]) -> str:
        sector = SECTORS.get(row["sector"] or "")
        parts = [
            visit.text(sector) if sector else "",
            visit.name_of_place(row["place_code"]) if row["place_code"] else "",
            language.ntext("{n} partner", "{n} partners", row["degree"]),
            visit.text("broker") if row["is_broker"] else "",
        ]
        return ", ".join(part for part in parts if part)

    return about


def drawing(
    visit: Visit,
    web: Web,
    *,
    title: str,
    by: str = "community",
    focus: str | None = None,
    names: int = 26,
) -> figures.Figure:
    """Draw a part of the network, coloured by community, sector, area or county."""
    words, roles = _groups(visit, by)
    rows = [
        {**row, "group": words(row), "community_title": title_of_community(visit, row["community"])}
        for row in web.nodes
    ]
    if focus is not None:
        rows = _rings(rows, web.edges, focus)
    schema = pa.schema(
        [
            *(field for field in table("network_nodes").schema if field.name != "community"),
            pa.field("community", pa.string()),
            pa.field("group", pa.string()),
            pa.field("is_chosen", pa.bool_()),
        ]
    )
    any_brokers = any(row["is_broker"] for row in rows)
    told = [visit.text("Colour: {what}", what=visit.text(GROUPS[by]).lower())]
    if any_brokers:
        told.append(visit.text("Outline: broker"))
    if not all(row["is_chosen"] for row in rows):
        told.append(visit.text("Faded: partners from elsewhere"))
    return figures.network_chart(
        pa.Table.from_pylist(
            [
                {**row, "place_name": visit.name_of_place(row["place_code"])}
                if row["place_code"]
                else row
                for row in rows
            ],
            schema=schema,
        ),
        pa.Table.from_pylist(list(web.edges), schema=_EDGES),
        figures.NetworkColumns(
            "actor_id", ("actor_a", "actor_b"), "name", "strength", "weight", "group",
            "is_broker", "is_chosen",
        ),
        language=visit.language.code,
        title=title,
        noun=visit.text("actors"),
        about=about_actor(visit),
        link=lambda row: visit.url("actor", key=row["actor_id"]),
        roles=roles,
        group_title=". ".join(told),
        focus=focus,
        names=names,
        table=("name", "sector", "place_name", "degree", "strength", "is_broker"),
    )  # fmt: skip


_EDGES = pa.schema(
    [
        ("actor_a", pa.string()),
        ("actor_b", pa.string()),
        ("weight", pa.float64()),
        ("projects_count", pa.int64()),
        ("first_year", pa.int64()),
        ("last_year", pa.int64()),
    ]
)


def title_of_community(visit: Visit, community: str | None) -> str:
    """Give what a community is called."""
    titles = visit.pinned.once(
        "titles of communities",
        lambda: {
            row["community"]: (row["title_nb"], row["title_en"])
            for row in visit.pinned.rows("communities", "select * from communities")
        },
    )
    found = titles.get(community)
    return "" if found is None else str(found[0 if visit.language.code == "nb" else 1])


def _groups(visit: Visit, by: str) -> tuple[Callable[[Row], str | None], Mapping[str, str] | None]:
    """Give what colours go by, and the colours where they are the same everywhere."""
    if by == "sector":
        names = {code: visit.text(word) for code, word in SECTORS.items()}
        roles = dict(zip(names.values(), _ROLES_OF_SECTORS, strict=True))
        return lambda row: names.get(row["sector"]), roles
    if by == "area":
        areas = {area.id: area for area in visit.region.areas}
        titles = {key: visit.language.of(area.short) for key, area in areas.items()}
        roles = {titles[key]: figures.AREAS[area.number - 1] for key, area in areas.items()}
        return lambda row: titles.get(row["area_id"]), roles
    if by == "county":
        return lambda row: row["county_code"] and visit.name_of_place(row["county_code"]), None
    return lambda row: title_of_community(visit, row["community"]) or None, None


_GOLDEN = math.pi * (3 - math.sqrt(5))


def _rings(rows: Sequence[Row], edges: Sequence[Row], focus: str) -> list[Row]:
    """Lay partners on rings around an actor: the heaviest ties nearest, communities together."""
    weight = {}
    for edge in edges:
        for one, other in (("actor_a", "actor_b"), ("actor_b", "actor_a")):
            if edge[one] == focus:
                weight[edge[other]] = edge["weight"]
    partners = sorted(
        (row for row in rows if row["actor_id"] != focus),
        key=lambda row: (-weight.get(row["actor_id"], 0.0), row["actor_id"]),
    )
    # rings of 12, 24, 36 ... partners
    ring_of: dict[str, int] = {}
    at, ring = 0, 1
    while at < len(partners):
        for row in partners[at : at + 12 * ring]:
            ring_of[row["actor_id"]] = ring
        at, ring = at + 12 * ring, ring + 1
    placed = {focus: (0.0, 0.0)}
    for number in range(1, ring):
        own = sorted(
            (row for row in partners if ring_of[row["actor_id"]] == number),
            key=lambda row: (row["community"] or "", row["actor_id"]),
        )
        for turn, row in enumerate(own):
            angle = 2 * math.pi * turn / len(own) + number * _GOLDEN
            placed[row["actor_id"]] = (number * math.cos(angle), number * math.sin(angle))
    return [
        {**row, "x": placed[row["actor_id"]][0], "y": placed[row["actor_id"]][1]} for row in rows
    ]
