"""Branches and errors of the agglomeration module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_activities, of_places
from samspill.errors import AxisMismatch, DataError
from samspill.indicators import agglomeration as agg
from samspill.matrix import Matrix, Vector


def plants(sizes: Matrix) -> Vector:
    return Vector(np.full(sizes.shape[1], 0.25), sizes.columns)


@pytest.mark.parametrize(
    "measure",
    [
        lambda m: agg.ellison_glaeser(m, plants(m)),
        lambda m: agg.maurel_sedillot(m, plants(m)),
        lambda m: agg.ellison_glaeser_z(m, plants(m), plants(m)),
    ],
)
@pytest.mark.parametrize("values", [np.zeros((0, 2)), np.zeros((2, 2)), np.full((2, 2), np.nan)])
def test_nothing_seeks_nobody(measure: Callable[[Matrix], Vector], values: np.ndarray) -> None:
    found = measure(matrix(values))
    assert len(found.axis) == 2
    assert np.isnan(found.values).all()


@pytest.mark.parametrize("measure", [agg.colocation, agg.excess_colocation,
                                     agg.ellison_glaeser_coagglomeration])  # fmt: skip
@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_pairs_of_nothing(measure: Callable[[Matrix], Matrix], shape: tuple[int, int]) -> None:
    found = measure(matrix(np.zeros(shape)))
    assert found.shape == (shape[1], shape[1])
    assert np.isnan(found.values).all()


def test_an_activity_that_is_not_observed_somewhere_has_no_pairs() -> None:
    sizes = matrix([[4, 3, np.nan], [1, 1, 2]])
    for measure in (agg.colocation, agg.ellison_glaeser_coagglomeration):
        found = measure(sizes)
        assert np.isfinite(found["a0", "a1"])
        assert np.isnan(found["a0", "a2"])


def test_all_reference_in_one_place_leaves_no_room() -> None:
    found = agg.ellison_glaeser(matrix([[1], [1]]), of_activities([0.25]), of_places([0, 5]))
    assert np.isnan(found.values).all()


def test_litzenberger_sternberg_where_something_is_missing() -> None:
    jobs = matrix([[30, 0], [10, 5], [np.nan, 5], [4, 5]])
    units = matrix([[3, 0], [3, 1], [1, 1], [1, 1]])
    area, people = of_places([1, 3, 1, 0]), of_places([100, 100, 100, 100])
    found = agg.litzenberger_sternberg(jobs, units, area, people).values
    assert found[0, 1] == 0
    assert np.isnan(found[2, 0])
    assert np.isnan(found[3]).all()
    assert_allclose(found[:2, 0], [3, 1 / 3])


def test_an_unknown_plant_herfindahl_leaves_the_index_unknown() -> None:
    sizes = matrix([[1, 3], [2, 1]])
    found = agg.ellison_glaeser(sizes, of_activities([np.nan, 0.2])).values
    assert np.isnan(found[0])
    assert np.isfinite(found[1])


def test_wrong_plants_are_refused() -> None:
    sizes = matrix([[1], [2]])
    with pytest.raises(AxisMismatch, match="plants"):
        agg.ellison_glaeser(sizes, of_activities([0.1, 0.2]))
    with pytest.raises(AxisMismatch, match="plants"):
        agg.ellison_glaeser_z(sizes, of_activities([0.1]), of_activities([0.1, 0.2]))
    with pytest.raises(AxisMismatch, match="area"):
        agg.litzenberger_sternberg(sizes, sizes, of_places([1]), of_places([1, 2]))
    with pytest.raises(DataError, match="between 0 and 1"):
        agg.maurel_sedillot(sizes, of_activities([1.5]))


def test_labels_travel_to_both_sides() -> None:
    sizes = matrix([[1, 3], [2, 1]], columns=axis("activity", 2, "nace-2"))
    found = agg.colocation(sizes)
    assert found.rows is sizes.columns
    assert found.columns is sizes.columns
