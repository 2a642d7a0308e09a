"""How sure a location quotient is when employment comes in lumps.

A thousand persons in one plant are one observation and not a thousand. The sizes of the
establishments say how many independent pieces a cell holds (its *effective count*); the other
places say how far quotients of that activity can be believed to lie apart (the *prior*).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaincinv, gammaln

from samspill.errors import DataError, UsageError
from samspill.indicators.specialisation import expected
from samspill.matrix import Axis, Matrix, Vector, require_same
from samspill.uncertainty.discovery import benjamini_hochberg

__all__ = [
    "ShrunkenQuotient",
    "clumping_factor",
    "clumping_from_units",
    "shrunken_location_quotient",
]

Floats = NDArray[np.float64]

# the strongest prior says that places differ by a tenth: estimated from few effective counts,
# «all places alike» would give intervals of no width; the weakest leaves a quotient as it is
_SHAPES = np.geomspace(0.1, 100, 25)


@dataclass(frozen=True)
class ShrunkenQuotient:
    """Location quotients drawn toward what is usual for the activity, and how sure they are.

    Parameters
    ----------
    mean
        Posterior mean, ratio.
    low, high
        Equal-tailed 95 % interval.
    p
        Evidence against a quotient of at most 1, 0-1.
    q
        The same as a false discovery rate among the activities of the place.
    prior_shape, prior_rate
        The activity's prior: Gamma(shape, rate), with mean shape/rate.
    shape, rate
        The posterior of each cell; where the cell is not observed, the activity's prior.
    """

    mean: Matrix
    low: Matrix
    high: Matrix
    p: Matrix
    q: Matrix
    prior_shape: Vector
    prior_rate: Vector
    shape: Matrix
    rate: Matrix

    def draws(self, rng: np.random.Generator, count: int) -> Floats:
        """Draw quotients as the figures let them be: draw × place × activity.

        A cell that is not observed is drawn from what is usual for its activity.
        """
        size = (count, *self.shape.shape)
        drawn = rng.standard_gamma(np.nan_to_num(self.shape.dense, nan=1.0), size=size)
        return np.asarray(drawn / self.rate.dense)

    def strengths(self, rate: float = 0.05) -> Matrix:
        """Give 1 where q is below `rate` and the mean above 1, else 0; NaN where undefined."""
        found = (self.q.dense < rate) & (self.mean.dense > 1)
        return self.mean.with_values(
            np.where(np.isnan(self.mean.dense), np.nan, found), "1 = a strength"
        )


def shrunken_location_quotient(
    sizes: Matrix,
    *,
    reference: Matrix | None = None,
    clumping: Matrix | Vector | float,
) -> ShrunkenQuotient:
    r"""Location quotients shrunk by empirical Bayes, with interval, p and q.

    .. math::
        E_{pa} = x_{p\cdot}\, x_{\cdot a} / x_{\cdot\cdot}, \qquad
        n = x_{pa}/d_{pa}, \quad e = E_{pa}/d_{pa}, \qquad
        n \sim \mathrm{Poisson}(\theta_{pa}\, e), \quad
        \theta_{pa} \sim \mathrm{Gamma}(\alpha_a, \beta_a)

    The posterior is :math:`\mathrm{Gamma}(\alpha_a + n,\ \beta_a + e)`: its mean is the shrunken
    quotient and its 2.5 and 97.5 per cent points the interval. The prior maximises the marginal
    (negative binomial) likelihood of the activity's places, with one clumping factor for the
    activity, over a grid of shapes from 0.1 to 100 and, for each of them, the mean that fits it.

    p is the mid-p of the Poisson tail, the mean of :math:`P(N \ge n)` and :math:`P(N > n)` where
    the quotient is 1 (incomplete gamma functions, as n need not be whole), and 1 for an empty cell.
    It was chosen by calibration (`tests/test_uncertainty_calibration.py`). Where establishments of
    heavy-tailed sizes fall at random, 2-3 % of cells come below 0.05 with the clumping of each
    cell known, and 5 % where jobs are independent; under 1 % of places have any strength, and under
    5 % where jobs are independent. The plain tail is more cautious (1-2 %) and finds less; the
    posterior's own tail, and any clumping taken over the whole activity, call a strength in a
    fifth of the places or more, because they let single large plants through. q is by
    Benjamini-Hochberg among the activities of a place.

    Parameters
    ----------
    sizes
        x, place x activity, persons or another total of lumps; NaN where not observed.
    reference
        A wider matrix over the same activities whose column sums are the reference; without it
        the places of `sizes` together.
    clumping
        d, in the unit of x: for each cell (`clumping_factor`, `clumping_from_units`), for each
        activity, or one number (1 for counts of independent things). A cell's NaN is filled with
        the activity's, the mean over cells weighted by x.

    Returns
    -------
    ShrunkenQuotient
        Every part labelled like `sizes`; low < mean < high in each defined cell.

    Undefined
    ---------
    NaN where the cell is not observed, the place is empty, the reference lacks the activity, or
    no clumping is known for the activity.

    Raises
    ------
    AxisMismatch
        Clumping or reference do not speak of the same places and activities.
    UsageError
        A clumping factor is zero, negative or infinite.

    Notes
    -----
    Clayton & Kaldor (1987), Biometrics 43:671-681, doi:10.2307/2532003; Marshall (1991), Applied
    Statistics 40:283-294, doi:10.2307/2347593.

    Peers
    -----
    None of ecomplexity, economiccomplexity and EconGeo gives an interval or shrinks.

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> jobs = Matrix([[90, 10], [110, 190]], places, activities)
    >>> found = shrunken_location_quotient(jobs, clumping=5.0)
    >>> bool(found.low["A", "x"] < found.mean["A", "x"] < found.high["A", "x"])
    True
    """
    lumps, usual = _per_cell(sizes, clumping)
    persons = sizes.dense
    awaited = np.array(expected(sizes, reference=reference).dense)
    awaited[~(awaited > 0) | np.isnan(persons)] = np.nan
    with np.errstate(invalid="ignore"):
        count, exposure = persons / lumps, awaited / lumps
    known = ~np.isnan(exposure)
    count[~known] = np.nan
    # the prior is learnt with one factor for each activity: where a cell's own factor is known
    # only if something is there, its own would give the places that have it too much weight
    shape, rate = _prior(persons / usual, awaited / usual, known)
    posterior_shape, posterior_rate = count + shape, exposure + rate
    # an empty cell is no evidence of a strength, however small its expectation
    tails = (gammainc(count, exposure) + gammainc(count + 1, exposure)) / 2
    p = np.where(count > 0, tails, np.where(known, 1.0, np.nan))

    def ratio(values: Floats) -> Matrix:
        return sizes.with_values(values, "ratio, 1 = as the reference")

    return ShrunkenQuotient(
        mean=ratio(posterior_shape / posterior_rate),
        low=ratio(gammaincinv(posterior_shape, 0.025) / posterior_rate),
        high=ratio(gammaincinv(posterior_shape, 0.975) / posterior_rate),
        p=sizes.with_values(p, "probability, 0-1"),
        q=sizes.with_values(benjamini_hochberg(p, axis=1), "false discovery rate, 0-1"),
        prior_shape=Vector(shape, sizes.columns, "effective counts"),
        prior_rate=Vector(rate, sizes.columns, "effective counts"),
        shape=sizes.with_values(
            np.where(known, posterior_shape, shape[None, :]), "effective counts"
        ),
        rate=sizes.with_values(np.where(known, posterior_rate, rate[None, :]), "effective counts"),
    )


def _per_cell(sizes: Matrix, clumping: Matrix | Vector | float) -> tuple[Floats, Floats]:
    """Give a clumping factor for every cell, the activity's where the cell has none, and these."""
    if isinstance(clumping, Matrix):
        require_same(sizes.rows, clumping.rows, "places of sizes and clumping")
        require_same(sizes.columns, clumping.columns, "activities of sizes and clumping")
        own = clumping.dense
    elif isinstance(clumping, Vector):
        require_same(sizes.columns, clumping.axis, "activities of sizes and clumping")
        own = np.broadcast_to(clumping.values, sizes.shape)
    else:
        own = np.full(sizes.shape, float(clumping))
    if np.any(own <= 0) or np.any(np.isinf(own)):
        raise UsageError(
            "A clumping factor is zero, negative or infinite. It is the mean size of the "
            "establishment in which a job lies: 1 where jobs are independent, more where they come "
            "in lumps; leave it NaN where it is not known."
        )
    weight = np.where(np.isnan(own) | np.isnan(sizes.dense), 0.0, sizes.dense)
    with np.errstate(invalid="ignore"):
        activity = np.einsum("pa,pa->a", weight, np.nan_to_num(own)) / weight.sum(axis=0)
        # where nobody has the activity, the plain mean of what is known
        plain = np.nansum(own, axis=0) / np.sum(~np.isnan(own), axis=0)
    activity = np.where(np.isnan(activity), plain, activity)
    return np.where(np.isnan(own), activity, own), activity


