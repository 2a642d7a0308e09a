"""What the relatedness measures mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix
from samspill.indicators import relatedness as rel

# four places; x is in three of them, y in two, z in two
# together: x and y in two, x and z in one, y and z in one
HAVING = matrix([[1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1]])


def test_continuous_proximity_uses_the_places_where_both_are_observed() -> None:
    full = rel.continuous_proximity(matrix([[1, 2], [2, 5], [4, 3]]))
    gaps = rel.continuous_proximity(matrix([[1, 2], [2, 5], [4, 3], [9, np.nan], [np.nan, 0]]))
    assert gaps["a0", "a1"] == pytest.approx(full["a0", "a1"], abs=1e-14)


def test_cross_proximity() -> None:
    # a kind with itself: no diagonal is taken out
    assert_allclose(rel.cross_proximity(HAVING, HAVING).values.diagonal(), 1)
