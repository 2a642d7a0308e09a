"""Laws of the complexities."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from matrices import matrix, of_activities
from samspill.indicators.complexity import (
    complexity,
    fitness_complexity,
    method_of_reflections,
    subnational_complexity,
)
from samspill.indicators.density import relatedness_density
from samspill.indicators.opportunity import complexity_outlook_gain, complexity_outlook_index
from samspill.indicators.relatedness import proximity

SHAPES = st.tuples(st.integers(3, 9), st.integers(3, 9))
PRESENCES = SHAPES.flatmap(lambda shape: arrays(np.int8, shape, elements=st.integers(0, 1)))


@given(PRESENCES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_relabelling_changes_nothing(values: np.ndarray, random: object) -> None:
    found = complexity(matrix(values))
    # where the sign has a meaning: ties in it may fall to either side
    assume(all(one > 1e-6 for one in found.correlation_with_diversity if not np.isnan(one)))
    assume(not np.isnan(found.correlation_with_diversity).any())
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    moved = complexity(matrix(values[np.ix_(rows, columns)]))
    assert_allclose(moved.places.values, found.places.values[rows], atol=1e-6)
    assert_allclose(moved.activities.values, found.activities.values[columns], atol=1e-6)


@given(PRESENCES)
@settings(max_examples=60, deadline=None)
def test_an_empty_place_and_an_empty_activity_change_no_other_value(values: np.ndarray) -> None:
    wider = np.pad(values, ((0, 1), (0, 1)))
    found, more = complexity(matrix(values)), complexity(matrix(wider))
    assert_allclose(more.places.values[:-1], found.places.values)
    assert_allclose(more.activities.values[:-1], found.activities.values)
    assert np.isnan(more.places.values[-1])
    assert np.isnan(more.activities.values[-1])


@given(PRESENCES)
@settings(max_examples=60, deadline=None)
def test_eci_is_an_eigenvector_and_pci_its_mean(values: np.ndarray) -> None:
    has = matrix(values)
    found = complexity(has)
    eci, pci = found.places.values, found.activities.values
    for number in np.unique(found.place_component.values[~np.isnan(eci)]):
        rows = found.place_component.values == number
        columns = found.activity_component.values == number
        part = values[np.ix_(rows, columns)].astype(float)
        forth = part / part.sum(axis=1, keepdims=True)
        back = (part / part.sum(axis=0)).T
        # up to shift and stretch: the image of a standardised ECI is a line in ECI
        image = forth @ back @ eci[rows]
        assert abs(abs(np.corrcoef(image, eci[rows])[0, 1]) - 1) < 1e-6
        assert abs(np.corrcoef(back @ eci[rows], pci[columns])[0, 1] - 1) < 1e-6


@given(PRESENCES)
@settings(max_examples=40, deadline=None)
def test_fitness_has_mean_1_and_satisfies_its_own_map(values: np.ndarray) -> None:
    assume(values.any())
    found = fitness_complexity(matrix(values), rounds=30)
    again = fitness_complexity(matrix(values), rounds=31)
    parts = complexity(matrix(values))
    assert_array_equal(np.isnan(found.places.values), ~values.any(axis=1))
    for number in range(len(parts.correlation_with_diversity)):
        rows = parts.place_component.values == number
        columns = parts.activity_component.values == number
        fit = values[np.ix_(rows, columns)] @ found.activities.values[columns]
        assert_allclose(again.places.values[rows], fit / fit.mean())
        assert_allclose(found.places.values[rows].mean(), 1)
        assert_allclose(found.activities.values[columns].mean(), 1)


@given(PRESENCES, st.integers(0, 6))
@settings(max_examples=40, deadline=None)
def test_reflections_stay_within_what_they_average(values: np.ndarray, steps: int) -> None:
    assume(values.any())
    found = method_of_reflections(matrix(values), steps)
    most = max(values.sum(axis=0).max(), values.sum(axis=1).max())
    assert np.nanmin(found.places.values) >= 1 - 1e-9
    assert np.nanmax(found.places.values) <= most + 1e-9


@given(PRESENCES, st.floats(-5, 5), st.floats(0.1, 5))
@settings(max_examples=40, deadline=None)
def test_outside_complexity_keeps_its_scale(
    values: np.ndarray, shift: float, stretch: float
) -> None:
    outside = np.arange(values.shape[1], dtype=float)
    plain = subnational_complexity(matrix(values), of_activities(outside)).values
    moved = subnational_complexity(matrix(values), of_activities(shift + stretch * outside)).values
    assert_allclose(moved, shift + stretch * plain, atol=1e-9)


@given(PRESENCES, st.data())
@settings(max_examples=60, deadline=None)
def test_the_gain_is_the_outlook_after_less_the_outlook_before(
    values: np.ndarray, data: st.DataObject
) -> None:
    has = matrix(values)
    near = proximity(has)
    worth = of_activities(np.linspace(-1, 2, values.shape[1]))
    density = relatedness_density(has, near)
    gain = complexity_outlook_gain(has, near, density, worth).values
    absent = np.argwhere((values == 0) & ~np.isnan(gain))
    assume(len(absent))
    place, activity = data.draw(st.sampled_from([tuple(one) for one in absent.tolist()]))
    with_it = values.copy()
    with_it[place, activity] = 1
    after = relatedness_density(matrix(with_it), near)
    difference = (
        complexity_outlook_index(matrix(with_it), after, worth).values
        - complexity_outlook_index(has, density, worth).values
    )
    assert_allclose(gain[place, activity], difference[place], atol=1e-9)
