"""Complexities beside economiccomplexity 2.0.0 (R): its stored answers for one small matrix."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.testing import assert_allclose
from scipy.stats import pearsonr

from matrices import matrix, of_activities, square
from samspill.indicators import complexity as cx
from samspill.indicators.opportunity import (
    complexity_outlook_gain_gross,
    complexity_outlook_index,
)
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import location_quotient, presence

GOLDEN = json.loads((Path(__file__).parent / "golden_b.json").read_text())
STORED = {name: np.array(value, float) for name, value in GOLDEN["economiccomplexity"].items()}
HAS = presence(location_quotient(matrix(GOLDEN["sizes"])))


def sample_z(values: np.ndarray) -> np.ndarray:
    """Standardise as the peer does, by the sample deviation."""
    return (values - values.mean()) / values.std(ddof=1)


def test_eigenvalues_agree_up_to_the_deviation_and_here_the_sign() -> None:
    found = cx.complexity(HAS)
    for side, name in ((found.places, "country"), (found.activities, "product")):
        stored = STORED[f"complexity_eigenvalues__complexity_index_{name}"]
        assert_allclose(sample_z(side.values), -stored, atol=1e-9)


def test_two_peers_give_opposite_signs_where_ours_says_that_it_means_little() -> None:
    """Trap 22: ecomplexity signs by diversity, economiccomplexity by its own reflections."""
    theirs = STORED["complexity_eigenvalues__complexity_index_country"]
    others = np.array(GOLDEN["ecomplexity"]["eci"])
    assert pearsonr(theirs, others).statistic < -0.999
    found = cx.complexity(HAS)
    assert_allclose(found.correlation_with_diversity, [0.0703], atol=1e-4)
    assert found.is_sign_reliable == (False,)


def test_reflections_agree_with_a_shift_of_steps() -> None:
    # N = 20: places after 18 steps, activities after 19
    assert_allclose(
        sample_z(cx.method_of_reflections(HAS, 18).places.values),
        STORED["complexity_reflections__complexity_index_country"],
        atol=1e-7,
    )
    assert_allclose(
        sample_z(cx.method_of_reflections(HAS, 19).activities.values),
        STORED["complexity_reflections__complexity_index_product"],
        atol=1e-7,
    )


def test_fitness_agrees_with_one_round_less() -> None:
    for asked, name in ((20, "fitness"), (200, "fitness200")):
        found = cx.fitness_complexity(HAS, rounds=asked - 1)
        for side, whose in ((found.places, "country"), (found.activities, "product")):
            stored = STORED[f"complexity_{name}__complexity_index_{whose}"]
            assert_allclose(side.values, stored, rtol=1e-9)


def test_fitness_is_the_peers_default_and_is_no_eigenvector_and_not_converged() -> None:
    """Trap 11: the default of 20 iterations of another measure than the package is named for."""
    fitness = STORED["complexity_fitness__complexity_index_country"]
    eigen = STORED["complexity_eigenvalues__complexity_index_country"]
    assert pearsonr(fitness, eigen).statistic < 0.7
    converged = cx.fitness_complexity(HAS)
    assert converged.is_converged
    assert np.abs(converged.places.values - fitness).max() > 0.3


def test_outlook_agrees_given_the_peers_diagonal() -> None:
    ones = square(proximity(HAS).values + np.eye(15))
    around = ones.values.sum(axis=0)
    density = HAS.with_values(HAS.values @ ones.values / around)
    value = of_activities(STORED["reflections_for_outlook__complexity_index_product"])
    assert_allclose(
        complexity_outlook_index(HAS, density, value).values,
        STORED["complexity_outlook__complexity_outlook_index"],
        atol=1e-9,
    )
    absent = HAS.values == 0
    gain = complexity_outlook_gain_gross(HAS, ones, value).values
    stored = STORED["complexity_outlook__complexity_outlook_gain"]
    assert_allclose(gain[absent], stored[absent], atol=1e-9)
    # what a place has: nothing to gain is 0 there, undefined here
    assert (stored[~absent] == 0).all()
    assert np.isnan(gain[~absent]).all()


def lapack_second(has: np.ndarray) -> np.ndarray:
    """Give the second vector as LAPACK lists it, which is what the peer takes (dgeev)."""
    walk = (has / has.sum(axis=1, keepdims=True)) @ (has / has.sum(axis=0)).T
    return np.linalg.eig(walk)[1][:, 1].real


def test_the_second_vector_that_lapack_lists_is_at_times_another() -> None:
    """Trap 9: economiccomplexity 2.0.0 takes column 1 of dgeev, whose order is not by size."""
    wrong = 0
    for seed in range(300):
        has = np.random.default_rng(seed).random((12, 15)) < 0.35
        if not (has.any(axis=0).all() and has.any(axis=1).all()):
            continue
        ours = cx.economic_complexity(matrix(has)).values
        if np.isnan(ours).any():
            continue
        theirs = lapack_second(has.astype(float))
        wrong += abs(pearsonr(theirs, ours).statistic) < 0.999
        # ours belongs to the largest eigenvalue below 1, whatever the order
        walk = (has / has.sum(axis=1, keepdims=True)) @ (has / has.sum(axis=0)).T
        second = np.sort(np.linalg.eigvals(walk).real)[-2]
        image = walk @ ours
        assert_allclose(image - image.mean(), second * (ours - ours.mean()), atol=1e-8)
    assert wrong > 0


def test_an_empty_place_leaves_instead_of_getting_everything() -> None:
    """Trap 8: economiccomplexity 2.0.0 tests !(RCA < 1), so that 0/0 counts as present."""
    sizes = np.array(GOLDEN["sizes"])
    sizes[3] = 0
    with np.errstate(invalid="ignore"):
        quotient = sizes / sizes.sum(axis=1, keepdims=True) / (sizes.sum(axis=0) / sizes.sum())
    theirs = ~(quotient < 1)
    assert theirs[3].all()
    ours = presence(location_quotient(matrix(sizes)))
    assert not (ours.values[3] == 1).any()
    found = cx.economic_complexity(ours).values
    assert np.isnan(found[3])
    without = cx.economic_complexity(matrix(np.delete(ours.values, 3, axis=0))).values
    assert_allclose(np.delete(found, 3), without, atol=1e-10)
