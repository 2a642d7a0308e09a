"""Who takes part in the projects: actors with their place, sector and area, and their list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.harmonise import Workspace
from samspill.networks import Bipartite, Network, bipartite, project_on
from samspill.organisations import sector_of
from samspill.region import Region

__all__ = ["ABROAD", "REGIONAL", "SPHERES", "Parties", "actor_ids", "parties"]

Numbers = NDArray[np.intp]

REGIONAL = ("forskningsradet_eu",)
"""Sources that list the Norwegian participations of their projects: the network at home."""

ABROAD = ("cordis",)
"""Sources that list the participations of all countries."""

SPHERES = ("company", "knowledge", "public")
"""The three of the triple helix; who is in none of them is `other`."""

_SPHERE_OF: Mapping[str, str] = {
    "company": "company",
    "university": "knowledge",
    "institute": "knowledge",
    # hospitals do research, and statistics on research count them with the universities
    "hospital": "knowledge",
    "public": "public",
}


@dataclass(frozen=True, eq=False)
class Parties:
    """Joint projects, the actors in them and the network that they make.

    Parameters
    ----------
    joint
        Projects of two actors or more.
    network
        Who works with whom in them.
    name, sector, place, activity, country
        Of each actor in the order of `joint.actors`: what the table of actors says, else what is
        said of it most often; the place the other way about, as of when it took part. None where
        nothing is said.
    projects_count
        Each actor's projects, also those without a partner.
    project_year, project_programme, project_source
        Of each joint project.
    """

    joint: Bipartite
    network: Network
    name: tuple[str | None, ...]
    sector: tuple[str | None, ...]
    place: tuple[str | None, ...]
    activity: tuple[str | None, ...]
    country: tuple[str | None, ...]
    projects_count: Numbers
    project_year: tuple[int | None, ...]
    project_programme: tuple[str | None, ...]
    project_source: tuple[str | None, ...]

    @property
    def county(self) -> tuple[str | None, ...]:
        """The county of each actor, in the edition of its place."""
        return tuple(place[:2] if place else None for place in self.place)

    @property
    def sphere(self) -> tuple[str, ...]:
        """The sphere of each actor: company, knowledge, public or other."""
        return tuple(_SPHERE_OF.get(sector or "", "other") for sector in self.sector)

    def area(self, region: Region) -> tuple[str | None, ...]:
        """Give the area to which most of each actor's activity belongs, by its code alone."""
        best: dict[str, tuple[float, str]] = {}
        for area in region.areas:
            for one in area.activities:
                if one.weight > best.get(one.code, (0.0, ""))[0]:
                    best[one.code] = (one.weight, area.id)
        return tuple(best[code][1] if code in best else None for code in self.activity)


def actor_ids(rows: pa.Table) -> pa.ChunkedArray:
    """Give the actor of each participation, null where it cannot be told."""
    return pc.coalesce(rows["actor_id"], rows["organisation_number"], rows["organisation_name"])


def parties(work: Workspace, sources: Sequence[str]) -> Parties:
    """Read the participations of some sources; those of an unknown actor make no tie."""
    rows = work.tables["participations"]
    rows = rows.filter(pc.is_in(rows["source"], pa.array(sources)))
    rows = rows.append_column("_actor", actor_ids(rows))
    known = pc.and_(pc.is_valid(rows["_actor"]), pc.is_valid(rows["project_id"]))
    rows = rows.filter(known)
    actors, projects = rows["_actor"].to_pylist(), rows["project_id"].to_pylist()
    everything = bipartite(actors, projects)
    joint = everything.joint()
    counts = dict(zip(everything.actors, everything.degrees.tolist(), strict=True))

    def usual(column: str) -> tuple[str | None, ...]:
        return _most_often(rows["_actor"], rows[column], joint.actors)

    facts = _facts(work, joint.actors)

    def told(column: str, said: tuple[str | None, ...]) -> tuple[str | None, ...]:
        return tuple(
            facts.get(actor, {}).get(column) or other
            for actor, other in zip(joint.actors, said, strict=True)
        )

    names = usual("organisation_name")
    sectors = tuple(
        sector_of(sector, None, name) for sector, name in zip(usual("sector"), names, strict=True)
    )
    places = tuple(
        place or facts.get(actor, {}).get("place_code")
        for actor, place in zip(joint.actors, usual("place_code"), strict=True)
    )
    return Parties(
        joint,
        project_on(work.engine, joint),
        told("name", names),
        told("sector", sectors),
        places,
        told("activity_code", usual("activity_code")),
        usual("country_code"),
        np.array([counts[actor] for actor in joint.actors], np.intp),
        _most_often(rows["project_id"], rows["year"], joint.projects),
        _most_often(rows["project_id"], rows["programme"], joint.projects),
        _most_often(rows["project_id"], rows["source"], joint.projects),
    )


def _facts(work: Workspace, wanted: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
    """Give what the table of actors says of those wanted."""
    rows = work.tables.get("actors")
    if rows is None:
        return {}
    rows = rows.filter(pc.is_in(rows["actor_id"], pa.array(wanted, pa.string())))
    columns = ("actor_id", "name", "sector", "place_code", "activity_code")
    return {row["actor_id"]: row for row in rows.select(columns).to_pylist()}


def _most_often(
    keys: pa.ChunkedArray, values: pa.ChunkedArray, wanted: Sequence[str]
) -> tuple[Any, ...]:
    """Give for each wanted key the value it has most often; of equal ones the first in order."""
    votes = pa.table({"key": keys, "value": values}).filter(pc.is_valid(values))
    votes = votes.group_by(["key", "value"]).aggregate([([], "count_all")])
    ranked = votes.sort_by([("count_all", "descending"), ("value", "ascending")])
    first = pc.index_in(pa.array(wanted, pa.string()), value_set=ranked["key"])
    return tuple(ranked["value"].combine_chunks().take(first).to_pylist())
