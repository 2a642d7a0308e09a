"""Where an actor stands in a network: how many ties, how strong, how much between others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from samspill.errors import UsageError
from samspill.networks.bipartite import Network

__all__ = [
    "SampledBetweenness",
    "betweenness",
    "constraint",
    "degree",
    "participation_coefficient",
    "sampled_betweenness",
    "strength",
]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

# multiplications of one piece of a sparse product: some hundred megabytes
_PIECE = 12_000_000


def degree(network: Network) -> Numbers:
    """Give the number of partners of each actor.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> degree(project(bipartite(["A", "B", "C"], ["p", "p", "p"]))).tolist()
    [2, 2, 2]
    """
    both = np.concatenate([network.one, network.other])
    return np.bincount(both, minlength=len(network.nodes)).astype(np.intp)


def strength(network: Network) -> Floats:
    """Give the sum of Newman's weights of each actor: its number of joint projects.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> strength(project(bipartite(["A", "B", "C"], ["p", "p", "p"]))).tolist()
    [1.0, 1.0, 1.0]
    """
    both = np.concatenate([network.one, network.other])
    weights = np.concatenate([network.weight, network.weight])
    return np.bincount(both, weights, len(network.nodes)).astype(np.float64)


def betweenness(network: Network) -> Floats:
    r"""Give the share of the other actors' connected pairs that each actor stands between.

    .. math:: b_i = \frac{1}{m_i} \sum_{s<t;\; s,t \ne i} \frac{\sigma_{st}(i)}{\sigma_{st}}

    with :math:`\sigma_{st}` the number of shortest ways between s and t, each tie one step long,
    and :math:`m_i` the number of pairs of others that any way connects.

    Returns
    -------
    Floats
        0-1, in the order of the nodes.

    Undefined
    ---------
    NaN for an actor without whom no pair is left.

    Notes
    -----
    Freeman (1977), Sociometry 40:35-41, doi:10.2307/3033543.

    Peers
    -----
    igraph gives the sum. networkx divides by all pairs, connected or not, which makes a broker
    look small in a network that has small parts beside the large one.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> betweenness(project(bipartite(["A", "B", "B", "C"], ["p", "p", "q", "q"]))).tolist()
    [0.0, 1.0, 0.0]
    """
    led = np.asarray(network.graph.betweenness(directed=False), np.float64)
    return _share_of_pairs(network, led)


def _share_of_pairs(network: Network, led: Floats) -> Floats:
    """Divide by the pairs of others that are connected."""
    component = np.asarray(network.graph.connected_components().membership, np.intp)
    sizes = np.bincount(component).astype(np.float64)
    # an actor's own pairs are those with the rest of its component
    pairs = (sizes * (sizes - 1) / 2).sum() - (sizes[component] - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(pairs > 0, led / pairs, np.nan)


@dataclass(frozen=True, eq=False)
class SampledBetweenness:
    """An estimate of betweenness with its standard error, both as shares 0-1."""

    value: Floats
    standard_error: Floats


def sampled_betweenness(
    network: Network, *, sources: int, seed: int, batches: int = 10
) -> SampledBetweenness:
    """Estimate betweenness from the shortest ways that begin in some actors drawn at random.

    Parameters
    ----------
    network
        A network too large for `betweenness`, which takes actors x ties steps.
    sources
        How many actors to begin in; with as many as there are the value is exact.
    seed
        The same seed gives the same sources.
    batches
        In how many groups the sources fall; the scatter between the groups gives the error.

    Returns
    -------
    SampledBetweenness
        Value and standard error of each actor. The value does not lean to either side.

    Raises
    ------
    UsageError
        There are fewer sources than two in each batch.

    Notes
    -----
    Brandes & Pich (2007), International Journal of Bifurcation and Chaos 17:2303-2318,
    doi:10.1142/S0218127407018403.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> line = project(bipartite(["A", "B", "B", "C"], ["p", "p", "q", "q"]))
    >>> sampled_betweenness(line, sources=3, seed=1, batches=1).value.tolist()
    [0.0, 1.0, 0.0]
    """
    count = len(network.nodes)
    sources = min(sources, count)
    if batches < 1 or sources < 2 * batches:
        raise UsageError(
            f"{sources} sources do not fill {batches} batches: give at least two for each."
        )
    chosen = np.random.default_rng(seed).choice(count, sources, replace=False)
    groups = np.array_split(chosen, batches)
    sums = np.stack(
        [
            np.asarray(network.graph.betweenness(directed=False, sources=group.tolist()))
            for group in groups
        ]
    )
    value = _share_of_pairs(network, sums.sum(axis=0) / sources * count)
    if batches == 1:
        return SampledBetweenness(value, np.full(count, np.nan))
    sizes = np.array([len(group) for group in groups])[:, None]
    means = np.stack([_share_of_pairs(network, one) for one in sums / sizes * count])
    scatter = means.var(axis=0, ddof=1) / batches
    unseen = 1 - sources / count
    return SampledBetweenness(value, np.sqrt(scatter * unseen))


def constraint(network: Network) -> Floats:
    r"""Give how much each actor's partners are one another's partners (Burt's constraint).

    .. math:: c_i = \sum_{j \in N(i)} \Big(p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj}\Big)^2,
              \qquad p_{ij} = w_{ij} \Big/ \sum_k w_{ik}

    A low value means partners that do not know each other: room for a broker. It is 1 with one
    partner, and up to 2 with two that mostly work with each other.

    Undefined
    ---------
    NaN for an actor without partners.

    Notes
    -----
    Burt (1992), Structural Holes, Harvard University Press, p. 54-55.

    Peers
    -----
    networkx sums over the partners too. igraph also sums over the partners' partners, which is
    more than Burt wrote, so that its values are larger.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> constraint(project(bipartite(["A", "B", "B", "C"], ["p", "p", "q", "q"]))).tolist()
    [1.0, 0.5, 1.0]
    """
    total = strength(network)
    with np.errstate(divide="ignore"):
        roots = np.where(total > 0, 1 / np.sqrt(total), 0.0)
    through = _through(network, roots)
    both = np.concatenate([network.one, network.other])
    squares = np.concatenate([(network.weight + through) ** 2] * 2)
    sums = np.bincount(both, squares, len(total))
    return np.where(total > 0, sums * roots**4, np.nan)


def _through(network: Network, roots: Floats) -> Floats:
    """Give for each tie the sum over common partners q of w_iq w_qj / w_q."""
    scaled: Any = network.adjacency @ sp.diags_array(roots)
    partners = degree(network)
    # a partner of very many is tried against every tie, the others against each other; where the
    # line goes decides on the time only
    is_hub = partners.astype(np.float64) ** 2 > len(network.one) / 10
    sums = np.zeros(len(network.one))
    by_hub = sp.csc_array(scaled[:, is_hub])
    for hub in range(by_hub.shape[1]):
        own = np.zeros(len(partners))
        cells = slice(by_hub.indptr[hub], by_hub.indptr[hub + 1])
        own[by_hub.indices[cells]] = by_hub.data[cells]
        sums += own[network.one] * own[network.other]
    rest = sp.csr_array(scaled[:, ~is_hub])
    flipped = sp.csr_array(rest.T)
    # ties are in order of their first actor: a piece of rows at a time, so that it fits in memory
    own_steps = np.bincount(_rows(rest), np.diff(flipped.indptr)[rest.indices], len(partners))
    cost = np.cumsum(own_steps)
    cuts = np.searchsorted(cost, np.arange(_PIECE, cost[-1] if len(cost) else 0, _PIECE))
    for begin, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(partners)], strict=True):
        first, last = np.searchsorted(network.one, [begin, end])
        if first < last:
            product = sp.csr_array(rest[begin:end] @ flipped)
            at = network.one[first:last] - begin, network.other[first:last]
            sums[first:last] += np.asarray(product[at]).ravel()
    return sums


def _rows(matrix: Any) -> Numbers:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)).astype(np.intp)


def participation_coefficient(network: Network, community: ArrayLike) -> Floats:
    r"""Give how evenly each actor's ties are spread over communities.

    .. math:: P_i = 1 - \sum_c \left(\frac{w_{ic}}{w_i}\right)^2

    with :math:`w_{ic}` the weight of the actor's ties to community c: 0 with all in one.

    Parameters
    ----------
    network
        Who works with whom.
    community
        The number of each actor's community, from 0.

    Undefined
    ---------
    NaN for an actor without partners.

    Notes
    -----
    Guimerà & Amaral (2005), Nature 433:895-900, doi:10.1038/nature03288.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> line = project(bipartite(["A", "B", "B", "C"], ["p", "p", "q", "q"]))
    >>> participation_coefficient(line, [0, 0, 1]).tolist()
    [0.0, 0.5, 0.0]
    """
    belongs = np.asarray(community, np.intp)
    actors = np.concatenate([network.one, network.other])
    towards = belongs[np.concatenate([network.other, network.one])]
    weights = np.concatenate([network.weight, network.weight])
    width = int(belongs.max(initial=0)) + 1
    cells, at = np.unique(actors.astype(np.int64) * width + towards, return_inverse=True)
    sums = np.bincount(at, weights, len(cells))
    squares = np.bincount(cells // width, sums**2, len(belongs))
    total = strength(network)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, 1 - squares / total**2, np.nan)
