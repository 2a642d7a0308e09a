"""Pairs of actors that share projects, and each project that they share."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samspill.findings.interplay.parties import Parties
from samspill.networks import pairs_by_chance
from samspill.tables import table
from samspill.uncertainty import benjamini_hochberg

__all__ = ["edges", "ties"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


def edges(home: Parties, drawn: NDArray[np.int32]) -> pa.Table:
    """Give every pair that shares a project, with what chance gives it."""
    network, joint = home.network, home.joint
    chance = pairs_by_chance(joint, drawn)
    # pairs that never met have p = 1 and count among the comparisons
    q = np.minimum(1.0, benjamini_hochberg(chance.p) * chance.all_pairs / len(chance.p))
    low, high = _ends(home)
    width = len(joint.actors)
    at = np.searchsorted(network.one * width + network.other, low * width + high)
    years = np.array([np.nan if one is None else one for one in home.project_year], np.float64)
    year = years[joint.project[joint.ties[0]]]
    begun, ended = np.full(len(network.one), np.inf), np.full(len(network.one), -np.inf)
    np.fmin.at(begun, at, year)
    np.fmax.at(ended, at, year)
    return table("network_edges").conform(
        pa.table(
            {
                "actor_a": [joint.actors[number] for number in network.one],
                "actor_b": [joint.actors[number] for number in network.other],
                "weight": network.weight,
                "projects_count": network.projects_count,
                "projects_expected": chance.expected,
                "p_value": chance.p,
                "q_value": q,
                "first_year": _years(begun),
                "last_year": _years(ended),
            }
        )
    )


def ties(home: Parties) -> pa.Table:
    """Give each shared project of each pair, so that a network of some projects can be added up."""
    joint = home.joint
    low, high = _ends(home)
    project = joint.project[joint.ties[0]]
    order = np.lexsort((project, high, low))
    return table("network_ties").conform(
        pa.table(
            {
                "actor_a": [joint.actors[number] for number in low[order]],
                "actor_b": [joint.actors[number] for number in high[order]],
                "source": [home.project_source[number] for number in project[order]],
                "project_id": [joint.projects[number] for number in project[order]],
                "tie_kind": pa.repeat("project", len(order)),
                "year": pa.array([home.project_year[number] for number in project[order]]),
                "weight": joint.tie_weights[order],
            }
        )
    )


def _ends(home: Parties) -> tuple[Numbers, Numbers]:
    """Give the two actors of every tie, the lower number first."""
    first, second = (home.joint.actor[slots] for slots in home.joint.ties)
    return np.minimum(first, second), np.maximum(first, second)


def _years(values: Floats) -> pa.Array:
    known = np.isfinite(values)
    return pa.array(np.where(known, values, 0).astype(np.int64), mask=~known)
