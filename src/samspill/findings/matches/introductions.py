"""Who to introduce to whom between two clusters, and who has met."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill.findings.rosters import Roster, may_name_person
from samspill.harmonise import Workspace
from samspill.matrix import Matrix
from samspill.networks import Network
from samspill.tables import table

__all__ = ["actor_pairs", "existing_ties"]

_PAIRS, _EACH, _CANDIDATES = 5, 2, 40


@dataclass(frozen=True)
class _Party:
    actor_id: str
    name: str
    activity: str
    size: float
    basis: str


def actor_pairs(
    work: Workspace,
    clusters: Sequence[Roster],
    near: Matrix,
    network: Network | None,
    matches: Sequence[Mapping[str, Any]],
) -> pa.Table:
    """Give for each two clusters the five pairs of actors whose activities go best together.

    An actor is in two pairs at most, and two that have met in a project are not introduced. Where
    no members are listed, actors at the seat whose activity is among the themes stand for them.
    """
    parties = {one.id: _parties(work, one) for one in clusters}
    met = _met(network)
    at = {code: number for number, code in enumerate(near.rows.codes)}
    rows = []
    for match in matches:
        pair = match["cluster_a"], match["cluster_b"]
        found = []
        for one in parties[pair[0]]:
            for other in parties[pair[1]]:
                if one.actor_id == other.actor_id or (one.actor_id, other.actor_id) in met:
                    continue
                if one.activity in at and other.activity in at:
                    kinship = float(near.dense[at[one.activity], at[other.activity]])
                    # the same activity is no meeting of different ones
                    weight = kinship if one.activity != other.activity else kinship / 2
                    found.append((weight * math.sqrt(one.size * other.size), kinship, one, other))
        found.sort(key=lambda f: (-f[0], f[2].actor_id, f[3].actor_id))
        times: Counter[str] = Counter()
        order = 0
        for _, kinship, one, other in found:
            if max(times[one.actor_id], times[other.actor_id]) >= _EACH:
                continue
            times.update((one.actor_id, other.actor_id))
            order += 1
            rows.append(
                {
                    "cluster_a": pair[0],
                    "cluster_b": pair[1],
                    "order": order,
                    "actor_a": one.actor_id,
                    "actor_b": other.actor_id,
                    "name_a": one.name,
                    "name_b": other.name,
                    "activity_a": one.activity,
                    "activity_b": other.activity,
                    "proximity": kinship,
                    "basis": "members" if one.basis == other.basis == "members" else "themes",
                }
            )
            if order == _PAIRS:
                break
    return pa.Table.from_pylist(rows, schema=table("match_actors").schema)


def _parties(work: Workspace, cluster: Roster) -> list[_Party]:
    members = [
        _Party(one.actor_id, one.name, one.activity, one.size, "members")
        for one in cluster.members
        if one.actor_id is not None and one.activity
    ]
    if members or cluster.basis != "themes" or cluster.place_code is None:
        return members
    rows = work.tables["actors"]
    is_here = pc.equal(rows["place_code"], cluster.place_code)
    does_so = pc.is_in(rows["activity_code"], pa.array(sorted(cluster.profile), pa.string()))
    rows = rows.filter(pc.and_(is_here, does_so))
    found = [
        _Party(
            row["actor_id"],
            row["name"],
            row["activity_code"],
            math.log(3 + (row["employees_from"] or 0)) + math.log(row["records_count"] or 1),
            "themes",
        )
        for row in rows.to_pylist()
        if row["name"] and not may_name_person(row["name"])
    ]
    return sorted(found, key=lambda one: (-one.size, one.actor_id))[:_CANDIDATES]


def _met(network: Network | None) -> set[tuple[str, str]]:
    if network is None:
        return set()
    return {
        pair
        for a, b in zip(network.one, network.other, strict=True)
        for pair in pairwise((network.nodes[a], network.nodes[b], network.nodes[a]))
    }


def existing_ties(clusters: Sequence[Roster], network: Network | None) -> pa.Table:
    """Give the pairs of members of two clusters that have joint projects."""
    rows = []
    if network is not None:
        at = {actor: number for number, actor in enumerate(network.nodes)}
        weight = network.adjacency.tocsr()
        counts = {
            (int(a), int(b)): int(n)
            for a, b, n in zip(network.one, network.other, network.projects_count, strict=True)
        }
        for number, one in enumerate(clusters):
            for other in clusters[number + 1 :]:
                mine = [at[actor] for actor in sorted(one.actor_ids) if actor in at]
                theirs = [at[actor] for actor in sorted(other.actor_ids) if actor in at]
                if not mine or not theirs:
                    continue
                block = weight[mine][:, theirs].tocoo()
                for row, column in sorted(zip(*block.coords, strict=True)):
                    a, b = mine[row], theirs[column]
                    rows.append(
                        {
                            "cluster_a": one.id,
                            "cluster_b": other.id,
                            "actor_a": network.nodes[a],
                            "actor_b": network.nodes[b],
                            "projects_count": counts[min(a, b), max(a, b)],
                        }
                    )
    return pa.Table.from_pylist(rows, schema=table("match_ties").schema)
