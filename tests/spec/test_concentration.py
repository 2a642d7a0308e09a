"""What the concentration measures mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_places
from samspill.indicators import concentration as con

# three places; shares of the activity 0.7, 0.2, 0.1
ONE = matrix([[7], [2], [1]])
EVEN = of_places([1, 1, 1])


def test_lorenz_curve() -> None:
    curve = con.lorenz_curve(ONE, "a0", EVEN)
    assert curve.rows.codes == ("p2", "p1", "p0")
    assert_allclose(curve.values, [[1 / 3, 0.1], [2 / 3, 0.3], [1, 1]])


def test_places_that_are_not_observed_are_left_out_on_both_sides() -> None:
    gaps, people = matrix([[7], [2], [np.nan], [1]]), of_places([1, 1, 50, 1])
    for measure in (con.hoover_index, con.locational_gini, con.coulter_coefficient):
        assert measure(gaps, people).values == pytest.approx(measure(ONE, EVEN).values)


def test_spread_exactly_as_the_people_are() -> None:
    found = con.hoover_index(ONE, of_places([70, 20, 10])).values
    assert_allclose(found, [0], atol=1e-15)


def test_all_in_one_of_two_equal_places() -> None:
    # the example of EconGeo's locational_gini, which halves it
    found = con.locational_gini(matrix([[1], [0]]), of_places([1, 1])).values
    assert_allclose(found, [0.5])
