"""Branches and errors of the density module."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix, of_activities, square
from samspill.errors import AxisMismatch, DataError, UsageError
from samspill.indicators import density as den
from samspill.matrix import Matrix

NEAR = square([[1, 0.6, 0.2], [0.6, 1, 0.4], [0.2, 0.4, 1]])
THIN = square(np.diag([0.5] * 29, 1) + np.diag([0.5] * 29, -1))
HAVING = matrix([[1, 0, 1], [0, 1, 0]])


def in_csr(dense: Matrix) -> Matrix:
    return Matrix(sparse.csr_array(dense.values), dense.rows, dense.columns)


@pytest.mark.parametrize("near", [NEAR, THIN], ids=["full", "thin"])
def test_sparse_inputs_agree_with_dense(near: Matrix) -> None:
    random = np.random.default_rng(1)
    having = matrix((random.random((5, len(near.rows))) < 0.4).astype(float))
    green = of_activities(random.random(len(near.rows)))
    wanted = den.relatedness_density(having, near).values
    for one in (having, in_csr(having)):
        for other in (near, in_csr(near)):
            assert_allclose(den.relatedness_density(one, other).values, wanted)
            assert_allclose(
                den.nearest_density(one, other, 1).values,
                den.nearest_density(having, near, 1).values,
            )
            parts = den.density_parts(one, other, green)
            assert_allclose(parts.inside.values + parts.outside.values, wanted)
            assert_allclose(
                den.cross_density(one, other).values, den.cross_density(having, near).values
            )


def test_unknown_quotients_in_a_sparse_matrix() -> None:
    quotients = matrix([[2, np.nan, 3], [0, 1, 0]])
    assert_allclose(
        den.quotient_density(in_csr(quotients), NEAR).values,
        den.quotient_density(quotients, NEAR).values,
    )


def test_unknown_proximities_are_no_neighbours() -> None:
    near = NEAR.values.copy()
    near[0, 2] = near[2, 0] = np.nan
    for other in (square(near), in_csr(square(near))):
        found = den.relatedness_density(HAVING, other).values
        assert_allclose(found, [[0, 1, 0], [1, 0, 1]])


def test_more_neighbours_than_there_are() -> None:
    assert_allclose(
        den.nearest_density(HAVING, NEAR, 99).values, den.relatedness_density(HAVING, NEAR).values
    )


def test_a_neighbourhood_of_none_is_refused() -> None:
    with pytest.raises(UsageError, match="1 or more"):
        den.nearest_density(HAVING, NEAR, 0)


@pytest.mark.parametrize("wrong", [-0.1, np.inf])
def test_negative_and_infinite_proximities_are_refused(wrong: float) -> None:
    near = NEAR.values.copy()
    near[0, 1] = wrong
    for other in (square(near), in_csr(square(near))):
        with pytest.raises(DataError, match="0-1"):
            den.relatedness_density(HAVING, other)
        with pytest.raises(DataError, match="0-1"):
            den.cross_density(HAVING, other)


@pytest.mark.parametrize("green", [[0, 1.5, 0], [0, np.nan, 0], [0, -1, 0]])
def test_parts_want_weights_between_0_and_1(green: list[float]) -> None:
    with pytest.raises(DataError, match="between 0 and 1"):
        den.density_parts(HAVING, NEAR, of_activities(green))


def test_activities_must_be_the_same() -> None:
    other = matrix([[1, 0, 1]], columns=axis("activity", 3, "nace-2"))
    places = axis("place", 2, "2024")
    for measure in (den.relatedness_density, den.quotient_density, den.cross_density):
        with pytest.raises(AxisMismatch, match="nace-2"):
            measure(other, NEAR)
    with pytest.raises(AxisMismatch):
        den.nearest_density(other, NEAR, 1)
    with pytest.raises(AxisMismatch):
        den.density_parts(HAVING, NEAR, of_activities([1, 0]))
    with pytest.raises(AxisMismatch):
        den.nearby_density(HAVING, Matrix(np.eye(2), places, places))
    with pytest.raises(AxisMismatch):
        den.inner_density(HAVING, other)
    with pytest.raises(AxisMismatch, match="two axes"):
        den.relatedness_density(HAVING, matrix(np.ones((3, 2)), rows=HAVING.columns))


@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0), (1, 1), (2, 3)])
def test_nothing_near_has_no_density(shape: tuple[int, int]) -> None:
    having, near = matrix(np.ones(shape)), square(np.zeros((shape[1], shape[1])))
    if shape[1] == 0:
        near = Matrix(np.zeros((0, 0)), axis("activity", 0), axis("activity", 0))
    for found in (den.relatedness_density(having, near), den.nearest_density(having, near, 2)):
        assert found.shape == shape
        assert np.isnan(found.values).all()


def test_a_place_with_everything_or_nothing() -> None:
    density = matrix([[0.2, 0.4], [0.2, 0.4]])
    having = matrix([[1, 1], [0, 0]])
    assert_allclose(den.inner_density(having, density).values, [0.3, np.nan])
    assert_allclose(den.outer_density(having, density).values, [np.nan, 0.3])


def test_density_stays_between_0_and_1_over_a_huge_range() -> None:
    near = square([[0, 1e-300, 1e300], [1e-300, 0, 1], [1e300, 1, 0]])
    found = den.relatedness_density(matrix([[1, 1, 1], [0, 1, 0]]), near).values
    assert_allclose(found, [[1, 1, 1], [0, 0, 1e-300]], atol=1e-290)


def test_the_callers_proximity_is_left_alone() -> None:
    before = NEAR.values.copy()
    den.relatedness_density(HAVING, NEAR)
    den.nearest_density(HAVING, NEAR, 1)
    assert_array_equal(NEAR.values, before)
