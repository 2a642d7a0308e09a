"""What the relatedness measures mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix
from samspill.indicators import relatedness as rel

# four places; x is in three of them, y in two, z in two
# together: x and y in two, x and z in one, y and z in one
HAVING = matrix([[1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1]])


def table(xy: float, xz: float, yz: float) -> list[list[float]]:
    return [[0, xy, xz], [xy, 0, yz], [xz, yz, 0]]


def test_co_occurrence() -> None:
    assert rel.co_occurrence(HAVING).values.tolist() == table(2, 1, 1)


def test_proximity_is_the_smaller_conditional_probability() -> None:
    assert_allclose(rel.proximity(HAVING).values, table(2 / 3, 1 / 3, 1 / 2))


def test_conditional_probability_reads_row_given_column() -> None:
    assert_allclose(
        rel.conditional_probability(HAVING).values,
        [[0, 1, 1 / 2], [2 / 3, 0, 1 / 2], [1 / 3, 1 / 2, 0]],
    )


def test_cosine_and_jaccard_over_places() -> None:
    assert_allclose(
        rel.cosine_relatedness(HAVING).values, table(2 / 6**0.5, 1 / 6**0.5, 1 / 2), rtol=1e-14
    )
    assert_allclose(rel.jaccard_relatedness(HAVING).values, table(2 / 3, 1 / 4, 1 / 3))


def test_cosine_and_jaccard_over_pairs() -> None:
    # sums of co-occurrences: x 3, y 3, z 2
    assert_allclose(
        rel.cosine_relatedness(HAVING, totals="pairs").values,
        table(2 / 3, 1 / 6**0.5, 1 / 6**0.5),
    )
    assert_allclose(
        rel.jaccard_relatedness(HAVING, totals="pairs").values, table(2 / 4, 1 / 4, 1 / 4)
    )


def test_association_strength_and_probability_index() -> None:
    # S = 3, 3, 2 and T = 8
    assert_allclose(
        rel.association_strength(HAVING).values, table(2 * 8 / 9, 8 / 6, 8 / 6), rtol=1e-14
    )
    # x with y: 4 · (3/8 · 3/5 + 3/8 · 3/5) = 1.8; x with z: 4 · (3/8 · 2/5 + 2/8 · 3/6) = 1.1
    assert_allclose(
        rel.probability_index(HAVING).values, table(2 / 1.8, 1 / 1.1, 1 / 1.1), rtol=1e-14
    )


def test_z_score() -> None:
    # x and y: expected 3 · 2 / 4 = 1.5, variance 1.5 · (1 - 3/4) · (4 - 2)/3 = 0.25
    assert_allclose(rel.co_occurrence_z(HAVING)["a0", "a1"], 0.5 / 0.5)
    # y and z: expected 1, as observed
    assert_allclose(rel.co_occurrence_z(HAVING)["a1", "a2"], 0)


def test_continuous_proximity() -> None:
    # x against y: departures (-1, 0, 1) and (1, -2, 1), sum of products 0; x against z: (1, 0, -1)
    found = rel.continuous_proximity(matrix([[1, 3, 3], [2, 0, 2], [3, 3, 1]])).values
    assert_allclose(found, table(0.5, 0, 0.5), atol=1e-15)


def test_continuous_proximity_uses_the_places_where_both_are_observed() -> None:
    full = rel.continuous_proximity(matrix([[1, 2], [2, 5], [4, 3]]))
    gaps = rel.continuous_proximity(matrix([[1, 2], [2, 5], [4, 3], [9, np.nan], [np.nan, 0]]))
    assert gaps["a0", "a1"] == pytest.approx(full["a0", "a1"], abs=1e-14)


def test_cross_proximity() -> None:
    # the field is in places 0, 1, 3; activity x in 0, 1, 2 (two together), z in 1, 3 (both)
    field = matrix([[1], [1], [0], [1]])
    assert_allclose(rel.cross_proximity(field, HAVING).values, [[2 / 3, 2 / 3, 2 / 3]])
    assert_allclose(rel.cross_proximity(HAVING, HAVING).values.diagonal(), 1)
