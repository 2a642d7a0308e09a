"""What the inequality measures mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_places
from samspill.indicators import inequality as ine

LEVELS = matrix([[1], [2], [6]])
MEAN = 3


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


def test_atkinson() -> None:
    roots = (1 + np.sqrt(2) + np.sqrt(6)) / 3
    assert_allclose(ine.atkinson_index(LEVELS).values, [1 - roots**2 / MEAN])
    assert_allclose(ine.atkinson_index(LEVELS, 1).values, [1 - 12 ** (1 / 3) / MEAN])
    # harmonic mean 3 / (1 + 1/2 + 1/6) = 1.8
    assert_allclose(ine.atkinson_index(LEVELS, 2).values, [1 - 1.8 / MEAN])
    assert_allclose(ine.atkinson_index(LEVELS, 0).values, [0], atol=1e-15)


def test_palma_and_wolfson() -> None:
    # 1 to 10: the top tenth has 10, the bottom four 1 + 2 + 3 + 4
    ten = matrix(np.arange(1.0, 11)[:, None])
    assert_allclose(ine.palma_ratio(ten).values, [1])
    # PySAL's documented example
    incomes = matrix(
        np.array([20, 25, 27, 30, 35, 45, 60, 75, 80, 120], dtype=float)[:, None] * 1000
    )
    assert ine.wolfson_index(incomes).values[0] == pytest.approx(0.2013, abs=6e-5)
