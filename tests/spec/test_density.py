"""What the densities mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

from numpy.testing import assert_allclose

from matrices import matrix, of_activities, square
from samspill.indicators import density as den

NEAR = square([[0, 0.6, 0.2, 0], [0.6, 0, 0.4, 0], [0.2, 0.4, 0, 0], [0, 0, 0, 0]])
HAVING = matrix([[1, 0, 1, 1], [0, 1, 0, 0]])


def test_parts_add_up_to_the_whole() -> None:
    parts = den.density_parts(HAVING, NEAR, of_activities([1, 0.5, 0, 1]))
    # y's neighbourhood: x (0.6, all green) and z (0.4, not)
    assert_allclose(parts.inside.values[0, :3], [0, 0.6, 1 / 3])
    assert_allclose(parts.outside.values[0, :3], [0.25, 0.4, 0])
    # the second place has y, half green
    assert_allclose(parts.inside.values[1, :3], [0.375, 0, 1 / 3])
    whole = den.relatedness_density(HAVING, NEAR).values
    assert_allclose(parts.inside.values + parts.outside.values, whole)
