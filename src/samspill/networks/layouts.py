"""Where to draw each actor: partners near each other, and the same place from build to build.

Nothing is left to chance. The picture begins with the network's own slowest vibrations, which
change little when a tie comes or goes, and is then loosened by forces; single grains of noise come
from the actors' ids.
"""

from __future__ import annotations

import hashlib

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from samspill.networks.bipartite import Network
from samspill.networks.positions import strength

__all__ = ["layout"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

_BY_FORCES = 2_000
"""Networks up to this size are drawn by forces, larger ones by community."""

_ROUNDS = 250
_BETWEEN = 0.35
"""What a tie between communities pulls against one within."""

_GOLDEN = np.pi * (3 - np.sqrt(5))


def layout(network: Network, community: ArrayLike) -> Floats:
    """Give each actor a position.

    Up to 2,000 actors are laid out by spring forces (Fruchterman & Reingold), each component for
    itself, the largest in the middle. In larger networks each community is a disc, the largest in
    the middle, its actors in order of strength from the centre.

    Parameters
    ----------
    network
        Who works with whom.
    community
        The number of each actor's community, from 0; ties within pull more.

    Returns
    -------
    Floats
        actors x 2, x and y between 0 and 1, no two on one spot.

    Notes
    -----
    Fruchterman & Reingold (1991), Software: Practice and Experience 21:1129-1164,
    doi:10.1002/spe.4380211102; Koren (2005), Computers & Mathematics with Applications
    49:1867-1888, doi:10.1016/j.camwa.2004.08.015.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> apart = project(bipartite(["A", "B", "C", "D"], ["p", "p", "q", "q"]))
    >>> layout(apart, [0, 0, 1, 1]).shape
    (4, 2)
    """
    count = len(network.nodes)
    belongs = np.asarray(community, np.intp)
    if count == 0:
        return np.empty((0, 2))
    if count > _BY_FORCES:
        return _within_square(_discs(network, belongs))
    placed = _components(network, belongs)
    return _within_square(_apart(placed))


def _grain(nodes: tuple[str, ...]) -> Floats:
    """Give two numbers between -1 and 1 for each actor, from its id."""
    digests = [hashlib.blake2b(node.encode(), digest_size=16).digest() for node in nodes]
    numbers = np.frombuffer(b"".join(digests), np.uint64).reshape(-1, 2)
    return np.asarray(numbers / 2.0**63 - 1)


def _components(network: Network, belongs: Numbers) -> Floats:
    """Lay out each component for itself and put them together."""
    _, component = sp.csgraph.connected_components(network.adjacency, directed=False)
    grain = _grain(network.nodes)
    weights = np.where(belongs[network.one] == belongs[network.other], 1.0, _BETWEEN)
    sizes = np.bincount(component)
    first = np.full(len(sizes), len(component))
    np.minimum.at(first, component, np.arange(len(component)))
    discs: list[tuple[Numbers, Floats]] = []
    for at in np.lexsort((first, -sizes)):
        members = np.flatnonzero(component == at)
        number = np.full(len(component), -1)
        number[members] = np.arange(len(members))
        inside = component[network.one] == at
        ties = np.stack([number[network.one[inside]], number[network.other[inside]]])
        discs.append((members, _drawn(ties, weights[inside], grain[members])))
    return _packed(discs, len(component))


def _drawn(ties: Numbers, weights: Floats, grain: Floats) -> Floats:
    """Draw one component around the origin, about one unit of area for each actor."""
    count = len(grain)
    if count == 1:
        return np.zeros((1, 2))
    if count == 2:
        return np.array([[-0.5, 0.0], [0.5, 0.0]])
    place = _vibrations(ties, weights, count) * np.sqrt(count) / 2 + 0.01 * grain
    pull = np.zeros((count, count))
    pull[ties[0], ties[1]] = pull[ties[1], ties[0]] = weights
    # forces with less and less freedom
    for heat in np.linspace(0.12 * np.sqrt(count), 0.01, _ROUNDS):
        apart = place[:, None, :] - place[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2)) + 1e-9
        force = 1 / distance**2 - pull * distance
        np.fill_diagonal(force, 0.0)
        move = (force[:, :, None] * apart).sum(axis=1) - 0.02 * place
        length = np.sqrt((move**2).sum(axis=1, keepdims=True)) + 1e-12
        place = place + move / length * np.minimum(length, heat)
    place -= place.mean(axis=0)
    spread = np.sqrt((place**2).sum(axis=1).mean())
    return np.asarray(place / spread * np.sqrt(count) / 2)


