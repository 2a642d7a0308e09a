"""Who works with whom by kind: within a place or across, companies with universities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samspill.errors import UsageError

__all__ = ["ei_index", "group_ties", "group_weights", "triple_helix_information"]

Floats = NDArray[np.float64]


def ei_index(one: ArrayLike, other: ArrayLike, weight: ArrayLike | None = None) -> float:
    r"""Give the balance of ties between groups and within them (E-I index).

    .. math:: \frac{E - I}{E + I}

    with E the weight of the ties between groups and I of those within: 1 where all ties lead
    out, -1 where none does.

    Parameters
    ----------
    one, other
        The groups of the two ends of each tie as numbers from 0; -1 is not known, and such ties
        do not count.
    weight
        The ties' weights, all equal without them.

    Undefined
    ---------
    NaN where no tie has two known ends.

    Notes
    -----
    Krackhardt & Stern (1988), Social Psychology Quarterly 51:123-140, doi:10.2307/2786835.

    Examples
    --------
    >>> ei_index([0, 0, 1, -1], [0, 1, 2, 0])
    0.3333333333333333
    """
    a, b = np.asarray(one), np.asarray(other)
    weights = np.ones(a.shape) if weight is None else np.asarray(weight, np.float64)
    known = (a >= 0) & (b >= 0)
    total = float(weights[known].sum())
    if total == 0:
        return float("nan")
    inside = float(weights[known & (a == b)].sum())
    return (total - 2 * inside) / total


def group_ties(one: ArrayLike, other: ArrayLike, groups: int) -> NDArray[np.int64]:
    """Count ties between groups.

    Parameters
    ----------
    one, other
        The groups of the two ends as numbers from 0, -1 not known: ties, or draws x ties.
    groups
        How many groups there are.

    Returns
    -------
    array
        groups x groups, symmetric, a tie within a group once on the diagonal; with draws in
        front where there are any.

    Examples
    --------
    >>> group_ties([0, 0, 1], [0, 1, 0], 2).tolist()
    [[1, 2], [2, 0]]
    """
    return np.rint(group_weights(one, other, groups)).astype(np.int64)


def group_weights(
    one: ArrayLike, other: ArrayLike, groups: int, weight: ArrayLike | None = None
) -> Floats:
    """Sum the weights of ties between groups; as `group_ties`, which counts them."""
    a, b = np.atleast_2d(one), np.atleast_2d(other)
    known = (a >= 0) & (b >= 0)
    low, high = np.minimum(a, b), np.maximum(a, b)
    cells = low * groups + high + groups * groups * np.arange(len(a))[:, None]
    full = None if weight is None else np.broadcast_to(np.asarray(weight, np.float64), a.shape)
    sums = np.bincount(
        cells[known],
        None if full is None else full[known],
        minlength=len(a) * groups * groups,
    ).astype(np.float64)
    upper = sums.reshape(len(a), groups, groups)
    both = upper + np.triu(upper, 1).transpose(0, 2, 1)
    return both if np.ndim(one) > 1 else both[0]


def triple_helix_information(has: ArrayLike, weight: ArrayLike | None = None) -> Floats:
    r"""Give the mutual information in three dimensions: what ties the three spheres together.

    .. math:: T_{uig} = H_u + H_i + H_g - H_{ui} - H_{ug} - H_{ig} + H_{uig}

    over projects, each with or without companies, universities and institutes, public bodies.
    The more negative, the more the three are knit into one system that nobody steers; 0 where
    they are independent. In bits.

    Parameters
    ----------
    has
        0/1, projects x 3 spheres; or draws x projects x 3.
    weight
        0/1, which projects count, or a weight for each; all of them without it.

    Returns
    -------
    Floats
        One number, or one for each draw.

    Undefined
    ---------
    NaN without projects.

    Raises
    ------
    UsageError
        There are not three spheres.

    Notes
    -----
    Leydesdorff (2003), Scientometrics 58:445-467, doi:10.1023/A:1026253130577.

    Examples
    --------
    >>> float(triple_helix_information([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]))
    -1.0
    """
    there = np.asarray(has).astype(np.intp)
    if there.shape[-1] != 3:
        raise UsageError(f"A triple helix has three spheres and not {there.shape[-1]}.")
    codes = np.atleast_2d(there @ np.array([4, 2, 1]))
    weights = np.ones(codes.shape[1]) if weight is None else np.asarray(weight, np.float64)
    cells = codes + 8 * np.arange(len(codes))[:, None]
    full = np.broadcast_to(weights, codes.shape)
    counts = np.bincount(cells.ravel(), full.ravel(), 8 * len(codes)).reshape(-1, 2, 2, 2)
    total = counts.sum(axis=(1, 2, 3), keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = counts / total
    ones = [share.sum(axis=axes) for axes in ((2, 3), (1, 3), (1, 2))]
    twos = [share.sum(axis=axis).reshape(-1, 4) for axis in (1, 2, 3)]
    value = sum(map(_entropy, ones)) - sum(map(_entropy, twos)) + _entropy(share.reshape(-1, 8))
    value = np.where(total.ravel() > 0, value, np.nan)
    return np.asarray(value if there.ndim > 2 else value[0])


def _entropy(share: Floats) -> Floats:
    """Give the entropy of each row in bits; nothing has none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(share > 0, share * np.log2(share), 0.0)
    return np.asarray(-terms.sum(axis=1))
