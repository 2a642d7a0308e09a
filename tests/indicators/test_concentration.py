"""Branches and errors of the concentration module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_activities, of_places
from samspill.errors import AxisMismatch, DataError, UnknownCode
from samspill.indicators import concentration as con
from samspill.matrix import Matrix, Vector


def plants(sizes: Matrix) -> Vector:
    return Vector(np.full(sizes.shape[1], 0.25), sizes.columns)


MEASURES: list[Callable[[Matrix], Vector]] = [
    con.hoover_index,
    con.coulter_coefficient,
    con.locational_gini,
    con.segregation_index,
    con.weighted_segregation,
    con.isolation_index,
    con.relative_isolation,
    lambda m: con.ellison_glaeser(m, plants(m)),
    lambda m: con.maurel_sedillot(m, plants(m)),
    lambda m: con.ellison_glaeser_z(m, plants(m), plants(m)),
]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    "values",
    [np.zeros((0, 0)), np.zeros((0, 2)), np.zeros((2, 0)), np.zeros((2, 2)),
     np.full((2, 2), np.nan)],
    ids=["nothing", "no place", "no activity", "zeros", "unknown"],
)  # fmt: skip
def test_nothing_is_not_concentrated(measure: Callable[[Matrix], Vector], values: object) -> None:
    found = measure(matrix(values))
    assert len(found.axis) == matrix(values).shape[1]
    assert np.isnan(found.values).all()


@pytest.mark.parametrize("measure", MEASURES[:3])
def test_an_activity_spread_like_the_reference(measure: Callable[[Matrix], Vector]) -> None:
    found = measure(matrix([[1, 2], [2, 4], [3, 6]]))
    assert_allclose(found.values, 0, atol=1e-15)


@pytest.mark.parametrize("measure", [con.colocation, con.excess_colocation,
                                     con.ellison_glaeser_coagglomeration])  # fmt: skip
@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_pairs_of_nothing(measure: Callable[[Matrix], Matrix], shape: tuple[int, int]) -> None:
    found = measure(matrix(np.zeros(shape)))
    assert found.shape == (shape[1], shape[1])
    assert np.isnan(found.values).all()


def test_an_activity_that_is_not_observed_somewhere_has_no_pairs() -> None:
    sizes = matrix([[4, 3, np.nan], [1, 1, 2]])
    for measure in (con.colocation, con.ellison_glaeser_coagglomeration):
        found = measure(sizes)
        assert np.isfinite(found["a0", "a1"])
        assert np.isnan(found["a0", "a2"])


def test_a_place_without_reference_comes_last_on_the_curve() -> None:
    found = con.locational_gini(matrix([[1], [1]]), of_places([0, 5])).values
    assert_allclose(found, [0.5])


def test_all_reference_in_one_place_leaves_no_room() -> None:
    found = con.ellison_glaeser(matrix([[1], [1]]), of_activities([0.25]), of_places([0, 5]))
    assert np.isnan(found.values).all()


def test_litzenberger_sternberg_where_something_is_missing() -> None:
    jobs = matrix([[30, 0], [10, 5], [np.nan, 5], [4, 5]])
    units = matrix([[3, 0], [3, 1], [1, 1], [1, 1]])
    area, people = of_places([1, 3, 1, 0]), of_places([100, 100, 100, 100])
    found = con.litzenberger_sternberg(jobs, units, area, people).values
    assert found[0, 1] == 0
    assert np.isnan(found[2, 0])
    assert np.isnan(found[3]).all()
    assert_allclose(found[:2, 0], [3, 1 / 3])


def test_wrong_references_and_plants_are_refused() -> None:
    sizes = matrix([[1], [2]])
    with pytest.raises(AxisMismatch, match="reference"):
        con.hoover_index(sizes, of_places([1, 2, 3]))
    with pytest.raises(AxisMismatch, match="plants"):
        con.ellison_glaeser(sizes, of_activities([0.1, 0.2]))
    with pytest.raises(AxisMismatch, match="plants"):
        con.ellison_glaeser_z(sizes, of_activities([0.1]), of_activities([0.1, 0.2]))
    with pytest.raises(AxisMismatch, match="area"):
        con.litzenberger_sternberg(sizes, sizes, of_places([1]), of_places([1, 2]))
    for wrong in (-1, np.inf):
        with pytest.raises(DataError, match="negative or infinite"):
            con.hoover_index(sizes, of_places([1, wrong]))
    with pytest.raises(DataError, match="between 0 and 1"):
        con.maurel_sedillot(sizes, of_activities([1.5]))
    with pytest.raises(UnknownCode, match="a1"):
        con.lorenz_curve(sizes, "a1")


def test_an_unknown_plant_herfindahl_leaves_the_index_unknown() -> None:
    sizes = matrix([[1, 3], [2, 1]])
    found = con.ellison_glaeser(sizes, of_activities([np.nan, 0.2])).values
    assert np.isnan(found[0])
    assert np.isfinite(found[1])


def test_labels_travel() -> None:
    sizes = matrix([[1, 3], [2, 1]], columns=axis("activity", 2, "nace-2"))
    assert con.hoover_index(sizes).axis is sizes.columns
    assert con.colocation(sizes).rows is sizes.columns