def _vibrations(ties: Numbers, weights: Floats, count: int) -> Floats:
    """Give the two slowest vibrations of a component, each turned to its longer side."""
    laplacian = np.zeros((count, count))
    laplacian[ties[0], ties[1]] = laplacian[ties[1], ties[0]] = -weights
    total = -laplacian.sum(axis=1)
    laplacian[np.diag_indices(count)] = total
    scale = 1 / np.sqrt(total)
    _, modes = np.linalg.eigh(scale[:, None] * laplacian * scale)
    place = modes[:, 1:3] * scale[:, None]
    place /= np.sqrt((place**2).mean(axis=0))
    skew = (place**3).sum(axis=0)
    return np.asarray(place * np.where(skew < 0, -1.0, 1.0))


def _packed(discs: list[tuple[Numbers, Floats]], count: int) -> Floats:
    """Put the first in the middle and the others in rings around it."""
    place = np.zeros((count, 2))
    radii = [float(np.sqrt((drawn**2).sum(axis=1)).max()) + 0.6 for _, drawn in discs]
    ring, thick, angle = radii[0], 0.0, 0.0
    for number, (members, drawn) in enumerate(discs):
        if number == 0:
            place[members] = drawn
            continue
        radius = radii[number]
        step = 2 * np.arcsin(min(1.0, radius / (ring + radius)))
        if angle + step > 2 * np.pi:
            ring, thick, angle = ring + thick, 0.0, 0.0
            step = 2 * np.arcsin(min(1.0, radius / (ring + radius)))
        thick = max(thick, 2 * radius)
        towards = angle + step / 2
        centre = (ring + radius) * np.array([np.cos(towards), np.sin(towards)])
        place[members] = drawn + centre
        angle += step
    return place


def _apart(place: Floats, least: float = 0.55) -> Floats:
    """Push actors apart that would be drawn on one another."""
    for _ in range(60):
        apart = place[:, None, :] - place[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2))
        near = distance < least
        np.fill_diagonal(near, val=False)
        if not near.any():
            break
        # two on one spot go apart along a line that their numbers give
        turn = np.arange(len(place)) * _GOLDEN
        same = np.stack([np.cos(turn), np.sin(turn)], axis=1)[:, None, :] * np.ones_like(apart)
        towards = np.where(
            distance[:, :, None] > 1e-9, apart / (distance[:, :, None] + 1e-12), same
        )
        push = np.where(near, (least - distance) / 2, 0.0)
        place = place + (push[:, :, None] * towards).sum(axis=1)
    return place


def _discs(network: Network, belongs: Numbers) -> Floats:
    """Lay out communities as discs along a spiral, each actor along a spiral within its own."""
    sizes = np.bincount(belongs)
    # communities are numbered by size: the centre of each lies where the ones before it end
    areas = sizes + 3.0 * np.sqrt(sizes)
    before = np.cumsum(areas) - areas
    reach = np.sqrt(2.2 * (before + areas / 2)) * (np.arange(len(sizes)) > 0)
    angle = np.arange(len(sizes)) * _GOLDEN
    centre = reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    order = np.lexsort((np.arange(len(belongs)), -strength(network), belongs))
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.empty(len(belongs), np.intp)
    rank[order] = np.arange(len(belongs)) - start[belongs[order]]
    turn = rank * _GOLDEN
    own = np.sqrt(rank / np.pi)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.asarray(centre[belongs] + own)


def _within_square(place: Floats) -> Floats:
    """Scale to 0-1, both sides alike."""
    low, high = place.min(axis=0), place.max(axis=0)
    side = float((high - low).max())
    if side == 0:
        return np.full(place.shape, 0.5)
    return np.asarray((place - (low + high) / 2) / side + 0.5)
