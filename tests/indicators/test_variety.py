"""Branches and errors of the variety module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_activities, square
from samspill.errors import AxisMismatch, UnknownCode
from samspill.indicators import variety as var
from samspill.matrix import Matrix, Vector

GROUPS = {f"a{number}": str(number // 2) for number in range(9)}


def nothing_near(sizes: Matrix) -> Matrix:
    return Matrix(np.zeros((sizes.shape[1],) * 2), sizes.columns, sizes.columns)


MEASURES: list[Callable[[Matrix], Vector]] = [
    var.entropy,
    lambda m: var.unrelated_variety(m, GROUPS),
    lambda m: var.related_variety(m, GROUPS),
    lambda m: var.coherence(m, nothing_near(m)),
    lambda m: var.weighted_average(m, Vector(np.ones(m.shape[1]), m.columns)),
]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    "values",
    [np.zeros((0, 0)), np.zeros((0, 3)), np.zeros((3, 0)), np.zeros((2, 3)),
     np.full((2, 3), np.nan)],
    ids=["nothing", "no place", "no activity", "zeros", "unknown"],
)  # fmt: skip
def test_an_empty_place_has_no_variety(measure: Callable[[Matrix], Vector], values: object) -> None:
    found = measure(matrix(values))
    assert len(found.axis) == matrix(values).shape[0]
    assert np.isnan(found.values).all()


@pytest.mark.parametrize("measure", MEASURES)
def test_sparse_sizes_and_gaps(measure: Callable[[Matrix], Vector]) -> None:
    sizes = matrix([[4, 0, 3, np.nan], [1, 2, 0, 9]])
    thin = Matrix(sparse.csr_array(sizes.values), sizes.rows, sizes.columns)
    assert_allclose(measure(thin).values, measure(sizes).values)


def test_a_gap_is_left_out() -> None:
    full, gap = matrix([[4, 2, 2]]), matrix([[4, np.nan, 2, 2]])
    assert_allclose(var.entropy(gap).values, var.entropy(full).values)


def test_a_huge_range_keeps_entropy_finite() -> None:
    assert_allclose(var.entropy(matrix([[1e-300, 1e300], [1e300, 1e300]])).values, [0, 1])


def test_unknown_proximities_count_as_none() -> None:
    near = square([[0, np.nan], [np.nan, 0]])
    assert_allclose(var.coherence(matrix([[1, 1]]), near).values, [0])


def test_an_activity_too_small_for_a_float_is_no_second_one() -> None:
    found = var.coherence(matrix([[1e300, 1e-300]]), square([[0, 0.5], [0.5, 0]])).values
    assert np.isnan(found).all()


def test_wrong_input_is_refused() -> None:
    sizes = matrix([[1, 2]])
    other = axis("activity", 2, "nace-2")
    with pytest.raises(UnknownCode, match="a1"):
        var.variety(sizes, {"a0": "10"})
    with pytest.raises(AxisMismatch, match="nace-2"):
        var.weighted_average(sizes, Vector(np.ones(2), other))
    with pytest.raises(AxisMismatch, match="nace-2"):
        var.coherence(sizes, Matrix(np.zeros((2, 2)), other, other))
    with pytest.raises(AxisMismatch, match="two axes"):
        var.coherence(sizes, Matrix(np.zeros((2, 2)), sizes.columns, other))
    with pytest.raises(AxisMismatch):
        var.weighted_average(sizes, of_activities([1]))


def test_segregation_of_nothing() -> None:
    assert np.isnan(var.segregation_entropy(matrix([[0, 0]])))
    assert np.isnan(var.segregation_entropy(matrix([[3, 0], [2, 0]])))
