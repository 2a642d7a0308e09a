"""The graph of presences: checks, components, the second eigenvector by every way."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix
from samspill.errors import DataError
from samspill.indicators import bipartite
from samspill.matrix import Matrix


def scattered(rows: int, columns: int, share: float, seed: int = 4) -> np.ndarray:
    has = (np.random.default_rng(seed).random((rows, columns)) < share) * 1.0
    has[0], has[:, 0] = 1, 1
    return has


def sparse(has: np.ndarray) -> Matrix:
    return Matrix(sp.csr_array(has), axis("place", len(has)), axis("activity", has.shape[1]))


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (50, 70), (900, 800)])
def test_a_dense_matrix_becomes_the_same_graph_as_a_sparse_one(shape: tuple[int, int]) -> None:
    has = (np.random.default_rng(1).random(shape) < 0.2) * 1.0
    found = bipartite.presences(matrix(has))
    assert_array_equal(found.toarray(), has)
    assert_array_equal(bipartite.presences(sparse(has)).toarray(), has)
    assert found.has_canonical_format
    assert_array_equal(bipartite.singles(matrix(has)), has)


@pytest.mark.parametrize("wrong", [2.0, 0.5, -1.0, np.nan, np.inf])
@pytest.mark.parametrize("check", [bipartite.presences, bipartite.singles])
def test_what_is_not_0_or_1_is_refused(check, wrong: float) -> None:
    has = scattered(30, 20, 0.3)
    has[17, 4] = wrong
    for values in (matrix(has), sparse(has)):
        with pytest.raises(DataError, match="a presence is not 0 or 1"):
            check(values)


def test_a_long_chain_is_one_component_and_a_break_makes_two() -> None:
    # place p has the activities p and p + 1, so that the ends are 40 steps from each other
    has = np.eye(40, 41) + np.eye(40, 41, 1)
    rows, columns, count = bipartite.components(bipartite.presences(matrix(has)))
    assert (count, set(rows), set(columns)) == (1, {0.0}, {0.0})
    has[29, 29] = 0
    rows, columns, count = bipartite.components(bipartite.presences(matrix(has)))
    assert count == 2
    assert_array_equal(rows, [0] * 29 + [1] * 11)
    assert_array_equal(columns, [0] * 30 + [1] * 11)


def test_what_has_nothing_belongs_to_no_component() -> None:
    has = scattered(6, 5, 0.5)
    has[2], has[:, 3] = 0, 0
    rows, columns, count = bipartite.components(bipartite.presences(matrix(has)))
    assert count == 1
    assert_array_equal(np.isnan(rows), [0, 0, 1, 0, 0, 0])
    assert_array_equal(np.isnan(columns), [0, 0, 0, 1, 0])


def by_lapack(has: np.ndarray) -> np.ndarray:
    """Give the second vector of the rows from the whole symmetric eigenproblem."""
    scaled = has / np.sqrt(has.sum(axis=1))[:, None] / np.sqrt(has.sum(axis=0))
    _, vectors = np.linalg.eigh(scaled @ scaled.T)
    return vectors[:, -2] / np.sqrt(has.sum(axis=1))


@pytest.mark.parametrize("share", [0.02, 0.2, 0.7])
@pytest.mark.parametrize("shape", [(260, 300), (300, 260)])
def test_lanczos_finds_what_lapack_finds(share: float, shape: tuple[int, int]) -> None:
    has = scattered(*shape, share)
    found = bipartite.second_vectors(bipartite.presences(matrix(has)))
    assert found is not None
    expected = by_lapack(has)
    for one, other in ((found[0], expected), (found[1], (has / has.sum(axis=0)).T @ expected)):
        one, other = one / np.linalg.norm(one), other / np.linalg.norm(other)
        assert_allclose(one * np.sign(one @ other), other, atol=1e-10)


def test_where_lanczos_is_in_doubt_arpack_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    has = bipartite.presences(matrix(scattered(260, 300, 0.2)))
    one = bipartite.second_vectors(has)
    monkeypatch.setattr(bipartite, "_LANCZOS", 5)
    other = bipartite.second_vectors(has)
    assert one is not None
    assert other is not None
    assert_allclose(other[0] * np.sign(one[0] @ other[0]), one[0], atol=1e-10)


def test_two_places_of_one_kind_are_no_tie_and_two_kinds_alike_are() -> None:
    # every place has the first activity and one of three others, 100 places of each: the three
    # kinds can change places, so that no one vector is the second
    alike = np.zeros((300, 4))
    alike[:, 0] = 1
    alike[np.arange(300), 1 + np.arange(300) % 3] = 1
    assert bipartite.second_vectors(bipartite.presences(matrix(alike))) is None
    alike[0, 1:] = 1
    alike[1, 1:3] = 1
    assert bipartite.second_vectors(bipartite.presences(matrix(alike))) is not None
