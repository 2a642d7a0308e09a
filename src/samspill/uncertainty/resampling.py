"""Intervals and tests by drawing again: bootstrap and permutation, with the seed as an argument."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samspill.errors import UsageError
from samspill.indicators.specialisation import location_quotient
from samspill.matrix import Axis, Matrix

__all__ = [
    "Interval",
    "Resample",
    "bootstrap_interval",
    "bootstrap_location_quotient",
    "monte_carlo_p",
    "permutation_p",
]

Floats = NDArray[np.float64]
Resample = NDArray[np.intp]
Tail = Literal["upper", "lower", "both"]


@dataclass(frozen=True)
class Interval:
    """A value with the range in which it would lie had we observed other units of the same kind.

    Parameters
    ----------
    value
        From the units as observed.
    low, high
        The ends of the interval.
    draws
        The values from the redrawn units, NaN where the statistic was undefined.
    """

    value: float
    low: float
    high: float
    draws: Floats


def bootstrap_interval(
    statistic: Callable[[Resample], float],
    units: int,
    *,
    seed: int,
    repeats: int = 1000,
    level: float = 0.95,
    groups: ArrayLike | None = None,
) -> Interval:
    r"""Percentile interval of a statistic over redrawn units.

    Parameters
    ----------
    statistic
        Takes the numbers of the units that were drawn (some twice, some not) and gives a number.
    units
        How many units there are.
    seed
        The same seed gives the same interval.
    repeats
        How many times to draw.
    level
        Share of the draws within the interval.
    groups
        The group of each unit where whole groups are to be redrawn (places, establishments'
        owners), because units of one group are not independent.

    Returns
    -------
    Interval
        Value, low, high and the draws.

    Undefined
    ---------
    Draws in which the statistic is NaN are left out; if all are, low and high are NaN.

    Raises
    ------
    UsageError
        There are no units, `groups` has another length, or level is not between 0 and 1.

    Notes
    -----
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13. With groups: Field & Welsh
    (2007), Journal of the Royal Statistical Society B 69:369-390.

    Examples
    --------
    >>> values = np.array([1.0, 2.0, 3.0, 4.0])
    >>> found = bootstrap_interval(lambda drawn: float(values[drawn].mean()), 4, seed=1)
    >>> found.value, bool(found.low < 2.5 < found.high)
    (2.5, True)
    """
    if units < 1 or repeats < 1:
        raise UsageError("A bootstrap needs at least one unit and one repeat.")
    if not 0 < level < 1:
        raise UsageError(f"A bootstrap interval of level {level} does not exist: give 0.95.")
    random = np.random.default_rng(seed)
    members = _members(groups, units)
    draws = np.empty(repeats)
    for number in range(repeats):
        drawn = random.integers(0, len(members), len(members))
        draws[number] = statistic(np.concatenate([members[one] for one in drawn]))
    value = float(statistic(np.arange(units)))
    if np.isnan(draws).all():
        return Interval(value, float("nan"), float("nan"), draws)
    low, high = np.nanquantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high), draws)


def _members(groups: ArrayLike | None, units: int) -> list[Resample]:
    """Give the units of each group; without groups each unit is its own."""
    if groups is None:
        return list(np.arange(units, dtype=np.intp).reshape(-1, 1))
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    if len(group) != units:
        raise UsageError(f"There are {units} units and groups for {len(group)} of them.")
    order = np.argsort(group, kind="stable").astype(np.intp)
    return np.split(order, np.cumsum(np.bincount(group))[:-1])


def bootstrap_location_quotient(
    sizes: ArrayLike,
    place_codes: Sequence[str],
    activity_codes: Sequence[str],
    *,
    rows: Axis,
    columns: Axis,
    seed: int,
    repeats: int = 200,
    level: float = 0.95,
) -> tuple[Matrix, Matrix]:
    r"""Interval of the plain location quotient over redrawn establishments.

    Each establishment counts a Poisson(1) number of times in each draw, which redraws the
    establishments and with them their number. It is slower than the gamma interval of
    `shrunken_location_quotient`, does not shrink, says nothing on a cell without establishments
    (its interval is 0 to 0), and assumes nothing on the sizes: a check of the former.

    Parameters
    ----------
    sizes, place_codes, activity_codes
        Size, place and activity of each establishment.
    rows, columns
        The places and activities to give.
    seed
        The same seed gives the same interval.
    repeats
        How many times to draw.
    level
        Share of the draws within the interval.

    Returns
    -------
    tuple of Matrix
        The low and the high end, place x activity.

    Undefined
    ---------
    NaN where more than half of the draws leave the quotient undefined.

    Notes
    -----
    Hanley & MacGibbon (2006), Computer Methods and Programs in Biomedicine 83:57-62,
    doi:10.1016/j.cmpb.2006.04.006 (Poisson weights).

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> size = [5.0] * 40
    >>> at, does = ["A"] * 20 + ["B"] * 20, (["x"] * 15 + ["y"] * 5) + (["x"] * 5 + ["y"] * 15)
    >>> low, high = bootstrap_location_quotient(
    ...     size, at, does, rows=places, columns=activities, seed=1
    ... )
    >>> bool(low["A", "x"] < 1.5 < high["A", "x"])
    True
    """
    size = np.asarray(sizes, dtype=np.float64)
    cell = rows.positions(place_codes) * len(columns) + columns.positions(activity_codes)
    shape = len(rows), len(columns)
    random = np.random.default_rng(seed)
    draws = np.empty((repeats, *shape))
    for number in range(repeats):
        weight = size * random.poisson(1.0, len(size))
        jobs = np.bincount(cell, weights=weight, minlength=shape[0] * shape[1])
        quotients = location_quotient(Matrix(jobs.reshape(shape).astype(float), rows, columns))
        draws[number] = quotients.dense
    undefined = np.isnan(draws).mean(axis=0) > 0.5
    draws[:, undefined] = 0.0
    ends = np.nanquantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    ends[:, undefined] = np.nan
    unit = "ratio, 1 = as the reference"
    low, high = np.asarray(ends[0], np.float64), np.asarray(ends[1], np.float64)
    return Matrix(low, rows, columns, unit), Matrix(high, rows, columns, unit)


def monte_carlo_p(observed: ArrayLike, draws: ArrayLike, *, tail: Tail = "upper") -> Floats:
    r"""p-value of an observed statistic among draws from a null model.

    .. math:: p = \frac{1 + \#\{t^* \ge t\}}{1 + R}

    Parameters
    ----------
    observed
        The statistic, a number or an array.
    draws
        R draws of it from the null, along the first axis.
    tail
        `upper`: surprisingly large; `lower`: surprisingly small; `both`: twice the smaller.

    Returns
    -------
    Floats
        p, in the shape of `observed`; never 0, because the observed is itself a draw.

    Undefined
    ---------
    NaN where the observed statistic is NaN. A NaN draw counts as exceeding, on the cautious side.

    Raises
    ------
    UsageError
        There is no draw, or the shapes do not fit.

    Notes
    -----
    Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9:39,
    doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> float(monte_carlo_p(5.0, [1.0, 2.0, 6.0]))
    0.5
    """
    value, null = np.asarray(observed, dtype=np.float64), np.asarray(draws, dtype=np.float64)
    if null.ndim == 0 or len(null) == 0 or null.shape[1:] != value.shape:
        raise UsageError(
            f"Draws of shape {null.shape} are no draws of a statistic of shape {value.shape}: "
            f"they come first, then the statistic's own axes."
        )
    upper = (1 + np.sum(~(null < value), axis=0)) / (1 + len(null))
    lower = (1 + np.sum(~(null > value), axis=0)) / (1 + len(null))
    chosen = {"upper": upper, "lower": lower, "both": np.minimum(1.0, 2 * np.minimum(upper, lower))}
    return np.where(np.isnan(value), np.nan, chosen[tail])


def permutation_p(
    statistic: Callable[[Resample], float],
    units: int,
    *,
    seed: int,
    repeats: int = 999,
    tail: Tail = "upper",
) -> float:
    """p-value of a statistic when labels are shuffled among the units.

    Parameters
    ----------
    statistic
        Takes an order of the units' numbers (which label each unit gets) and gives a number; the
        observed value is that of the order 0, 1, 2, …
    units
        How many units there are.
    seed
        The same seed gives the same p.
    repeats
        How many times to shuffle.
    tail
        As in `monte_carlo_p`.

    Returns
    -------
    float
        p, at least 1/(repeats + 1).

    Undefined
    ---------
    NaN where the statistic of the observed order is NaN.

    Examples
    --------
    >>> group, value = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.arange(8.0)
    >>> p = permutation_p(lambda order: float(value[group[order] == 1].mean()), 8, seed=1)
    >>> round(p, 2)
    0.02
    """
    random = np.random.default_rng(seed)
    draws = [statistic(random.permutation(units).astype(np.intp)) for _ in range(repeats)]
    observed = statistic(np.arange(units, dtype=np.intp))
    return float(monte_carlo_p(observed, draws, tail=tail))
