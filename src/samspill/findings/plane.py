"""The plane of smart specialisation: density × complexity over what a place does not have.

Quadrants are cut at the medians of the place's own options (Balland, Boschma, Crespo & Rigby 2019,
Regional Studies 53:1252-1268, doi:10.1080/00343404.2018.1437900). A place's rank in the plane is by
the mean of its two percentile ranks. How much of that rank is choice is told by repeating it under
every combination of norm, threshold of presence, measure of complexity and year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from samspill.forecast import NORMS, History
from samspill.indicators.complexity import fitness_complexity, product_complexity
from samspill.indicators.density import relatedness_density
from samspill.indicators.difficulty import ubiquity_difficulty
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import presence
from samspill.matrix import Matrix, Vector

__all__ = ["QUADRANTS", "THRESHOLDS", "Plane", "nearest_of", "plane"]

Floats = NDArray[np.float64]

QUADRANTS = ("high_road", "slow_road", "casino", "dead_end")
"""Near and complex, near and simple, far and complex, far and simple."""

THRESHOLDS = (0.75, 1.0, 1.25)


def _fitness(there: Matrix) -> Vector:
    """Give the activities' fitness after the twenty rounds that published figures use."""
    return fitness_complexity(there, rounds=20).activities


_COMPLEXITIES: tuple[Callable[[Matrix], Vector], ...] = (
    product_complexity,
    _fitness,
    ubiquity_difficulty,
)
_YEARS = 3
_TOP = 10


@dataclass(frozen=True)
class Plane:
    """What lies where for every place, place × activity; NaN or empty where it is no option.

    Parameters
    ----------
    options
        Which activities a place does not have, among those observed.
    near
        Proximity of the activities.
    density, complexity
        The two axes.
    density_median, complexity_median
        Where they are cut, for each place.
    quadrant
        One of `QUADRANTS`.
    rank
        1 is the nearest and most complex together.
    stability
        Share of the choices under which the option is among the first ten.
    """

    options: NDArray[np.bool_]
    near: Matrix
    density: Floats
    complexity: Floats
    density_median: Floats
    complexity_median: Floats
    quadrant: NDArray[np.object_]
    rank: Floats
    stability: Floats


def plane(history: History, year: int) -> Plane:
    """Lay out the options of every place in a year."""
    quotients = history.quotients[year]
    there = presence(quotients)
    of_base = there.select(history.base)
    near = proximity(of_base)
    options = quotients.dense < 1
    density = np.where(options, relatedness_density(there, near).dense, np.nan)
    complexity = np.where(options, product_complexity(of_base).values, np.nan)
    middle = [_median(values) for values in (density, complexity)]
    is_near, is_complex = density >= middle[0][:, None], complexity >= middle[1][:, None]
    quadrant = np.select(
        [is_near & is_complex, is_near, is_complex],
        ["high_road", "slow_road", "casino"],
        "dead_end",
    ).astype(object)
    quadrant[np.isnan(density) | np.isnan(complexity)] = None
    return Plane(
        options,
        near,
        density,
        complexity,
        middle[0],
        middle[1],
        quadrant,
        _rank((_percentile(density) + _percentile(complexity)) / 2),
        _stability(history, year, options),
    )


def _median(values: Floats) -> Floats:
    """Give the median of each row, NaN where it is empty."""
    found = np.full(len(values), np.nan)
    some = ~np.isnan(values).all(axis=1)
    found[some] = np.nanmedian(values[some], axis=1)
    return found


def _percentile(values: Floats) -> Floats:
    """Give the rank of each value in its row, 0 to 1, ties sharing their mean; NaN stays."""
    known = ~np.isnan(values)
    rank = rankdata(np.where(known, values, np.inf), axis=1)
    count = known.sum(axis=1, keepdims=True)
    return np.where(known, (rank - 1) / np.maximum(count - 1, 1), np.nan)


def _rank(score: Floats) -> Floats:
    """Give 1, 2, 3 … in each row, the highest first, equals in order of the axis."""
    order = np.argsort(np.where(np.isnan(score), np.inf, -score), axis=1, kind="stable")
    rank = np.empty(score.shape)
    np.put_along_axis(rank, order, np.arange(1.0, score.shape[1] + 1)[None, :], axis=1)
    return np.where(np.isnan(score), np.nan, rank)


def _stability(history: History, year: int, options: NDArray[np.bool_]) -> Floats:
    """Give how often each option is among the first ten; a choice that cannot judge is no vote."""
    years = [y for y in history.years if y <= year][-_YEARS:]
    inside, judged = np.zeros(options.shape), np.zeros(options.shape)

    def among(values: Floats) -> Floats:
        return _percentile(np.where(options, values, np.nan))

    for one in years:
        for threshold in THRESHOLDS:
            there = presence(history.quotients[one], threshold)
            of_base = there.select(history.base)
            difficult = [among(measure(of_base).values) for measure in _COMPLEXITIES]
            for norm in NORMS.values():
                density = among(relatedness_density(there, norm(of_base)).dense)
                for complexity in difficult:
                    score = density + complexity
                    known = ~np.isnan(score)
                    judged += known
                    inside += known & (_rank(score) <= _TOP)
    share: Floats = np.divide(inside, judged, out=np.full(options.shape, np.nan), where=judged > 0)
    return share


def nearest_of(near: Matrix, which: NDArray[np.bool_], count: int) -> Mapping[int, list[str]]:
    """Give for each activity the nearest of some others by code, the nearest first.

    Parameters
    ----------
    near
        Proximity of the activities.
    which
        The activities that may be named.
    count
        How many at most; pairs without proximity are not named.
    """
    values = np.where(which[:, None], np.nan_to_num(near.dense), 0.0)
    np.fill_diagonal(values, 0.0)
    order = np.argsort(-values, axis=0, kind="stable")[:count]
    codes = near.rows.codes
    return {
        at: [codes[one] for one in order[:, at] if values[one, at] > 0]
        for at in range(values.shape[1])
    }
