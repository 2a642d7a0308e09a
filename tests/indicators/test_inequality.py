"""Branches and errors of the inequality module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_places
from samspill.errors import AxisMismatch, DataError, UnknownCode, UsageError
from samspill.indicators import inequality as ine
from samspill.matrix import Matrix, Vector

ONE_COUNTY = {f"p{number}": "30" for number in range(9)}


def alone(levels: Matrix) -> Matrix:
    return Matrix(np.zeros((len(levels.rows),) * 2), levels.rows, levels.rows)


MEASURES: dict[str, Callable[[Matrix], Vector]] = {
    "gini": ine.gini_coefficient,
    "theil": ine.theil_index,
    "theil within": lambda m: ine.theil_decomposition(m, ONE_COUNTY).within,
    "theil between": lambda m: ine.theil_decomposition(m, ONE_COUNTY).between,
    "mean log deviation": ine.mean_log_deviation,
    "atkinson": ine.atkinson_index,
    "atkinson 1": lambda m: ine.atkinson_index(m, 1),
    "atkinson 2": lambda m: ine.atkinson_index(m, 2),
    "variation": ine.coefficient_of_variation,
    "dalton": ine.dalton_measure,
    "palma": ine.palma_ratio,
    "wolfson": ine.wolfson_index,
    "spatial": lambda m: ine.spatial_gini(m, alone(m)).total,
}


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(
    "values",
    [np.zeros((0, 0)), np.zeros((0, 2)), np.zeros((2, 0)), np.zeros((3, 2)),
     np.full((3, 2), np.nan)],
    ids=["nothing", "no place", "no variable", "zeros", "unknown"],
)  # fmt: skip
def test_nothing_has_no_inequality(name: str, values: object) -> None:
    found = MEASURES[name](matrix(values))
    assert len(found.axis) == matrix(values).shape[1]
    assert np.isnan(found.values).all()


@pytest.mark.parametrize("name", [n for n in MEASURES if n not in ("dalton", "palma")])
@pytest.mark.parametrize("values", [[[4]], [[4], [4], [4]], [[4], [np.nan], [4]]])
def test_equal_levels_have_no_inequality(name: str, values: list[list[float]]) -> None:
    assert_allclose(MEASURES[name](matrix(values)).values, [0], atol=1e-14)


@pytest.mark.parametrize("name", MEASURES)
def test_unobserved_places_are_left_out(name: str) -> None:
    found = MEASURES[name](matrix([[1], [np.nan], [2], [6]])).values
    assert_allclose(found, MEASURES[name](matrix([[1], [2], [6]])).values)


@pytest.mark.parametrize("name", [n for n in MEASURES if n != "dalton"])
def test_the_unit_does_not_matter(name: str) -> None:
    values = np.array([[1], [2], [6], [7]])
    found = MEASURES[name](matrix(values * 1e120)).values
    assert_allclose(found, MEASURES[name](matrix(values)).values, rtol=1e-12, atol=1e-13)


def test_zeros_where_logarithms_are_taken() -> None:
    levels = matrix([[0], [2]])
    assert np.isnan(ine.mean_log_deviation(levels).values).all()
    assert np.isnan(ine.dalton_measure(levels).values).all()
    assert_allclose(ine.atkinson_index(levels, 1).values, [1])
    assert_allclose(ine.atkinson_index(levels, 2).values, [1])
    assert_allclose(ine.theil_index(levels).values, [np.log(2)])


def test_a_group_with_nothing_takes_no_part() -> None:
    parts = ine.theil_decomposition(matrix([[0], [1], [3]]), {"p0": "a", "p1": "b", "p2": "b"})
    assert_allclose(parts.within.values + parts.between.values, parts.total.values)


def test_medians_and_bottoms_of_zero() -> None:
    levels = matrix([[0], [0], [0], [5]])
    assert np.isnan(ine.wolfson_index(levels).values).all()
    assert np.isnan(ine.palma_ratio(levels).values).all()


def test_spatial_gini_without_pairs_of_a_kind() -> None:
    levels = matrix([[1], [2], [6]])
    assert np.isnan(ine.spatial_gini(levels, alone(levels)).polarisation.values).all()
    everyone = Matrix(np.ones((3, 3)), levels.rows, levels.rows)
    parts = ine.spatial_gini(levels, everyone)
    assert np.isnan(parts.polarisation.values).all()
    assert_allclose(parts.far.values, [0], atol=1e-15)


def test_wrong_input_is_refused() -> None:
    levels, other = matrix([[1], [2]]), axis("place", 2, "2024")
    with pytest.raises(AxisMismatch, match="weights"):
        ine.gini_coefficient(levels, Vector(np.ones(2), other))
    for wrong in (-1, np.inf):
        with pytest.raises(DataError, match="negative or infinite"):
            ine.theil_index(matrix([[1], [wrong]]))
        with pytest.raises(DataError, match="weight"):
            ine.theil_index(levels, of_places([1, wrong]))
    with pytest.raises(UsageError, match="0 or more"):
        ine.atkinson_index(levels, -0.5)
    with pytest.raises(UnknownCode, match="p1"):
        ine.theil_decomposition(levels, {"p0": "30"})
    one_way = Matrix(np.array([[0.0, 1], [0, 0]]), levels.rows, levels.rows)
    with pytest.raises(DataError, match="mutual"):
        ine.spatial_gini(levels, one_way)
    with pytest.raises(AxisMismatch, match="neighbours"):
        ine.spatial_gini(levels, Matrix(np.zeros((2, 2)), other, other))


@pytest.mark.parametrize(
    "measure",
    [ine.gini_coefficient, ine.theil_index, ine.mean_log_deviation, ine.coefficient_of_variation],
)
def test_a_place_of_no_weight_does_not_count(
    measure: Callable[[Matrix, Vector | None], Vector],
) -> None:
    found = measure(matrix([[1], [99], [6]]), of_places([1, 0, 1])).values
    assert_allclose(found, measure(matrix([[1], [6]]), None).values)
