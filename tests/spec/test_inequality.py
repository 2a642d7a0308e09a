"""What the inequality measures mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_places
from samspill.indicators import inequality as ine
from samspill.matrix import Matrix

LEVELS = matrix([[1], [2], [6]])
MEAN = 3


def test_gini() -> None:
    # differences 1, 5, 4, each twice, over 2 · 9 · 3
    assert_allclose(ine.gini_coefficient(LEVELS).values, [20 / 54])
    # weights 2, 1, 1: mean 2.5; 2 · (2·1·1 + 2·1·5 + 1·1·4) / 16 over 2 · 2.5
    found = ine.gini_coefficient(LEVELS, of_places([2, 1, 1])).values
    assert_allclose(found, [2 * 16 / 16 / 5])


def test_weights_are_repetitions() -> None:
    people = of_places([3, 1, 2])
    repeated = matrix([[1], [1], [1], [2], [6], [6]])
    for measure in (
        ine.gini_coefficient,
        ine.theil_index,
        ine.mean_log_deviation,
        ine.coefficient_of_variation,
    ):
        assert_allclose(measure(LEVELS, people).values, measure(repeated).values)
    assert_allclose(
        ine.atkinson_index(LEVELS, 0.7, people).values, ine.atkinson_index(repeated, 0.7).values
    )


def test_theil_and_mean_log_deviation() -> None:
    wanted = (1 / 3 * np.log(1 / 3) + 2 / 3 * np.log(2 / 3) + 2 * np.log(2)) / 3
    assert_allclose(ine.theil_index(LEVELS).values, [wanted])
    assert_allclose(
        ine.mean_log_deviation(LEVELS).values, [(np.log(3) + np.log(1.5) + np.log(0.5)) / 3]
    )
    # all in one of four places: ln 4
    assert_allclose(ine.theil_index(matrix([[0], [0], [0], [5]])).values, [np.log(4)])


def test_theil_decomposition() -> None:
    # counties {1, 2} (mean 1.5) and {6}; between: 2/3 · 1/2 · ln 1/2 + 1/3 · 2 · ln 2
    counties = {"p0": "30", "p1": "30", "p2": "31"}
    parts = ine.theil_decomposition(LEVELS, counties)
    between = 1 / 3 * np.log(0.5) + 2 / 3 * np.log(2)
    # within the first county: half of 2/3 ln 2/3 + 4/3 ln 4/3, weighing 2/3 · 1/2
    within = (2 / 3 * np.log(2 / 3) + 4 / 3 * np.log(4 / 3)) / 2 / 3
    assert_allclose(parts.between.values, [between])
    assert_allclose(parts.within.values, [within])
    assert_allclose(parts.total.values, [between + within])


def test_atkinson() -> None:
    roots = (1 + np.sqrt(2) + np.sqrt(6)) / 3
    assert_allclose(ine.atkinson_index(LEVELS).values, [1 - roots**2 / MEAN])
    assert_allclose(ine.atkinson_index(LEVELS, 1).values, [1 - 12 ** (1 / 3) / MEAN])
    # harmonic mean 3 / (1 + 1/2 + 1/6) = 1.8
    assert_allclose(ine.atkinson_index(LEVELS, 2).values, [1 - 1.8 / MEAN])
    assert_allclose(ine.atkinson_index(LEVELS, 0).values, [0], atol=1e-15)


def test_variation() -> None:
    assert_allclose(ine.coefficient_of_variation(LEVELS).values, [np.sqrt((4 + 1 + 9) / 3) / 3])
    # Williamson: weights 1/2, 1/4, 1/4, mean 2.5
    wanted = np.sqrt(0.5 * 1.5**2 + 0.25 * 0.5**2 + 0.25 * 3.5**2) / 2.5
    found = ine.coefficient_of_variation(LEVELS, of_places([2, 1, 1])).values
    assert_allclose(found, [wanted])


def test_dalton() -> None:
    assert_allclose(ine.dalton_measure(LEVELS).values, [np.log(3) / (np.log(12) / 3)])


def test_palma_and_wolfson() -> None:
    # 1 to 10: the top tenth has 10, the bottom four 1 + 2 + 3 + 4
    ten = matrix(np.arange(1.0, 11)[:, None])
    assert_allclose(ine.palma_ratio(ten).values, [1])
    # PySAL's documented example
    incomes = matrix(
        np.array([20, 25, 27, 30, 35, 45, 60, 75, 80, 120], dtype=float)[:, None] * 1000
    )
    assert ine.wolfson_index(incomes).values[0] == pytest.approx(0.2013, abs=6e-5)


def test_spatial_gini() -> None:
    places = axis("place", 3)
    near = Matrix(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float), places, places)
    parts = ine.spatial_gini(LEVELS, near)
    assert_allclose(parts.total.values, [20 / 54])
    assert_allclose(parts.near.values, [2 / 54])
    assert_allclose(parts.far.values, [18 / 54])
    # far pairs differ by 4.5 in the mean, the near one by 1
    assert_allclose(parts.polarisation.values, [4.5])
