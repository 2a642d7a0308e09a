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
    r"""Give the share of the other actors' pairs whose shortest ways lead over each actor.

    .. math:: b_i = \frac{2}{(n-1)(n-2)} \sum_{s<t;\; s,t \ne i} \frac{\sigma_{st}(i)}{\sigma_{st}}

    with :math:`\sigma_{st}` the number of shortest ways between s and t, each tie one step long.
    A pair without a way counts as not led over anybody.

    Returns
    -------
    Floats
        0-1, in the order of the nodes.

    Undefined
    ---------
    NaN in a network of fewer than three actors, which has no other pairs.

    Notes
    -----
    Freeman (1977), Sociometry 40:35-41, doi:10.2307/3033543.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> betweenness(project(bipartite(["A", "B", "B", "C"], ["p", "p", "q", "q"]))).tolist()
    [0.0, 1.0, 0.0]
    """
    count = len(network.nodes)
    if count < 3:
        return np.full(count, np.nan)
    led = np.asarray(network.graph.betweenness(directed=False), np.float64)
    return led * 2 / ((count - 1) * (count - 2))


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
    if count < 3:
        return SampledBetweenness(np.full(count, np.nan), np.full(count, np.nan))
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
    # a way is met from both of its ends, which igraph has halved
    full = 2 * count / ((count - 1) * (count - 2))
    value = sums.sum(axis=0) / sources * full
    if batches == 1:
        return SampledBetweenness(value, np.full(count, np.nan))
    sizes = np.array([len(group) for group in groups])[:, None]
    means = sums / sizes * full
    scatter = means.var(axis=0, ddof=1) / batches
    unseen = 1 - sources / count
    return SampledBetweenness(value, np.sqrt(scatter * unseen))


def constraint(network: Network) -> Floats:
    r"""Give how much each actor's partners are one another's partners (Burt's constraint).

    .. math:: c_i = \sum_{j \in N(i)} \Big(p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj}\Big)^2,
              \qquad p_{ij} = w_{ij} \Big/ \sum_k w_{ik}

    A low value means partners that do not know each other: room for a broker. It is 1 with one
    partner, and can be a little above 1 with two.

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
    weights = network.adjacency
    total = strength(network)
    with np.errstate(divide="ignore"):
        shares: Any = sp.csr_array(sp.diags_array(np.where(total > 0, 1 / total, 0.0)) @ weights)
    shares.sort_indices()
    partners = degree(network)
    # the product of a piece of rows, so that it fits in memory
    cost = np.cumsum(np.bincount(_rows(shares), partners[shares.indices], len(total)))
    cuts = np.searchsorted(cost, np.arange(_PIECE, cost[-1] if len(cost) else 0, _PIECE))
    result = np.zeros(len(total))
    for begin, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(total)], strict=True):
        own = shares[begin:end]
        # what is not a partner is passed over: only stored cells of `own` are kept
        through = (own @ shares).multiply(own.astype(bool))
        result[begin:end] = np.asarray((own + through).power(2).sum(axis=1)).ravel()
    return np.where(total > 0, result, np.nan)


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
