"""What growth and shift-share mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_places
from samspill.indicators import growth as gro

# all places: 200 to 240 in the first activity, 200 to 200 in the second, 400 to 440 together
OLD = matrix([[150, 50], [50, 150]])
NEW = matrix([[180, 60], [60, 140]])


def test_growth() -> None:
    old, new = matrix([[10, 0, 5], [4, 0, 2]]), matrix([[12, 3, np.nan], [1, 0, 2]])
    assert_allclose(gro.growth(old, new).values, [[0.2, np.nan, np.nan], [-0.75, np.nan, 0]])
    # the last activity of the first place is not observed at the second date: left out of both
    assert_allclose(gro.growth_of_places(old, new).values, [0.5, -0.5])
    assert_allclose(gro.growth_of_activities(old, new).values, [13 / 14 - 1, np.nan, 0])
    assert_allclose(gro.annual_growth(matrix([[100]]), matrix([[144]]), 2).values, [[0.2]])


def test_shift_share() -> None:
    # everything grew by a tenth, the first activity by a fifth, the second not at all
    parts = gro.shift_share(OLD, NEW)
    assert_allclose(parts.national.values, [[15, 5], [5, 15]])
    assert_allclose(parts.mix.values, [[15, -5], [5, -15]], atol=1e-12)
    assert_allclose(parts.competitive.values, [[0, 10], [0, -10]], atol=1e-12)


def test_shift_share_against_a_wider_reference() -> None:
    wide = matrix([[100, 100]]), matrix([[150, 150]])
    parts = gro.shift_share(OLD, NEW, reference=wide)
    assert_allclose(parts.national.values[0], [75, 25])
    assert_allclose(parts.mix.values[0], [0, 0])
    assert_allclose(parts.competitive.values[0], [-45, -15])


def test_an_activity_that_is_new_in_a_place_is_its_own_doing() -> None:
    parts = gro.shift_share(matrix([[0, 10], [10, 10]]), matrix([[4, 10], [10, 10]]))
    assert_allclose(parts.competitive.values[0, 0], 4)
    assert_allclose([part.values[0, 0] for part in parts[:2]], [0, 0])


def test_homothetic_shift_share() -> None:
    # structure of the reference is half and half, so each place would have 100 and 100
    parts = gro.homothetic_shift_share(OLD, NEW)
    assert_allclose(parts.competitive.values, [[0, 20], [0, -20 / 3]], atol=1e-12)
    assert_allclose(parts.allocation.values, [[0, -10], [0, -10 / 3]], atol=1e-12)


def test_dynamic_shift_share() -> None:
    years = {2013: NEW, 2012: OLD, 2014: matrix([[200, 60], [60, 140]])}
    step = gro.shift_share(NEW, years[2014])
    first = gro.shift_share(OLD, NEW)
    for found, one, other in zip(gro.shift_share_dynamic(years), first, step, strict=True):
        assert_allclose(found.values, one.values + other.values)


def test_gerfin() -> None:
    # with the reference's growth the first place would go from 200 to 230, and went to 240
    found = gro.gerfin_factors(OLD, NEW)
    assert_allclose(found.structure.values[0], 230 / 200 / 1.1)
    assert_allclose(found.location.values[0], 240 / 230)
    assert_allclose(found.net.values[0], 1.2 / 1.1)


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


def test_sigma_convergence() -> None:
    # logarithms 0 and 4 ln 2 become ln 2 and 3 ln 2
    found = gro.sigma_convergence(of_places([1, 16]), of_places([2, 8]))
    assert_allclose([found.before, found.after], [2 * np.log(2), np.log(2)])
    assert found.quotient == pytest.approx(2)
    # F(1, 1) at 4: 1 - 2/π arctan 2, two-sided
    assert found.f_statistic == pytest.approx(4)
    assert found.p_value == pytest.approx(2 * (1 - 2 / np.pi * np.arctan(2)))


def test_sigma_trend() -> None:
    # spread 2, 1.5, 1 at 2010, 2011, 2012
    years = {2010 + n: of_places([1, np.exp(4 - n)]) for n in range(3)}
    assert gro.sigma_trend(years) == pytest.approx(-0.5)
