"""What the variety measures mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix
from samspill.indicators import diversity as div
from samspill.indicators import variety as var

GROUPS = {"a0": "10", "a1": "10", "a2": "62"}
JOBS = matrix([[2, 2, 4], [4, 0, 4], [8, 0, 0]])


def test_relative_diversity() -> None:
    # all places: 14, 2, 8 of 24; the first has 6, 6, 12 of 24: off by 8 + 4 + 4
    assert_allclose(div.relative_diversity(JOBS).values[0], 24 / 16)
    assert np.isnan(div.relative_diversity(matrix([[1, 2], [2, 4]])).values).all()


def test_segregation_entropy() -> None:
    assert var.segregation_entropy(matrix([[3, 0], [0, 3]])) == pytest.approx(1)
    assert var.segregation_entropy(matrix([[3, 1], [6, 2]])) == pytest.approx(0, abs=1e-14)
    # PySAL's documented example without the group that is nowhere
    found = var.segregation_entropy(matrix([[1, 2], [2, 4], [0, 3]]))
    assert found == pytest.approx(0.15106563978903298, abs=1e-12)
