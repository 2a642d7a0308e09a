"""The null of support: awards dealt in proportion to strength, by hand and its calibration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from samspill.errors import UsageError
from samspill.uncertainty import deal, dealt_p, mismatch, mismatch_of_draws
from samspill.uncertainty.allocation import _alias, _saddlepoint_tails


def test_three_awards_by_hand():
    # 4 in all; two activities of equal strength; each of 8 ways is equally likely
    found = deal([1.0, 1.0, 2.0], [0, 0, 0], [5.0, 5.0], seed=1)
    assert found.observed.tolist() == [4, 0]
    assert found.expected.tolist() == [2, 2]
    # nothing at all has one chance in eight, more than 2.5 %: only the upper side is tested
    assert_allclose(found.p, [1 / 16, 15 / 16])


def test_the_draws_keep_every_award_whole():
    sizes = [3.0, 5.0, 11.0]
    drawn = deal(sizes, [0, 1, 2], [1.0, 2.0, 3.0], seed=4, draws=200).draws
    assert_allclose(drawn.sum(axis=1), 19)
    sums = {sum(s for s, take in zip(sizes, bits, strict=True) if take)
            for bits in np.ndindex(2, 2, 2)}  # fmt: skip
    assert set(drawn.ravel().tolist()) <= sums


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    args = ([1.0] * 20, [0] * 20, [1.0, 1.0])
    one, same, other = (deal(*args, seed=seed, draws=50).draws for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_what_has_no_strength_gets_nothing_and_no_p():
    found = deal([1.0] * 30, [0, 1] * 15, [1.0, 1.0, 0.0], seed=1)
    assert found.draws[:, 2].max() == 0
    assert np.isnan(found.p[2])
    assert np.isfinite(found.p[:2]).all()


def test_no_awards_have_no_p():
    assert np.isnan(dealt_p([0.0, 0.0], [0, 0], [], [0.5, 0.5], np.zeros((3, 2)))).all()


@pytest.mark.parametrize(
    ("sizes", "to", "strength", "said"),
    [
        ([1.0, 0.0], [0, 0], [1.0], "no size"),
        ([1.0, math.nan], [0, 0], [1.0], "no size"),
        ([1.0], [0], [0.0, 0.0], "below 0 or missing"),
        ([1.0], [0], [1.0, -1.0], "below 0 or missing"),
        ([1.0], [2], [1.0, 1.0], "activities 0 to 1"),
        ([1.0, 2.0], [0], [1.0, 1.0], "one each"),
    ],
)
def test_nonsense_is_refused(sizes, to, strength, said):
    with pytest.raises(UsageError, match=said):
        deal(sizes, to, strength, seed=1)


def test_the_tails_of_the_saddlepoint_are_those_of_very_many_draws():
    random = np.random.default_rng(3)
    sizes = np.round(random.lognormal(0, 1, 80), 3)
    chance = np.array([0.05, 0.2, 0.5])
    falls = random.random((200_000, 80))
    for column, p in enumerate(chance):
        money = (falls < p) @ sizes
        for quantile in (0.98, 0.995, 0.999):
            x = np.full(3, np.quantile(money, quantile))
            upper, _ = _saddlepoint_tails(x, sizes, chance)
            # a tail of one in a thousand is told to within two fifths of itself
            assert_allclose(upper[column], 1 - quantile, rtol=0.4)
        x = np.full(3, np.quantile(money, 0.005))
        _, lower = _saddlepoint_tails(x, sizes, chance)
        if p > 0.1:
            assert_allclose(lower[column], 0.005, rtol=0.4)


def test_walkers_table_gives_each_its_share():
    share = np.random.default_rng(8).dirichlet(np.full(40, 0.3))
    stays, alias = _alias(share)
    got = stays / 40
    np.add.at(got, alias, (1 - stays) / 40)
    assert_allclose(got, share, atol=1e-15)


def test_a_large_award_makes_money_noisy_and_the_band_shows_it():
    equal = deal([1.0] * 100, [0] * 100, [1.0] * 10, seed=2)
    lumped = deal([0.5] * 99 + [50.5], [0] * 100, [1.0] * 10, seed=2)
    assert lumped.expected[0] == equal.expected[0] == 10
    assert (lumped.high - lumped.low)[0] > 3 * (equal.high - equal.low)[0]


@pytest.mark.parametrize(
    ("awards", "activities", "spread"), [(30, 60, 1.2), (300, 68, 1.2), (1500, 68, 1.8)]
)
def test_under_the_null_five_per_cent_of_cells_are_called(awards, activities, spread):
    random = np.random.default_rng(awards)
    called = []
    for trial in range(80 if awards < 1000 else 40):
        strength = random.lognormal(0, 1.3, activities)
        share = strength / strength.sum()
        sizes = np.round(random.lognormal(12.5, spread, awards) / 1000 + 1) * 1000
        to = random.choice(activities, awards, p=share)
        found = deal(sizes, to, strength, seed=trial, draws=200)
        called.append(found.p[share * awards >= 0.5] < 0.05)
    assert 0.03 <= np.concatenate(called).mean() <= 0.07


def test_mismatch_by_hand():
    # half of the money where a quarter of the strength is: a quarter would have to move
    assert mismatch([2.0, 1.0, 1.0], [1.0, 1.0, 2.0]) == 0.25
    assert mismatch([1.0, 0.0], [0.0, 1.0]) == 1
    assert mismatch([1.0, 3.0], [2.0, 6.0]) == 0
    assert math.isnan(mismatch([0.0, 0.0], [1.0, 1.0]))
    assert_allclose(mismatch_of_draws([[1.0, 3.0], [4.0, 0.0]], [1.0, 1.0]), [0.25, 0.5])
