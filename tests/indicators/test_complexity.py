"""Branches and errors of complexity and difficulty."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix, of_activities, of_places
from samspill.errors import AxisMismatch, DataError, UsageError
from samspill.indicators import complexity as cx
from samspill.indicators import difficulty as dif
from samspill.matrix import Matrix


def nested(rows: int, columns: int, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    able = np.linspace(1, 0, rows)[:, None]
    return (
        random.random((rows, columns)) < 1 / (1 + np.exp(-8 * (able - np.linspace(0, 1, columns))))
    ) * 1.0


def exact(has: np.ndarray) -> np.ndarray:
    """Give ECI from NumPy's general eigenproblem, another way than ours."""
    walk = (has / has.sum(axis=1, keepdims=True)) @ (has / has.sum(axis=0)).T
    values, vectors = np.linalg.eig(walk)
    vector = vectors[:, np.argsort(values.real)[-2]].real
    vector = (vector - vector.mean()) / vector.std()
    return vector * np.sign(np.corrcoef(vector, has.sum(axis=1))[0, 1])


@pytest.mark.parametrize("shape", [(30, 40), (40, 30), (640, 700), (700, 640)])
def test_each_way_of_solving_gives_the_same(shape: tuple[int, int]) -> None:
    has = nested(*shape)
    has[0], has[:, 0] = 1, 1
    found = cx.complexity(matrix(has))
    assert_allclose(found.places.values, exact(has), atol=1e-8)
    assert_allclose(found.activities.values * 1, -exact(has.T), atol=1e-8)


def test_the_same_twice_to_the_last_digit() -> None:
    has = matrix(nested(650, 660))
    assert_array_equal(cx.economic_complexity(has).values, cx.economic_complexity(has).values)


def test_sparse_presences_give_the_same() -> None:
    has = nested(30, 40)
    sparse = Matrix(sp.csr_array(has), axis("place", 30), axis("activity", 40))
    assert_allclose(
        cx.economic_complexity(sparse).values, cx.economic_complexity(matrix(has)).values
    )
    assert_allclose(cx.fitness(sparse).values, cx.fitness(matrix(has)).values)


def test_stored_zeros_are_no_presences() -> None:
    has = sp.csr_array(np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]]))
    has[0, 2] = 0
    found = cx.method_of_reflections(Matrix(has, axis("place", 3), axis("activity", 3)), 0)
    assert_allclose(found.places.values, [2, 2, 1])


def test_an_empty_matrix_has_no_complexity() -> None:
    for values in (np.zeros((3, 4)), np.zeros((0, 4)), np.zeros((3, 0)), np.zeros((0, 0))):
        found = cx.complexity(matrix(values))
        assert np.isnan(found.places.values).all()
        assert found.correlation_with_diversity == ()
        assert np.isnan(cx.fitness(matrix(values)).values).all()


def test_equally_diverse_places_are_signed_by_the_rarity_of_what_they_have() -> None:
    # each place has two of seven; ubiquities differ
    has = np.zeros((6, 5))
    for row, pair in enumerate([(0, 1), (0, 2), (0, 1), (1, 2), (2, 3), (3, 4)]):
        has[row, pair] = 1
    found = cx.complexity(matrix(has))
    assert np.isnan(found.correlation_with_diversity[0])
    assert found.is_sign_reliable == (False,)
    met = has @ has.sum(axis=0) / 2
    assert np.corrcoef(found.places.values, met)[0, 1] < 0


def test_wrong_numbers_of_rounds_and_steps_are_refused() -> None:
    has = matrix([[1, 1], [1, 0]])
    with pytest.raises(UsageError, match="-1 steps"):
        cx.method_of_reflections(has, -1)
    for arguments in ({"rounds": 0}, {"tolerance": 0.0}, {"most_rounds": 0}):
        with pytest.raises(UsageError, match="at least one round"):
            cx.fitness_complexity(has, **arguments)


def test_fitness_that_does_not_settle_says_so() -> None:
    # a perfect triangle: all but the first approach zero for ever
    found = cx.fitness_complexity(matrix(np.fliplr(np.tri(6))), most_rounds=50)
    assert not found.is_converged
    assert found.rounds == 50
    assert found.change > 1e-9


def test_fitness_of_a_sparse_and_large_matrix_is_solved_sparse() -> None:
    has = (np.random.default_rng(1).random((200, 200)) < 0.03) * 1.0
    found = cx.fitness_complexity(matrix(has), rounds=5)
    kept = has.any(axis=1)
    one, other = np.ones(200), np.ones(200)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(5):
            fit = has @ other
            hard = np.where(has.any(axis=0), 1 / (has.T @ np.where(kept, 1 / one, 0)), 0)
            one, other = fit / fit[kept].mean(), hard / hard[has.any(axis=0)].mean()
    assert_allclose(found.places.values[kept], one[kept])


def test_axes_must_agree() -> None:
    has = matrix([[1, 0], [1, 1]])
    with pytest.raises(AxisMismatch, match="outside complexity"):
        cx.subnational_complexity(has, of_activities([1, 2, 3]))
    with pytest.raises(AxisMismatch, match="sizes and presence"):
        dif.normalised_ubiquity(matrix([[1, 2]]), has)
    with pytest.raises(AxisMismatch, match="income"):
        dif.prody(has, of_places([1, 2, 3]))
    with pytest.raises(AxisMismatch, match="income levels"):
        dif.expy(has, of_activities([1, 2, 3]))


def test_works_hold_0_and_1() -> None:
    with pytest.raises(DataError, match="not 0 or 1"):
        dif.ease_of_recombination(matrix([[1, 3]]))


def test_sizes_without_anything_give_nan() -> None:
    nothing = matrix(np.zeros((2, 2)))
    assert np.isnan(dif.normalised_ubiquity(nothing, nothing).values).all()
    assert np.isnan(dif.prody(nothing, of_places([1, 2])).values).all()
    assert np.isnan(dif.expy(nothing, of_activities([1, 2])).values).all()
