"""Branches and errors of the diversity module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.testing import assert_allclose

from matrices import axis, matrix, square
from samspill.errors import AxisMismatch, DataError
from samspill.indicators import diversity as div
from samspill.matrix import Matrix, Vector

MEASURES: list[Callable[[Matrix], Vector]] = [
    div.evenness,
    div.equivalent_number,
    div.gini_simpson,
    div.simpson_index,
    div.margalef_index,
    div.menhinick_index,
    div.relative_diversity,
    lambda m: div.similarity_diversity(m, nothing_near(m)),
]


def nothing_near(sizes: Matrix) -> Matrix:
    return Matrix(np.zeros((sizes.shape[1],) * 2), sizes.columns, sizes.columns)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("values", [np.zeros((3, 0)), np.zeros((2, 3)), np.full((2, 3), np.nan)])
def test_an_empty_place_has_no_diversity(
    measure: Callable[[Matrix], Vector], values: np.ndarray
) -> None:
    found = measure(matrix(values))
    assert len(found.axis) == len(values)
    assert np.isnan(found.values).all()


@pytest.mark.parametrize("measure", MEASURES)
def test_sparse_sizes_and_gaps(measure: Callable[[Matrix], Vector]) -> None:
    sizes = matrix([[4, 0, 3, np.nan], [1, 2, 0, 9]])
    thin = Matrix(sparse.csr_array(sizes.values), sizes.rows, sizes.columns)
    assert_allclose(measure(thin).values, measure(sizes).values)


def test_a_gap_is_left_out() -> None:
    full, gap = matrix([[4, 2, 2]]), matrix([[4, np.nan, 2, 2]])
    for measure in (div.gini_simpson, div.simpson_index, div.menhinick_index):
        assert_allclose(measure(gap).values, measure(full).values)


def test_presences_of_nothing() -> None:
    assert div.diversity(matrix(np.zeros((2, 0)))).values.tolist() == [0, 0]
    assert div.ubiquity(matrix([[np.nan, 1]])).values.tolist() == [0, 1]


@pytest.mark.parametrize("count", [div.diversity, div.ubiquity])
def test_sizes_are_not_counted_as_presences(count: Callable[[Matrix], Vector]) -> None:
    with pytest.raises(DataError, match="0 or 1"):
        count(matrix([[3, 1], [0, 1]]))
    thin = sparse.csr_array(np.array([[0.0, 1], [0.5, 1]]))
    with pytest.raises(DataError, match="0 or 1"):
        count(Matrix(thin, axis("place", 2), axis("activity", 2)))


def test_unknown_proximities_count_as_none() -> None:
    near = square([[0, np.nan], [np.nan, 0]])
    assert_allclose(div.similarity_diversity(matrix([[1, 1]]), near).values, [0.5])


def test_wrong_input_is_refused() -> None:
    sizes, other = matrix([[1, 2]]), axis("activity", 2, "nace-2")
    with pytest.raises(AxisMismatch, match="nace-2"):
        div.similarity_diversity(sizes, Matrix(np.zeros((2, 2)), other, other))
    with pytest.raises(AxisMismatch, match="two axes"):
        div.similarity_diversity(sizes, Matrix(np.zeros((2, 2)), sizes.columns, other))
