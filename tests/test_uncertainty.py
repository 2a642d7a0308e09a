"""Branches and errors of the uncertainty modules."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix
from samspill import uncertainty as unc
from samspill.errors import AxisMismatch, DataError, UnknownCode, UsageError
from samspill.matrix import Matrix, Vector


def test_p_values_outside_0_to_1_are_refused() -> None:
    with pytest.raises(UsageError, match="outside 0-1"):
        unc.benjamini_hochberg([0.2, 1.2])


def test_no_p_values_give_no_q_values() -> None:
    assert unc.benjamini_hochberg([]).shape == (0,)
    assert unc.benjamini_hochberg(np.empty((3, 0)), axis=1).shape == (3, 0)


def test_a_family_without_tests_is_nan() -> None:
    q = unc.benjamini_hochberg([[np.nan, np.nan], [0.5, 0.01]], axis=1)
    assert_allclose(q, [[np.nan, np.nan], [0.5, 0.02]])


@pytest.mark.parametrize("clumping", [0, -1, np.inf])
def test_impossible_clumping_is_refused(clumping: float) -> None:
    with pytest.raises(UsageError, match="clumping factor"):
        unc.shrunken_location_quotient(matrix([[1, 2], [3, 4]]), clumping=clumping)


def test_clumping_must_speak_of_the_same_things() -> None:
    jobs = matrix([[1, 2], [3, 4]])
    with pytest.raises(AxisMismatch, match="sizes and clumping"):
        unc.shrunken_location_quotient(jobs, clumping=matrix([[1, 1]]))
    with pytest.raises(AxisMismatch, match="sizes and clumping"):
        unc.shrunken_location_quotient(jobs, clumping=Vector(np.ones(2), jobs.rows))


def test_a_cell_without_clumping_takes_the_activitys() -> None:
    jobs = matrix([[10, 5], [30, 5], [20, 5]])
    # the first activity: (10·2 + 30·4)/40 = 3.5 for the third place; the second has none at all
    lumps = matrix([[2, np.nan], [4, np.nan], [np.nan, np.nan]])
    filled = matrix([[2, np.nan], [4, np.nan], [3.5, np.nan]])
    found = unc.shrunken_location_quotient(jobs, clumping=lumps)
    same = unc.shrunken_location_quotient(jobs, clumping=filled)
    assert_allclose(found.p.values, same.p.values)
    assert np.isnan(found.mean.values[:, 1]).all()


def test_sparse_sizes_are_welcome() -> None:
    jobs = matrix([[9, 0, 4], [1, 5, 0]])
    sparse = Matrix(sp.csr_array(jobs.values), jobs.rows, jobs.columns)
    found = unc.shrunken_location_quotient(sparse, clumping=2.0)
    assert_array_equal(found.q.values, unc.shrunken_location_quotient(jobs, clumping=2.0).q.values)


def test_strengths_need_both_q_and_a_mean_above_1() -> None:
    jobs = matrix([[400, 100], [100, 400], [250, 250]])
    found = unc.shrunken_location_quotient(jobs, clumping=1.0)
    assert_array_equal(found.strengths().values, [[1, 0], [0, 1], [0, 0]])
    assert_array_equal(found.strengths(rate=1e-80).values, np.zeros((3, 2)))


def test_establishments_must_be_complete() -> None:
    rows, columns = axis("place", 1), axis("activity", 1)
    with pytest.raises(DataError, match="there are 2 sizes, 1 places"):
        unc.clumping_factor([1, 2], ["p0"], ["a0"], rows=rows, columns=columns)
    with pytest.raises(DataError, match="establishment number 2 has the size nan"):
        unc.clumping_factor([1, np.nan], ["p0"] * 2, ["a0"] * 2, rows=rows, columns=columns)
    with pytest.raises(UnknownCode, match="p9"):
        unc.clumping_factor([1], ["p9"], ["a0"], rows=rows, columns=columns)


def test_negative_persons_or_units_are_refused() -> None:
    with pytest.raises(DataError, match="negative"):
        unc.clumping_from_units(matrix([[-1.0]]), matrix([[1]]))
    with pytest.raises(AxisMismatch, match="persons and units"):
        unc.clumping_from_units(matrix([[1]]), matrix([[1, 1]]))


def test_persons_without_units_and_units_without_persons_are_unknown() -> None:
    found = unc.clumping_from_units(matrix([[5], [0], [8], [9]]), matrix([[0], [3], [2], [3]]))
    assert_array_equal(np.isnan(found.values[:, 0]), [True, True, False, False])


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((3, 4)),
        np.ones((3, 4)),
        np.triu(np.ones((5, 5))),
        [[1, 1, 1], [1, 0, 0], [1, 0, 0]],
        [[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 0, 1]],
    ],
)
def test_empty_full_and_nested_matrices_are_certain_where_nothing_is_left_to_chance(
    values: object,
) -> None:
    has = matrix(values)
    found = unc.configuration_model(has)
    p = found.probability.values
    assert_allclose(p.sum(axis=0), has.values.sum(axis=0), atol=1e-7)
    assert_allclose(p.sum(axis=1), has.values.sum(axis=1), atol=1e-7)
    assert found.error < 1e-6


def test_degrees_with_only_one_matrix_are_certain_even_without_full_rows() -> None:
    # the first two rows have all of the first two columns, the others none: no row is full
    has = matrix([[1, 1, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]])
    p = unc.configuration_model(has).probability.values
    assert_allclose(p.sum(axis=1), [3, 3, 1, 1], atol=1e-7)


def test_the_fitness_of_empty_and_full_rows() -> None:
    one, _ = unc.configuration_model(matrix([[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 0]])).fitness
    assert one.values[0] == np.inf
    assert one.values[3] == 0


def test_draws_of_the_model_follow_their_probabilities() -> None:
    has = matrix(np.random.default_rng(2).random((8, 6)) < 0.4)
    model = unc.configuration_model(has)
    mean = np.mean([model.draw(seed).values for seed in range(2000)], axis=0)
    # five standard errors of a share
    assert np.abs(mean - model.probability.values).max() < 5 * np.sqrt(0.25 / 2000)
    assert_array_equal(model.draw(7).values, model.draw(7).values)


def test_presences_must_be_0_or_1() -> None:
    with pytest.raises(DataError, match="not 0 or 1"):
        unc.configuration_model(matrix([[0, 2], [1, 1]]))
    with pytest.raises(DataError, match="not 0 or 1"):
        next(unc.curveball_draws(matrix([[0, np.nan]]), seed=1, draws=1))


def test_an_unknown_method_and_another_model_are_refused() -> None:
    has = matrix([[1, 0], [0, 1]])
    with pytest.raises(UsageError, match="«normal»"):
        unc.co_occurrence_p(has, method="normal")  # type: ignore[arg-type]
    with pytest.raises(AxisMismatch):
        unc.co_occurrence_p(has, unc.configuration_model(matrix([[1, 0, 1], [0, 1, 0]])))


@pytest.mark.parametrize("seed", range(3))
def test_error_of_the_approximations_is_within_what_is_stated(seed: int) -> None:
    random = np.random.default_rng(seed)
    chance = random.beta(1, 2, (120, 1)) * random.beta(2, 2, (1, 60))
    has = matrix(random.random((120, 60)) < chance)
    model = unc.configuration_model(has)
    exact = unc.co_occurrence_p(has, model).values
    refined = unc.co_occurrence_p(has, model, method="refined normal").values
    poisson = unc.co_occurrence_p(has, model, method="poisson").values
    p = model.probability.values
    q = np.einsum("pa,pb->pab", p, p)
    mean, squares = q.sum(axis=0), (q * q).sum(axis=0)
    off = ~np.eye(60, dtype=bool)
    error, variance = np.abs(refined - exact), mean - squares
    large = (variance > 1) & off
    assert large.any()
    assert (error * variance)[large].max() < 0.04
    assert error[off].max() < 0.1
    # Barbour and Hall's bound on the Poisson approximation
    assert (np.abs(poisson - exact) * mean <= squares)[off].all()


def test_small_p_values_are_exact_too() -> None:
    # two columns that always go together, 40 of 200 rows; compared with enumeration by convolution
    has = np.zeros((200, 30))
    random = np.random.default_rng(4)
    has[:, 2:] = random.random((200, 28)) < 0.2
    has[:40, :2] = 1
    model = unc.configuration_model(matrix(has))
    p = model.probability.values
    mass = np.array([1.0])
    for chance in p[:, 0] * p[:, 1]:
        mass = np.convolve(mass, [1 - chance, chance])
    found = unc.co_occurrence_p(matrix(has), model)["a0", "a1"]
    assert found < 1e-15
    assert_allclose(found, mass[40:].sum(), rtol=1e-9)


def test_curveball_with_one_row_or_nothing_to_trade_gives_the_same() -> None:
    for values in ([[1, 0, 1]], [[1, 1], [1, 1]], [[0, 0], [0, 0]]):
        assert_array_equal(unc.curveball(matrix(values), seed=1).values, values)


def test_curveball_is_the_same_for_the_same_seed() -> None:
    has = matrix(np.random.default_rng(2).random((8, 6)) < 0.4)
    assert_array_equal(unc.curveball(has, seed=5).values, unc.curveball(has, seed=5).values)
    assert (unc.curveball(has, seed=5).values != unc.curveball(has, seed=6).values).any()
    # one trade at most moves two rows
    first, second = itertools.islice(unc.curveball_draws(has, seed=5, draws=2, trades=1), 2)
    assert ((first.values != second.values).any(axis=1)).sum() <= 2


@pytest.mark.parametrize("arguments", [{"units": 0}, {"repeats": 0}, {"level": 1.0}])
def test_impossible_bootstraps_are_refused(arguments: dict[str, float]) -> None:
    given = {"units": 3, "seed": 1} | arguments
    with pytest.raises(UsageError, match="bootstrap"):
        unc.bootstrap_interval(lambda drawn: float(len(drawn)), **given)  # type: ignore[arg-type]


def test_groups_must_be_of_all_units() -> None:
    with pytest.raises(UsageError, match="3 units and groups for 2"):
        unc.bootstrap_interval(lambda drawn: 0.0, 3, seed=1, groups=["a", "b"])


def test_an_undefined_statistic_has_no_interval() -> None:
    found = unc.bootstrap_interval(lambda drawn: float("nan"), 3, seed=1, repeats=5)
    assert np.isnan([found.value, found.low, found.high]).all()


def test_draws_of_another_shape_are_refused() -> None:
    with pytest.raises(UsageError, match="come first"):
        unc.monte_carlo_p([1.0, 2.0], [1.0, 2.0])
    with pytest.raises(UsageError, match="come first"):
        unc.monte_carlo_p(1.0, [])


def test_an_undefined_draw_counts_against_a_discovery() -> None:
    assert unc.monte_carlo_p(5, [1, np.nan, 2]) == 2 / 4
    assert_allclose(unc.monte_carlo_p([5, 0], [[1, 1], [9, -1]]), [2 / 3, 2 / 3])


def test_bootstrap_location_quotient_of_an_empty_place_is_undefined() -> None:
    low, high = unc.bootstrap_location_quotient(
        [5, 5, 5, 5],
        ["p0", "p0", "p1", "p1"],
        ["a0", "a1", "a0", "a1"],
        rows=axis("place", 3),
        columns=axis("activity", 2),
        seed=1,
        repeats=50,
    )
    assert np.isnan(low.values[2]).all()
    assert (low.values[:2] <= 1).all()
    assert (high.values[:2] >= 1).all()
