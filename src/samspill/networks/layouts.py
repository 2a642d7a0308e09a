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
from scipy.linalg import eigh
from scipy.spatial import cKDTree

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
    itself, the small ones in rows beneath the largest. In larger networks each community is a
    disc, the largest in the middle, its actors in order of strength from the centre.

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
    rows, columns = ties.ravel(), ties[::-1].ravel()
    weight = np.concatenate([weights, weights])
    # the ties stay from round to round, and with them the cells of the matrix of their pulls
    cells = np.lexsort((columns, rows))
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))])
    pull = sp.csr_array((weight[cells], columns[cells], ends), shape=(count, count))
    # forces with less and less freedom
    for heat in np.linspace(0.06 * np.sqrt(count), 0.01, _ROUNDS):
        squares = (place**2).sum(axis=1)
        distance = np.maximum(squares[:, None] + squares - 2 * place @ place.T, 1e-6)
        push = 1 / distance
        np.fill_diagonal(push, 0.0)
        # a push p moves an actor by p times the way to it, a tie pulls by the way's length
        own = weight * np.sqrt(distance[rows, columns])
        pull.data = own[cells]
        force = push.sum(axis=1) - np.bincount(rows, own, count)
        move = place * force[:, None] - push @ place + pull @ place - 0.04 * place
        length = np.sqrt((move**2).sum(axis=1, keepdims=True)) + 1e-12
        place = place + move / length * np.minimum(length, heat)
    place -= place.mean(axis=0)
    spread = np.sqrt((place**2).sum(axis=1).mean())
    place = place / spread * np.sqrt(count) / 2
    return _turned(place, grain, np.bincount(rows, weight, count).astype(np.float64))


def _vibrations(ties: Numbers, weights: Floats, count: int) -> Floats:
    """Give the two slowest vibrations of a component, each with its longer side up."""
    laplacian = np.zeros((count, count))
    laplacian[ties[0], ties[1]] = laplacian[ties[1], ties[0]] = -weights
    total = -laplacian.sum(axis=1)
    laplacian[np.diag_indices(count)] = total
    scale = 1 / np.sqrt(total)
    _, modes = eigh(scale[:, None] * laplacian * scale, subset_by_index=(1, 2))
    place = modes * scale[:, None]
    place /= np.sqrt((place**2).mean(axis=0))
    skew = (place**3).sum(axis=0)
    return np.asarray(place * np.where(skew < 0, -1.0, 1.0))


def _turned(place: Floats, grain: Floats, weight: Floats) -> Floats:
    """Turn and mirror a picture so that its heaviest actors lie as near their grains as can be."""
    heavy = weight**2
    left, _, right = np.linalg.svd(place.T @ (heavy[:, None] * grain))
    return np.asarray(place @ left @ right)


def _packed(discs: list[tuple[Numbers, Floats]], count: int) -> Floats:
    """Put the first above, and the others in rows beneath it, as wide as it is."""
    place = np.zeros((count, 2))
    members, drawn = discs[0]
    place[members] = drawn
    low, high = drawn.min(axis=0), drawn.max(axis=0)
    width = max(float(high[0] - low[0]), np.sqrt(count), 4.0)
    left = float(low[0] + high[0]) / 2 - width / 2
    # a row's height is that of its first, which is its largest
    across, floor, height = 0.0, float(low[1]) - 1.0, 0.0
    for members, drawn in discs[1:]:
        corner = drawn.min(axis=0)
        size = drawn.max(axis=0) - corner + 1.0
        if across > 0 and across + size[0] > width:
            across, floor, height = 0.0, floor - height, 0.0
        height = max(height, float(size[1]))
        place[members] = drawn - corner + np.array([left + across, floor - size[1]])
        across += float(size[0])
    return place


def _apart(place: Floats, least: float = 0.55) -> Floats:
    """Push actors apart that would be drawn on one another."""
    place = place.copy()
    turn = np.arange(len(place)) * _GOLDEN
    for _ in range(60):
        # pairs that are too near, each once
        near = cKDTree(place).query_pairs(least * (1 - 1e-6), output_type="ndarray")
        if len(near) == 0:
            break
        one, other = near[:, 0], near[:, 1]
        apart = place[one] - place[other]
        distance = np.sqrt((apart**2).sum(axis=1, keepdims=True))
        # two on one spot go apart along a line that their number gives
        line = np.stack([np.cos(turn[one]), np.sin(turn[one])], axis=1)
        towards = np.where(distance > 1e-9, apart / np.maximum(distance, 1e-9), line)
        push = (least - distance) / 2 * towards
        np.add.at(place, one, push)
        np.add.at(place, other, -push)
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
