"""Branches and errors of the relatedness module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix
from samspill.errors import AxisMismatch, DataError
from samspill.indicators import relatedness as rel
from samspill.matrix import Matrix

Measure = Callable[[Matrix], Matrix]
KEEP_SPARSE: list[Measure] = [
    rel.co_occurrence,
    rel.proximity,
    rel.conditional_probability,
    rel.cosine_relatedness,
    rel.jaccard_relatedness,
    rel.association_strength,
    rel.probability_index,
    lambda m: rel.cosine_relatedness(m, totals="pairs"),
    lambda m: rel.jaccard_relatedness(m, totals="pairs"),
    lambda m: rel.cross_proximity(m, m),
]
ALL: list[Measure] = [*KEEP_SPARSE, rel.co_occurrence_z]
BLOCKS = matrix([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 1]])


def in_csr(dense: Matrix) -> Matrix:
    return Matrix(sparse.csr_array(dense.values), dense.rows, dense.columns)


@pytest.mark.parametrize("measure", KEEP_SPARSE)
def test_sparse_agrees_with_dense_and_stays_sparse(measure: Measure) -> None:
    found = measure(in_csr(BLOCKS))
    assert found.is_sparse
    assert_allclose(found.dense, measure(BLOCKS).values, atol=1e-15)


def test_z_scores_of_sparse_presences() -> None:
    assert_allclose(rel.co_occurrence_z(in_csr(BLOCKS)).dense, rel.co_occurrence_z(BLOCKS).values)


@pytest.mark.parametrize("measure", ALL[:-2] + ALL[-1:])
def test_diagonal_is_zero_and_labels_are_the_activities(measure: Measure) -> None:
    found = measure(BLOCKS)
    assert_array_equal(found.values.diagonal(), 0)
    assert found.rows is found.columns is BLOCKS.columns


@pytest.mark.parametrize(
    "measure",
    [rel.proximity, rel.cosine_relatedness, rel.association_strength, rel.probability_index,
     rel.co_occurrence_z],
)  # fmt: skip
def test_an_activity_that_no_place_has_is_undefined(measure: Measure) -> None:
    found = measure(matrix([[1, 1, 0], [1, 0, 0], [0, 1, 0]])).values
    assert np.isnan(found[2, :2]).all()
    assert np.isnan(found[:2, 2]).all()
    assert np.isfinite(found[0, 1])


def test_jaccard_is_undefined_only_where_neither_is() -> None:
    found = rel.jaccard_relatedness(matrix([[1, 0, 0], [1, 0, 0]])).values
    assert_array_equal(found, [[0, 0, 0], [0, 0, np.nan], [0, np.nan, 0]])


def test_conditional_probability_of_an_activity_that_no_place_has() -> None:
    found = rel.conditional_probability(matrix([[1, 0], [1, 0]])).values
    assert_array_equal(found, [[0, np.nan], [0, 0]])


@pytest.mark.parametrize("measure", ALL)
@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0), (2, 2), (1, 3)])
def test_empty_presences_raise_no_warning(measure: Measure, shape: tuple[int, int]) -> None:
    found = measure(matrix(np.zeros(shape)))
    assert found.shape == (shape[1], shape[1])
    assert not np.isinf(found.values).any()


@pytest.mark.parametrize("wrong", [np.nan, 2.0, 0.5])
def test_only_presences_co_occur(wrong: float) -> None:
    for presences in (matrix([[1, wrong]]), in_csr(matrix([[1, wrong]]))):
        with pytest.raises(DataError, match="presence\\(\\)"):
            rel.co_occurrence(presences)


def test_disconnected_activities_are_not_related() -> None:
    found = rel.proximity(matrix([[1, 1, 0, 0], [0, 0, 1, 1]])).values
    assert_array_equal(found, [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])


def test_continuous_proximity_of_what_does_not_vary() -> None:
    found = rel.continuous_proximity(matrix([[1, 5, 0.1], [2, 5, 0.1], [4, 5, 0.1]])).values
    assert np.isnan(found[0, 1:]).all()
    found = rel.continuous_proximity(matrix([[1, 5, np.nan], [2, 5, 3], [4, 5, 3]])).values
    assert np.isnan(found[np.triu_indices(3, 1)]).all()


@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0), (1, 3)])
def test_continuous_proximity_of_too_little(shape: tuple[int, int]) -> None:
    found = rel.continuous_proximity(matrix(np.ones(shape))).values
    assert np.isnan(found[np.triu_indices(shape[1], 1)]).all()


def test_continuous_proximity_of_a_huge_range() -> None:
    found = rel.continuous_proximity(matrix([[1e200, 1e-200], [2e200, 2e-200], [4e200, 4e-200]]))
    assert found["a0", "a1"] == pytest.approx(1)


def test_continuous_proximity_of_everything_unknown() -> None:
    found = rel.continuous_proximity(matrix(np.full((3, 2), np.nan))).values
    assert np.isnan(found[0, 1])


def test_cross_proximity_wants_the_same_places() -> None:
    with pytest.raises(AxisMismatch, match="places"):
        rel.cross_proximity(BLOCKS, matrix(np.ones((4, 2)), rows=axis("place", 4, "2024")))


def test_cross_proximity_of_sparse_with_dense() -> None:
    mixed = rel.cross_proximity(in_csr(BLOCKS), BLOCKS)
    assert_allclose(mixed.dense, rel.cross_proximity(BLOCKS, BLOCKS).values)


def test_counts_stay_exact_in_single_precision() -> None:
    presences = (np.random.default_rng(5).random((3000, 7)) < 0.9).astype(float)
    wanted = presences.astype(int).T @ presences.astype(int)
    np.fill_diagonal(wanted, 0)
    assert_array_equal(rel.co_occurrence(matrix(presences)).values, wanted)


@pytest.mark.parametrize("fill", [0.02, 0.6], ids=["thin", "thick"])
def test_sparse_counts_are_the_same_by_either_way(fill: float) -> None:
    # more rows than are made dense at a time
    presences = matrix((np.random.default_rng(3).random((9001, 5)) < fill).astype(float))
    found = rel.co_occurrence(in_csr(presences))
    assert found.is_sparse
    assert_array_equal(found.dense, rel.co_occurrence(presences).values)
