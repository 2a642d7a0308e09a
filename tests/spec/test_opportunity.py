"""What the outlooks mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from matrices import matrix, of_activities, square
from samspill.indicators import opportunity as opp

NEAR = square([[0, 0.6, 0.2], [0.6, 0, 0.4], [0.2, 0.4, 0]])
HAS = matrix([[1, 0, 0], [1, 1, 1]])
# the sums around x, y, z are 0.8, 1.0, 0.6
OMEGA = matrix([[0, 0.6, 1 / 3], [1, 1, 1]])
VALUE = of_activities([-1, 1, 2])


def test_what_has_no_complexity_or_density_is_left_out_of_the_outlook() -> None:
    half = of_activities([-1, 1, np.nan])
    assert_allclose(opp.complexity_outlook_index(HAS, OMEGA, half).values, [0.6, 0])
    lonely = matrix([[0, 0.6, np.nan], [np.nan, np.nan, np.nan]])
    assert_allclose(opp.complexity_outlook_index(HAS, lonely, VALUE).values, [0.6, np.nan])
    none = of_activities([np.nan] * 3)
    assert np.isnan(opp.complexity_outlook_index(HAS, OMEGA, none).values).all()


def test_an_activity_without_neighbours_brings_nothing() -> None:
    alone = square([[0, 0.5, 0], [0.5, 0, 0], [0, 0, 0]])
    found = opp.complexity_outlook_gain_gross(HAS, alone, VALUE).values
    assert_allclose(found[0], [np.nan, 0, 0])
