"""What a network would look like by chance, each project and each actor as busy as it is.

The null is the bipartite configuration model with both sides exact: every way of dealing the
participations such that each project keeps its size, each actor its number of projects, and
nobody takes part twice, is equally likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from samspill.errors import UsageError
from samspill.networks.bipartite import Bipartite, project
from samspill.networks.positions import betweenness

__all__ = [
    "PairsByChance",
    "betweenness_draws",
    "broker_p",
    "count_tails",
    "null_draws",
    "pairs_by_chance",
    "two_sided_p",
    "upper_p_by_class",
]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

_LAZY = 0.2
# fewer events than this say little of a variance
_EVENTS = 30
# draws that must lie beyond before they give the p-value themselves
_BEYOND = 10


def null_draws(
    participations: Bipartite, *, seed: int, draws: int, thin: int = 12, burn: int = 120
) -> NDArray[np.int32]:
    """Deal the participations again, project sizes and actors' numbers of projects kept.

    In a step all participations are paired at random and the two of a pair exchange their
    actors, except where that would put an actor twice in a project or touch what another pair
    touches. What a pair would touch does not depend on whether it exchanges, so each step can be
    undone with the same probability and all deals are equally likely in the long run.

    Parameters
    ----------
    participations
        Who takes part in what.
    seed
        The same seed gives the same draws.
    draws
        How many.
    thin, burn
        Steps between two draws, and before the first. In a step about every second participation
        changes hands.

    Returns
    -------
    array
        draws x participations: the number of the actor that takes each participation.

    Notes
    -----
    Degree-preserving switching: Artzy-Randrup & Stone (2005), Physical Review E 72:056708,
    doi:10.1103/PhysRevE.72.056708. Here many switches are made at once.

    Examples
    --------
    >>> from samspill.networks import bipartite
    >>> made = bipartite(["A", "B", "A", "C"], ["p", "p", "q", "q"])
    >>> sorted(null_draws(made, seed=1, draws=1)[0].tolist())
    [0, 0, 1, 2]
    """
    if draws < 1 or thin < 1:
        raise UsageError(f"{draws} draws with {thin} steps between them cannot be made.")
    random = np.random.default_rng(seed)
    width = np.int64(max(len(participations.actors), 1))
    row = participations.project.astype(np.int64) * width
    actor = participations.actor.astype(np.int64)
    found = np.empty((draws, len(actor)), np.int32)
    for number in range(draws):
        for _ in range(burn if number == 0 else thin):
            _exchange(actor, row, random)
        found[number] = actor
    return found


def _exchange(
    actor: NDArray[np.int64], row: NDArray[np.int64], random: np.random.Generator
) -> None:
    """Let pairs of participations exchange their actors, in place."""
    count = len(actor) // 2
    if count == 0:
        return
    order = random.permutation(len(actor))
    # some pairs sit out, so that a single exchange is possible too
    active = random.random(count) >= _LAZY
    one, other = order[:count][active], order[count : 2 * count][active]
    here = row + actor
    there = np.stack([row[one] + actor[other], row[other] + actor[one]])
    # a pair exchanges where nothing that it touches is taken or wanted by another: no such cell
    # stands beside its like when all are sorted, which is done once and told back to each
    cells = np.concatenate([here, there.ravel()])
    order = np.argsort(cells)
    ranked = cells[order]
    is_like_next = ranked[1:] == ranked[:-1]
    is_twice = np.zeros(len(cells), np.bool_)
    is_twice[order[1:][is_like_next]] = True
    is_twice[order[:-1][is_like_next]] = True
    wanted = is_twice[len(here) :].reshape(there.shape)
    free = ~(is_twice[one] | is_twice[other] | wanted[0] | wanted[1])
    swap_one, swap_other = one[free], other[free]
    actor[swap_one], actor[swap_other] = actor[swap_other], actor[swap_one]


def count_tails(observed: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> tuple[Floats, Floats]:
    """Give the chances of at least and of at most as high a count.

    A count with this mean and variance is taken for binomial where it varies less than a Poisson
    count, for negative binomial where it varies more, and for Poisson between. So p-values below
    one over the number of draws can be told, which many comparisons ask for.

    Parameters
    ----------
    observed
        Whole numbers of at least 0.
    mean, variance
        Of the count by chance.

    Returns
    -------
    tuple
        P(X >= observed) and P(X <= observed).

    Undefined
    ---------
    NaN where the mean or the variance is.

    Examples
    --------
    >>> high, low = count_tails([2], [1.0], [0.5])  # two of two, each with one half
    >>> high.round(6).tolist(), low.round(6).tolist()
    ([0.25], [1.0])
    """
    x, m, v = np.broadcast_arrays(
        *(np.asarray(one, np.float64) for one in (observed, mean, variance))
    )
    at_least = _at_least(x, m, v)
    at_most = 1 - _at_least(x + 1, m, v)
    return at_least, at_most


def _at_least(x: Floats, mean: Floats, variance: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = variance / mean - 1
        trials = mean / -excess
        # one more than there are trials cannot be; between, the beta integral goes on smoothly
        left = np.maximum(trials - x + 1, 1e-9)
        binomial = special.betainc(x, left, np.clip(mean / trials, 0, 1))
        binomial = np.where(x >= trials + 1, 0.0, binomial)
        shape = mean / excess
        spread = special.betainc(x, shape, excess / (1 + excess))
        p = special.gammainc(x, mean)
        p = np.where(excess < -1e-3, binomial, np.where(excess > 1e-3, spread, p))
    p = np.where(x <= 0, 1.0, np.where(mean == 0, 0.0, p))
    return np.where(np.isnan(mean) | np.isnan(variance), np.nan, p)


def two_sided_p(observed: ArrayLike, drawn: ArrayLike) -> Floats:
    """Give the chance of counts as far from the expected as these, on either side.

    Parameters
    ----------
    observed
        Counts, such as the ties between each two places.
    drawn
        draws x counts, by chance; their mean and variance go into `count_tails`.

    Returns
    -------
    Floats
        Twice the smaller tail, at most 1. What is as likely as the observed itself counts half
        (mid-p), so that small whole numbers are called as often as they should be.

    Undefined
    ---------
    NaN where no draw has any.

    Notes
    -----
    Mid-p: Lancaster (1961), Journal of the American Statistical Association 56:223-234,
    doi:10.1080/01621459.1961.10482105.

    Examples
    --------
    >>> drawn = [[1], [0], [2], [1]]  # mean 1 and variance 2/3: three trials, each with 1/3
    >>> two_sided_p([3], drawn).round(6).tolist()  # twice half of 1/27
    [0.037037]
    """
    by_chance = np.asarray(drawn, np.float64)
    mean, variance = by_chance.mean(axis=0), by_chance.var(axis=0, ddof=1)
    at_least, at_most = count_tails(observed, mean, variance)
    itself = np.maximum(at_least + at_most - 1, 0)
    tail = np.minimum(at_least, at_most) - itself / 2
    return np.where(mean > 0, np.clip(2 * tail, 0, 1), np.nan)


@dataclass(frozen=True, eq=False)
class PairsByChance:
    """For each pair of a network: its shared projects by chance, and p for as many as there are.

    `all_pairs` is how many pairs there are between the actors, met or not.
    """

    expected: Floats
    variance: Floats
    p: Floats
    all_pairs: int


def pairs_by_chance(
    participations: Bipartite, drawn: NDArray[np.int32], actor: ArrayLike | None = None
) -> PairsByChance:
    """Hold the pairs that work together against the null.

    Actors with equally many projects are exchangeable under the null, and so are pairs with the
    same two numbers: their draws are one distribution. Its mean and variance give the p-value.

    Parameters
    ----------
    participations
        Who takes part in what.
    drawn
        From `null_draws`.
    actor
        Whose pairs are tested in place of the list's own, as one of the draws.

    Returns
    -------
    PairsByChance
        In the order of `project(participations, actor)`. The p-value is conservative where pairs
        meet rarely: a pair that never meets has p = 1, so that fewer than 5 % of all pairs fall
        below 0.05 by chance.
    """
    degrees = participations.degrees
    network = project(participations, actor)
    numbers, klass = np.unique(degrees, return_inverse=True)
    kinds, members = len(numbers), np.bincount(klass)
    pairs = np.outer(members, members).astype(np.float64)
    pairs[np.diag_indices(kinds)] = members * (members - 1) / 2
    sums, squares = np.zeros(kinds * kinds), np.zeros(kinds * kinds)
    count = len(participations.actors)
    first, second = participations.ties
    for takes in drawn:
        one, other = takes[first].astype(np.int64), takes[second].astype(np.int64)
        keys = np.sort(np.minimum(one, other) * count + np.maximum(one, other))
        ends = np.flatnonzero(np.concatenate([keys[1:] != keys[:-1], [True]]))
        times = np.diff(ends, prepend=-1)
        met = keys[ends]
        kind = _kind(klass, kinds, met // count, met % count)
        sums += np.bincount(kind, times, kinds * kinds)
        squares += np.bincount(kind, times.astype(np.float64) ** 2, kinds * kinds)
    kind = _kind(klass, kinds, network.one, network.other)
    tried = pairs.ravel()[kind] * len(drawn)
    # one draw more, with what the degrees alone let one expect, so that no mean is zero
    usual = float((participations.sizes * (participations.sizes - 1)).sum())
    usual /= max(int(degrees.sum()), 1) ** 2
    plain = usual * degrees[network.one] * degrees[network.other]
    mean = (sums[kind] + plain) / (tried + 1)
    variance = squares[kind] / np.maximum(tried, 1) - (sums[kind] / np.maximum(tried, 1)) ** 2
    # a pair has at most as many chances as its less busy actor has projects
    chances = np.minimum(degrees[network.one], degrees[network.other])
    least = mean * (1 - np.minimum(mean / np.maximum(chances, 1), 1))
    # of a pair that seldom meets the draws know the mean better than the variance
    variance = np.where((mean >= 1) & (sums[kind] >= _EVENTS), variance, least)
    p, _ = count_tails(network.projects_count, mean, variance)
    return PairsByChance(mean, variance, p, count * (count - 1) // 2)


def _kind(klass: Numbers, kinds: int, one: Any, other: Any) -> Numbers:
    low = np.minimum(klass[one], klass[other])
    return np.asarray(low * kinds + np.maximum(klass[one], klass[other]), np.intp)


def betweenness_draws(participations: Bipartite, drawn: NDArray[np.int32]) -> Floats:
    """Give the betweenness of every actor in every draw: draws x actors, 0 where undefined."""
    found = [betweenness(project(participations, takes)) for takes in drawn]
    return np.nan_to_num(np.stack(found))


def broker_p(between: ArrayLike, drawn: Floats, degrees: ArrayLike) -> Floats:
    """Give the chance that an actor carries so much of all that is carried.

    What is compared is the actor's part of the sum of all betweenness: where a network falls into
    communities every way is longer, and everybody stands between more.

    Parameters
    ----------
    between
        From `betweenness`.
    drawn
        From `betweenness_draws`.
    degrees
        In how many projects each actor takes part.

    Returns
    -------
    Floats
        One p-value for each actor, of as large a part or a larger.

    Undefined
    ---------
    NaN for an actor of one project, whose partners all know each other, and where nothing is
    carried.

    Examples
    --------
    >>> drawn = np.array([[0.5, 0.1, 0.0], [0.2, 0.2, 0.0], [0.1, 0.4, 0.0]])
    >>> broker_p([0.6, 0.1, 0.0], drawn, [2, 2, 1]).round(3).tolist()
    [0.095, 0.965, nan]
    """
    values, projects = np.nan_to_num(np.asarray(between, np.float64)), np.asarray(degrees)
    total = values.sum()
    if not total > 0:
        return np.full(len(values), np.nan)
    sums = drawn.sum(axis=1, keepdims=True)
    parts = np.divide(drawn, sums, out=np.zeros_like(drawn), where=sums > 0)
    return np.where(projects > 1, upper_p_by_class(values / total, parts, projects), np.nan)


def upper_p_by_class(observed: ArrayLike, drawn: Floats, classes: ArrayLike) -> Floats:
    """Give the chance of at least as high a value, from the draws of all of the same class.

    Parameters
    ----------
    observed
        One value of at least 0 for each actor.
    drawn
        draws x actors, by chance.
    classes
        Which actors are exchangeable under the null, such as their numbers of projects.

    Returns
    -------
    Floats
        (1 + draws at or above)/(1 + draws) with the draws of the whole class. Where fewer than
        ten lie at or above, the tail of a gamma distribution with the class's mean and variance.

    Undefined
    ---------
    NaN for a class whose draws are all the same: chance cannot give anything else.

    Notes
    -----
    Tails beyond the draws: after Knijnenburg et al. (2009), Bioinformatics 25:i161-i168,
    doi:10.1093/bioinformatics/btp211, with the gamma distribution for theirs.

    Examples
    --------
    >>> drawn = np.arange(20.0).reshape(10, 2)
    >>> upper_p_by_class([5.0, 9.0], drawn, [0, 0]).round(3).tolist()
    [0.762, 0.571]
    """
    values, kinds = np.asarray(observed, np.float64), np.asarray(classes)
    p = np.full(len(values), np.nan)
    for kind in np.unique(kinds):
        members = np.flatnonzero(kinds == kind)
        pool = np.sort(drawn[:, members], axis=None)
        mean, variance = float(pool.mean()), float(pool.var())
        if not variance > 1e-24:
            continue
        # a value that differs in the last digit only is the same value
        beyond = len(pool) - np.searchsorted(pool, values[members] * (1 - 1e-9))
        counted = (1 + beyond) / (1 + len(pool))
        tail = special.gammaincc(mean * mean / variance, values[members] * mean / variance)
        p[members] = np.where(beyond >= _BEYOND, counted, np.minimum(counted, tail))
    return p
