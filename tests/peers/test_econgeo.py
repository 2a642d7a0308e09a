"""EconGeo 2.1 (R): its stored outputs for a synthetic 12 × 15 matrix, and its traps.

The outputs were stored from EconGeo 2.1 (CRAN) and lie beside the repository; a few of the
numbers stand here, so that these tests say something where the folder is missing. EconGeo itself
is not run. Where its behaviour is not stored, its formula is repeated from its source.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from matrices import matrix, tiny
from samspill.indicators import (
    concentration,
    diversity,
    inequality,
    relatedness,
    specialisation,
    structure,
    variety,
)
from samspill.indicators.density import outer_density, relatedness_density
from samspill.indicators.entry import entry
from samspill.indicators.growth import growth
from samspill.matrix import Axis, Matrix

GOLDEN = Path(__file__).resolve().parents[2] / "../shared/golden/tiny/econgeo21_tiny12x15"
STORED = pytest.mark.skipif(not GOLDEN.is_dir(), reason="the folder ../shared/golden is missing")

SIZES = tiny()
QUOTIENTS = specialisation.location_quotient(SIZES)
PRESENCE = specialisation.presence(QUOTIENTS)


def stored(name: str) -> np.ndarray:
    text = json.loads((GOLDEN / f"{name}.json").read_text())
    special = {"NA": np.nan, "Inf": np.inf}
    rows = text if isinstance(text[0], list) else [text]
    values = np.array([[special.get(v, v) if isinstance(v, str) else v for v in r] for r in rows])
    values = values.astype(np.float64)
    return values if isinstance(text[0], list) else values[0]


# name -> ours, scale to EconGeo's unit, rounding of EconGeo, its first values as stored
Agreement = tuple[Callable[[], np.ndarray], float, float, list[float]]
AGREE: dict[str, Agreement] = {
    "location_quotient": (
        lambda: QUOTIENTS.values, 1, 1e-9, [1.89462997989905, 0.189011121832079, 0.479096306295055]
    ),
    "rca": (lambda: QUOTIENTS.values, 1, 0.005, [1.89, 0.19, 0.48]),
    "location_quotient_binary": (lambda: PRESENCE.values, 1, 0, [1, 0, 0, 0, 0, 1]),
    "rca_binary": (lambda: PRESENCE.values, 1, 0, [1, 0, 0, 0, 0, 1]),
    "diversity": (lambda: diversity.diversity(PRESENCE).values, 1, 0, [7, 6, 6]),
    "ubiquity": (lambda: diversity.ubiquity(PRESENCE).values, 1, 0, [6, 3, 3]),
    "herfindahl": (
        lambda: structure.herfindahl(SIZES).values,
        1, 1e-9, [0.183350598518166, 0.199211052955346],
    ),
    "hachman": (
        lambda: structure.hachman_index(SIZES).values,
        1, 1e-9, [0.09793581697733, 0.380798170223979],
    ),
    "krugman_index": (
        lambda: structure.krugman_specialisation(SIZES).values,
        2, 1e-9, [0.906028384826757, 0.850505557761086],
    ),
    "entropy": (lambda: variety.entropy(SIZES).values, 1, 0.0006, [2.827, 2.652, 2.677]),
    "gini": (lambda: inequality.gini_coefficient(SIZES).values, 1, 0.0006, [0.71, 0.856]),
    "hoover_gini": (
        lambda: concentration.locational_gini(SIZES).values, 1, 0.0006, [0.44, 0.148]
    ),
    "hoover_index": (
        lambda: concentration.hoover_index(SIZES).values, 100, 0.006, [38.79, 9.09]
    ),
    "locational_gini": (
        lambda: concentration.locational_gini(SIZES).values,
        0.5, 1e-9, [0.220237165844156, 0.0738647381129163],
    ),
    "co_occurrence": (
        lambda: relatedness.co_occurrence(PRESENCE).values, 1, 0, [0, 1, 1, 2, 1, 2, 2, 3]
    ),
    "relatedness_prob": (
        lambda: relatedness.probability_index(PRESENCE).values,
        1, 1e-9, [0, 0.701959963730208, 0.898182827021778],
    ),
    "relatedness_association": (
        lambda: relatedness.association_strength(PRESENCE).values,
        1, 1e-9, [0, 0.756613756613757, 0.962962962962963],
    ),
    "relatedness_cosine": (
        lambda: relatedness.cosine_relatedness(PRESENCE, totals="pairs").values,
        1, 1e-9, [0, 0.051434449987364, 0.0580258853185659],
    ),
    "relatedness_jaccard": (
        lambda: relatedness.jaccard_relatedness(PRESENCE, totals="pairs").values,
        1, 1e-9, [0, 0.025, 0.027027027027027],
    ),
    "relatedness_density": (
        lambda: relatedness_density(PRESENCE, relatedness.probability_index(PRESENCE)).values,
        100, 0.006, [46.26, 35.11, 33, 46.97],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AGREE)
def test_we_agree_with_econgeo(name: str) -> None:
    ours, scale, within, first = AGREE[name]
    found = np.ravel(ours()) * scale
    assert_allclose(found[: len(first)], first, rtol=0, atol=within)


@STORED
@pytest.mark.parametrize("name", AGREE)
def test_we_agree_with_all_that_is_stored(name: str) -> None:
    ours, scale, within, first = AGREE[name]
    peer = stored(name)
    assert_allclose(np.ravel(peer)[: len(first)], first, rtol=1e-14)
    assert_allclose(ours() * scale, peer, rtol=0, atol=within)


@STORED
def test_z_scores_agree_off_the_diagonal() -> None:
    # EconGeo scores the diagonal as if an activity never met itself; ours is zero there
    peer, ours = stored("z_score"), relatedness.co_occurrence_z(PRESENCE).values
    off = ~np.eye(15, dtype=bool)
    assert_allclose(ours[off], peer[off], atol=1e-9)
    assert (peer.diagonal() < 0).all()
    assert_array_equal(ours.diagonal(), 0)


def test_z_scores() -> None:
    ours = relatedness.co_occurrence_z(PRESENCE).values[1]
    assert_allclose(
        [ours[0], ours[2], ours[3]], [-0.638284738504226, 1.84256932797522, -1.35400640077266]
    )


@STORED
def test_density_outside_is_undefined_where_the_activity_is() -> None:
    peer = stored("relatedness_density_ext")
    assert_array_equal(np.isnan(peer), PRESENCE.values == 1)
    near = relatedness.probability_index(PRESENCE)
    density = relatedness_density(PRESENCE, near)
    absent = PRESENCE.values == 0
    assert_allclose(density.values[absent] * 100, peer[absent], atol=0.51)
    mean = np.nanmean(peer, axis=1)
    assert_allclose(outer_density(PRESENCE, density).values * 100, mean, atol=0.51)


@STORED
def test_entry_and_growth_agree_where_both_dates_have_the_cell() -> None:
    # the stored second date is the first with its columns in the opposite order
    later = matrix(SIZES.values[:, ::-1].copy())
    peer, ours = stored("growth_mat"), growth(SIZES, later).values * 100
    finite = np.isfinite(ours)
    assert_allclose(ours[finite], peer[finite], atol=0.006)
    assert_array_equal(finite, SIZES.values > 0)
    same = entry(PRESENCE, PRESENCE)
    assert_array_equal(np.isnan(same.values), np.isnan(stored("entry_mat")))


# what follows are its traps (numbers as in the list of peers)


def test_trap_12_rounding_before_the_threshold_invents_a_presence() -> None:
    # LQ = (249/500)/(1000/2000) = 0.996, which EconGeo 2.1 rca() rounds to 1.00
    sizes = matrix([[249, 251], [751, 749]])
    quotients = specialisation.location_quotient(sizes)
    assert quotients["p0", "a0"] == pytest.approx(0.996)
    assert (np.round(quotients.values, 2) >= 1)[0, 0]
    assert specialisation.presence(quotients)["p0", "a0"] == 0


@STORED
def test_trap_12_what_it_stores_is_rounded() -> None:
    peer = stored("rca")
    assert_array_equal(peer, np.round(peer, 2))
    assert np.abs(peer - QUOTIENTS.values).max() > 0.004
    assert_array_equal(stored("relatedness_density_ext") % 1, stored("relatedness_density_ext") * 0)


def test_trap_12_ours_are_not_rounded() -> None:
    near = relatedness.probability_index(PRESENCE)
    density = relatedness_density(PRESENCE, near).values
    assert np.abs(density - np.round(density, 4)).max() > 1e-5
    assert np.abs(QUOTIENTS.values - np.round(QUOTIENTS.values, 2)).max() > 0.004


def test_trap_14_only_what_is_given_is_read() -> None:
    # EconGeo 2.1 growth_list(...) ignores its arguments: get(paste0("mat", i)) finds globals
    environment = {"mat1": matrix([[10.0]]), "mat2": matrix([[20.0]])}
    given = matrix([[10.0]]), matrix([[11.0]])
    peer = growth(environment["mat1"], environment["mat2"]).values
    assert peer.tolist() == [[1.0]]
    globals().update(environment)
    try:
        assert_allclose(growth(*given).values, [[0.1]])
    finally:
        for name in environment:
            del globals()[name]


def test_trap_15_a_merger_is_not_mass_entry() -> None:
    # EconGeo 2.1 entry_list lays both dates on all codes with 0, then takes the difference
    before = matrix([[1, 0, 1], [0, 1, 0]])
    after = matrix([[1, 1, 1]], rows=Axis("place", "", ("new",)))
    padded = np.zeros((3, 3)), np.zeros((3, 3))
    padded[0][:2], padded[1][2] = before.values, after.values
    peer = np.where(padded[0] == 1, np.nan, padded[1] - padded[0])
    assert np.nansum(peer) == 3
    ours = entry(before, after)
    assert ours.rows.codes == ("p0", "p1", "new")
    assert np.nansum(ours.values) == 0
    assert np.isnan(ours.values).all()


def test_trap_16_codes_with_dots_do_not_collide() -> None:
    # EconGeo 2.1 get_matrix adds up by paste(place, activity, sep = ".")
    frame = pd.DataFrame({"p": ["a.b", "a"], "i": ["c", "b.c"], "n": [1.0, 10.0]})
    key = frame["p"] + "." + frame["i"]
    peer = frame.groupby(key)["n"].transform("sum")
    assert peer.tolist() == [11, 11]
    ours = Matrix.from_frame(frame, place="p", activity="i", value="n")
    assert ours["a.b", "c"] == 1
    assert ours["a", "b.c"] == 10


def test_trap_17_undefined_is_not_zero() -> None:
    # EconGeo 2.1 location_quotient: lq[is.na(lq)] <- 0; growth: growth[is.nan(growth)] <- 0
    sizes = matrix([[1, 3], [0, 0]])
    with np.errstate(invalid="ignore"):
        share = sizes.values / sizes.values.sum(axis=1, keepdims=True)
        peer = np.nan_to_num(share / (sizes.values.sum(axis=0) / sizes.values.sum()))
    assert peer[1].tolist() == [0, 0]
    assert np.isnan(specialisation.location_quotient(sizes).values[1]).all()
    assert np.isnan(growth(sizes, sizes).values[1]).all()
    alone = matrix([[1, 0], [0, 1]])
    assert np.isnan(relatedness.association_strength(alone)["a0", "a1"])


def test_trap_24_chance_alone_makes_half_of_the_cells_strengths() -> None:
    # 78 places × 88 activities in which every job falls at random: nobody is specialised
    random = np.random.default_rng(78 * 88)
    places, activities = random.lognormal(8.5, 1, 78), random.lognormal(0, 1, 88)
    jobs = random.poisson(np.outer(places, activities / activities.sum()))
    quotients = specialisation.location_quotient(matrix(jobs))
    share = specialisation.presence(quotients).values.mean()
    assert 0.45 < share < 0.51
