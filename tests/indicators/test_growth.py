"""Branches and errors of the growth module."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_places
from samspill.errors import AxisMismatch, DataError, UsageError
from samspill.indicators import growth as gro
from samspill.matrix import Axis, Vector

OLD, NEW = matrix([[150, 50], [50, 150]]), matrix([[180, 60], [60, 140]])
SHARES = [gro.shift_share, gro.homothetic_shift_share]


@pytest.mark.parametrize("split", SHARES)
@pytest.mark.parametrize("reference", [None, (matrix([[3, 9]]), matrix([[8, 2]]))])
def test_parts_add_up_to_the_change(split: object, reference: object) -> None:
    parts = split(OLD, NEW, reference=reference)
    assert_allclose(sum(part.values for part in parts), NEW.values - OLD.values)


def test_codes_of_one_date_only_are_nan() -> None:
    wider = matrix([[180, 60, 9]])
    old = matrix([[150, 50]])
    assert_allclose(gro.growth(old, wider).values, [[0.2, 0.2, np.nan]])
    assert_allclose(gro.growth_of_places(old, wider).values, [0.2])
    for part in gro.shift_share(old, wider):
        assert np.isnan(part.values[0, 2])


def test_an_activity_that_the_reference_lacked_has_no_parts() -> None:
    for part in gro.shift_share(matrix([[5, 0]]), matrix([[5, 3]])):
        assert np.isfinite(part.values[0, 0])
        assert np.isnan(part.values[0, 1])
    factors = gro.gerfin_factors(matrix([[5, 0], [0, 0]]), matrix([[5, 3], [0, 1]]))
    assert_allclose(factors.location.values, [1, np.nan])


def test_homothetic_parts_of_a_new_activity_are_undefined() -> None:
    parts = gro.homothetic_shift_share(matrix([[0, 10], [10, 10]]), matrix([[4, 10], [10, 10]]))
    assert np.isnan(parts.competitive.values[0, 0])
    assert np.isnan(parts.allocation.values[0, 0])
    assert parts.national.values[0, 0] == 0


@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_nothing_does_not_grow(shape: tuple[int, int]) -> None:
    empty = matrix(np.zeros(shape))
    assert np.isnan(gro.growth(empty, empty).values).all()
    assert np.isnan(gro.growth_of_places(empty, empty).values).all()
    assert np.isnan(gro.growth_of_activities(empty, empty).values).all()
    for part in gro.shift_share(empty, empty):
        assert np.isnan(part.values).all()
    for factor in gro.gerfin_factors(empty, empty):
        assert np.isnan(factor.values).all()


def test_dynamic_shift_share_wants_years_that_fit() -> None:
    with pytest.raises(UsageError, match="two years"):
        gro.shift_share_dynamic({2012: OLD})
    with pytest.raises(UsageError, match="other years"):
        gro.shift_share_dynamic({1: OLD, 2: NEW}, reference={1: OLD, 3: NEW})
    with pytest.raises(AxisMismatch, match="activities"):
        gro.shift_share_dynamic({1: OLD, 2: matrix([[1], [2]])})
    with pytest.raises(AxisMismatch, match="places"):
        gro.shift_share_dynamic({1: OLD, 2: matrix([[1, 2]])})
    found = gro.shift_share_dynamic({1: OLD, 2: NEW}, reference={1: OLD, 2: NEW})
    assert_allclose(found.competitive.values, gro.shift_share(OLD, NEW).competitive.values)


def test_years_must_be_above_zero() -> None:
    for years in (0, -1, np.nan):
        with pytest.raises(UsageError, match="above 0"):
            gro.annual_growth(OLD, NEW, years)
        with pytest.raises(UsageError, match="above 0"):
            gro.beta_convergence(of_places([1, 2, 3]), of_places([1, 2, 3]), years)


def test_editions_and_references_must_fit() -> None:
    later = matrix([[1, 2]], rows=axis("place", 1, "2020"))
    with pytest.raises(AxisMismatch, match="Carry"):
        gro.growth(matrix([[1, 2]], rows=axis("place", 1, "2019")), later)
    nace = matrix([[1, 2]], columns=Axis("activity", "nace-2", ("x", "y")))
    with pytest.raises(AxisMismatch, match="nace-2"):
        gro.shift_share(OLD, NEW, reference=(nace, nace))
    other = Vector(np.ones(3), axis("place", 3, "2020"))
    for compare in (
        lambda: gro.beta_convergence(of_places([1, 2, 3]), other, 1),
        lambda: gro.sigma_convergence(of_places([1, 2, 3]), other),
        lambda: gro.sigma_trend({1: of_places([1, 2, 3]), 2: other}),
    ):
        with pytest.raises(AxisMismatch, match="2020"):
            compare()
    with pytest.raises(DataError, match="negative"):
        gro.growth(matrix([[-1.0]]), matrix([[1.0]]))


def test_convergence_of_too_little() -> None:
    few = gro.beta_convergence(of_places([1, 2, 0]), of_places([2, 3, 4]), 1)
    assert np.isnan(few.beta)
    assert few.places_count == 2
    assert np.isnan(gro.beta_convergence(of_places([2, 2, 2]), of_places([2, 3, 4]), 1).beta)
    assert np.isnan(gro.sigma_convergence(of_places([1, np.nan]), of_places([2, 8])).before)
    alike = gro.sigma_convergence(of_places([1, 2]), of_places([3, 3]))
    assert alike.after == 0
    assert np.isnan(alike.quotient)
    assert np.isnan(gro.sigma_trend({2010: of_places([1, 2])}))
    assert np.isnan(gro.sigma_trend({2010: of_places([1, 2]), 2011: of_places([1, np.nan])}))


def test_divergence_has_no_half_life_and_overshooting_no_speed() -> None:
    diverging = gro.beta_convergence(of_places([1, 2, 4]), of_places([1, 4, 20]), 1)
    assert diverging.beta > 0
    assert diverging.speed < 0
    assert np.isnan(diverging.half_life)
    swapping = gro.beta_convergence(of_places([1, 2, 4]), of_places([9, 3, 1]), 1)
    assert swapping.beta < -1
    assert np.isnan(swapping.speed)
    same = gro.beta_convergence(of_places([1, 2, 4]), of_places([1, 2, 4]), 1)
    assert same.beta == 0
    assert np.isnan(same.r_squared)
    assert np.isnan(same.p_value)
