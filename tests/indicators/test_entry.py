"""Branches and errors of the entry module."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.testing import assert_array_equal

from matrices import axis, matrix
from samspill.errors import AxisMismatch, UsageError
from samspill.indicators import entry as ent
from samspill.matrix import Axis, Matrix


def test_dates_on_the_same_axes_are_left_as_they_are() -> None:
    before, after = matrix([[1, 2]]), matrix([[3, 4]])
    assert ent.aligned(before, after) == (before, after)


def test_codes_of_both_dates_in_any_order() -> None:
    old = matrix([[1, 2]], columns=Axis("activity", "", ("x", "y")))
    new = matrix([[3, 4, 5]], columns=Axis("activity", "", ("z", "y", "x")))
    first, second = ent.aligned(old, new)
    assert first.columns.codes == second.columns.codes == ("x", "y", "z")
    assert_array_equal(first.values, [[1, 2, np.nan]])
    assert_array_equal(second.values, [[5, 4, 3]])


@pytest.mark.parametrize("event", [ent.entry, ent.exit_, ent.entry_rate, ent.exit_rate])
def test_editions_must_be_carried_first(event: object) -> None:
    old = matrix([[1.0]], rows=axis("place", 1, "municipality-2019"))
    new = matrix([[1.0]], rows=axis("place", 1, "municipality-2020"))
    with pytest.raises(AxisMismatch, match="Carry one of them first"):
        event(old, new)
    other = matrix([[1.0, 2.0]], rows=axis("place", 1, "municipality-2020"))
    with pytest.raises(AxisMismatch, match="2019"):
        event(old, other)


def test_a_threshold_that_everything_passes_is_refused() -> None:
    with pytest.raises(UsageError, match="present"):
        ent.entry(matrix([[1.0]]), matrix([[1.0]]), threshold=0)


def test_sparse_dates() -> None:
    old, new = matrix([[0, 2.0]]), matrix([[1.5, 0]])
    thin = [Matrix(sparse.csr_array(m.values), m.rows, m.columns) for m in (old, new)]
    assert_array_equal(ent.entry(*thin).dense, ent.entry(old, new).values)
    assert_array_equal(ent.entry(*thin).dense, [[1, np.nan]])


def test_a_place_where_nothing_can_happen_has_no_rate() -> None:
    everything, nothing = matrix([[2.0, 2.0]]), matrix([[0.0, 0.0]])
    assert np.isnan(ent.entry_rate(everything, nothing).values).all()
    assert np.isnan(ent.exit_rate(nothing, everything).values).all()


@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0)])
def test_empty_dates(shape: tuple[int, int]) -> None:
    empty = matrix(np.zeros(shape))
    assert ent.entry(empty, empty).shape == shape
    assert np.isnan(ent.entry_rate(empty, empty).values).all()
