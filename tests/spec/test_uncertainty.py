"""What the uncertainty measures mean: tables in, tables out, worked by hand or by enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import gamma

from matrices import axis, matrix
from samspill import uncertainty as unc
from samspill.matrix import Axis, Vector


def test_benjamini_hochberg_by_rows_and_columns_with_gaps() -> None:
    p = np.array([[0.01, np.nan, 0.04], [0.2, 0.6, np.nan]])
    # two tests in each row
    assert_allclose(unc.benjamini_hochberg(p, axis=1), [[0.02, np.nan, 0.04], [0.4, 0.6, np.nan]])
    # columns: two tests, one, one
    assert_allclose(unc.benjamini_hochberg(p, axis=0), [[0.02, np.nan, 0.04], [0.2, 0.6, np.nan]])


def test_clumping_factor_is_the_mean_size_around_a_job() -> None:
    # (10² + 30²)/40 = 25; one establishment is its own size; none is unknown
    found = unc.clumping_factor(
        [10, 30, 7, 0],
        ["p0", "p0", "p1", "p1"],
        ["a0", "a0", "a0", "a1"],
        rows=axis("place", 2),
        columns=axis("activity", 2),
    )
    assert_allclose(found.values, [[25, np.nan], [7, np.nan]])


def test_clumping_from_units() -> None:
    # 124 persons in 12 establishments; the cells' means are 12, 4 and 40
    persons, units = matrix([[60, 5], [24, 0], [40, 0]]), matrix([[5, 1], [6, 0], [1, 0]])
    usual = 124 / 12
    scatter = 5 * (12 - usual) ** 2 + 6 * (4 - usual) ** 2 + (40 - usual) ** 2
    spread = 1 + scatter / 2 / usual**2
    found = unc.clumping_from_units(persons, units).values
    # the first by its spread but at most itself, the second so too, the third is one establishment
    assert_allclose(found[:, 0], [min(60, 12 * spread), min(24, 4 * spread), 40])
    assert np.isnan(found[:, 1]).all()


def test_an_excess_over_the_usual_size_may_be_one_establishment() -> None:
    # sizes alike in 400 cells, and one cell of 2 units with 110 persons where 20 are usual
    persons, units = matrix([[1000]] * 400 + [[110]]), matrix([[100]] * 400 + [[2]])
    found = unc.clumping_from_units(persons, units).values
    usual = 400_110 / 40_002
    assert_allclose(found[400], ((110 - 2 * usual) ** 2 + 2 * usual**2) / 110)


def test_the_shrunken_quotient_is_the_posterior_mean() -> None:
    jobs = matrix([[90, 10], [110, 190], [30, 70]])
    found = unc.shrunken_location_quotient(jobs, clumping=5.0)
    # E = 100·230/500 = 46 in the first cell: n = 18 and e = 9.2 effective
    a, b = found.prior_shape.values[0], found.prior_rate.values[0]
    posterior = gamma(18 + a, scale=1 / (9.2 + b))
    assert_allclose(found.mean["p0", "a0"], posterior.mean())
    assert_allclose(found.low["p0", "a0"], posterior.ppf(0.025))
    assert_allclose(found.high["p0", "a0"], posterior.ppf(0.975))


def test_p_by_hand() -> None:
    # x = d: one effective establishment where e = (10·10/20)/2 are expected; P(N >= 1) and
    # P(N >= 2) are 1 - exp(-e) and 1 - (1 + e) exp(-e)
    jobs = matrix([[2, 8], [8, 2]])
    found = unc.shrunken_location_quotient(jobs, clumping=2.0)
    assert_allclose(found.p["p0", "a0"], 1 - (1 + 2.5 / 2) * np.exp(-2.5))


def test_an_empty_cell_has_a_quotient_and_is_no_evidence() -> None:
    found = unc.shrunken_location_quotient(matrix([[0, 50], [60, 40]]), clumping=1.0)
    assert found.p["p0", "a0"] == 1
    assert 0 < found.low["p0", "a0"] < found.mean["p0", "a0"] < 1


def test_what_is_not_observed_stays_nan_and_leaves_the_sums() -> None:
    jobs = matrix([[90, np.nan, 10], [110, 5, 190], [0, 0, 0]])
    found = unc.shrunken_location_quotient(jobs, clumping=1.0)
    for part in (found.mean, found.low, found.high, found.p, found.q, found.strengths()):
        assert np.isnan(part.values[0, 1])
        assert np.isnan(part.values[2]).all()
        assert not np.isnan(part.values[1]).any()


def test_a_plant_counts_once_however_large() -> None:
    # 900 of 1000 jobs in one plant, or in 900 establishments of one
    rows, columns = axis("place", 3), axis("activity", 2)
    jobs = matrix([[900, 100], [1000, 9000], [1000, 9000]])
    ones = unc.shrunken_location_quotient(jobs, clumping=1.0)
    lumps = np.ones((3, 2))
    lumps[0, 0] = 900
    plant = unc.shrunken_location_quotient(jobs, clumping=matrix(lumps, rows, columns))
    assert ones.p["p0", "a0"] < 1e-100
    # e = (1000·2900/21000)/900 = 0.153 and one establishment: 1 - (1 + e/2) exp(-e)
    expected = 2900 / 21 / 900
    assert_allclose(plant.p["p0", "a0"], 1 - (1 + expected / 2) * np.exp(-expected))


def test_a_reference_may_be_wider_than_the_rows() -> None:
    region, country = matrix([[50, 50]]), matrix([[50, 50], [50, 850]])
    found = unc.shrunken_location_quotient(
        region,
        reference=country,
        clumping=Vector(np.array([1.0, 1.0]), region.columns),
    )
    # expected 100·100/1000 = 10 and 90
    assert found.mean["p0", "a0"] > 2
    assert found.q["p0", "a0"] < 0.001
    assert found.p["p0", "a1"] > 0.99


def test_an_activity_that_only_the_reference_has() -> None:
    region, country = matrix([[100, 0]]), matrix([[100, 0], [500, 400]])
    found = unc.shrunken_location_quotient(region, reference=country, clumping=1.0)
    assert 0 < found.low["p0", "a1"] < found.mean["p0", "a1"] < 0.1


def test_configuration_model_of_two_by_two() -> None:
    # degrees 2, 1 and 2, 1: the full row is certain, the full column too, nothing is left
    found = unc.configuration_model(matrix([[1, 1], [1, 0]]))
    assert_allclose(found.probability.values, [[1, 1], [1, 0]])
    # degrees 1, 1 and 1, 1: even chances
    found = unc.configuration_model(matrix([[1, 0], [0, 1]]))
    assert_allclose(found.probability.values, np.full((2, 2), 0.5))
    assert_allclose(found.fitness[0].values, [1, 1])


def test_configuration_model_keeps_degrees_and_has_the_logistic_form() -> None:
    has = matrix(np.random.default_rng(5).random((9, 7)) < 0.4)
    found = unc.configuration_model(has)
    p = found.probability.values
    assert_allclose(p.sum(axis=0), has.values.sum(axis=0), atol=1e-8)
    assert_allclose(p.sum(axis=1), has.values.sum(axis=1), atol=1e-8)
    x, y = found.fitness
    product = np.outer(x.values, y.values)
    assert_allclose(p, product / (1 + product), atol=1e-8)


def test_co_occurrence_p_by_enumeration() -> None:
    has = matrix([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0], [0, 0, 1, 1]])
    model = unc.configuration_model(has)
    p = model.probability.values
    found = unc.co_occurrence_p(has, model).values
    for one, other in itertools.combinations(range(4), 2):
        chance = p[:, one] * p[:, other]
        shared = int((has.values[:, one] * has.values[:, other]).sum())
        # all 32 outcomes of five trials
        tail = sum(
            np.prod(np.where(outcome, chance, 1 - chance))
            for outcome in itertools.product([False, True], repeat=5)
            if sum(outcome) >= shared
        )
        assert_allclose(found[one, other], tail, rtol=1e-12)
        assert found[one, other] == found[other, one]
    assert np.isnan(np.diag(found)).all()


def test_significant_co_occurrence_counts_each_pair_once() -> None:
    has = matrix([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1]])
    p, q = unc.co_occurrence_p(has).values, unc.significant_co_occurrence(has).values
    three = p[[0, 0, 1], [1, 2, 2]]
    assert_allclose(q[[0, 0, 1], [1, 2, 2]], unc.benjamini_hochberg(three))
    assert_allclose(q, q.T)


def test_curveball_reaches_every_matrix_of_the_degrees_about_equally_often() -> None:
    # rows and columns of 1, 1, 1: six matrices
    drawn = [
        tuple(one.values.argmax(axis=1))
        for one in unc.curveball_draws(matrix(np.eye(3)), seed=3, draws=1200)
    ]
    counts = [drawn.count(order) for order in itertools.permutations(range(3))]
    assert sum(counts) == 1200
    # 200 each, standard deviation 13
    assert min(counts) > 150
    assert max(counts) < 250


def test_monte_carlo_p_counts_the_observed_among_the_draws() -> None:
    draws = [1, 2, 3, 4]
    assert unc.monte_carlo_p(4, draws) == (1 + 1) / 5
    assert unc.monte_carlo_p(5, draws) == 1 / 5
    assert unc.monte_carlo_p(1, draws, tail="lower") == 2 / 5
    assert unc.monte_carlo_p(4, draws, tail="both") == 4 / 5
    assert np.isnan(unc.monte_carlo_p(np.nan, draws))


def test_bootstrap_interval_of_a_mean() -> None:
    # 100 values with deviation 1 have a mean with a 95 % interval of ± 0.196
    values = np.random.default_rng(1).normal(0, 1, 100)
    values = (values - values.mean()) / values.std()
    found = unc.bootstrap_interval(lambda drawn: float(values[drawn].mean()), 100, seed=2)
    assert_allclose([found.low, found.high], [-0.196, 0.196], atol=0.03)


def test_bootstrap_over_groups_is_wider_where_groups_are_alike_inside() -> None:
    # ten groups of ten equal values: ten observations and not a hundred
    group = np.repeat(np.arange(10), 10)
    values = np.random.default_rng(1).normal(0, 1, 10)[group]

    def mean(drawn: np.ndarray) -> float:
        return float(values[drawn].mean())

    units = unc.bootstrap_interval(mean, 100, seed=2)
    groups = unc.bootstrap_interval(mean, 100, seed=2, groups=group)
    ratio = (groups.high - groups.low) / (units.high - units.low)
    # the root of ten, a little less for a percentile interval of ten
    assert 2.6 < ratio < 3.6


def test_permutation_p_by_enumeration() -> None:
    # the three largest of six together: 1 of 20 ways
    group, value = np.array([0, 0, 0, 1, 1, 1]), np.arange(6.0)
    p = unc.permutation_p(
        lambda order: float(value[group[order] == 1].sum()), 6, seed=1, repeats=4999
    )
    assert p == pytest.approx(1 / 20, abs=0.01)


def test_the_axes_of_a_quotient_are_those_of_the_sizes() -> None:
    places, activities = Axis("place", "m-2024", ("0301", "3201")), Axis("activity", "n", ("62",))
    found = unc.shrunken_location_quotient(matrix([[5], [7]], places, activities), clumping=1.0)
    assert found.mean.rows == places
    assert found.q.columns == activities
    assert found.prior_rate.axis == activities
