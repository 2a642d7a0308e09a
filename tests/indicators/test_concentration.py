"""Branches and errors of the concentration module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_places
from samspill.errors import AxisMismatch, DataError, UnknownCode
from samspill.indicators import concentration as con
from samspill.matrix import Matrix, Vector

MEASURES: list[Callable[[Matrix], Vector]] = [
    con.hoover_index,
    con.coulter_coefficient,
    con.locational_gini,
    con.segregation_index,
    con.weighted_segregation,
    con.isolation_index,
    con.relative_isolation,
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


def test_a_place_without_reference_comes_last_on_the_curve() -> None:
    found = con.locational_gini(matrix([[1], [1]]), of_places([0, 5])).values
    assert_allclose(found, [0.5])


def test_wrong_references_are_refused() -> None:
    sizes = matrix([[1], [2]])
    with pytest.raises(AxisMismatch, match="reference"):
        con.hoover_index(sizes, of_places([1, 2, 3]))
    for wrong in (-1, np.inf):
        with pytest.raises(DataError, match="negative or infinite"):
            con.hoover_index(sizes, of_places([1, wrong]))
    with pytest.raises(UnknownCode, match="a1"):
        con.lorenz_curve(sizes, "a1")


def test_labels_travel() -> None:
    sizes = matrix([[1, 3], [2, 1]], columns=axis("activity", 2, "nace-2"))
    assert con.hoover_index(sizes).axis is sizes.columns
