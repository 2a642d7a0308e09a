"""What the concentration measures mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_activities, of_places
from samspill.indicators import concentration as con

# three places; shares of the activity 0.7, 0.2, 0.1
ONE = matrix([[7], [2], [1]])
EVEN = of_places([1, 1, 1])


def test_hoover_index() -> None:
    # half of |0.7 - 1/3| + |0.2 - 1/3| + |0.1 - 1/3|
    assert_allclose(con.hoover_index(ONE, EVEN).values, [0.7 - 1 / 3])
    # spread exactly as the people are
    assert_allclose(con.hoover_index(ONE, of_places([70, 20, 10])).values, [0], atol=1e-15)
    # against all activities together: 4/6 and 2/6 of all; the activities have 1, 0 and 0.5, 0.5
    assert_allclose(con.hoover_index(matrix([[2, 2], [0, 2]])).values, [1 / 3, 1 / 6])


def test_coulter_coefficient() -> None:
    away = np.array([0.7, 0.2, 0.1]) - 1 / 3
    assert_allclose(con.coulter_coefficient(ONE, EVEN).values, [np.sqrt((away**2).sum() / 2)])


def test_locational_gini() -> None:
    # even reference: Lorenz points 0.1, 0.3, 1; area under it (0.1 + 0.4 + 1.3)/6 = 0.3
    assert_allclose(con.locational_gini(ONE, EVEN).values, [0.4])
    # EconGeo's example: all in one of two equal places
    assert_allclose(con.locational_gini(matrix([[1], [0]]), of_places([1, 1])).values, [0.5])
    # EconGeo's hoover_gini example, by its formula: ratios 0, 0.5, 2/3, 1.2, 5/3
    counts, people = matrix([[0], [10], [10], [30], [50]]), of_places([10, 15, 20, 25, 30])
    reference, activity = np.cumsum([0, 10, 20, 15, 25, 30]), np.cumsum([0, 0, 10, 10, 30, 50])
    order = [0.10, 0.20, 0.15, 0.25, 0.30]
    assert reference[-1] == activity[-1] == 100
    ratio = np.array([0, 10 / 15, 10 / 20, 30 / 25, 50 / 30])
    assert np.argsort(ratio).tolist() == [0, 2, 1, 3, 4]
    heights = np.array([0, 0, 10, 20, 50, 100]) / 100
    under = sum(w * (a + b) for w, a, b in zip(order, heights[:-1], heights[1:], strict=True))
    assert_allclose(con.locational_gini(counts, people).values, [1 - under])


def test_lorenz_curve() -> None:
    curve = con.lorenz_curve(ONE, "a0", EVEN)
    assert curve.rows.codes == ("p2", "p1", "p0")
    assert_allclose(curve.values, [[1 / 3, 0.1], [2 / 3, 0.3], [1, 1]])


def test_ellison_glaeser() -> None:
    # G = sum of squared departures from a third, 1 - Σr² = 2/3, four equal plants H = 0.25
    raw = (0.7 - 1 / 3) ** 2 + (0.2 - 1 / 3) ** 2 + (0.1 - 1 / 3) ** 2
    wanted = (raw - 2 / 3 * 0.25) / (2 / 3 * 0.75)
    plants = of_activities([0.25])
    assert_allclose(con.ellison_glaeser(ONE, plants, EVEN).values, [wanted])
    # one plant alone says nothing
    assert np.isnan(con.ellison_glaeser(ONE, of_activities([1.0]), EVEN).values).all()


def test_ellison_glaeser_z() -> None:
    # two even places: Σ2 = 1/2, Σ3 = 1/4; ten equal plants: H = 0.1, Z = 0.001
    sizes, plants, powers = matrix([[9], [1]]), of_activities([0.1]), of_activities([0.001])
    variance = 2 * (0.01 * (0.5 - 0.5 + 0.25) - 0.001 * (0.5 - 1 + 0.75))
    found = con.ellison_glaeser_z(sizes, plants, powers, of_places([1, 1])).values
    assert_allclose(found, [(0.32 - 0.05) / np.sqrt(variance)])


def test_maurel_sedillot() -> None:
    # (0.54 - 1/3) / (2/3) = 0.31
    found = con.maurel_sedillot(ONE, of_activities([0.25]), EVEN).values
    assert_allclose(found, [(0.31 - 0.25) / 0.75])


def test_coagglomeration() -> None:
    # departures (0.5, -0.5) and (0.25, -0.25), 1 - Σr² = 0.5
    found = con.ellison_glaeser_coagglomeration(matrix([[4, 3], [0, 1]]), of_places([1, 1])).values
    assert_allclose(found, [[np.nan, 0.5], [0.5, np.nan]])


def test_colocation() -> None:
    # plants of x: 2 and 1, of y: 1 and 3; pairs in the same place 2 + 3 of 12
    plants = matrix([[2, 1], [1, 3]])
    assert_allclose(con.colocation(plants).values, [[2 / 6, 5 / 12], [5 / 12, 6 / 12]])
    # seven plants, 3 and 4: chance (6 + 12)/42
    assert_allclose(
        con.excess_colocation(plants).values,
        [[2 / 6 - 18 / 42, 5 / 12 - 18 / 42], [5 / 12 - 18 / 42, 6 / 12 - 18 / 42]],
    )


def test_litzenberger_sternberg() -> None:
    # 30 of 40 jobs on 1 of 4 km² and with 100 of 200 people, in 3 of 6 plants
    found = con.litzenberger_sternberg(
        matrix([[30], [10]]), matrix([[3], [3]]), of_places([1, 3]), of_places([100, 100])
    )
    assert_allclose(found.values[0], [(0.75 / 0.25) * (0.75 / 0.5) / (0.75 / 0.5)])
    assert_allclose(found.values[1], [(0.25 / 0.75) * (0.25 / 0.5) / (0.25 / 0.5)])


def test_segregation_and_isolation() -> None:
    sizes = matrix([[3, 1], [1, 5]])
    # x: 0.75, 0.25 against 1/6, 5/6
    assert_allclose(con.segregation_index(sizes).values, [7 / 12, 7 / 12])
    assert_allclose(con.weighted_segregation(sizes).values, [2 * 0.4 * 0.6 * 7 / 12] * 2)
    # x meets x: 3/4 · 3/4 + 1/4 · 1/6, over 0.4
    isolation = (9 / 16 + 1 / 24) / 0.4
    assert_allclose(con.isolation_index(sizes).values[0], isolation)
    assert_allclose(con.relative_isolation(sizes).values[0], (isolation - 0.4) / 0.6)


def test_places_that_are_not_observed_are_left_out_on_both_sides() -> None:
    gaps, people = matrix([[7], [2], [np.nan], [1]]), of_places([1, 1, 50, 1])
    for measure in (con.hoover_index, con.locational_gini, con.coulter_coefficient):
        assert measure(gaps, people).values == pytest.approx(measure(ONE, EVEN).values)
