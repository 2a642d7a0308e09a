"""Groups that work within themselves, how sure they are, and who wanders between them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations

import igraph
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, xlogy

from samspill.errors import UsageError
from samspill.networks.bipartite import Network

__all__ = ["Communities", "adjusted_mutual_information", "find_communities", "modularity_of"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

WANDERS_BELOW = 0.75
"""An actor that is with its community in fewer than this share of the runs wanders."""


@dataclass(frozen=True, eq=False)
class Communities:
    """The communities of a network, from many runs that begin differently.

    Parameters
    ----------
    community
        The number of each actor's community, 0 the largest.
    modularity
        Of this partition, which is the run that agrees best with the others.
    agreement
        Mean adjusted mutual information between two runs, 1 where all agree.
    loyalty
        For each actor the share of runs in which it is with its community.
    stability
        For each community the mean Jaccard overlap with its like in the other runs.
    """

    community: Numbers
    modularity: float
    agreement: float
    loyalty: Floats
    stability: Floats

    @property
    def wanders(self) -> NDArray[np.bool_]:
        """The actors that are with their community in too few of the runs."""
        return self.loyalty < WANDERS_BELOW


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Let igraph draw from a generator of ours for a while."""
    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def find_communities(network: Network, *, seed: int, runs: int = 24) -> Communities:
    """Find communities by modularity on Newman's weights (Leiden), many times over.

    Parameters
    ----------
    network
        Who works with whom. An actor without ties is a community of its own.
    seed
        The same seed gives the same runs.
    runs
        How often to look; each run begins differently.

    Returns
    -------
    Communities
        The run with the highest mean agreement with the others, numbered by size; equally large
        ones in order of their first actor.

    Raises
    ------
    UsageError
        There are fewer than two runs.

    Notes
    -----
    Traag, Waltman & van Eck (2019), Scientific Reports 9:5233, doi:10.1038/s41598-019-41695-z.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> apart = project(bipartite(["A", "B", "C", "D", "E"], ["p", "p", "q", "q", "q"]))
    >>> found = find_communities(apart, seed=1, runs=3)
    >>> found.community.tolist(), found.agreement, found.loyalty.min()
    ([1, 1, 0, 0, 0], 1.0, np.float64(1.0))
    """
    if runs < 2:
        raise UsageError("Whether communities are stable shows in two runs or more.")
    if not network.nodes:
        return Communities(np.empty(0, np.intp), np.nan, np.nan, np.empty(0), np.empty(0))
    found = [_leiden(network, seed + run) for run in range(runs)]
    # runs that found the same are compared once
    distinct, which = np.unique(np.stack(found), axis=0, return_inverse=True)
    which = which.ravel()
    agreement = np.eye(len(distinct))
    for one, other in combinations(range(len(distinct)), 2):
        both = adjusted_mutual_information(distinct[one], distinct[other])
        agreement[one, other] = agreement[other, one] = both
    between = agreement[np.ix_(which, which)]
    best = int(np.argmax(between.sum(axis=1)))
    chosen = found[best]
    loyalty = np.zeros(len(chosen))
    stability = np.zeros(int(chosen.max()) + 1)
    for run in found:
        home, overlap = _matched(chosen, run)
        loyalty += home[run] == chosen
        stability += overlap
    return Communities(
        chosen,
        modularity_of(network, chosen),
        float((between.sum() - runs) / (runs * (runs - 1))),
        loyalty / runs,
        stability / runs,
    )


def _leiden(network: Network, seed: int) -> Numbers:
    """Give one run's communities, numbered by size and then by first actor."""
    weights = "weight" if len(network.weight) else None
    with _seeded(seed):
        raw = network.graph.community_leiden(
            objective_function="modularity", weights=weights, n_iterations=4
        ).membership
    member = np.asarray(raw, np.intp)
    sizes = np.bincount(member)
    first = np.full(len(sizes), len(member))
    np.minimum.at(first, member, np.arange(len(member)))
    rank = np.empty(len(sizes), np.intp)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[member]


