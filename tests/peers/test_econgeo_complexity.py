"""Complexities beside EconGeo 2.1 (R): its stored answers for one small matrix."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.testing import assert_allclose
from scipy.stats import pearsonr

from matrices import matrix, of_activities, of_places
from samspill.indicators import complexity as cx
from samspill.indicators import difficulty as dif
from samspill.indicators.specialisation import location_quotient, presence

GOLDEN = json.loads((Path(__file__).parent / "golden_b.json").read_text())
STORED = {name: np.array(value, float) for name, value in GOLDEN["econgeo"].items()}
SIZES = matrix(GOLDEN["sizes"])
HAS = presence(location_quotient(SIZES))


def stretched(steps: int, side: str) -> np.ndarray:
    """Reflect as `morc` and `mort` do: stretched to 0-100 at every step from the third."""
    has = HAS.values
    diversity, ubiquity = has.sum(axis=1), has.sum(axis=0)
    one, other = diversity, ubiquity
    for step in range(1, steps + 1):
        one, other = has @ other / diversity, has.T @ one / ubiquity
        if step >= 3:
            one = (one - one.min()) / np.ptp(one) * 100
            other = (other - other.min()) / np.ptp(other) * 100
    return one if side == "places" else other


def test_kci_is_eci_but_for_rounding_scale_and_sign() -> None:
    ours = cx.complexity(HAS)
    for name, side in (("kci", ours.places), ("tci", ours.activities)):
        correlation = pearsonr(STORED[name], side.values).statistic
        # round(C, 4) before the eigenproblem costs digits; the sign is the peer's own
        assert abs(correlation) > 1 - 1e-6


def test_kci_rounds_the_matrix_before_the_eigenproblem() -> None:
    """Trap 12: at four decimals what lies below 0.00005 vanishes from a large matrix."""
    has = HAS.values
    walk = (has / has.sum(axis=1, keepdims=True)) @ (has / has.sum(axis=0)).T
    for matrix_, exact in ((np.round(walk, 4), True), (walk, False)):
        values, vectors = np.linalg.eig(matrix_)
        vector = vectors[:, np.argsort(values.real)[-2]].real
        scaled = vector / vector.sum()
        off = min(np.abs(scaled - STORED["kci"]).max(), np.abs(scaled + STORED["kci"]).max())
        # the stored answer is that of the rounded matrix, and not that of the matrix
        assert bool(off < 1e-6) is exact
    # a thousand places alike and one that shares one activity of 400 with them
    shared = np.array([[1 / 400 / 1001]])
    assert np.round(shared, 4) == 0


def test_kci_and_tci_are_divided_by_their_sums() -> None:
    """Trap 13: a sum that may be near zero or negative decides scale and sign."""
    for name in ("kci", "tci"):
        assert_allclose(STORED[name].sum(), 1, atol=1e-9)
    # the same eigenvector, and values of -8 to 5 beside -0.3 to 0.6
    assert np.ptp(STORED["kci"]) > 10
    assert np.ptp(STORED["tci"]) < 1
    # ours: deviation 1 on either side, one sign for both
    found = cx.complexity(HAS)
    assert_allclose([found.places.values.std(), found.activities.values.std()], 1)
    mean = HAS.values.T @ found.places.values / HAS.values.sum(axis=0)
    assert pearsonr(mean, found.activities.values).statistic > 1 - 1e-9


def test_reflections_agree_once_stretched() -> None:
    assert_allclose(STORED["morc"], stretched(20, "places"), atol=1e-6)
    assert_allclose(STORED["mort"], stretched(19, "activities"), atol=1e-6)
    # stretching is linear, so that it does not change what ours says
    ours = cx.method_of_reflections(HAS, 20).places.values
    assert abs(pearsonr(ours, STORED["morc"]).statistic) > 1 - 1e-6
    ours = cx.method_of_reflections(HAS, 19).activities.values
    assert abs(pearsonr(ours, STORED["mort"]).statistic) > 1 - 1e-6


def test_prody_and_expy_from_rounded_quotients_are_others() -> None:
    """Trap 12: EconGeo 2.1 weights with quotients of two decimals; the weights are shares."""
    income = np.linspace(20, 60, 12)
    quotient = location_quotient(SIZES).values
    exact = (quotient * income[:, None]).sum(axis=0) / quotient.sum(axis=0)
    rounded = np.round(quotient, 2)
    theirs = (rounded * income[:, None]).sum(axis=0) / rounded.sum(axis=0)
    ours = dif.prody(SIZES, of_places(income)).values
    # a quotient is a share over a constant of its activity, which cancels
    assert_allclose(ours, exact)
    assert np.abs(theirs - exact).max() > 1e-4
    shares = SIZES.values / SIZES.values.sum(axis=1, keepdims=True)
    assert_allclose(dif.expy(SIZES, of_activities(ours)).values, shares @ exact)


def test_norm_ubiquity_is_share_of_size_over_share_of_presences() -> None:
    """`norm_ubiquity` in the peer's documentation, without its rounding to two decimals."""
    size, has = SIZES.values, HAS.values
    documented = (size.sum(axis=0) / size.sum()) / (has.sum(axis=0) / has.sum())
    assert_allclose(dif.normalised_ubiquity(SIZES, HAS).values, documented)


def test_inv_norm_ubiquity_is_log_size_over_ubiquity() -> None:
    """`inv_norm_ubiquity` in the peer's source, without its rounding: times 100, plus 0.001."""
    size, having = SIZES.values.sum(axis=0), HAS.values.sum(axis=0)
    theirs = np.log(size + 0.001) / having * 100
    assert_allclose(dif.size_over_ubiquity(SIZES, HAS).values * 100, theirs, rtol=2e-3)
    assert_allclose(dif.size_over_ubiquity(SIZES, HAS).values, np.log(size) / having)


def test_recombination_as_the_peer_documents_it() -> None:
    """`ease_recombination` and `modular_complexity` on patents × classes, without rounding."""
    works = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 1, 0, 0]])
    together = works.T @ works
    np.fill_diagonal(together, 0)
    ease = (together > 0).sum(axis=1) / np.where(works.sum(axis=0) > 0, works.sum(axis=0), np.nan)
    ours = dif.ease_of_recombination(matrix(works)).values
    assert_allclose(ours, ease)
    hard = works.sum(axis=1) / (works @ np.nan_to_num(ease))
    assert_allclose(dif.modular_complexity(matrix(works)).values, hard)


def test_signs_of_random_matrices_mean_little() -> None:
    """Trap 22: the rule ECI rises with diversity decides little where they hardly go together."""
    reliable = []
    for seed in range(100):
        random = np.random.default_rng(seed)
        has = random.random((78, 88)) < random.beta(2, 4, (78, 1))
        reliable += cx.complexity(matrix(has)).is_sign_reliable
    # measured 75; with other recipes for chance between 28 and 93
    assert reliable.count(False) > 25


def test_scores_of_two_years_are_on_two_scales() -> None:
    """Trap 23: a place that changes nothing has another ECI when others change."""
    has = HAS.values.copy()
    before = cx.economic_complexity(matrix(has)).values
    has[2, np.flatnonzero(has[2])[:2]] = 0
    after = cx.economic_complexity(matrix(has)).values
    assert np.abs(np.delete(after - before, 2)).min() > 1e-6
    # an outside complexity stays: what does not change keeps its value
    outside = of_activities(np.linspace(-1, 1, 15))
    one = cx.subnational_complexity(HAS, outside).values
    other = cx.subnational_complexity(matrix(has), outside).values
    assert_allclose(np.delete(other, 2), np.delete(one, 2))