def _prior(count: Floats, exposure: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Give shape and rate of each activity's prior by marginal likelihood."""
    counts, exposures = np.where(known, count, 0.0), np.where(known, exposure, 0.0)
    places = known.sum(axis=0)
    best = np.full(count.shape[1], -np.inf)
    shapes = np.full(count.shape[1], np.nan)
    rates = shapes.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = counts.sum(axis=0) / exposures.sum(axis=0)
        for shape in _SHAPES[::-1]:
            # the prior's mean given its shape: what the posterior means average to
            for _ in range(6):
                posterior = np.where(known, (counts + shape) / (exposures + shape / mean), 0.0)
                mean = posterior.sum(axis=0) / places
            rate = shape / mean
            marginal = gammaln(counts + shape) - (counts + shape) * np.log(exposures + rate)
            likelihood = np.where(known, marginal, 0.0).sum(axis=0) + places * (
                shape * np.log(rate) - gammaln(shape)
            )
            better = likelihood > best
            best[better], shapes[better], rates[better] = likelihood[better], shape, rate[better]
    # an activity that none of these places has: half a count over all of them
    none = (counts.sum(axis=0) == 0) & (places > 0)
    shapes[none], rates[none] = 0.5, exposures.sum(axis=0)[none]
    return shapes, rates


def clumping_factor(
    sizes: ArrayLike,
    place_codes: Sequence[str],
    activity_codes: Sequence[str],
    *,
    rows: Axis,
    columns: Axis,
) -> Matrix:
    r"""Size of the establishment that an average job of a cell lies in.

    .. math:: d_{pa} = \sum_{i \in pa} s_i^2 \big/ \sum_{i \in pa} s_i

    With independent establishments the variance of a cell's total is d times its mean, so that
    x/d is a count which scatters as a Poisson count does. The factor is each cell's own: a cell
    that is one plant has d = x and an effective count of 1, whatever the plant's size.

    Parameters
    ----------
    sizes
        Size of each establishment: persons, or another number that is not negative.
    place_codes, activity_codes
        Where each establishment lies and what it does.
    rows, columns
        The places and activities to give.

    Returns
    -------
    Matrix
        d, place x activity, in the unit of the sizes.

    Undefined
    ---------
    A cell without establishments, or with empty ones only, is NaN; `shrunken_location_quotient`
    then uses the activity's.

    Raises
    ------
    DataError
        A size is negative, infinite or missing, or the three lists are not of one length.
    UnknownCode
        An establishment lies in a place or does an activity that is not on the axes.

    Notes
    -----
    The design effect of unequal clusters; Kish (1965), Survey Sampling, ch. 8.

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> size, lies_in, does = [10, 30, 7], ["A", "A", "B"], ["x", "x", "x"]
    >>> d = clumping_factor(size, lies_in, does, rows=places, columns=activities)
    >>> d.values.ravel().tolist()
    [25.0, 7.0]
    """
    size = np.asarray(sizes, dtype=np.float64)
    if not len(size) == len(place_codes) == len(activity_codes):
        raise DataError(
            f"there are {len(size)} sizes, {len(place_codes)} places and {len(activity_codes)} "
            f"activities of establishments; each establishment needs one of each"
        )
    wrong = np.flatnonzero(~((size >= 0) & np.isfinite(size)))
    if len(wrong):
        raise DataError(
            f"establishment number {wrong[0] + 1} has the size {size[wrong[0]]}",
            advice="Leave out establishments whose size is withheld.",
        )
    cell = rows.positions(place_codes) * len(columns) + columns.positions(activity_codes)
    shape = len(rows), len(columns)
    jobs = np.bincount(cell, weights=size, minlength=shape[0] * shape[1]).reshape(shape)
    squares = np.bincount(cell, weights=size * size, minlength=shape[0] * shape[1]).reshape(shape)
    with np.errstate(invalid="ignore"):
        return Matrix(squares / jobs, rows, columns, "persons per effective establishment")


def clumping_from_units(persons: Matrix, units: Matrix) -> Matrix:
    r"""Estimate the clumping factor where only persons and the number of establishments are known.

    .. math::
        \bar s_a = \frac{\sum_p x_{pa}}{\sum_p u_{pa}}, \quad
        c_a^2 = \frac{1}{\bar s_a^2 (P_a - 1)} \sum_p u_{pa}
                \Big(\frac{x_{pa}}{u_{pa}} - \bar s_a\Big)^2, \qquad
        d_{pa} = \min\Big\{x_{pa},\ \max\Big[\frac{x_{pa}}{u_{pa}}(1 + c_a^2),\
                 \frac{(x_{pa} - u_{pa}\bar s_a)_+^2 + u_{pa}\bar s_a^2}{x_{pa}}\Big]\Big\}

    Two assumptions. Sizes of an activity scatter with a squared coefficient of variation
    :math:`c_a^2` that is the same in all places and is read from how the cells' mean sizes scatter
    (places that truly differ raise it, which errs toward caution). What a cell has above the usual
    size may lie in one single establishment. A cell's factor cannot exceed the cell.

    Parameters
    ----------
    persons
        x, place x activity.
    units
        u, the number of establishments in each cell.

    Returns
    -------
    Matrix
        d, place x activity, persons.

    Undefined
    ---------
    A cell without persons or establishments is NaN, and so is an activity with fewer than two
    cells to read the scatter from.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same places and activities.
    DataError
        A number of persons or of establishments is negative.

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B", "C")), Axis("activity", "", ("x",))
    >>> persons = Matrix([[100], [20], [10]], places, activities)
    >>> units = Matrix([[10], [2], [1]], places, activities)
    >>> clumping_from_units(persons, units).values.ravel().tolist()
    [10.0, 10.0, 10.0]
    """
    require_same(persons.rows, units.rows, "places of persons and units")
    require_same(persons.columns, units.columns, "activities of persons and units")
    x, u = persons.dense, units.dense
    if np.any(x < 0) or np.any(u < 0):
        raise DataError("a number of persons or of establishments is negative")
    known = (x > 0) & (u > 0)
    jobs, count = np.where(known, x, 0.0), np.where(known, u, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = x / u
        usual = jobs.sum(axis=0) / count.sum(axis=0)
        scatter = np.where(known, u * (own - usual) ** 2, 0.0).sum(axis=0)
        variance = scatter / (known.sum(axis=0) - 1)
        spread = own * (1 + variance / usual**2)
        excess = np.maximum(x - u * usual, 0.0)
        single = (excess * excess + u * usual * usual) / x
        estimate = np.minimum(x, np.maximum(spread, single))
    return persons.with_values(
        np.where(known, estimate, np.nan), "persons per effective establishment"
    )
