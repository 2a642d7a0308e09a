"""What growth and shift-share mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_places
from samspill.indicators import growth as gro

# all places: 200 to 240 in the first activity, 200 to 200 in the second, 400 to 440 together
OLD = matrix([[150, 50], [50, 150]])
NEW = matrix([[180, 60], [60, 140]])


def test_dynamic_shift_share() -> None:
    years = {2013: NEW, 2012: OLD, 2014: matrix([[200, 60], [60, 140]])}
    step = gro.shift_share(NEW, years[2014])
    first = gro.shift_share(OLD, NEW)
    for found, one, other in zip(gro.shift_share_dynamic(years), first, step, strict=True):
        assert_allclose(found.values, one.values + other.values)


def test_beta_convergence() -> None:
    # growth of ln 2, ln 1.5 and 0 from ln 1, ln 2 and ln 4, over one year
    found = gro.beta_convergence(of_places([1, 2, 4]), of_places([2, 3, 4]), 1)
    # slope: (ln 4 - ln 1 apart) (0 - ln 2) / (2 ln 2) = -1/2
    assert found.beta == pytest.approx(-0.5)
    assert found.speed == pytest.approx(np.log(2))
    assert found.half_life == pytest.approx(1)
    # residuals: mean growth ln 3 / 3, fitted ln 3 / 3 + ln 2 / 2, ln 3 / 3, ln 3 / 3 - ln 2 / 2
    rest = np.array([np.log(2) / 2, np.log(1.5), np.log(2) / 2]) - np.log(3) / 3
    error = np.sqrt((rest @ rest) / 1 / (2 * np.log(2) ** 2))
    assert found.standard_error == pytest.approx(error)
    # with one degree of freedom the t distribution is Cauchy's
    assert found.p_value == pytest.approx(1 - 2 / np.pi * np.arctan(0.5 / error))
    assert found.places_count == 3


def test_sigma_trend() -> None:
    # spread 2, 1.5, 1 at 2010, 2011, 2012
    years = {2010 + n: of_places([1, np.exp(4 - n)]) for n in range(3)}
    assert gro.sigma_trend(years) == pytest.approx(-0.5)
