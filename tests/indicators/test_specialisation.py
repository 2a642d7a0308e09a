"""Branches and errors of the specialisation module."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix, of_places
from samspill.errors import AxisMismatch, DataError, UsageError
from samspill.indicators import specialisation as sp
from samspill.indicators import structure as stru
from samspill.matrix import Matrix

MEASURES = [
    sp.shares,
    sp.location_quotient,
    sp.location_quotient_mean,
    stru.hachman_index,
    sp.expected,
    stru.krugman_specialisation,
    stru.krugman_between,
    stru.krugman_to_others,
    stru.herfindahl,
]


def in_csr(dense: Matrix) -> Matrix:
    return Matrix(sparse.csr_array(dense.values), dense.rows, dense.columns)


def test_sparse_and_dense_agree_and_sparse_stays_sparse() -> None:
    sizes = matrix([[6, 0, 2], [0, 10, 18], [1, 1, 0]])
    for measure in (sp.shares, sp.location_quotient):
        found = measure(in_csr(sizes))
        assert found.is_sparse
        assert_allclose(found.dense, measure(sizes).values)
    quotients = sp.location_quotient(in_csr(sizes))
    there = sp.presence(quotients)
    assert there.is_sparse
    assert there.values.nnz == int(there.dense.sum()) == 5
    assert quotients.values.nnz == 6
    for vector in (stru.herfindahl, stru.hachman_index, stru.krugman_specialisation):
        assert_allclose(vector(in_csr(sizes)).values, vector(sizes).values)
    assert_allclose(sp.expected(in_csr(sizes)).values, sp.expected(sizes).values)


def test_sparse_nan_is_not_observed() -> None:
    sizes = matrix([[6, np.nan, 2], [1, 10, 18]])
    for measure in (sp.location_quotient, stru.herfindahl, sp.expected):
        found = measure(in_csr(sizes))
        values = found.dense if isinstance(found, Matrix) else found.values
        expected = measure(sizes)
        wanted = expected.dense if isinstance(expected, Matrix) else expected.values
        assert_allclose(values, wanted)


def test_stored_zero_in_an_empty_sparse_place_is_undefined() -> None:
    stored = sparse.csr_array(([1.0, 0.0], [0, 0], [0, 1, 2]), shape=(2, 2))
    found = sp.location_quotient(Matrix(stored, axis("place", 2), axis("activity", 2)))
    assert_array_equal(found.dense, [[1, 0], [np.nan, 0]])


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    "values",
    [
        np.zeros((0, 0)),
        np.zeros((0, 3)),
        np.zeros((3, 0)),
        np.zeros((2, 3)),
        np.full((2, 3), np.nan),
        np.ones((1, 3)),
        np.full((3, 1), 5.0),
        [[1e-150, 1e150], [1e150, 1e-150]],
    ],
    ids=["nothing", "no place", "no activity", "zeros", "unknown", "one place", "one activity",
         "huge range"],
)  # fmt: skip
def test_degenerate_matrices_raise_no_warning(measure: object, values: object) -> None:
    found = measure(matrix(values)).values
    assert not np.isinf(found).any()
    if not np.nansum(np.asarray(values)):
        assert np.isnan(found).all()


def test_constant_sizes_are_not_specialised() -> None:
    sizes = matrix(np.full((3, 4), 7.0))
    assert_allclose(sp.location_quotient(sizes).values, 1)
    assert np.isnan(sp.standardised_location_quotient(sp.location_quotient(sizes)).values).all()


@pytest.mark.parametrize("wrong", [-1.0, np.inf])
def test_a_negative_or_infinite_size_is_named(wrong: float) -> None:
    for sizes in (matrix([[0, 2], [3, wrong]]), in_csr(matrix([[0, 2], [3, wrong]]))):
        with pytest.raises(DataError, match="activity a1 in place p1"):
            sp.location_quotient(sizes)


def test_a_sum_beyond_floats_is_refused() -> None:
    with pytest.raises(DataError, match="larger unit"):
        sp.margins(matrix([[1e308, 1e308]]))


@pytest.mark.parametrize("threshold", [0.0, -1.0, np.nan])
def test_a_threshold_that_everything_passes_is_refused(threshold: float) -> None:
    with pytest.raises(UsageError, match="above 0"):
        sp.presence(matrix([[1.0]]), threshold)


def test_editions_do_not_meet() -> None:
    sizes = matrix([[1, 2]], columns=axis("activity", 2, "nace-2"))
    other = matrix([[1, 2]], columns=axis("activity", 2, "nace-2.1"))
    for measure in (
        sp.location_quotient,
        sp.location_quotient_mean,
        stru.hachman_index,
        sp.expected,
        stru.krugman_specialisation,
    ):
        with pytest.raises(AxisMismatch, match="nace-2"):
            measure(sizes, reference=other)
    with pytest.raises(AxisMismatch):
        sp.population_quotient(sizes, of_places([1, 2]))


def test_an_activity_that_the_reference_lacks_has_no_quotient() -> None:
    found = sp.location_quotient(matrix([[1, 3]]), reference=matrix([[0, 5], [0, 5]])).values
    assert_allclose(found, [[np.nan, 0.75]])


def test_the_callers_numbers_are_left_alone() -> None:
    values = np.array([[1.0, np.nan], [3.0, 4.0]])
    before = values.copy()
    sizes = matrix(values)
    for measure in MEASURES:
        measure(sizes)
    assert_array_equal(values, before)


def test_labels_travel() -> None:
    sizes = matrix([[1, 2], [3, 4]])
    assert sp.location_quotient(sizes).rows is sizes.rows
    assert sp.location_quotient(sizes).columns is sizes.columns
