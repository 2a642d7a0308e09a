"""BiCM and its projection beside bicm 3.4, stored and live."""

from __future__ import annotations

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm

from matrices import matrix
from samspill.matrix import Matrix
from samspill.uncertainty import co_occurrence_p, configuration_model

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from bicm import BipartiteGraph


def presences(rows: int = 24, columns: int = 30, seed: int = 8) -> Matrix:
    """Give a nested presence matrix of two kinds without empty rows and columns."""
    random = np.random.default_rng(seed)
    able = np.sort(random.beta(2, 2, rows))[::-1, None]
    hard = np.sort(random.beta(2, 2, columns))
    # rows and columns of one parity go together, so that some pairs are far from chance
    kin = np.equal.outer(np.arange(rows) % 2, np.arange(columns) % 2)
    has = random.random((rows, columns)) < 1 / (1 + np.exp(2.5 - 3 * (able - hard) - 5 * kin))
    assert has.any(axis=0).all()
    assert has.any(axis=1).all()
    return matrix(has)


def tails(graph: BipartiteGraph, method: str) -> dict[tuple[int, int], float]:
    """Give bicm's p-value of each pair of rows that share a column."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.compute_projection(rows=True, approx_method=method, threads_num=1)
    return {
        (int(one), int(other)): float(p)
        for one, others in graph.rows_pvals.items()
        for other, p in others.items()
    }


@pytest.fixture(scope="module")
def solved() -> tuple[Matrix, BipartiteGraph]:
    has = presences()
    graph = BipartiteGraph(has.values.astype(int))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.solve_tool()
    return has, graph


def test_the_peer_is_the_version_these_tests_speak_of() -> None:
    assert version("bicm").startswith("3.4")


def test_probabilities_agree(solved: tuple[Matrix, BipartiteGraph]) -> None:
    has, graph = solved
    ours = configuration_model(has)
    assert_allclose(ours.probability.values, graph.get_bicm_matrix(), atol=1e-7)
    # and ours keeps the degrees better than what the peer accepts
    assert ours.error < 1e-8


def test_exact_p_values_agree_with_poibin(solved: tuple[Matrix, BipartiteGraph]) -> None:
    has, graph = solved
    ours = co_occurrence_p(has.transposed).values
    theirs = tails(graph, "poibin")
    assert len(theirs) > 200
    for (one, other), p in theirs.items():
        assert_allclose(ours[one, other], p, atol=1e-6)


def test_poisson_p_values_agree_and_are_too_large(
    solved: tuple[Matrix, BipartiteGraph],
) -> None:
    """Trap 19: bicm's default p-values are 1.2 to 1.5 times the exact where these are small."""
    has, graph = solved
    exact = co_occurrence_p(has.transposed).values
    ours = co_occurrence_p(has.transposed, method="poisson").values
    ratios = []
    for (one, other), p in tails(graph, "poisson").items():
        assert_allclose(ours[one, other], p, atol=1e-6)
        if exact[one, other] < 0.05:
            ratios.append(p / exact[one, other])
    assert len(ratios) > 5
    assert np.median(ratios) > 1.2


@pytest.mark.parametrize("method", ["normal", "rna"])
def test_normal_and_rna_are_the_wrong_tail(
    solved: tuple[Matrix, BipartiteGraph], method: str
) -> None:
    """Trap 18: bicm 3.4 `normal` and `rna` give the probability of at most as many."""
    has, graph = solved
    exact = co_occurrence_p(has.transposed).values
    refined = co_occurrence_p(has.transposed, method="refined normal").values
    pairs = tails(graph, method)
    theirs = np.array(list(pairs.values()))
    right = np.array([exact[pair] for pair in pairs])
    ours = np.array([refined[pair] for pair in pairs])
    assert np.corrcoef(theirs, right)[0, 1] < -0.8
    assert np.corrcoef(ours, right)[0, 1] > 0.99


def test_pairs_that_share_nothing_have_no_p_value_in_the_peer() -> None:
    has = matrix([[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 1]])
    graph = BipartiteGraph(has.values.astype(int))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.solve_tool()
    assert (0, 1) not in tails(graph, "poisson")
    assert co_occurrence_p(has.transposed)["p0", "p1"] == 1


STORED = json.loads((Path(__file__).parent / "golden_b.json").read_text())["bicm"]


def test_stored_answers_of_60_by_80() -> None:
    """What bicm 3.4.0 gave for a larger matrix: every 25th pair and the 40 least likely."""
    has = matrix([[int(one) for one in row] for row in STORED["presence"]])
    one, other = np.array(STORED["pairs"]).T
    model = configuration_model(has)
    assert_allclose(model.probability.values[0], STORED["probability_row_0"], atol=1e-9)
    exact = co_occurrence_p(has.transposed).values[one, other]
    assert_allclose(exact, STORED["p_poibin"], atol=1e-6)
    poisson = co_occurrence_p(has.transposed, method="poisson").values[one, other]
    assert_allclose(poisson, STORED["p_poisson"], atol=1e-9)
    for name in ("p_normal", "p_rna"):
        assert np.corrcoef(STORED[name], exact)[0, 1] < -0.8
    small = exact < 0.05
    assert 1.1 < np.median(poisson[small] / exact[small]) < 1.6


def test_the_wrong_tail_by_hand() -> None:
    """The smallest case of trap 18: the normal distribution at the observed, not beyond it."""
    has = presences(10, 12, seed=4)
    graph = BipartiteGraph(has.values.astype(int))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.solve_tool()
    (one, other), theirs = next(iter(tails(graph, "normal").items()))
    chance = graph.get_bicm_matrix()[one] * graph.get_bicm_matrix()[other]
    shared = has.values[one] @ has.values[other]
    at = (shared + 0.5 - chance.sum()) / np.sqrt((chance * (1 - chance)).sum())
    assert_allclose(theirs, norm.cdf(at), atol=1e-6)
