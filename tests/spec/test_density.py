"""What the densities mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from matrices import axis, matrix, of_activities, square
from samspill.indicators import density as den
from samspill.matrix import Matrix

NEAR = square([[0, 0.6, 0.2, 0], [0.6, 0, 0.4, 0], [0.2, 0.4, 0, 0], [0, 0, 0, 0]])
HAVING = matrix([[1, 0, 1, 1], [0, 1, 0, 0]])


def test_relatedness_density() -> None:
    # the first place has z (0.2 of x's 0.8), x and z (all of y's), x (0.2 of z's 0.6)
    # nothing is near the fourth activity
    assert_allclose(
        den.relatedness_density(HAVING, NEAR).values,
        [[0.25, 1, 1 / 3, np.nan], [0.75, 0, 2 / 3, np.nan]],
    )


def test_an_activity_is_not_its_own_neighbour() -> None:
    ones = square(NEAR.values + np.eye(4))
    assert_allclose(
        den.relatedness_density(HAVING, ones).values, den.relatedness_density(HAVING, NEAR).values
    )


def test_quotient_density() -> None:
    # x: (0.6 · 0 + 0.2 · 3) / 0.8; y: (0.6 · 2 + 0.4 · 3) / 1; z: (0.2 · 2 + 0.4 · 0) / 0.6
    found = den.quotient_density(matrix([[2, 0, 3, 9]]), NEAR).values
    assert_allclose(found, [[0.75, 2.4, 2 / 3, np.nan]])
    # with y unknown, x has z alone as neighbour, and z has x
    found = den.quotient_density(matrix([[2, np.nan, 3, 9]]), NEAR).values
    assert_allclose(found, [[3, 2.4, 2, np.nan]])


def test_nearest_density_is_a_weighted_mean() -> None:
    # the two nearest of y are x (0.6) and z (0.4); the one nearest of x is y, of z is y
    assert_allclose(den.nearest_density(HAVING, NEAR, 1).values[1], [1, 0, 1, np.nan])
    one_of_two = matrix([[1, 0, 0, 0]])
    assert_allclose(den.nearest_density(one_of_two, NEAR, 2).values[0, 1], 0.6)


def test_neighbours_as_near_as_the_last_all_count() -> None:
    even = square([[0, 0.5, 0.5, 0.5], [0.5, 0, 0, 0], [0.5, 0, 0, 0], [0.5, 0, 0, 0]])
    assert_allclose(den.nearest_density(matrix([[0, 1, 0, 0]]), even, 1).values[0, 0], 1 / 3)


def test_parts_add_up_to_the_whole() -> None:
    parts = den.density_parts(HAVING, NEAR, of_activities([1, 0.5, 0, 1]))
    # y's neighbourhood: x (0.6, all green) and z (0.4, not)
    assert_allclose(parts.inside.values[0, :3], [0, 0.6, 1 / 3])
    assert_allclose(parts.outside.values[0, :3], [0.25, 0.4, 0])
    # the second place has y, half green
    assert_allclose(parts.inside.values[1, :3], [0.375, 0, 1 / 3])
    whole = den.relatedness_density(HAVING, NEAR).values
    assert_allclose(parts.inside.values + parts.outside.values, whole)


def test_cross_density_reads_every_cell() -> None:
    fields = axis("field", 2)
    near = Matrix(np.array([[0.75, 0.5], [0.25, 0.5]]), fields, axis("activity", 2))
    having = matrix([[1, 0], [0, 1]], columns=fields)
    assert_allclose(den.cross_density(having, near).values, [[0.75, 0.5], [0.25, 0.5]])


def test_density_nearby() -> None:
    places = axis("place", 3)
    near = Matrix(np.array([[9, 1, 3], [1, 0, 0], [0, 0, 0]], dtype=float), places, places)
    found = den.nearby_density(matrix([[0.1], [0.4], [0.8]]), near).values
    assert_allclose(found[:, 0], [(0.4 + 3 * 0.8) / 4, 0.1, np.nan])


def test_inner_and_outer_density() -> None:
    values = matrix([[0.25, 1.0, 0.75, np.nan], [0.5, 0.1, 0.3, np.nan]])
    assert_allclose(den.inner_density(HAVING, values).values, [0.5, 0.1])
    assert_allclose(den.outer_density(HAVING, values).values, [1, 0.4])


def test_distance() -> None:
    assert_allclose(den.distance(matrix([[0.25, np.nan]])).values, [[0.75, np.nan]])
