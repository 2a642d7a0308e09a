"""What speaks for two clusters to meet: related, complementary, few ties, near; and the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from samspill.findings.matches.ties import Ties
from samspill.findings.rosters import Roster, distance_km
from samspill.matrix import Matrix
from samspill.region import MatchRules

__all__ = [
    "Pairs",
    "best_addition",
    "complementarity",
    "pairs_of",
    "parts_of_score",
    "profiles",
    "relatedness",
    "score",
    "stability",
]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

_CLOSE = 10
"""How many of the activities that a cluster lacks and is nearest to count in complementarity."""

_TOP = 10
_SEED, _DRAWS = 1814, 1_000
_CONCENTRATION = 20.0
"""Weights are drawn around the profile's with a standard deviation of about a tenth."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every two clusters with a profile, `one` before `other`, and what speaks for them.

    Undefined values are NaN: ties without members, distance without seats.
    """

    one: Numbers
    other: Numbers
    relatedness: Floats
    adds_to_one: Floats
    adds_to_other: Floats
    ties_log: Floats
    distance_km: Floats

    @property
    def complementarity(self) -> Floats:
        """The geometric mean of both directions: it takes two."""
        return np.sqrt(self.adds_to_one * self.adds_to_other)


def profiles(clusters: Sequence[Roster], near: Matrix) -> Floats:
    """Give the shares of the activities that have a proximity, cluster x activity, sums of 1."""
    at = {code: number for number, code in enumerate(near.rows.codes)}
    shares = np.zeros((len(clusters), len(at)))
    for row, cluster in enumerate(clusters):
        for code, share in cluster.profile.items():
            if code in at:
                shares[row, at[code]] = share
    total = shares.sum(axis=1, keepdims=True)
    return np.asarray(
        np.divide(shares, total, out=np.full_like(shares, np.nan), where=total > 0), np.float64
    )


def relatedness(shares: Floats, near: Floats) -> Floats:
    r"""Give how related each two profiles are: :math:`p_c^T \varphi p_d`, phi_ii = 1.

    Examples
    --------
    >>> near = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> relatedness(np.array([[1.0, 0.0], [0.0, 1.0]]), near).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    return np.asarray(shares @ near @ shares.T)


def complementarity(there: NDArray[np.bool_], near: Floats) -> Floats:
    r"""Give what each cluster's activities add to another: row c, column d is what d adds to c.

    Over the activities i that c lacks and is nearest to, the mean of
    :math:`\sum_j (1 - M_{cj}) M_{dj} \varphi_{ij} / \sum_j \varphi_{ij}`, the density that d's
    activities add, i itself counted with 1 (after Balland & Boschma 2021, Regional Studies
    55:1652-1666, doi:10.1080/00343404.2020.1861240).

    Examples
    --------
    >>> near = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> there = np.array([[True, False, False], [False, True, False]])
    >>> complementarity(there, near).round(3).tolist()  # 1 lacks by half: a third of it comes
    [[0.0, 0.667], [0.667, 0.0]]
    """
    shares = near / near.sum(axis=0, keepdims=True)
    apart = near - np.diag(np.diag(near))
    total = apart.sum(axis=0)
    density = np.divide(
        there.astype(float) @ apart, total, out=np.zeros(there.shape), where=total > 0
    )
    found = np.zeros((len(there), len(there)))
    for row, own in enumerate(there):
        order = np.argsort(np.where(own, np.inf, -density[row]), kind="stable")
        close = [i for i in order[:_CLOSE] if not own[i] and density[row, i] > 0]
        if close:
            found[row] = (there & ~own) @ shares[:, close].mean(axis=1)
    return found


def pairs_of(
    clusters: Sequence[Roster],
    near: Matrix,
    ties: Ties,
    spots: dict[str, tuple[float, float]],
) -> Pairs:
    """Give every two clusters whose profiles have a proximity."""
    shares = profiles(clusters, near)
    has_profile = np.asarray(np.isfinite(shares).all(axis=1), np.bool_)
    one, other = np.triu_indices(len(clusters), 1)
    both = has_profile[one] & has_profile[other]
    one, other = one[both], other[both]
    known = np.nan_to_num(shares)
    related = relatedness(known, near.dense)
    adds = complementarity(known > 0, near.dense)
    apart = [
        distance_km(spots, clusters[a].place_code, clusters[b].place_code)
        for a, b in zip(one.tolist(), other.tolist(), strict=True)
    ]
    return Pairs(
        one,
        other,
        related[one, other],
        adds[one, other],
        adds[other, one],
        ties.log[one, other],
        np.array(apart, np.float64),
    )


def parts_of_score(pairs: Pairs, reach_km: float) -> Floats:
    """Give what counts, pair x (relatedness, complementarity, few ties, nearness), each 0-1.

    The first three are ranks among all pairs, equal ones sharing theirs; nearness falls from 1
    next door to 0 at the reach.
    """
    return np.stack(
        [
            _rank(pairs.relatedness),
            _rank(pairs.complementarity),
            _rank(-pairs.ties_log),
            np.clip(1 - pairs.distance_km / max(reach_km, 1e-9), 0.0, 1.0),
        ],
        axis=1,
    )


def _rank(values: Floats) -> Floats:
    known = np.asarray(np.isfinite(values))
    found = np.full(len(values), np.nan)
    if known.sum() > 1:
        found[known] = (stats.rankdata(values[known].round(12)) - 1) / (known.sum() - 1)
    elif known.any():
        found[known] = 0.5
    return found


def score(parts: Floats, weights: Floats) -> Floats:
    """Give the weighted mean of what counts for each pair: 0-1.

    What is not known of a pair counts as the mean of the others, so that it speaks neither for
    nor against; what is not known of any leaves its weight to the rest.

    Examples
    --------
    >>> score(np.array([[1.0, 0.0], [1.0, np.nan]]), np.array([0.6, 0.4])).tolist()
    [0.6, 0.6]
    >>> score(np.array([[1.0, np.nan], [0.5, np.nan]]), np.array([0.6, 0.4])).tolist()
    [1.0, 0.5]
    """
    told = np.isfinite(parts).any(axis=0)
    if not told.any() or not weights[told].sum() > 0:
        return np.full(len(parts), np.nan)
    seen = parts[:, told]
    usual = np.nanmean(seen, axis=0)
    whole = np.where(np.isfinite(seen), seen, usual)
    return np.asarray(whole @ weights[told] / weights[told].sum())


def stability(parts: Floats, rules: MatchRules) -> Floats:
    """Give the share of reasonable weights under which a pair stays among the first ten.

    The weights are drawn around the profile's; where there are fewer than fifty pairs the first
    fifth counts.
    """
    count = len(parts)
    top = min(_TOP, max(1, count // 5)) if count else 0
    alpha = np.maximum(np.array(rules.weights), 0.01) * _CONCENTRATION
    drawn = np.random.default_rng(_SEED).dirichlet(alpha, _DRAWS)
    stays = np.zeros(count)
    for weights in drawn:
        order = np.argsort(-np.nan_to_num(score(parts, weights), nan=-1.0), kind="stable")
        stays[order[:top]] += 1
    return stays / _DRAWS


def best_addition(own: NDArray[np.bool_], others: NDArray[np.bool_], near: Matrix) -> str | None:
    """Give the activity that another has and one lacks and is closest to; None without one."""
    codes, values = near.rows.codes, near.dense
    if not own.any() or not (others & ~own).any():
        return None
    closeness = values[:, own].mean(axis=1)
    best = int(np.argmax(np.where(others & ~own, closeness, -1.0)))
    return codes[best] if closeness[best] > 0 else None
