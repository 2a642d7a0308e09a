"""Clumping from the number of establishments: by hand, and its calibration under the null."""

import numpy as np
import pytest

from samspill.errors import AxisMismatch, UsageError
from samspill.matrix import Axis, Matrix
from samspill.uncertainty import clumping_from_dispersion, shrunken_location_quotient

PLACES = Axis("place", "", ("A", "B"))
ACTIVITIES = Axis("activity", "", ("x", "y", "z"))


def test_by_hand():
    # 1,000 persons in 100 units: mean 10, times 1 + 10; never above the cell itself
    persons = Matrix([[1000, 50, 0], [40, np.nan, 7]], PLACES, ACTIVITIES)
    units = Matrix([[100, 10, 0], [2, 3, np.nan]], PLACES, ACTIVITIES)
    found = clumping_from_dispersion(persons, units, dispersion=10).values
    np.testing.assert_array_equal(found, [[110, 50, np.nan], [40, np.nan, np.nan]])


def test_no_dispersion_is_the_mean_size():
    persons = Matrix([[1000, 1, 1], [1, 1, 1]], PLACES, ACTIVITIES)
    units = Matrix([[100, 1, 1], [1, 1, 1]], PLACES, ACTIVITIES)
    assert clumping_from_dispersion(persons, units, dispersion=0)["A", "x"] == 10


def test_nonsense_is_refused():
    one = Matrix(np.ones((2, 3)), PLACES, ACTIVITIES)
    with pytest.raises(UsageError, match="cannot be -1"):
        clumping_from_dispersion(one, one, dispersion=-1)
    with pytest.raises(AxisMismatch):
        clumping_from_dispersion(one, one.select(["B", "A"]))


@pytest.mark.parametrize("sizes", ["lognormal", "pareto"])
def test_under_the_null_at_most_five_per_cent_of_regions_cells_are_called(sizes):
    random = np.random.default_rng(11)
    places, activities, establishments = 120, 68, 400_000
    weight = np.outer(random.lognormal(0, 0.7, places), random.lognormal(0, 1.2, activities))
    units = random.poisson(weight / weight.sum() * establishments)
    persons = np.zeros((places, activities))
    for activity in range(activities):
        count, usual = units[:, activity].sum(), np.exp(random.normal(2, 0.8))
        if sizes == "lognormal":
            drawn = usual * random.lognormal(-1.2, 1.55, count)
        else:
            drawn = np.minimum((random.pareto(1.15, count) + 1) * usual * 0.2, 3000)
        drawn = np.maximum(1, np.round(drawn))
        at = np.repeat(np.arange(places), units[:, activity])
        persons[:, activity] = np.bincount(at, weights=drawn, minlength=places)
    rows = Axis("place", "", tuple(f"p{n}" for n in range(places)))
    columns = Axis("activity", "", tuple(f"a{n}" for n in range(activities)))
    x, u = Matrix(persons, rows, columns), Matrix(units.astype(float), rows, columns)
    found = shrunken_location_quotient(x, clumping=clumping_from_dispersion(x, u))
    called = (found.q.dense < 0.05) & (found.mean.dense > 1)
    assert called.mean() <= 0.05
    plain = (persons / persons.sum(1, keepdims=True)) / (persons.sum(0) / persons.sum())
    assert (plain >= 1).mean() > 0.2
