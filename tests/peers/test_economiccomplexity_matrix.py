"""economiccomplexity 2.0.0 (R): stored outputs for a 12 × 15 matrix, and its traps.

Quotients, proximities and densities; the complexity measures have a file of their own. The
package is not run: where its behaviour is not stored, its formula is repeated from what is
written of it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from matrices import matrix, tiny
from samspill.indicators.density import distance, relatedness_density
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import location_quotient, presence

GOLDEN = Path(__file__).resolve().parents[2] / "../shared/golden/tiny/economiccomplexity_tiny12x15"
STORED = pytest.mark.skipif(not GOLDEN.is_dir(), reason="the folder ../shared/golden is missing")

QUOTIENTS = location_quotient(tiny())
PRESENCE = presence(QUOTIENTS)


def stored(name: str) -> np.ndarray:
    return np.array(json.loads((GOLDEN / f"{name}.json").read_text()), dtype=np.float64)


def with_diagonal(values: np.ndarray) -> np.ndarray:
    """Put the peer's 1 on the diagonal."""
    return values + np.eye(len(values))


def test_first_values() -> None:
    # stored for the second place and the second activity
    assert_allclose(
        QUOTIENTS.values[1, :5],
        [0.939566972452228, 1.7057306844254, 0.578532739240766, 0, 3.66187745445337],
    )
    assert_allclose(
        with_diagonal(proximity(PRESENCE).values)[1, :5],
        [0.166666666666667, 1, 0.666666666666667, 0, 0.333333333333333],
    )
    assert_allclose(
        with_diagonal(proximity(PRESENCE.transposed).values)[1, :4],
        [0.285714285714286, 1, 0.166666666666667, 0.428571428571429],
    )
    phi = with_diagonal(proximity(PRESENCE).values)
    assert_allclose(
        (PRESENCE.values @ phi / phi.sum(axis=0))[1, :3],
        [0.383259911894273, 0.483904465212877, 0.309378806333739],
    )


@STORED
def test_quotients_presences_and_proximities_agree() -> None:
    assert_allclose(QUOTIENTS.values, stored("balassa_index_cont"), atol=1e-9)
    assert_array_equal(PRESENCE.values, stored("balassa_index"))
    found = with_diagonal(proximity(PRESENCE).values)
    assert_allclose(found, stored("proximity_both__proximity_product"), atol=1e-12)
    found = with_diagonal(proximity(PRESENCE.transposed).values)
    assert_allclose(found, stored("proximity_both__proximity_country"), atol=1e-12)


@STORED
def test_trap_6_its_density_counts_the_activity_itself() -> None:
    phi = with_diagonal(proximity(PRESENCE).values)
    peer, ours = stored("density"), relatedness_density(PRESENCE, proximity(PRESENCE)).values
    assert_allclose(peer, PRESENCE.values @ phi / phi.sum(axis=0), atol=1e-12)
    # from ours to theirs: the own presence weighs 1 beside the neighbours
    around = phi.sum(axis=0) - 1
    assert_allclose((ours * around + PRESENCE.values) / (around + 1), peer, atol=1e-12)
    assert np.abs(peer - ours).max() > 0.2


def test_trap_8_an_empty_place_has_nothing() -> None:
    # economiccomplexity 2.0.0: !(RCA < cutoff), which is true for 0/0
    quotients = location_quotient(matrix([[1, 3], [2, 2], [0, 0]]))
    peer = (~(quotients.values < 1)).astype(float)
    assert peer[2].tolist() == [1, 1]
    assert presence(quotients).values[2].tolist() == [0, 0]


def test_trap_8_one_unknown_cell_leaves_the_others_alone() -> None:
    values = np.array([[1, 3], [2, np.nan]])
    # a sum with NA is NA, so that every quotient is, and every presence 1
    with np.errstate(invalid="ignore"):
        peer = ~(values / values.sum() < 1)
    assert peer.all()
    ours = presence(location_quotient(matrix(values))).values
    assert ours.tolist() == [[0, 1], [1, 0]]


def test_trap_10_the_callers_matrix_stays_as_it_is() -> None:
    # economiccomplexity 2.0.0 balassa_index divides in the memory of its argument
    caller = np.array([[1.0, 3.0], [2.0, 2.0]])
    peer = caller.copy()
    peer /= peer.sum(axis=1, keepdims=True)
    assert peer[0, 0] == 0.25
    sizes = matrix(caller)
    before = sizes.values.copy()
    presence(location_quotient(sizes))
    assert_array_equal(sizes.values, before)
    with pytest.raises(ValueError, match="read-only"):
        sizes.values[0, 0] = 9


def test_distance_is_one_minus_density() -> None:
    density = relatedness_density(PRESENCE, proximity(PRESENCE))
    assert_allclose(distance(density).values + density.values, 1)
