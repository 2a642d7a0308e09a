"""Ties between the members of clusters, observed and by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.findings.rosters import Roster
from samspill.harmonise import Workspace
from samspill.networks import Bipartite, bipartite, null_draws

__all__ = ["Ties", "joint_projects", "ties_between"]

Floats = NDArray[np.float64]

SOURCES = ("forskningsradet_eu",)
"""Sources that list the Norwegian participations of their projects."""

_SEED, _DRAWS = 1963, 200
_HALF = 0.5


def joint_projects(
    work: Workspace, since: int | None = None, before: int | None = None
) -> Bipartite | None:
    """Give who takes part in which joint project that starts in some years; None without any."""
    rows = work.tables["participations"]
    rows = rows.filter(pc.is_in(rows["source"], pa.array(SOURCES)))
    if since is not None:
        rows = rows.filter(pc.greater_equal(rows["year"], since))
    if before is not None:
        rows = rows.filter(pc.less(rows["year"], before))
    rows = rows.filter(pc.and_(pc.is_valid(rows["actor_id"]), pc.is_valid(rows["project_id"])))
    if rows.num_rows == 0:
        return None
    joint = bipartite(rows["actor_id"].to_pylist(), rows["project_id"].to_pylist()).joint()
    return joint if len(joint.projects) else None


@dataclass(frozen=True, eq=False)
class Ties:
    """Ties between each two clusters, cluster x cluster; NaN where a cluster has no known member.

    Parameters
    ----------
    count
        Joint projects' pairs of a member of the one and a member of the other.
    weight
        The same by Newman's weights.
    expected
        The count by chance: each project as large and each actor as busy as it is.
    log, low, high
        The logarithm of observed over expected weight, half a tie added to each, and the interval
        of what chance gives around it.
    shared
        Actors that are members of both.
    common
        Actors and clusters that have ties with both.
    strength
        The sum of the ties of each cluster's members.
    """

    count: Floats
    weight: Floats
    expected: Floats
    log: Floats
    low: Floats
    high: Floats
    shared: NDArray[np.int64]
    common: Floats
    strength: Floats


def ties_between(joint: Bipartite | None, clusters: Sequence[Roster]) -> Ties:
    """Hold the ties between clusters against the null; none of it where there are no members."""
    size = len(clusters)
    shared = np.array(
        [[len(one.actor_ids & other.actor_ids) for other in clusters] for one in clusters],
        np.int64,
    ).reshape(size, size)
    known = np.array([bool(one.actor_ids) for one in clusters], bool)
    if joint is None or not known.any():
        nothing = np.full((size, size), np.nan)
        return Ties(*(nothing,) * 6, shared, nothing, np.full(size, np.nan))
    belongs = np.array(
        [[actor in one.actor_ids for one in clusters] for actor in joint.actors], np.float64
    )
    first, second = joint.ties
    plain = np.ones(len(first))

    def between(takes: NDArray[np.intp], weights: Floats) -> Floats:
        one, other = belongs[takes[first]], belongs[takes[second]]
        crossed = one.T @ (other * weights[:, None])
        return np.asarray(crossed + crossed.T)

    count, weight = between(joint.actor, plain), between(joint.actor, joint.tie_weights)
    drawn = null_draws(joint, seed=_SEED, draws=_DRAWS)
    counts = np.stack([between(takes, plain) for takes in drawn])
    weights = np.stack([between(takes, joint.tie_weights) for takes in drawn])
    expected = weights.mean(axis=0)
    unknown = ~(known[:, None] & known[None, :])
    logs = np.log((weights + _HALF) / (expected + _HALF))

    def blank(values: Floats) -> Floats:
        return np.where(unknown, np.nan, values)

    touches = (belongs.T @ _adjacency(joint)) > 0
    meets = blank(weight) > 0
    np.fill_diagonal(meets, val=False)
    common = touches.astype(float) @ touches.T + meets.astype(float) @ meets.T
    return Ties(
        blank(count),
        blank(weight),
        blank(counts.mean(axis=0)),
        blank(np.log((weight + _HALF) / (expected + _HALF))),
        blank(np.quantile(logs, 0.025, axis=0)),
        blank(np.quantile(logs, 0.975, axis=0)),
        shared,
        blank(common),
        np.where(known, (belongs.T @ joint.degrees), np.nan),
    )


def _adjacency(joint: Bipartite) -> Floats:
    count = len(joint.actors)
    met = np.zeros((count, count))
    first, second = (joint.actor[slots] for slots in joint.ties)
    met[first, second] = met[second, first] = 1.0
    return met
