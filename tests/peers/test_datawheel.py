"""Complexities beside Datawheel's economic-complexity 0.3.0: its answers, stored as literals."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from matrices import matrix
from samspill.indicators import complexity as cx

NESTED = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 1, 0], [1, 1, 1, 0, 0], [1, 1, 0, 0, 0.0]])
# of the nested matrix with 20 iterations
ECI_20 = [1.2405145961916808, 0.30946252572225474, -0.48850824524514586, -1.0614688766687896]
PCI_20 = [
    -0.8868792381924115,
    -0.8868792381924115,
    -0.22466935012434983,
    0.5635780467096959,
    1.4348497838129544,
]
# of the nested matrix with 19 iterations
ECI_19 = [-1.2405145960962853, -0.30946252563158777, 0.4885082456381282, 1.0614688766258515]
# of the nested matrix with the third place empty
ECI_EMPTY = [np.nan] * 4


def sample_z(values: np.ndarray) -> np.ndarray:
    """Standardise as the peer does, by the sample deviation."""
    return (values - values.mean()) / values.std(ddof=1)


def test_an_even_number_of_iterations_agrees_with_reflections_and_the_limit() -> None:
    has = matrix(NESTED)
    assert_allclose(sample_z(cx.method_of_reflections(has, 18).places.values), ECI_20, atol=1e-7)
    assert_allclose(
        sample_z(cx.method_of_reflections(has, 19).activities.values), PCI_20, atol=1e-7
    )
    found = cx.complexity(has)
    # 20 iterations are near the limit and not at it
    assert_allclose(sample_z(found.places.values), ECI_20, atol=1e-4)
    assert_allclose(sample_z(found.activities.values), PCI_20, atol=1e-4)


def test_an_odd_number_of_iterations_turns_the_peer_upside_down() -> None:
    """Trap 20: with 19 iterations the most diverse place is the least complex; ours keeps."""
    assert_allclose(ECI_19, -np.array(ECI_20), atol=1e-8)
    ours = cx.complexity(matrix(NESTED))
    assert np.corrcoef(ours.places.values, NESTED.sum(axis=1))[0, 1] > 0.9
    assert ours.is_sign_reliable == (True,)


def test_one_empty_place_empties_the_peer() -> None:
    """Trap 20: a row of zeros makes every value NaN; in ours it leaves by itself."""
    assert np.isnan(ECI_EMPTY).all()
    has = NESTED.copy()
    has[2] = 0
    found = cx.economic_complexity(matrix(has)).values
    assert np.isnan(found).tolist() == [False, False, True, False]
    assert_allclose(
        found[[0, 1, 3]], cx.economic_complexity(matrix(NESTED[[0, 1, 3]])).values, atol=1e-10
    )