def modularity_of(network: Network, community: ArrayLike) -> float:
    r"""Give how much more of the ties lies within communities than their strengths alone give.

    .. math:: Q = \sum_c \left[\frac{w_{cc}}{W} - \left(\frac{w_c}{2W}\right)^2\right]

    Undefined
    ---------
    NaN in a network without ties.

    Notes
    -----
    Newman (2006), PNAS 103:8577-8582, doi:10.1073/pnas.0601602103.

    Examples
    --------
    >>> from samspill.networks import bipartite, project
    >>> apart = project(bipartite(["A", "B", "C", "D"], ["p", "p", "q", "q"]))
    >>> modularity_of(apart, [0, 0, 1, 1])
    0.5
    """
    member = np.asarray(community, np.intp)
    total = float(network.weight.sum())
    if total == 0:
        return float("nan")
    one, other = member[network.one], member[network.other]
    inside = float(network.weight[one == other].sum()) / total
    strengths = np.bincount(
        np.concatenate([one, other]), np.concatenate([network.weight, network.weight])
    )
    return inside - float(((strengths / (2 * total)) ** 2).sum())


def _cells(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Give which groups of the two meet, and in how many members."""
    width = int(other.max()) + 1
    cells, counts = np.unique(one.astype(np.int64) * width + other, return_counts=True)
    return cells // width, cells % width, counts.astype(np.intp)


def _matched(chosen: Numbers, run: Numbers) -> tuple[Numbers, Floats]:
    """Give the chosen community most like each of a run's, and how like its own best each is."""
    one, other, both = _cells(chosen, run)
    sizes, sizes_run = np.bincount(chosen), np.bincount(run)
    jaccard = both / (sizes[one] + sizes_run[other] - both)
    overlap = np.zeros(len(sizes))
    np.maximum.at(overlap, one, jaccard)
    home = np.full(len(sizes_run), -1, np.intp)
    # the last of equal ones stays: in order of overlap, and the larger community last
    order = np.lexsort((-one, jaccard))
    home[other[order]] = one[order]
    return home, overlap


def adjusted_mutual_information(one: ArrayLike, other: ArrayLike) -> float:
    r"""Give how much two partitions of the same things agree, chance taken away.

    .. math:: \frac{I(U;V) - E[I]}{\frac12 (H(U) + H(V)) - E[I]}

    with the expectation over all pairs of partitions with these sizes: 1 for equal partitions,
    about 0 for partitions that have nothing to do with each other.

    Parameters
    ----------
    one, other
        The number of each thing's group, from 0.

    Returns
    -------
    float
        At most 1; 1 for two partitions that are both a single group, or both all single things.

    Notes
    -----
    Vinh, Epps & Bailey (2010), Journal of Machine Learning Research 11:2837-2854.

    Peers
    -----
    scikit-learn `adjusted_mutual_info_score` is the same.

    Examples
    --------
    >>> adjusted_mutual_information([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    >>> round(adjusted_mutual_information([0, 0, 1, 1], [0, 1, 0, 1]), 6)
    -0.5
    """
    u, v = (np.unique(np.asarray(x), return_inverse=True)[1].ravel() for x in (one, other))
    count = len(u)
    if len(v) != count:
        raise UsageError(f"Partitions of {count} and of {len(v)} things cannot be compared.")
    a, b = np.bincount(u), np.bincount(v)
    rows, columns, both = _cells(u, v)
    if len(both) == len(a) == len(b):
        return 1.0
    information = float((both / count * np.log(count * both / (a[rows] * b[columns]))).sum())
    entropy = [-float(xlogy(x / count, x / count).sum()) for x in (a, b)]
    expected = _expected_information(a, b, count)
    return (information - expected) / (sum(entropy) / 2 - expected)


def _expected_information(a: Numbers, b: Numbers, count: int) -> float:
    """Give the mean mutual information of random partitions with these sizes."""
    sizes_a, times_a = np.unique(a, return_counts=True)
    sizes_b, times_b = np.unique(b, return_counts=True)
    total = 0.0
    log = gammaln(np.arange(count + 2))  # log of factorials: log[n + 1] = ln n!
    for size, times in zip(sizes_a.tolist(), times_a.tolist(), strict=True):
        low = np.maximum(1, size + sizes_b - count)
        high = np.minimum(size, sizes_b)
        lengths = high - low + 1
        which = np.repeat(np.arange(len(sizes_b)), lengths)
        start = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        n = low[which] + np.arange(len(which)) - start[which]
        c = sizes_b[which]
        chance = np.exp(
            log[size + 1] + log[c + 1] + log[count - size + 1] + log[count - c + 1]
            - log[count + 1] - log[n + 1] - log[size - n + 1] - log[c - n + 1]
            - log[count - size - c + n + 1]
        )  # fmt: skip
        terms = n / count * np.log(count * n / (size * c)) * chance
        total += times * float((terms * times_b[which]).sum())
    return total
