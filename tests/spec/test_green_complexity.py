"""What green complexity means besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from matrices import matrix, of_activities
from samspill.indicators import green_complexity as gre

HAS = matrix([[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]])
OMEGA = matrix([[0.5, 0.5, 0.2, np.nan], [0.4, 0.1, 0, 0], [0.1, 0.1, 0.1, 0.1]])
# stretched to 0-1: 0, 1/4, 1/2, 1
VALUE = of_activities([-1, 0, 1, 3])
GREEN = of_activities([0.5, 1, 0, 1])


def test_an_activity_without_complexity_is_left_out() -> None:
    value = of_activities([-1, np.nan, 1, 3])
    assert_allclose(gre.green_complexity_index(HAS, value, GREEN).values, [0, 1, 0])
    # C: 0.1 · 1 over the weights of the first and the fourth
    found = gre.green_complexity_potential(HAS, OMEGA, value, GREEN).values
    assert_allclose(found[2], 0.1 / 1.5)


def test_complexities_that_do_not_differ_cannot_be_stretched() -> None:
    flat = of_activities([2, 2, 2, 2])
    assert np.isnan(gre.green_complexity_index(HAS, flat, GREEN).values).all()
    assert np.isnan(gre.green_complexity_potential(HAS, OMEGA, flat, GREEN).values).all()
    none = of_activities([np.nan] * 4)
    assert np.isnan(gre.green_complexity_index(HAS, none, GREEN).values).all()
