"""What the complexities mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix
from samspill.indicators import complexity as cx

# A has all three activities, B two, C one. The matrix of the places is
#   11/18  5/18  2/18      with eigenvalues 1, 1/4, 1/9;
#   15/36 15/36  6/36      the vector to 1/4 is (2, -1, -4)/2, whose deviations
#    1/3   1/3   1/3       from its mean -1/2 are 3/2, 0, -3/2
NESTED = matrix([[1, 1, 1], [1, 1, 0], [1, 0, 0]])
ROOT = np.sqrt(1.5)


def test_scores_have_mean_0_and_population_deviation_1_on_both_sides() -> None:
    found = cx.complexity(
        matrix([[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0]])
    )
    for side in (found.places.values, found.activities.values):
        assert_allclose([side.mean(), side.std()], [0, 1], atol=1e-12)
    assert found.scale == "z-score over the component, population standard deviation"


def test_empty_rows_and_columns_leave_and_come_back_as_nan() -> None:
    wider = np.zeros((5, 4))
    wider[np.ix_([0, 2, 4], [0, 1, 3])] = NESTED.values
    found = cx.complexity(matrix(wider))
    assert_allclose(found.places.values, [ROOT, np.nan, 0, np.nan, -ROOT], atol=1e-12)
    assert_allclose(found.activities.values, [-ROOT, 0, np.nan, ROOT], atol=1e-12)
    assert_allclose(found.place_component.values, [0, np.nan, 0, np.nan, 0])


def test_components_are_solved_each_by_itself() -> None:
    # the nested matrix twice, side by side, and a third component that is too small
    both = np.zeros((7, 7))
    both[:3, :3] = both[3:6, 3:6] = NESTED.values
    both[6, 6] = 1
    found = cx.complexity(matrix(both))
    once = [ROOT, 0, -ROOT]
    assert_allclose(found.places.values, [*once, *once, np.nan], atol=1e-12)
    assert_allclose(found.place_component.values, [0, 0, 0, 1, 1, 1, 2])
    assert_allclose(found.activity_component.values, [0, 0, 0, 1, 1, 1, 2])
    assert len(found.correlation_with_diversity) == 3
    assert found.is_sign_reliable == (True, True, False)


def test_the_correlation_behind_the_sign_is_given() -> None:
    # ECI falls as evenly as diversity (3, 2, 1)
    assert_allclose(cx.complexity(NESTED).correlation_with_diversity, [1])


def test_where_everything_is_alike_there_is_no_complexity() -> None:
    assert np.isnan(cx.economic_complexity(matrix(np.ones((4, 4)))).values).all()
    # a ring of places and activities: the second eigenvalue belongs to a whole plane
    ring = np.eye(5) + np.roll(np.eye(5), 1, axis=1)
    assert np.isnan(cx.economic_complexity(matrix(ring)).values).all()


def test_method_of_reflections() -> None:
    zero = cx.method_of_reflections(NESTED, 0)
    assert_allclose(zero.places.values, [3, 2, 1])
    assert_allclose(zero.activities.values, [3, 2, 1])
    # mean ubiquity of what a place has: (3+2+1)/3, (3+2)/2, 3
    assert_allclose(cx.method_of_reflections(NESTED, 1).places.values, [2, 2.5, 3])
    # and of those again: the activities' means are 2.5, 2.25, 2
    assert_allclose(cx.method_of_reflections(NESTED, 1).activities.values, [2, 2.5, 3])
    assert_allclose(cx.method_of_reflections(NESTED, 2).places.values, [2.5, 2.25, 2])


def test_fitness_after_two_rounds() -> None:
    # round 1: F = 2, 1 over their mean 3/2; Q = 1/2, 1 over their mean 3/4
    # round 2: F = 2/3 + 4/3, 2/3 -> 3/2, 1/2; Q = 1/(3/4 + 3/2), 1/(3/4) -> 1/2, 3/2
    found = cx.fitness_complexity(matrix([[1, 1], [1, 0]]), rounds=2)
    assert_allclose(found.places.values, [1.5, 0.5])
    assert_allclose(found.activities.values, [0.5, 1.5])
    assert found.rounds == 2
    assert not found.is_converged


def test_fitness_at_its_fixed_point() -> None:
    # one place has x and y, two have y and z, one z: by hand F and Q satisfy the map
    found = cx.fitness_complexity(matrix([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
    assert found.is_converged
    assert_allclose(found.places.values, [1, 1, 1])
    assert_allclose(found.activities.values, [1, 1, 1])


def test_empty_places_do_not_count_in_the_means_of_fitness() -> None:
    found = cx.fitness_complexity(matrix([[1, 1, 0], [0, 0, 0], [1, 0, 0]]), rounds=2)
    assert_allclose(found.places.values, [1.5, np.nan, 0.5])
    assert_allclose(found.activities.values, [0.5, 1.5, np.nan])


@pytest.mark.parametrize("value", [2, 0.5, np.nan, -1])
def test_presences_are_0_or_1(value: float) -> None:
    with pytest.raises(ValueError, match="not 0 or 1"):
        cx.economic_complexity(matrix([[1, value], [0, 1]]))
