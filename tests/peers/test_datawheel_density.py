"""Densities and gains beside Datawheel's economic-complexity 0.3.0: its answers as literals."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from matrices import matrix, of_activities, of_places
from samspill.indicators import density as den
from samspill.indicators.opportunity import complexity_outlook_gain
from samspill.indicators.relatedness import continuous_proximity, proximity
from samspill.indicators.specialisation import location_quotient, presence, shares
from samspill.indicators.variety import weighted_average

SIZES = matrix([[6, 2, 2, 0, 1], [2, 10, 18, 3, 0], [5, 0, 1, 4, 2], [0, 4, 1, 1, 6]])
QUOTIENTS = location_quotient(SIZES)
HAS = presence(QUOTIENTS)
NEAR = proximity(HAS)
DENSITY = den.relatedness_density(HAS, NEAR)
PCI = of_activities([-1.0, 0.5, 1.5, 0.2, -0.4])

RELATEDNESS = [
    [0, 0, 0, 1 / 2, 1 / 3],
    [0, 1 / 2, 1, 0, 1 / 3],
    [1, 1 / 2, 0, 1, 2 / 3],
    [1 / 2, 1 / 2, 1, 1 / 2, 1 / 3],
]
RELATIVE = [
    [-0.833333333333, -0.833333333333, -0.833333333333, 1.166666666667, 0.5],
    [-0.57735026919, 2.020725942164, 4.618802153517, -0.57735026919, 1.154700538379],
    [2.12132034356, 0.707106781187, -0.707106781187, 2.12132034356, 1.178511301978],
    [-0.57735026919, -0.57735026919, 1.154700538379, -0.57735026919, -1.154700538379],
]
GAIN = [
    [-0.1, 0.55, 0.5, -0.3, 0.366666666667],
    [-0.1, -0.45, -1.5, -0.7, -0.133333333333],
    [1.0, 0.5, 0.5, -0.2, 0.433333333333],
    [0.6, 0.5, -1.5, -0.6, -0.133333333333],
]
# for Gini coefficients of 0.3, 0.5, 0.2 and 0.4
PGI = [0.256692913386, 0.447619047619, 0.5, 0.2, 0.35]
SIMILARITY = [
    [1, -0.236268686688, -0.199127302989, -0.393796496916],
    [-0.236268686688, 1, -0.527439402919, -0.369560904389],
    [-0.199127302989, -0.527439402919, 1, -0.254057253733],
    [-0.393796496916, -0.369560904389, -0.254057253733, 1],
]


def test_relatedness_is_our_density() -> None:
    assert_allclose(DENSITY.dense, RELATEDNESS, atol=1e-12)


def test_relative_relatedness_agrees() -> None:
    assert_allclose(den.relative_relatedness(HAS, DENSITY).dense, RELATIVE, atol=1e-11)


def test_product_gini_index_is_an_average_over_presence_times_share() -> None:
    weights = HAS.with_values(HAS.dense * shares(SIZES).dense).transposed
    found = weighted_average(weights, of_places([0.3, 0.5, 0.2, 0.4]))
    assert_allclose(found.values, PGI, atol=1e-11)


def test_similarity_is_the_correlation_of_logarithms() -> None:
    logs = QUOTIENTS.with_values(np.log(QUOTIENTS.dense + 0.1)).transposed
    ours = 2 * continuous_proximity(logs).dense - 1
    np.fill_diagonal(ours, 1)
    assert_allclose(ours, SIMILARITY, atol=1e-11)


def test_the_peers_gain_divides_by_the_wrong_neighbourhood() -> None:
    """The Atlas: what b's neighbourhood gains by a; the peer: what a's own has that is lacking."""
    near, has = NEAR.dense, HAS.dense
    theirs = ((1 - has) * PCI.values) @ (near / near.sum(axis=0)) - DENSITY.dense * PCI.values
    assert_allclose(theirs, GAIN, atol=1e-11)
    # one entry by hand: the first place enters y, whose neighbours are z (its only) and v
    # z comes nearer by 1/2 of 1/2, v by 1/2 of 3/2, and y itself was not near at all
    ours = complexity_outlook_gain(HAS, NEAR, DENSITY, PCI)
    assert_allclose(ours["p0", "a1"], 1.5 - 0.4 / 3 - 0 * 0.5)
    assert abs(GAIN[0][1] - ours["p0", "a1"]) > 0.8
